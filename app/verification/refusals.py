"""A refusal is drawn up over a tier's no, or over a correction that was not made in time; another person signs it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.applications.deadlines import REFUSE
from app.applications.lifecycle import Position, Status, after_expiry
from app.applications.queries import get_by_reference
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now, wib_date
from app.permits import fieldtypes
from app.verification.models import Outcome, RefusalDraft, Review


def draw_up(review: Review, reason: str, legal_basis: str, now: datetime) -> None:
    """The draft over this review, in the name of whoever made it."""
    db.session.flush()  # the draft points to the review
    db.session.add(
        RefusalDraft(
            application_id=review.application_id,
            review_id=review.id,
            reason=reason,
            legal_basis=legal_basis,
            drawn_up_by_id=review.officer_id,
            drawn_up_at=now,
        )
    )


@jobs.handler(REFUSE)
def refuse(reference: str, round: int) -> None:  # noqa: A002 - the job's argument
    """Draw the refusal up over the return that was not answered; the head signs it. Nothing when it was answered.

    It is drawn up in the name of the officer who returned it, so that another person signs.
    """
    now = utc_now()
    with transaction():
        application = get_by_reference(reference)
        current = next((one for one in application.corrections if one.round == round), None)
        late = current is not None and current.handed_in_at is None and current.due_on < wib_date(now)
        if application.status is not Status.RETURNED or current is None or not late:
            return
        query = select(Review).where(
            Review.application_id == application.id, Review.tier == current.tier, Review.outcome == Outcome.RETURN
        )
        review = db.session.scalars(query.order_by(Review.id.desc()).limit(1)).one()
        application.status = after_expiry(Position(application.status), refuse=True).status
        application.changed_at = now
        due = fieldtypes.long_date(current.due_on.isoformat())
        reason = f"Perbaikan yang diminta tidak diserahkan sampai batas waktunya, {due}. {current.note}"
        draw_up(review, reason.strip(), "", now)
        db.session.flush()
        audit.record("permohonan.tolak_terlambat", reference, SYSTEM, now, round=round)
