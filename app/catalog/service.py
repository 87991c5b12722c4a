"""Publishing permit types. `publish` opens its own transaction: grants commit by themselves, before it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.catalog import lifecycle, report
from app.catalog import source as sources
from app.catalog.dossier import Decree, DraftPolicy, DraftRule, Papers, Readiness, Scan, Weighed
from app.catalog.granting import grant, set_granter
from app.catalog.lifecycle import close
from app.catalog.models import DraftReader, PermitDraft, PermitType, PermitVersion, TypeState
from app.catalog.replaying import set_replayer
from app.catalog.weighing import live_version, weigh
from app.errors import ConflictError, DefinitionError, InputError
from app.foundation import audit, revision
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.permits import canonical, digest
from app.permits.model import Definition

__all__ = [
    "Decree", "DraftPolicy", "DraftRule", "Papers", "Published", "Readiness", "Scan", "close", "publish",
    "publish_missing", "set_granter", "set_replayer",
]  # fmt: skip


log = logging.getLogger(__name__)
AS_THEY_SHOULD_BE = (report.Difference.SAME, report.Difference.BASE)
FIRST_DECREE = "Perwali 35/2018 Pasal 13(1)"
FIRST_DATE = date(2018, 6, 4)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did; `source` is the text with its new base, to be written back where the file is writable."""

    code: str
    version: int
    granted: tuple[str, ...]
    created_roles: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str
    weighed: Weighed
    effective_from: date
    scheduled: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """What is published: as written, as built, and what it does."""

    source: str
    definition: Definition
    weighed: Weighed
    policy: DraftPolicy


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
    papers: Papers | None = None,
) -> Published:
    """Make `source` the live version of `code`, at once or from the day on which it takes effect. Outside transactions.

    Raises DefinitionError with the linter's faults, or those of the step from the live version; InputError when author
    and approver are one person or open drafts need a choice; ConflictError when the text was not written on top of the
    live version, or another version waits for its day.
    """
    papers = papers or Papers()
    decree = Decree(decree_number, decree_date, effective_from)
    _check_people(author, approver, papers)
    _check_decree(decree)
    definition, warnings = sources.load(source, code)
    sources.check_base(source, live_version(code), replace)
    lifecycle.check_nothing_waits(code)
    weighed = weigh(definition, now)
    text = _Text(source, definition, weighed, weighed.policy(papers.drafts, effective_from))
    granted = grant(definition)
    try:
        with transaction():
            live = live_version(code)
            sources.check_base(source, live, replace)  # again: somebody may have published meanwhile
            lifecycle.check_nothing_waits(code)
            version = _store(text, decree, (author, approver), papers, now)
            scheduled = _put_in_force(code, version, decree, papers, actor, now)
            audit.record(
                "izin.diterbitkan", code, actor, now, version=version, decree=decree_number,
                effective_from=effective_from.isoformat(), reach=weighed.reach.value, drafts=text.policy.as_json(),
                author=papers.author_id, approver=papers.approver_id,
                scan=papers.scan.sha256 if papers.scan else "", ready=papers.readiness is not None,
            )  # fmt: skip
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
        weighed=weighed,
        effective_from=effective_from,
        scheduled=scheduled,
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


def _check_people(author: str, approver: str, papers: Papers) -> None:
    if not author.strip() or not approver.strip():
        raise InputError("Penyusun dan penyetuju harus disebut.")
    one_account = papers.author_id is not None and papers.author_id == papers.approver_id
    if one_account or author.strip().casefold() == approver.strip().casefold():
        raise InputError("Penyusun dan penyetuju harus dua orang yang berbeda.")


def _check_decree(decree: Decree) -> None:
    if not decree.number.strip():
        raise InputError("Nomor Keputusan harus disebut.")


def _store(text: _Text, decree: Decree, people: tuple[str, str], papers: Papers, now: datetime) -> int:
    definition, source = text.definition, text.source
    code, canonical_text = definition.code, canonical(definition)
    latest = db.session.scalar(select(func.max(PermitVersion.version)).where(PermitVersion.code == code)) or 0
    version = latest + 1
    if db.session.get(PermitType, code, with_for_update=True) is None:
        db.session.add(PermitType(code=code, live_version=0, state=TypeState.ACTIVE))
        db.session.flush()  # the version refers to the type
    db.session.add(
        PermitVersion(
            code=code,
            version=version,
            card=sources.card(definition),
            canonical=canonical_text,
            sha256=digest(canonical_text),
            source=sources.with_base(source, version),
            source_sha256=sources.fingerprint(source),
            decree_number=decree.number,
            decree_date=decree.signed_on,
            effective_from=decree.effective_from,
            author=people[0],
            approver=people[1],
            published_at=now,
            base_version=text.weighed.base,
            author_id=papers.author_id,
            approver_id=papers.approver_id,
            policy=text.policy.as_json(),
            dossier=text.weighed.as_json(papers),
        )
    )
    db.session.flush()
    _drop_draft(code, source)
    return version


def _drop_draft(code: str, source: str) -> None:
    """The draft has become the version; one that says something else stays."""
    draft = db.session.scalar(select(PermitDraft).where(PermitDraft.code == code))
    if draft is not None and sources.fingerprint(draft.source) == sources.fingerprint(source):
        db.session.delete(draft)
        db.session.execute(delete(DraftReader).where(DraftReader.code == code))
        db.session.flush()


def _put_in_force(code: str, version: int, decree: Decree, papers: Papers, actor: Actor, now: datetime) -> bool:
    """True where the version waits for its day."""
    permit_type = db.session.get(PermitType, code)
    assert permit_type is not None  # just stored
    if papers.trial and not permit_type.live_version:
        permit_type.state = TypeState.TRIAL
    if decree.effective_from > wib_date(now):
        lifecycle.schedule(permit_type, version, decree.effective_from)
        revision.bump("schema")
        return True
    lifecycle.put_in_force(permit_type, version)
    return False
