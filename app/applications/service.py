"""What an applicant, or a counter officer for a citizen, does with an application. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any

from app import catalog
from app.accounts import profiles
from app.applications import answers as halves
from app.applications import bundles, content, corrections, documents, drafts, kinds, referrals, sharing
from app.applications.corrections import Difference
from app.applications.documents import Received
from app.applications.lifecycle import OPEN_TO_APPLICANT, Position, after_withdrawal
from app.applications.models import Application, Document, Referral
from app.applications.references import new_reference
from app.applications.register import PermitRegister
from app.applications.submission import Receipt, hand_in_correction, submit
from app.errors import ConflictError, InputError, NotAllowedError, WrongMomentError
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.permits.case import PermitFact
from app.permits.model import Definition, Section
from app.permits.referring import brought

__all__ = [
    "Difference",
    "Receipt",
    "attach",
    "detach",
    "hand_in_correction",
    "keep",
    "save_section",
    "start",
    "submit",
    "withdraw",
]


def start(
    code: str,
    kind: str,
    *,
    applicant_id: int,
    filed_by_id: int,
    party: str,
    referred: int | None,
    also: Sequence[int] = (),
    snapshot: Mapping[str, Any],
    register: PermitRegister,
    actor: Actor,
    now: datetime,
) -> Application:
    """Begin a draft on the live version. `referred` is the id of the own permit that the kind needs, `also` further
    ones where it takes several; without needs both are passed over.

    Raises InputError, ConflictError, NotAllowedError, NotFoundError.
    """
    entry = catalog.entry(code)
    definition = catalog.definition(code, entry.version)
    request = kinds.check_can_begin(entry, definition, kind, party)
    bases: tuple[PermitFact, ...] = ()
    if request.needs is not None:
        wanted = (*((referred,) if referred is not None else ()), *also)
        bases = referrals.chosen(definition, kind, wanted, register, snapshot.get("nik"), wib_date(now))
    if bases and bases[0].party not in ("", party):
        raise InputError("Permohonan atas izin ini diajukan untuk pihak yang sama dengan izinnya.")
    kinds.check_trial(entry, at_counter=filed_by_id != applicant_id)
    application = Application(
        reference=new_reference(),
        code=code,
        version=entry.version,
        kind=kind,
        referred_id=bases[0].id if bases else None,
        referrals=[Referral(issued_id=one.id) for one in bases],
        applicant_id=applicant_id,
        filed_by_id=filed_by_id,
        party=party,
        party_name=str(snapshot.get("nama", "")),
        answers={},
        staff_answers={},
        created_at=now,
        changed_at=now,
    )
    db.session.add(application)
    db.session.flush()  # the sealed parts are bound to the row's id
    content.store_snapshot(application, {**snapshot, "kind": party})
    permit = brought(definition, kind, bases)
    copied = drafts.copied(definition, permit.answers) if permit else {}
    content.store_answers(application, drafts.prefilled(definition, kind, _prefill(applicant_id, snapshot), copied))
    db.session.flush()
    facts = {"kind": kind, "on_behalf": filed_by_id != applicant_id}
    audit.record("permohonan.dimulai", application.reference, actor, now, code=code, version=entry.version, **facts)
    return application


def save_section(
    application: Application,
    section_id: str,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
    also_open: Set[str] = frozenset(),
) -> None:
    """Keep what was typed in one section, complete or not, right or wrong.

    `seen` is the `content.section_mark` of what the form showed. `also_open` are inputs that a correction left missing,
    so that they may be filled in as well. Raises ConflictError when the section was saved meanwhile, InputError for a
    section that is not there, WrongMomentError after submission.
    """
    _check_open(application)
    definition = content.definition_of(application)
    section = _section(definition, section_id)
    if seen and seen != content.section_mark(application, section):
        raise ConflictError(
            "Bagian ini baru saja diubah dari perangkat lain. Periksa isian di bawah, lalu simpan lagi."
        )
    round_ = kinds.open_round(application)
    opened = corrections.open_inputs(application, round_) | also_open if round_ else None
    old = content.answers(application)
    new = halves.with_row_ids(
        definition.fields, drafts.merged(definition, section, application.kind, old, answers, opened)
    )
    if new == old:
        return
    content.store_answers(application, new)
    content.note_typist(application, actor.user_id)
    _drop_papers_of_lost_rows(application, now)
    application.changed_at = now
    sharing.spread_answers(application, section_id, now)
    db.session.flush()
    audit.record("permohonan.disimpan", application.reference, actor, now, section=section_id)


def attach(
    application: Application,
    input_name: str,
    data: bytes,
    filename: str,
    paper_date: date | None,
    *,
    uploader_id: int,
    actor: Actor,
    now: datetime,
) -> Document:
    """Examine and keep a paper at once. An edge that takes the writer's lock uses `documents.receive`, then `keep`."""
    received = documents.receive(application, input_name, data, filename, paper_date)
    return keep(application, received, uploader_id=uploader_id, actor=actor, now=now)


def keep(
    application: Application,
    received: Received,
    *,
    uploader_id: int,
    actor: Actor,
    now: datetime,
    also_open: Set[str] = frozenset(),
) -> Document:
    """Make an examined upload a paper of the application; where one file is wanted, it replaces the one before.

    Raises InputError when the place is full, NotAllowedError where a correction does not open it, WrongMomentError.
    """
    slot = received.slot
    _check_paper_open(application, slot.name, also_open)
    there = content.papers(application).get(slot.name, [])
    if slot.document.files.max == 1:
        for old in there:
            old.removed_at = now
    elif len(there) >= slot.document.files.max:
        raise InputError(f"{slot.document.label.id}: paling banyak {slot.document.files.max} berkas.")
    document = Document(
        input_name=halves.stable_name(content.answers(application), slot.name),
        file_key=received.stored.key,
        name=received.filename,
        media_type=received.examined.media_type,
        size=received.stored.size,
        sha256=received.stored.sha256,
        pages=received.examined.pages,
        paper_date=received.paper_date,
        uploaded_by_id=uploader_id,
        uploaded_at=now,
    )
    application.documents.append(document)
    sharing.spread_paper(application, document, now)
    application.changed_at = now
    db.session.flush()
    audit.record("berkas.diunggah", application.reference, actor, now, input=slot.name, sha256=document.sha256)
    return document


def detach(
    application: Application,
    document: Document,
    *,
    actor: Actor,
    now: datetime,
    also_open: Set[str] = frozenset(),
) -> None:
    """Take a paper out; its row stays. Raises NotAllowedError, WrongMomentError."""
    if document.added_by_tier is not None:
        raise NotAllowedError("Berkas ini ditambahkan oleh petugas.")
    name = halves.index_name(content.answers(application), document.input_name) or ""
    _check_paper_open(application, name, also_open)
    document.removed_at = now
    sharing.withdraw_paper(application, document, now)
    application.changed_at = now
    content.note_typist(application, actor.user_id)
    db.session.flush()
    audit.record("berkas.dihapus", application.reference, actor, now, input=document.input_name, sha256=document.sha256)


def withdraw(application: Application, reason: str, *, actor: Actor, now: datetime) -> None:
    """The applicant takes it back. Raises WrongMomentError once it waits for a signature."""
    was = application.status
    bundles.end(application, after_withdrawal(Position(application.status)).status, now)
    db.session.flush()
    audit.record(
        "permohonan.ditarik", application.reference, actor, now, before=was.value, after=application.status.value,
        reason=audit.commitment(reason) if reason else "",
    )  # fmt: skip


def _prefill(applicant_id: int, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """What may stand in the applicant's own form: nothing that the account may only read masked."""
    if profiles.owner_may_read(applicant_id):
        return dict(snapshot)
    return {name: value for name, value in snapshot.items() if name not in profiles.HIDDEN}


def _section(definition: Definition, section_id: str) -> Section:
    try:
        return definition.section(section_id)
    except KeyError as error:
        raise InputError("Bagian ini tidak ada pada permohonan.") from error


def _drop_papers_of_lost_rows(application: Application, now: datetime) -> None:
    held = content.answers(application)
    for document in documents.present(application.documents):
        if halves.index_name(held, document.input_name) is None:
            document.removed_at = now


def _check_open(application: Application) -> None:
    if application.status not in OPEN_TO_APPLICANT:
        raise WrongMomentError("Permohonan ini sudah dikirim, sehingga tidak dapat diubah.")


def _check_paper_open(application: Application, name: str, also_open: Set[str] = frozenset()) -> None:
    _check_open(application)
    round_ = kinds.open_round(application)
    if round_ is None:
        return
    opened = corrections.open_inputs(application, round_) | also_open
    if not corrections.is_named(name, opened):
        raise NotAllowedError("Berkas ini tidak diminta untuk diperbaiki.")
