"""Store: one short transaction in which a signed paper becomes a permit, with its mail and its audit leaf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from app.applications import bundles, content, locks, others, schedule
from app.applications.lifecycle import Position, Status, after_partial_signing, after_signing
from app.applications.links import points_to_permits
from app.applications.models import Application
from app.certificates import copies, interim, letters, links, queries, sanctions, succession
from app.certificates.models import Edition, Issued, PaperStatus, Signer
from app.certificates.products import INTERIM, LETTER_KINDS, REFUSAL_KIND
from app.certificates.queries import WAITING
from app.certificates.register import PERMIT, Register
from app.errors import ConflictError, WrongMomentError
from app.foundation import audit, jobs
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.files import Stored
from app.foundation.timing import wib_date
from app.permits.assessing import limits_uses

RETEST = "permohonan.ujian_ulang"
Row = TypeVar("Row", Issued, Application)


@dataclass(frozen=True, slots=True)
class Signed:
    """What came out of one signature, and what it was made of."""

    issued_id: int
    unsigned_sha256: str
    approved_hash: str
    manifest: str
    stored: Stored
    signer: Signer


def store(signed: Signed, *, actor: Actor, now: datetime) -> Issued:
    """Compare and set. Raises ConflictError when paper or application are no longer what was signed."""
    issued = _locked(Issued, signed.issued_id)
    application = _locked(Application, issued.application_id)
    if issued.status is not PaperStatus.PREPARED or issued.unsigned_sha256 != signed.unsigned_sha256:
        raise ConflictError(
            "Naskah ini sudah ditandatangani atau disiapkan ulang.", detail=f"paper {issued.id} changed"
        )
    between, by_itself = issued.kind == INTERIM, issued.kind in LETTER_KINDS.values()
    moments = interim.OPEN if between else ((Status.ISSUED,) if by_itself else WAITING)
    if application.status not in moments:
        raise WrongMomentError(detail=f"{application.reference} is {application.status}")
    if not signed.approved_hash == issued.approved_hash == application.record_hash:
        raise ConflictError("Isi berkas berubah setelah naskah disiapkan.", detail=f"paper {issued.id}: other record")
    if issued.kind == PERMIT:
        _require_within_limits(application, wib_date(now))
    issued.status, issued.issued_at = PaperStatus.AKTIF, now
    db.session.add(
        Edition(
            issued_id=issued.id, sha256=signed.stored.sha256, file_key=signed.stored.key, profile="B-B", created_at=now
        )
    )
    if between:
        interim.done(issued)
    elif by_itself:
        sanctions.carry_out(issued, actor, now)
    else:
        succession.end_predecessors(issued, application, actor, now)
    db.session.flush()
    if not by_itself and points_to_permits(content.definition_of(application), application.kind):
        links.announce_issue(issued)
    audit.record(
        "izin.ditandatangani",
        application.reference,
        actor,
        now,
        naskah=issued.id,
        nomor=issued.number,
        sha256=signed.stored.sha256,
        unsigned_sha256=signed.unsigned_sha256,
        manifest=signed.manifest,
        signer_key=signed.signer.key_sha256,
    )
    if not (between or by_itself):
        _finish(application, issued, actor, now)
    db.session.flush()
    return issued


def _require_within_limits(application: Application, today: date) -> None:
    """Two requests may be open at once where one permit is allowed: the second to be signed is stopped (§3.8).

    So is one whose parent permit has shrunk meanwhile. Under the locks that submissions take. Raises ConflictError with
    the limit's own words.
    """
    definition = content.definition_of(application)
    limits = {limit.id for limit in definition.limits}
    if not limits and not limits_uses(definition):
        return
    locks.hold("submission", str(content.snapshot(application).get("nik", application.applicant_id)))
    for code in others.types_to_lock(definition):
        locks.hold("type", code)
    assessment = content.assessment(application, Register(), held=True)
    for problem in assessment.problems:
        if problem.name in limits:
            raise ConflictError(problem.message.text())
    links.check_uses(application, assessment.facts, today)


def _finish(application: Application, issued: Issued, actor: Actor, now: datetime) -> None:
    """The last paper ends the application and has one mail written for all of them."""
    query = select(Issued.id).where(Issued.application_id == application.id, Issued.status == PaperStatus.PREPARED)
    if db.session.scalars(query).first() is not None:
        return
    if issued.kind != REFUSAL_KIND and schedule.awaits(application, content.definition_of(application)):
        _finish_in_part(application, actor, now)
        return
    bundles.end(application, after_signing(Position(application.status)).status, now)
    name = letters.REFUSED if issued.kind == REFUSAL_KIND else letters.ISSUED
    jobs.enqueue(name, f"{name}:{application.reference}", reference=application.reference)
    if name == letters.ISSUED and content.definition_of(application).flow.copies:
        jobs.enqueue(copies.COPIES, f"{copies.COPIES}:{application.reference}", reference=application.reference)
    audit.record(
        "permohonan.selesai", application.reference, actor, now, status=str(application.status), tanggal=wib_date(now)
    )


def _finish_in_part(application: Application, actor: Actor, now: datetime) -> None:
    """Those who passed have their papers; the case goes back to the event's tier for those who come again."""
    reference = application.reference
    signed = [one.id for one in queries.find_papers(application.id)]
    application.status = after_partial_signing(Position(application.status)).status
    application.changed_at = now
    jobs.enqueue(letters.ISSUED, f"{letters.ISSUED}:{reference}:{signed[-1]}", reference=reference, last=signed[-1])
    jobs.enqueue(RETEST, f"{RETEST}:{reference}:{signed[-1]}", reference=reference)
    audit.record("permohonan.sebagian_terbit", reference, actor, now, naskah=signed, tanggal=wib_date(now))


def _locked(model: type[Row], key: int) -> Row:
    query = select(model).where(model.id == key).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise ConflictError(detail=f"{model.__tablename__} {key} is gone")
    return found
