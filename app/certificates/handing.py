"""Handing in and judging what a duty asks for, and what follows for the permit. The state asked for is always compared
with the state that is, so that the daily round may run twice, late, or after a holder was quicker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.applications import content
from app.applications.documents import MEGABYTE, clean_name
from app.applications.duty_reports import DutyReport, ReportState
from app.applications.models import Application
from app.certificates import duty_letters, reporting, suspensions
from app.certificates.models import Issued
from app.certificates.reporting import LIVE, Claim
from app.errors import ConflictError, InputError, NotFoundError, WrongMomentError
from app.foundation import audit, files, sandbox
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db
from app.foundation.files import Stored
from app.foundation.sandbox import Examined
from app.foundation.timing import wib_date
from app.permits import fieldtypes

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Paper:
    """Examined bytes in the store, not yet anybody's report."""

    name: str
    stored: Stored
    examined: Examined


def claim_of(issued: Issued, duty_id: str, on: str, today: date) -> Claim:
    """What is asked for on this day. Raises NotFoundError."""
    found = reporting.of(issued, today)
    claim = next((one for one in found if one.duty.id == duty_id and one.on.isoformat() == on), None)
    if claim is None:
        raise NotFoundError("Kewajiban ini tidak ada pada izin Anda.")
    return claim


def receive(claim: Claim, data: bytes, filename: str) -> Paper:
    """Examine and store an upload; call it outside any transaction. Raises InputError, TooLargeError."""
    if not data:
        raise InputError("Pilih berkas yang akan diunggah.")
    examined = sandbox.examine(data, accept=claim.paper.accept, max_bytes=claim.paper.max_mb * MEGABYTE)
    return Paper(clean_name(filename), files.put(data), examined)


def hand_in(issued_id: int, duty_id: str, on: str, paper: Paper, *, actor: Actor, now: datetime) -> None:
    """In the caller's transaction. Raises WrongMomentError where it was handed in already, NotFoundError."""
    issued, today = locked(issued_id), wib_date(now)
    claim = claim_of(issued, duty_id, on, today)
    if claim.done:
        raise WrongMomentError("Laporan ini sudah diterima.")
    row = DutyReport(
        application_id=issued.application_id, issued_id=issued.id, duty=duty_id, due_on=claim.on,
        state=ReportState.RECEIVED, file_key=paper.stored.key, name=paper.name, media_type=paper.examined.media_type,
        size=paper.stored.size, sha256=paper.stored.sha256, pages=paper.examined.pages,
        noted_at=now, noted_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "kewajiban.dilaporkan", f"naskah:{issued.id}", actor, now, kewajiban=duty_id, tempo=on, sha256=row.sha256
    )
    settle(issued, wib_date(now), now)


def judge(report_id: int, version: int, *, accepted: bool, note: str, actor: Actor, now: datetime) -> None:
    """An officer takes a report, or asks for it again with a remark. In the caller's transaction.

    Raises InputError without a remark, ConflictError when somebody judged it meanwhile.
    """
    query = select(DutyReport).where(DutyReport.id == report_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    issued = locked(row.issued_id)
    if row.state is not ReportState.RECEIVED or row.row_version != version:
        raise ConflictError("Laporan ini sudah dinilai petugas lain.")
    if not accepted and not note.strip():
        raise InputError("Tulis apa yang harus diperbaiki.")
    row.state = ReportState.ACCEPTED if accepted else ReportState.RETURNED
    row.note, row.judged_by_id, row.judged_at = note.strip()[:LONGEST_NOTE], actor.user_id, now
    db.session.flush()
    name = "kewajiban.diterima" if accepted else "kewajiban.dikembalikan"
    audit.record(name, f"naskah:{issued.id}", actor, now, kewajiban=row.duty, tempo=row.due_on.isoformat())
    if not accepted:
        claim = claim_of(issued, row.duty, row.due_on.isoformat(), wib_date(now))
        duty_letters.write(duty_letters.RETURNED, issued, claim, str(row.id))
    settle(issued, wib_date(now), now)


def settle(issued: Issued, today: date, now: datetime) -> None:
    """Bring a permit, which the caller has locked, to what its duties ask for today."""
    _move_end(issued, today)
    found = reporting.of(issued, today)
    for claim in found:
        if claim.missed(today) and not claim.noted:
            _note_missed(issued, claim, now)
    for duty in {claim.duty.id: claim.duty for claim in found}.values():
        late = next((one for one in found if one.duty.id == duty.id and one.missed(today)), None)
        cause = f"kewajiban:{duty.id}"
        if late is None:
            _release(issued, cause, [one for one in found if one.duty.id == duty.id][-1], now)
        elif duty.report is not None and duty.report.on_missed == "suspend" and issued.status in LIVE:
            _suspend(issued, cause, late, now)


def note_end(issued: Issued, now: datetime) -> None:
    """A permit that has just ended: where that is for want of a report, it says so and its holder is told."""
    claim = _awaited(issued)
    if claim is None or issued.valid_to is None or issued.valid_to < claim.last:
        return
    due = fieldtypes.long_date(claim.on.isoformat())
    issued.status_note = f"Berakhir karena {reporting.title_of(claim.duty)} yang jatuh tempo {due} tidak diserahkan."
    _add_missed(issued, claim, now)
    duty_letters.write(duty_letters.ENDED, issued, claim, "")


def locked(issued_id: int) -> Issued:
    """Raises NotFoundError."""
    query = select(Issued).where(Issued.id == issued_id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFoundError(detail=f"paper {issued_id}")
    return found


def _note_missed(issued: Issued, claim: Claim, now: datetime) -> None:
    row = _add_missed(issued, claim, now)
    if claim.duty.report is None or claim.duty.report.on_missed != "suspend" or issued.status not in LIVE:
        duty_letters.write(duty_letters.MISSED, issued, claim, str(row.id))


def _add_missed(issued: Issued, claim: Claim, now: datetime) -> DutyReport:
    row = DutyReport(
        application_id=issued.application_id, issued_id=issued.id, duty=claim.duty.id, due_on=claim.on,
        state=ReportState.MISSED, noted_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    facts = {"kewajiban": claim.duty.id, "tempo": claim.on.isoformat()}
    audit.record("kewajiban.terlewat", f"naskah:{issued.id}", SYSTEM, now, **facts)
    return row


def _suspend(issued: Issued, cause: str, claim: Claim, now: datetime) -> None:
    due = fieldtypes.long_date(claim.on.isoformat())
    reason = f"Ditangguhkan karena {reporting.title_of(claim.duty)} yang jatuh tempo {due} belum diterima."
    added = suspensions.suspend(issued, cause, reason, now, manual=False)
    if added is not None:
        duty_letters.write(duty_letters.SUSPENDED, issued, claim, str(added.id))


def _release(issued: Issued, cause: str, claim: Claim, now: datetime) -> None:
    if (ended := suspensions.release(issued, cause, now)) is not None:
        duty_letters.write(duty_letters.RESUMED, issued, claim, str(ended.id))


def _move_end(issued: Issued, today: date) -> None:
    """A permit that holds until a duty is missed holds on with each report; once it is over, it stays so."""
    if issued.until_duty is None or issued.status not in LIVE or (issued.valid_to and issued.valid_to < today):
        return
    claim = _awaited(issued)
    last = claim.last if claim is not None else None
    issued.valid_to = min((day for day in (last, issued.latest_end) if day is not None), default=None)
    db.session.flush()


def _awaited(issued: Issued) -> Claim | None:
    """The report that a permit's end waits for."""
    if issued.until_duty is None:
        return None
    definition = content.definition_of(db.session.get_one(Application, issued.application_id))
    return reporting.next_claim(definition, reporting.line_of(issued), issued.until_duty)
