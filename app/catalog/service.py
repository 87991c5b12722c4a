"""Publishing and closing permit types. `publish` opens its own transaction: grants commit by themselves, before it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.catalog import report
from app.catalog import source as sources
from app.catalog.granting import grant, set_granter
from app.catalog.models import PermitType, PermitVersion, TypeState
from app.errors import ConflictError, DefinitionError, InputError, NotFoundError
from app.foundation import audit, revision
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.permits import canonical, digest
from app.permits.model import Definition

__all__ = ["Decree", "Published", "close", "publish", "publish_missing", "set_granter"]


log = logging.getLogger(__name__)
AS_THEY_SHOULD_BE = (report.Difference.SAME, report.Difference.BASE)
FIRST_DECREE = "Perwali 35/2018 Pasal 13(1)"
FIRST_DATE = date(2018, 6, 4)


@dataclass(frozen=True, slots=True)
class Decree:
    """The Keputusan that a version stands on."""

    number: str
    signed_on: date
    effective_from: date


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did; `source` is the text with its new base, to be written back where the file is writable."""

    code: str
    version: int
    granted: tuple[str, ...]
    created_roles: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str


def publish(
    source: str,
    *,
    code: str,
    decree_number: str,
    decree_date: date,
    effective_from: date,
    author: str,
    approver: str,
    actor: Actor,
    now: datetime,
    replace: int | None = None,
) -> Published:
    """Make `source` the live version of `code`. Call it outside any transaction.

    Raises DefinitionError with the linter's faults; InputError when author and approver are one person or the date lies
    ahead; ConflictError when the text was not written on top of the live version.
    """
    decree = Decree(decree_number, decree_date, effective_from)
    _check_people(author, approver)
    _check_decree(decree, now)
    definition, warnings = sources.load(source, code)
    sources.check_base(source, _live_version(code), replace)
    granted = grant(definition)
    try:
        with transaction():
            live = _live_version(code)
            sources.check_base(source, live, replace)  # again: somebody may have published meanwhile
            version = _store(definition, source, decree, (author, approver), now)
            revision.bump("schema")
            audit.record("izin.diterbitkan", code, actor, now, version=version, decree=decree_number)
    except IntegrityError as error:
        raise ConflictError(
            f"{code} baru saja diterbitkan oleh orang lain. Muat ulang, lalu periksa kembali."
        ) from error
    return Published(
        code=code,
        version=version,
        granted=tuple(granted.permissions) if granted else (),
        created_roles=tuple(granted.created_roles) if granted else (),
        warnings=warnings,
        source=sources.with_base(source, version),
    )


def publish_missing(
    *, actor: Actor, now: datetime, author: str, approver: str
) -> tuple[list[Published], list[report.FileState]]:
    """For `init`: publish each file whose code has no version at all; report the files that differ or are broken.

    Never rolls a publication back. The first types stand on Perwali 35/2018 Pasal 13(1).
    """
    published: list[Published] = []
    for state in report.compare_files():
        if state.state is not report.Difference.UNPUBLISHED:
            continue
        try:
            version = publish(
                state.path.read_text(encoding="utf-8"),
                code=state.code,
                decree_number=FIRST_DECREE,
                decree_date=FIRST_DATE,
                effective_from=wib_date(now),
                author=author,
                approver=approver,
                actor=actor,
                now=now,
            )
            published.append(version)
        except DefinitionError as error:
            log.error("definition refused", extra={"code": state.code, "faults": len(error.faults)})
    left = [state for state in report.compare_files(check=True) if state.state not in AS_THEY_SHOULD_BE]
    return published, left


def close(code: str, *, decree_number: str, successor: str | None, actor: Actor, now: datetime) -> None:
    """No new applications from now on; running ones finish. Raises NotFoundError, ConflictError."""
    permit_type = db.session.get(PermitType, code)
    if permit_type is None:
        raise NotFoundError(f"Jenis izin {code} belum pernah diterbitkan.")
    if permit_type.state in (TypeState.CLOSED, TypeState.ARCHIVED):
        raise ConflictError(f"Jenis izin {code} sudah ditutup.")
    permit_type.state = TypeState.CLOSED
    permit_type.closed_at = now
    permit_type.closed_decree = decree_number
    permit_type.successor = successor
    revision.bump("schema")
    audit.record("izin.ditutup", code, actor, now, decree=decree_number)
    db.session.flush()


def _check_people(author: str, approver: str) -> None:
    if not author.strip() or not approver.strip():
        raise InputError("Penyusun dan penyetuju harus disebut.")
    if author.strip().casefold() == approver.strip().casefold():
        raise InputError("Penyusun dan penyetuju harus dua orang yang berbeda.")


def _check_decree(decree: Decree, now: datetime) -> None:
    if not decree.number.strip():
        raise InputError("Nomor Keputusan harus disebut.")
    if decree.effective_from > wib_date(now):
        raise InputError("Tanggal mulai berlaku belum tiba. Terbitkan pada atau setelah tanggal itu.")


def _live_version(code: str) -> int | None:
    live: int | None = db.session.scalar(select(PermitType.live_version).where(PermitType.code == code))
    return live


def _store(definition: Definition, source: str, decree: Decree, people: tuple[str, str], now: datetime) -> int:
    code = definition.code
    latest = db.session.scalar(select(func.max(PermitVersion.version)).where(PermitVersion.code == code)) or 0
    version, text = latest + 1, canonical(definition)
    permit_type = db.session.get(PermitType, code, with_for_update=True)
    if permit_type is None:
        permit_type = PermitType(code=code, live_version=version, state=TypeState.ACTIVE)
        db.session.add(permit_type)
    permit_type.live_version = version
    db.session.flush()  # the version refers to the type
    db.session.add(
        PermitVersion(
            code=code,
            version=version,
            card=sources.card(definition),
            canonical=text,
            sha256=digest(text),
            source=sources.with_base(source, version),
            source_sha256=sources.fingerprint(source),
            decree_number=decree.number,
            decree_date=decree.signed_on,
            effective_from=decree.effective_from,
            author=people[0],
            approver=people[1],
            published_at=now,
        )
    )
    db.session.flush()
    return version
