"""Attributes of fields that the shape alone does not judge: limits that cannot be read, patterns that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from app.permits import patterns, tables
from app.permits.days import day_of
from app.permits.linter.names import Path, Report, every_field
from app.permits.model import Definition, FieldDef, FieldType

SOME_DAY = date(2026, 1, 1)  # any day: only whether a limit can be read is asked
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def _is_day(limit: Any) -> bool:
    return day_of(limit, SOME_DAY) is not None


def _is_time(limit: Any) -> bool:
    return isinstance(limit, str) and _TIME.fullmatch(limit) is not None


def _is_number(limit: Any) -> bool:
    return tables.number(limit) is not None


_READABLE: dict[FieldType, tuple[Callable[[Any], bool], str]] = {
    FieldType.DATE: (_is_day, "tanggal, today, atau misalnya today+30d"),
    FieldType.TIME: (_is_time, 'jam dalam tanda kutip, misalnya "07:30"'),
    FieldType.INTEGER: (_is_number, "bilangan"),
    FieldType.MONEY: (_is_number, "bilangan"),
    FieldType.DECIMAL: (_is_number, "bilangan"),
    FieldType.MULTI_CHOICE: (_is_number, "bilangan"),
}


def lint_attributes(definition: Definition, report: Report) -> None:
    """IZN103 of limits and patterns."""
    for path, field in every_field(definition):
        _limits(path, field, report)
        if field.pattern is not None:
            _pattern(path, field.pattern, report)


def _limits(path: Path, field: FieldDef, report: Report) -> None:
    for key, limit in (("min", field.min), ("max", field.max)):
        if limit is None:
            continue
        readable = _READABLE.get(field.type)
        if readable is None:
            report((*path, key), "IZN103", f"“{key}” tidak dipakai pada jenis {field.type}. Hapus.")
        elif not readable[0](limit):
            report((*path, key), "IZN103", f"“{key}” pada “{field.id}” harus {readable[1]}.")


def _pattern(path: Path, pattern: str, report: Report) -> None:
    wrong = patterns.fault_of(pattern)
    if wrong is not None:
        report((*path, "pattern"), "IZN103", f"Pola “{pattern[:60]}” {wrong}. Sederhanakan.")
