"""Opening and closing tiers, and the clock over them. The rows follow the ladder; nothing else writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from app.applications.models import Application
from app.foundation import calendar, settings
from app.foundation.database import db
from app.permits.model import Tier
from app.verification import clock
from app.verification.dossier import Dossier
from app.verification.models import OpenTier


def open_of(application: Application) -> Sequence[OpenTier]:
    """The tiers that have this application now."""
    query = select(OpenTier).where(OpenTier.application_id == application.id).order_by(OpenTier.id)
    return db.session.scalars(query).all()


def move(dossier: Dossier, held: Iterable[OpenTier], wanted: frozenset[str], now: datetime) -> None:
    """Close what is no longer wanted, open what is; a tier that stays keeps its row and its assignee."""
    there = {tier.tier: tier for tier in held}
    for tier_id in sorted(there.keys() - wanted):
        db.session.delete(there[tier_id])
    opened = (tier for stage in dossier.stages for tier in stage.tiers if tier.id in wanted - there.keys())
    db.session.add_all(_opened(dossier, tier, now) for tier in opened)


def close_all(held: Iterable[OpenTier]) -> None:
    for tier in held:
        db.session.delete(tier)


def start_clock(dossier: Dossier, event: str, now: datetime) -> bool:
    """Set the due date of the whole case when `event` is the definition's start event; the first one counts.

    `event` is `submit`, `<tier>.<outcome>` or `event.done`. Whether the clock started with it.
    """
    declared = dossier.definition.flow.clock
    application = dossier.application
    if declared is None or application.clock_started_at is not None or not _starts(dossier, declared.start, event):
        return False
    total = total_of(dossier)
    if total is None:
        return False
    application.clock_started_at = now
    application.clock_workdays = total
    application.due_on = due_on(now, total)
    return True


def total_of(dossier: Dossier) -> float | None:
    """Working days promised for the whole case: the kind's own, a number, or a name such as a column of the variant."""
    declared = dossier.definition.flow.clock
    if declared is None:
        return None
    own = dossier.definition.requests[dossier.application.kind].sla
    total: Any = own if own is not None else declared.total
    if isinstance(total, str):
        total = _at(dossier.assessment.facts, total)
    if not isinstance(total, int | float):
        return None
    return clock.workdays_of_hours(total) if declared.unit == "hours" else float(total)


def workdays_of(tier: Tier) -> float | None:
    """The tier's own term in working days, halves included."""
    if tier.workdays is not None:
        return tier.workdays
    return clock.workdays_of_hours(tier.hours) if tier.hours else None


def due_on(now: datetime, workdays: float) -> date:
    """The last day of a term that begins with an event now."""
    holidays = calendar.holidays()
    return clock.due_date(clock.start_day(now, holidays, office_closes()), workdays, holidays)


def office_closes() -> time:
    """A setting of the office: what comes later counts as of the next working day."""
    return time.fromisoformat(settings.office().closes)


def _starts(dossier: Dossier, start: str, event: str) -> bool:
    """A kind whose route leaves the start's tier out begins to count when its first tier says yes."""
    if start == "event.done" and dossier.seats:
        return event == start
    route = [tier.id for stage in dossier.stages for tier in stage.tiers]
    start_tier, event_tier = start.partition(".")[0], event.partition(".")[0]
    if "." in start and start_tier not in route and event_tier in route:
        return True
    return start == event


def _opened(dossier: Dossier, tier: Tier, now: datetime) -> OpenTier:
    scope = _at(dossier.assessment.facts, tier.scope) if tier.scope else None
    workdays = workdays_of(tier)
    return OpenTier(
        application_id=dossier.application.id,
        tier=tier.id,
        role=tier.role,
        agency=tier.agency,
        scope_value=None if scope is None else str(scope),
        reconfirm=dossier.has_decided(tier.id),
        opened_at=now,
        workdays=workdays,
        due_on=None if workdays is None else due_on(now, workdays),
    )


def _at(facts: Mapping[str, Any], name: str) -> Any:
    value: Any = facts
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
