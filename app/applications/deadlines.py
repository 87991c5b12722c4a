"""The end of a correction that was not made in time: the application is closed and the applicant told (flow.correction)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from app.applications import bundles, content
from app.applications.letters import CLOSED
from app.applications.lifecycle import Position, Status, after_expiry
from app.applications.models import Application, Correction
from app.applications.queries import get_by_reference
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.timing import WIB, utc_now, wib_date

OVERDUE = "permohonan.batas_perbaikan"
REFUSE = "permohonan.tolak_terlambat"  # where the definition says so; `verification` draws the letter up


def watch(application: Application, correction: Correction) -> None:
    """Look again after the last day of the round has ended in Pekalongan; a job row in the caller's transaction."""
    ends = datetime.combine(correction.due_on + timedelta(days=1), time(), WIB).astimezone(UTC)
    jobs.enqueue(
        OVERDUE,
        f"overdue:{application.reference}:{correction.round}",
        due=ends,
        reference=application.reference,
        round=correction.round,
    )


@jobs.handler(OVERDUE)
def close_if_overdue(reference: str, round: int) -> None:  # noqa: A002 - the job's argument
    """Does nothing when the round was handed in, or the application ended otherwise."""
    now = utc_now()
    with transaction():
        application = get_by_reference(reference)
        current = next((one for one in application.corrections if one.round == round), None)
        late = current is not None and current.handed_in_at is None and current.due_on < wib_date(now)
        if application.status is not Status.RETURNED or not late:
            return
        if content.definition_of(application).flow.correction.then == "refuse":
            jobs.enqueue(REFUSE, f"overdue-refused:{reference}:{round}", reference=reference, round=round)
            return
        bundles.end(application, after_expiry(Position(application.status)).status, now)
        db.session.flush()
        audit.record("permohonan.ditutup", reference, SYSTEM, now, round=round)
        jobs.enqueue(CLOSED, f"closed:{reference}", reference=reference)
