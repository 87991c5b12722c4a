"""The working-day clock: Monday to Friday less the holiday table. Pure; whoever calls knows the time and the table.

Days are WIB dates. Day 1 is the next working day after the start event; an event after office hours, or on a day off,
counts as one of the next working day. A year without a calendar is never passed over in silence: `uncertain_years`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from math import ceil

Holidays = frozenset[date]

WIB = timezone(timedelta(hours=7), "WIB")  # Pekalongan knows no summer time
SATURDAY = 5
ONE_DAY = timedelta(days=1)
NOON = time(12)
OFFICE_CLOSES = time(15)  # unless the office's own setting says otherwise
HOURS_OF_A_WORKDAY = 8
MORNING = time(8)
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Wait:
    """A time that is not the office's: it waits for somebody else. `ended` is None while it lasts."""

    begun: datetime
    ended: datetime | None = None
    reason: str = ""
    applicant: bool = False  # whether it is the applicant who is waited for


class Pace(StrEnum):
    """How a waiting case stands against its due date."""

    SAFE = "safe"
    NEAR = "near"  # from the second but last step of escalation on, 80 % by default
    LATE = "late"


def is_workday(day: date, holidays: Holidays) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def next_workday(day: date, holidays: Holidays) -> date:
    """The first working day after `day`."""
    day += ONE_DAY
    while not is_workday(day, holidays):
        day += ONE_DAY
    return day


def start_day(moment: datetime, holidays: Holidays, closes: time = OFFICE_CLOSES) -> date:
    """The working day on which an event counts as having happened."""
    local = _wib(moment)
    day = local.date()
    if not is_workday(day, holidays) or local.time() >= closes:
        return next_workday(day, holidays)
    return day


def due_date(start: date, workdays: float, holidays: Holidays) -> date:
    """The last day of a term of `workdays` that follows `start`. A half day ends on the day it is begun."""
    day = start
    for _ in range(ceil(workdays)):
        day = next_workday(day, holidays)
    return day


def workdays_of_hours(hours: float) -> float:
    """A term in office hours as working days, in halves, rounded up."""
    return ceil(2 * hours / HOURS_OF_A_WORKDAY) / 2


def paused_days(waits: Iterable[Wait], now: datetime, holidays: Holidays, closes: time = OFFICE_CLOSES) -> Holidays:
    """The days on which the clock stood still: as a term they begin after the day of the pause, and end with its last.

    Whoever adds them to the holidays counts what the office itself had; a pause begun and ended on one day costs nothing.
    """
    return frozenset(
        begin + timedelta(days=number)
        for wait in waits
        for begin in (start_day(wait.begun, holidays, closes),)
        for end in (_wib(now).date() if wait.ended is None else start_day(wait.ended, holidays, closes),)
        for number in range(1, (end - begin).days + 1)
    )


def reached(start: date, workdays: float, holidays: Holidays) -> datetime:
    """The first moment at which `workdays` count as used: in the morning of a half day, at noon of a whole one."""
    day = due_date(start, workdays, holidays)
    return datetime.combine(day, MORNING if 0 < workdays % 1 <= HALF else NOON, WIB)


def used_days(start: date, now: datetime, holidays: Holidays) -> float:
    """Working days used since `start` (itself not counted): whole ones that passed, today a half before noon."""
    local = _wib(now)
    today = local.date()
    passed = workdays_between(start, today - ONE_DAY, holidays)
    if today <= start or not is_workday(today, holidays):
        return float(passed)
    return passed + (0.5 if local.time() < NOON else 1.0)


def workdays_between(start: date, end: date, holidays: Holidays) -> int:
    """Working days after `start` up to and with `end`."""
    days = (end - start).days
    return sum(is_workday(start + timedelta(days=number), holidays) for number in range(1, days + 1))


def left_days(now: datetime, due: date, holidays: Holidays) -> int:
    """Working days after today up to the due date; negative when it has passed."""
    today = _wib(now).date()
    if today <= due:
        return workdays_between(today, due, holidays)
    return -workdays_between(due, today, holidays)


def uncertain_years(start: date, end: date, holidays: Holidays) -> tuple[int, ...]:
    """Years of the term for which no holiday is known: only weekends were counted there, and the page must say so."""
    known = {holiday.year for holiday in holidays}
    return tuple(year for year in range(start.year, end.year + 1) if year not in known)


def pace(start: date, due: date, now: datetime, holidays: Holidays, near_percent: int = 80) -> Pace:
    """Late after the due date; near when `near_percent` of the term are used."""
    if _wib(now).date() > due:
        return Pace.LATE
    total = workdays_between(start, due, holidays)
    near = total > 0 and used_days(start, now, holidays) * 100 >= near_percent * total
    return Pace.NEAR if near else Pace.SAFE


def _wib(moment: datetime) -> datetime:
    """Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(UTC).astimezone(WIB)
