"""Our own operators: exact arithmetic and the calendar. Each gives None (missing) for operands it cannot work with."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from app.permits.rules.facts import as_date, as_minutes

Operator = Callable[..., Any]


def is_filled(value: Any) -> bool:
    """Answered: nothing, an empty text, no rows and an object of empty members are not."""
    if isinstance(value, dict):
        return any(is_filled(member) for member in value.values())
    return value is not None and value != "" and value != []


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _on_numbers(operation: Callable[[int, int], int]) -> Operator:
    return lambda left, right: operation(left, right) if _whole(left) and _whole(right) else None


def rdiv(top: Any, bottom: Any, mode: Any) -> int | None:
    """One exact division: towards zero (`down`), or half away from zero (`half_up`); missing when divided by zero."""
    if not _whole(top) or not _whole(bottom) or bottom == 0:
        return None
    size, unit = abs(top), abs(bottom)
    whole: int = (2 * size + unit) // (2 * unit) if mode == "half_up" else size // unit
    return whole if (top < 0) == (bottom < 0) else -whole


def total(cells: Any) -> int:
    """The sum of a list; a missing cell counts as 0."""
    return sum(cell for cell in cells if _whole(cell)) if isinstance(cells, list) else 0


def count(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else 0


def extreme(pick: Callable[[Iterable[Any]], Any]) -> Operator:
    """Of several values: missing when one is. Of one list: missing cells are left out; missing when none is left."""

    def operate(*values: Any) -> Any:
        if len(values) == 1 and isinstance(values[0], list):
            values = tuple(value for value in values[0] if value is not None)
        if values and (all(_whole(value) for value in values) or all(isinstance(value, str) for value in values)):
            return pick(values)
        return None

    return operate


def age(born: Any, at: Any) -> int | None:
    """Whole years; somebody born on 29 February is a year older on 1 March of a common year."""
    start, end = as_date(born), as_date(at)
    if start is None or end is None:
        return None
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def days_between(first: Any, last: Any) -> int | None:
    start, end = as_date(first), as_date(last)
    return None if start is None or end is None else (end - start).days


def workdays_between(first: Any, last: Any, holidays: Iterable[date]) -> int | None:
    """Monday to Friday without holidays; the first day is not counted, the last is. Turned round, it is negative."""
    start, end = as_date(first), as_date(last)
    if start is None or end is None:
        return None
    if end < start:
        turned = workdays_between(last, first, holidays)
        return None if turned is None else -turned
    weeks, rest = divmod((end - start).days, 7)
    days = weeks * 5 + sum((start.weekday() + step) % 7 < 5 for step in range(1, rest + 1))
    return days - sum(start < day <= end and day.weekday() < 5 for day in holidays)


def minutes_between(first: Any, last: Any) -> int | None:
    start, end = as_minutes(first), as_minutes(last)
    return None if start is None or end is None else end - start


def year(day: Any) -> int | None:
    found = as_date(day)
    return found.year if found else None


def add_days(day: Any, days: Any) -> str | None:
    found = as_date(day)
    if found is None or not _whole(days):
        return None
    try:
        return (found + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def add_months(day: Any, months: Any) -> str | None:
    """The same day of a later (or earlier) month; the last day where that month is shorter."""
    found = as_date(day)
    if found is None or not _whole(months):
        return None
    years, month = divmod(found.month - 1 + months, 12)
    if not 1 <= found.year + years <= 9999:
        return None
    last = monthrange(found.year + years, month + 1)[1]
    return date(found.year + years, month + 1, min(found.day, last)).isoformat()


OPERATORS: dict[str, Operator] = {
    "filled": is_filled,
    "iadd": _on_numbers(lambda left, right: left + right),
    "isub": _on_numbers(lambda left, right: left - right),
    "imul": _on_numbers(lambda left, right: left * right),
    "rdiv": rdiv,
    "sum": total,
    "count": count,
    "min": extreme(min),
    "max": extreme(max),
    "age": age,
    "days_between": days_between,
    "minutes_between": minutes_between,
    "year": year,
    "add_days": add_days,
    "add_months": add_months,
}
