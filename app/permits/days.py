"""Days that a definition names: fixed ones, and those reckoned from another day."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Any

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_RELATIVE = re.compile(r"today(?:([+-])([0-9]{1,5})([dmy]))?")
WORKDAYS_COUNTED = 366  # further than a year ahead nobody needs to know how many


def day_of(limit: Any, today: date) -> date | None:
    """`2026-03-02`, `today`, `today+30d`, `today-18y`; None for no limit or one that cannot be read."""
    if not isinstance(limit, str):
        return None
    relative = _RELATIVE.fullmatch(limit)
    try:
        if relative is None:
            return date.fromisoformat(limit)
        sign, count, unit = relative.groups()
        return today if sign is None else shifted(today, int(f"{sign}{count}"), unit)
    except (ValueError, OverflowError):
        return None


def shifted(day: date, count: int, unit: str) -> date:
    """`count` days (d), months (m) or years (y) later; a short month gives its last day.

    Raises OverflowError or ValueError past the calendar's end.
    """
    if unit == "d":
        return day + timedelta(days=count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def workdays_before(day: date, today: date, holidays: frozenset[date]) -> int:
    """Working days from today up to the day before `day`; counted no further than a year."""
    count, current = 0, today
    while current < day and count < WORKDAYS_COUNTED:
        count += current.weekday() < 5 and current not in holidays  # noqa: PLR2004 - Monday is 0, Saturday 5
        current += timedelta(days=1)
    return count
