"""A case that uses up its time is brought before those who have it: at 50, 80 and 100 % unless the definition says else.

One job looks per threshold; it comes back later when the case waited meanwhile. One letter per threshold and officer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import or_, select

from app.accounts import people
from app.accounts.models import Assignment
from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.queries import get_by_reference
from app.foundation import calendar, jobs, mail
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now, wib_date
from app.permits import fieldtypes
from app.verification import authority, clock, pauses, tiers
from app.verification.models import OpenTier, Pause
from app.verification.tracking import tier_title

LOOK, LETTER = "permohonan.eskalasi", "mail.escalation"


def plan(application: Application, now: datetime, after: int = 0, held: Sequence[Pause] | None = None) -> None:
    """Look again at the next threshold beyond `after`, else at the first that is still ahead; a job row in the caller's
    transaction. Each look plans the one that follows. Give `held` where the pauses are read already."""
    declared = content.definition_of(application).flow.clock
    for percent in sorted(declared.escalate) if declared else ():
        moment = _moment(application, percent, now, held)
        if moment is not None and percent > after and (after or moment > now):
            _look_at(application.reference, percent, moment)
            return


def _look_at(reference: str, percent: int, moment: datetime) -> None:
    due = moment.astimezone(UTC)
    key = f"{LOOK}:{reference}:{percent}:{due:%Y%m%d%H}"
    jobs.enqueue(LOOK, key, due=due, reference=reference, percent=percent)


@jobs.handler(LOOK)
def look(reference: str, percent: int) -> None:
    """Write to the officers once the threshold is really used up; come back later when the clock stood still."""
    now = utc_now()
    with transaction():
        application = get_by_reference(reference)
        moment = _moment(application, percent, now)
        if moment is None or application.status is not Status.IN_REVIEW:
            return
        if moment > now:
            _look_at(reference, percent, moment)
            return
        for tier, user_id in _officers(application, now):
            key = f"{LETTER}:{reference}:{percent}:{user_id}"
            jobs.enqueue(LETTER, key, reference=reference, percent=percent, tier=tier, user_id=user_id)
        plan(application, now, after=percent)


@jobs.handler(LETTER)
def letter(reference: str, percent: int, tier: str, user_id: int) -> None:
    """What is due, and where. The applicant is not named in it."""
    application, address = get_by_reference(reference), people.email_of(user_id)
    if address is None or application.due_on is None or application.status is not Status.IN_REVIEW:
        return
    definition = content.definition_of(application)
    context = {
        "name": people.name_of(user_id),
        "reference": reference,
        "title": definition.title.id,
        "tier": tier_title(definition, tier),
        "percent": percent,
        "due_on": fieldtypes.long_date(application.due_on.isoformat()),
        "link": f"{current_app.config['BASE_URL']}/meja/{reference}",
    }
    mail.deliver(
        to=address, subject=f"SAKPORE {reference}: {percent} % waktu layanan terpakai", template="escalation",
        context=context, message_id=f"escalation-{percent}-{user_id}.{reference}", log=mail.LogEntry(object=reference),
    )  # fmt: skip


def recompute_due(now: datetime) -> int:
    """Reckon the due dates of all open cases anew, after a holiday was changed; how many moved. In a transaction."""
    ended = (Status.DRAFT, Status.ISSUED, Status.REFUSED, Status.WITHDRAWN, Status.CLOSED)
    query = select(Application).where(Application.status.not_in(ended), Application.clock_started_at.is_not(None))
    moved = 0
    for application in db.session.scalars(query.order_by(Application.id)):
        if pauses.reckon(application, now):
            plan(application, now)
            moved += 1
    db.session.flush()
    return moved


def _moment(
    application: Application, percent: int, now: datetime, held: Sequence[Pause] | None = None
) -> datetime | None:
    """When so much of the promise is used up, as far as is known now; None while the clock has not started."""
    if application.clock_started_at is None or application.clock_workdays is None:
        return None
    holidays, closes = calendar.holidays(), tiers.office_closes()
    off = holidays | clock.paused_days(pauses.waits(application, held), now, holidays, closes)
    start = clock.start_day(application.clock_started_at, holidays, closes)
    return clock.reached(start, application.clock_workdays * percent / 100, off)


def _officers(application: Application, now: datetime) -> list[tuple[str, int]]:
    """(tier, user) of whoever has the case: who took it to himself, else everybody that it may be decided by."""
    found: dict[int, str] = {}
    for open_tier in tiers.open_of(application):
        taken = open_tier.assignee_id
        for user_id in [taken] if taken is not None else _assigned(open_tier, now):
            found.setdefault(user_id, open_tier.tier)
    return [(tier, user_id) for user_id, tier in found.items()]


def _assigned(open_tier: OpenTier, now: datetime) -> list[int]:
    today = wib_date(now)
    query = select(Assignment).where(
        Assignment.role == open_tier.role,
        Assignment.valid_from <= today,
        or_(Assignment.valid_until.is_(None), Assignment.valid_until >= today),
    )
    return [
        one.user_id for one in db.session.scalars(query.order_by(Assignment.id)) if authority.covers(one, open_tier)
    ]
