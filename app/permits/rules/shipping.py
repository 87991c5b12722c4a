"""What the browser's engine is given: the facts that rules read, and tables ready to be compared.

In a shipped table exact keys are text, bounds scaled whole numbers, cells facts; no decimal reaches the browser, and only
the columns that rules read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from app.permits import tables
from app.permits.model import Rule, Table, TableColumn
from app.permits.rules.facts import to_fact
from app.permits.rules.sorts import MAX_SAFE, Kind, column_sort


def roots(rule: Rule) -> set[str]:
    """The first parts of the names that a rule reads: fields, groups, `variant`, `doc` and the like."""
    return {name.partition(".")[0] for name in rule.reads}


def variables(logic: Any) -> Iterator[str]:
    """Every path that compiled logic reads, `_changed.x` and `row.x` as they stand."""
    if isinstance(logic, list):
        for part in logic:
            yield from variables(part)
    elif isinstance(logic, dict):
        for name, inner in logic.items():
            if name == "var":
                yield inner
            else:
                yield from variables(inner)


def picked(facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The facts behind dotted names and nothing besides; rows with the columns that are read."""
    wanted: dict[str, set[str]] = {}
    for name in names:
        root, _, rest = name.partition(".")
        wanted.setdefault(root, set()).update([rest] if rest else [])
    return {root: _kept(facts.get(root), inner) for root, inner in wanted.items() if root in facts}


def _kept(value: Any, names: set[str]) -> Any:
    if isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value):
        return [_kept(row, names) if names else {} for row in value]
    if isinstance(value, Mapping) and names:
        return picked(value, names)
    return value


def columns_read(logic: Any) -> Iterator[tuple[str, str]]:
    """Table and column of each `lookup` in compiled logic."""
    if isinstance(logic, list):
        for part in logic:
            yield from columns_read(part)
    elif isinstance(logic, dict):
        for name, operands in logic.items():
            if name == "lookup":
                yield operands[0], operands[-1]
            yield from columns_read(operands)


def shipped_tables(
    found: Mapping[str, Table], logics: Iterable[Any], *, most_rows: int | None = None
) -> dict[str, dict[str, Any]]:
    """The tables that the rules look into, by name; one of more than `most_rows` rows is left out."""
    wanted: dict[str, dict[str, None]] = {}
    for logic in logics:
        for name, column in columns_read(logic):
            wanted.setdefault(name, {})[column] = None
    return {
        name: shipped_table(found[name], tuple(columns))
        for name, columns in wanted.items()
        if name in found and (most_rows is None or len(found[name].rows) <= most_rows)
    }


def shipped_table(table: Table, columns: tuple[str, ...]) -> dict[str, Any]:
    """One table with the columns that are read."""
    known = {column.id: column for column in table.columns}
    keys = [_Key(table, known[key]) for key in table.keys]
    ranks = _ranks(table)
    return {
        "keys": [key.shipped for key in keys],
        "below": table.below,
        "columns": columns,
        "rows": [
            {
                "from": str(row.get("valid_from") or ""),
                "to": str(row.get("valid_to") or "9999"),
                "keys": [key.cell(row) for key in keys],
                "rank": rank,
                "cells": [_fact(table, row, column) for column in columns],
            }
            for row, rank in zip(table.rows, ranks, strict=True)
        ],
    }


class _Key:
    """A key column: how its cells are compared with what a rule gives."""

    def __init__(self, table: Table, column: TableColumn) -> None:
        sort = column_sort(table, column.id)
        self.column = column
        self.places = sort.places if sort is not None and sort.kind is Kind.NUMBER else 0

    @property
    def shipped(self) -> dict[str, Any]:
        least = self.column.min
        low = None if least is None else self._scaled(Decimal(str(least)), ROUND_CEILING)
        return {"range": self.column.range is not None, "places": self.places, "min": low}

    def cell(self, row: Mapping[str, Any]) -> str | int | None:
        found = row.get(self.column.id)
        if self.column.range is None:
            return str(found)
        bound = tables.number(found)
        return tables.ANY if found == tables.ANY else None if bound is None else self._scaled(bound, ROUND_FLOOR)

    def _scaled(self, number: Decimal, rounding: str) -> int:
        """A whole measure is at most a bound exactly when it is at most the bound's whole part."""
        exact = int(number.scaleb(self.places).to_integral_value(rounding))
        return max(-MAX_SAFE, min(MAX_SAFE, exact))


def _ranks(table: Table) -> list[int]:
    """The places of the rows by the table's `rank`."""
    if table.rank == "order":
        return list(range(len(table.rows)))
    values = [tables.number(row.get(table.rank)) or Decimal(0) for row in table.rows]
    order = {value: place for place, value in enumerate(sorted(set(values)))}
    return [order[value] for value in values]


def _fact(table: Table, row: Mapping[str, Any], column: str) -> Any:
    sort = column_sort(table, column)
    return to_fact(sort, row.get(column)) if sort is not None else None
