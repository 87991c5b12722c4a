"""Papers that a tier adds: documents that the definition expects from it, photographs and signatures of an inspection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.applications import answers as halves
from app.applications import content, documents
from app.applications.models import Document
from app.errors import InputError, NotFoundError
from app.foundation import audit, files, sandbox
from app.foundation.database import db
from app.foundation.files import Stored
from app.foundation.sandbox import Examined
from app.permits import is_asked
from app.permits.case import Problem
from app.permits.conditions import holds
from app.permits.model import Requirement, Text, Tier
from app.permits.names import input_name
from app.verification import staff
from app.verification.checks import EVIDENCE
from app.verification.dossier import Dossier
from app.verification.sittings import Sitting

PHOTOS = ("jpg", "png", "webp")
MOST = 12  # photographs of one sheet
PHOTO_MB = 8
PLACE = re.compile(r"-?\d{1,2}(?:[.,]\d{3,8})\s*[,; ]\s*-?\d{1,3}(?:[.,]\d{3,8})")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for the tier's papers, by its input name as pages write it."""

    name: str
    label: str
    accept: tuple[str, ...]
    most: int
    need: int = 0
    geo: bool = False
    max_mb: int = PHOTO_MB
    max_pages: int | None = None
    max_age_days: int | None = None

    @property
    def photographs(self) -> bool:
        """Whether a telephone may open its camera for it."""
        return self.accept == PHOTOS


@dataclass(frozen=True, slots=True)
class Received:
    """Examined bytes in the store, not yet anybody's paper."""

    slot: Slot
    filename: str
    stored: Stored
    examined: Examined
    place: str | None
    paper_date: date | None


def slots(dossier: Dossier, tier: Tier) -> list[Slot]:
    """Documents `from` this tier that the kind asks, then the evidence of each of its sheets."""
    found = [
        Slot(
            name=one.id,
            label=one.label.id,
            accept=one.accept,
            most=one.files.max,
            need=one.files.min if _needed(dossier, one.required) else 0,
            max_mb=one.max_mb,
            max_pages=one.max_pages,
            max_age_days=one.max_age_days,
        )
        for one in dossier.definition.documents
        if one.from_ == tier.id.split("-")[0]
        and not one.one_of
        and is_asked(dossier.definition, one, dossier.application.kind)
        and holds(dossier.definition, one.visible, dossier.assessment.facts)
    ]
    return found + _of_sheets(dossier, tier)


def _needed(dossier: Dossier, required: bool | Requirement) -> bool:
    if isinstance(required, bool):
        return required
    return holds(dossier.definition, required.when, dossier.assessment.facts)


def _of_sheets(dossier: Dossier, tier: Tier) -> list[Slot]:
    if not tier.inspection:
        return []
    sheet = dossier.definition.inspection(tier.inspection)
    photos, signatures = sheet.evidence.get("photos") or {}, int(sheet.evidence.get("signatures") or 0)
    title = sheet.title.id if sheet.title else sheet.id
    found = []
    for place, (row, heading) in enumerate(staff.rows(dossier, tier)):
        more = f" ({heading})" if row else ""
        if photos:
            name = _name(sheet.per, place, f"{sheet.id}_foto")
            need, geo = int(photos.get("min", 1)), bool(photos.get("geo"))
            found.append(Slot(name, f"{EVIDENCE['foto']}: {title}{more}", PHOTOS, MOST, need, geo))
        if signatures:
            name = _name(sheet.per, place, f"{sheet.id}_ttd")
            found.append(Slot(name, f"{EVIDENCE['ttd']}: {title}{more}", ("jpg", "png", "pdf"), MOST, signatures))
    return found


def _name(group: str | None, place: int, rest: str) -> str:
    return input_name(group, place, rest) if group else rest


def receive(
    slot: Slot, data: bytes, filename: str, place: str = "", paper_date: date | None = None, *, today: date
) -> Received:
    """Examine and store one file; call it outside any transaction. Raises InputError, TooLargeError."""
    where = parse_place(place)
    if slot.geo and where is None:
        raise InputError(f"{slot.label}: isi koordinat tempat foto diambil, misalnya -6,88870; 109,67530.")
    if slot.max_age_days is not None and (
        paper_date is None or not 0 <= (today - paper_date).days <= slot.max_age_days
    ):
        raise InputError(f"{slot.label}: isi tanggal dokumen, paling lama {slot.max_age_days} hari yang lalu.")
    examined = sandbox.examine(
        data, accept=slot.accept, max_bytes=slot.max_mb * documents.MEGABYTE, max_pages=slot.max_pages
    )
    return Received(slot, documents.clean_name(filename), files.put(data), examined, where, paper_date)


def parse_place(typed: str) -> str | None:
    """`-6,88870; 109,67530` or with points; None for anything that is no place on earth."""
    text = typed.strip()
    if not PLACE.fullmatch(text):
        return None
    lat, lon = (float(part.replace(",", ".")) for part in re.findall(r"-?\d+[.,]\d+", text))
    return f"{lat:.5f},{lon:.5f}" if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004 - degrees


def keep(sitting: Sitting, received: Sequence[Received]) -> None:
    """Make examined uploads papers of the record. Raises InputError when a place is full."""
    dossier = sitting.dossier
    known = {slot.name for slot in slots(dossier, sitting.tier)}
    for one in received:
        if one.slot.name not in known:
            raise NotFoundError("Tempat berkas ini tidak ada pada tahap Anda.")
        there = content.papers(dossier.application).get(one.slot.name, [])
        if one.slot.most == 1:
            for old in there:
                old.removed_at = sitting.now
        elif len(there) >= one.slot.most:
            raise InputError(f"{one.slot.label}: paling banyak {one.slot.most} berkas.")
        _add(sitting, one)
    _changed(sitting)


def _add(sitting: Sitting, one: Received) -> None:
    application = sitting.application
    document = Document(
        input_name=halves.stable_name(sitting.dossier.answers, one.slot.name),
        file_key=one.stored.key,
        name=one.filename,
        media_type=one.examined.media_type,
        size=one.stored.size,
        sha256=one.stored.sha256,
        pages=one.examined.pages,
        paper_date=one.paper_date,
        place=one.place,
        added_by_tier=sitting.open_tier.tier,
        uploaded_by_id=sitting.officer.user_id,
        uploaded_at=sitting.now,
    )
    application.documents.append(document)
    audit.record(
        "berkas.ditambahkan", application.reference, sitting.officer.actor, sitting.now,
        tier=sitting.open_tier.tier, name=one.slot.name, sha256=one.stored.sha256,
    )  # fmt: skip


def remove(sitting: Sitting, document_id: int) -> None:
    """Take back a paper of this tier's own. Raises NotFoundError."""
    found = next(
        (
            one
            for one in sitting.application.documents
            if one.id == document_id and one.removed_at is None and one.added_by_tier == sitting.open_tier.tier
        ),
        None,
    )
    if found is None:
        raise NotFoundError("Berkas ini tidak ditambahkan oleh tahap Anda.")
    found.removed_at = sitting.now
    audit.record(
        "berkas.dihapus", sitting.application.reference, sitting.officer.actor, sitting.now, sha256=found.sha256
    )
    _changed(sitting)


def _changed(sitting: Sitting) -> None:
    """The record is another one now; whoever forwarded before it is asked again where the ladder needs it."""
    sitting.open_tier.assignee_id = sitting.officer.user_id
    sitting.application.changed_at = sitting.now
    db.session.flush()
    sitting.dossier.changed()
    sitting.dossier.fix_record()


def problems(dossier: Dossier, tier: Tier) -> tuple[Problem, ...]:
    """What the tier still has to add before the case goes on."""
    there = content.papers(dossier.application)
    lacking = [(slot, slot.need - len(there.get(slot.name, []))) for slot in slots(dossier, tier)]
    return tuple(
        Problem(
            name=f"unggah-{slot.name}",
            message=Text(id=f"{slot.label}: masih kurang {count} berkas."),
            at=(f"unggah-{slot.name}",),
            missing=True,
        )
        for slot, count in lacking
        if count > 0
    )
