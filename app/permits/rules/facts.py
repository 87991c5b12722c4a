"""Stored answers become facts for rules, and results become stored answers again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import ROUND_DOWN
from typing import Any

from app.permits.rules.sorts import MAX_SAFE, Kind, Sort, exact, scaled

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def to_fact(sort: Sort, value: Any) -> Any:
    """What rules read for a stored value. What is empty, or no proper value of its sort, is missing (None).

    A decimal becomes a whole number scaled by the sort's places; a repeating group is always a list of mappings,
    one for each row, in order.
    """
    if value is None or value == "":
        return None
    return _FACTS[sort.kind](sort, value)


def from_fact(sort: Sort, fact: Any) -> Any:
    """The stored form of a computed result: a scaled number with places becomes decimal text, the rest stays."""
    if sort.kind is not Kind.NUMBER or sort.places == 0 or not isinstance(fact, int):
        return fact
    digits = str(abs(fact)).rjust(sort.places + 1, "0")
    return f"{'-' if fact < 0 else ''}{digits[: -sort.places]}.{digits[-sort.places :]}"


def as_date(value: object) -> date | None:
    """The day behind `2026-03-02`; None for anything else."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def as_minutes(value: object) -> int | None:
    """Minutes since midnight of `07:30`, up to `24:00`; None for anything else."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return None
    return int(value[:2]) * 60 + int(value[3:])


def as_moment(value: object) -> str | None:
    """A moment in the one form that can be compared as text: UTC, whole seconds, `Z`."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    try:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except OverflowError:
        return None


def _text(sort: Sort, value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(sort: Sort, value: Any) -> int | None:
    number = exact(value)
    if number is None:
        return None
    fact = scaled(number, sort.places, ROUND_DOWN)
    return fact if number.scaleb(sort.places) == fact and abs(fact) <= MAX_SAFE else None


def _boolean(sort: Sort, value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(sort: Sort, value: Any) -> str | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value if as_date(value) else None


def _time(sort: Sort, value: Any) -> str | None:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return None if as_minutes(value) is None else str(value)


def _moment(sort: Sort, value: Any) -> str | None:
    return as_moment(value)


def _list(sort: Sort, value: Any) -> list[Any] | None:
    if not isinstance(value, list | tuple) or sort.item is None:
        return None
    items = [to_fact(sort.item, item) for item in value]
    return [item for item in items if item is not None] or None


def _group(sort: Sort, value: Any) -> Any:
    if sort.repeats:
        return [_row(sort, row) for row in value] if isinstance(value, list | tuple) else []
    return _row(sort, value) if isinstance(value, Mapping) else None


def _row(sort: Sort, row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        return {}
    return {name: to_fact(column, row.get(name)) for name, column in sort.columns.items()}


def _any(sort: Sort, value: Any) -> Any:
    return value if isinstance(value, str | bool | int) else None


_FACTS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DATETIME: _moment,
    Kind.LIST: _list,
    Kind.GROUP: _group,
    Kind.ANY: _any,
}
