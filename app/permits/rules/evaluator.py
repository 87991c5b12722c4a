"""Strict JsonLogic in plain Python, metered. What a rule cannot read or reckon is missing (None); it never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.permits import tables as look_up
from app.permits.model import Table
from app.permits.rules.facts import as_date, to_fact
from app.permits.rules.operators import OPERATORS, workdays_between
from app.permits.rules.sorts import MAX_SAFE, Kind, column_sort

MAX_STEPS = 1_000_000


def evaluate(
    logic: Any,
    facts: Mapping[str, Any],
    *,
    tables: Mapping[str, Table] | None = None,
    holidays: Iterable[date] = frozenset(),
    row: Mapping[str, Any] | None = None,
) -> Any:
    """The value of a compiled rule, None when it is missing or takes more than MAX_STEPS; a number comes scaled.

    `facts` is nested as the dotted names are, made by `to_fact`; `row` is the row of a rule that stands in a group.
    """
    run = _Run(facts, tables or {}, holidays, row)
    try:
        return run.value(logic, facts)
    except _TooLongError:
        return None


class _TooLongError(Exception):
    """The meter ran out; never leaves this module."""


@dataclass(slots=True)
class _Run:
    facts: Mapping[str, Any]
    tables: Mapping[str, Table]
    holidays: Iterable[date]
    row: Mapping[str, Any] | None
    steps: int = field(default=0)

    def value(self, logic: Any, scope: Any) -> Any:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _TooLongError
        if isinstance(logic, list):
            return [self.value(part, scope) for part in logic]
        if not isinstance(logic, dict):
            return logic
        ((name, operands),) = logic.items()
        lazy = _LAZY.get(name)
        if lazy is not None:
            return lazy(self, operands, scope)
        values = [self.value(operand, scope) for operand in operands]
        own = OPERATORS.get(name)
        return own(*values) if own is not None else _WORLD[name](self, *values)

    def variable(self, path: str, scope: Any) -> Any:
        first, _, rest = path.partition(".")
        value = scope
        if scope is self.facts and first == "row" and self.row is not None:
            value, path = self.row, rest
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return _plain(value)

    def rows(self, operand: Any, scope: Any) -> list[Any]:
        value = self.value(operand, scope)
        return value if isinstance(value, list) else []

    def and_(self, operands: list[Any], scope: Any) -> Any:
        return all(self.value(operand, scope) for operand in operands)

    def or_(self, operands: list[Any], scope: Any) -> Any:
        return any(self.value(operand, scope) for operand in operands)

    def if_(self, operands: list[Any], scope: Any) -> Any:
        condition, then, otherwise = operands
        return self.value(then if self.value(condition, scope) else otherwise, scope)

    def map(self, operands: list[Any], scope: Any) -> list[Any]:
        return [self.value(operands[1], row) for row in self.rows(operands[0], scope)]

    def filter(self, operands: list[Any], scope: Any) -> list[Any]:
        return [row for row in self.rows(operands[0], scope) if self.value(operands[1], row)]

    def some(self, operands: list[Any], scope: Any) -> bool:
        return any(self.value(operands[1], row) for row in self.rows(operands[0], scope))

    def all(self, operands: list[Any], scope: Any) -> bool:
        """False over no rows, as json-logic-js has it."""
        rows = self.rows(operands[0], scope)
        return bool(rows) and all(self.value(operands[1], row) for row in rows)

    def workdays_between(self, first: Any, last: Any) -> int | None:
        return workdays_between(first, last, self.holidays)

    def lookup(self, name: str, *keys_and_column: Any) -> Any:
        """The cell of the row that the keys point to on `today`; missing when a key is, or when no row fits."""
        *keys, column = keys_and_column
        table, today = self.tables.get(name), as_date(self.facts.get("today"))
        if table is None or today is None or any(key is None for key in keys):
            return None
        self.steps += len(table.rows)
        measures = {key: _measure(table, key, value) for key, value in zip(table.keys, keys, strict=False)}
        row = look_up.choose(table, measures, today)
        sort = column_sort(table, column)
        return to_fact(sort, row.get(column)) if row is not None and sort is not None else None


def _measure(table: Table, key: str, value: Any) -> Any:
    sort = column_sort(table, key)
    if sort is None or sort.kind is not Kind.NUMBER or sort.places == 0 or not isinstance(value, int):
        return value
    return Decimal(value).scaleb(-sort.places)


def _plain(value: Any) -> Any:
    """A fact as rules may see it. What no `to_fact` gives is missing: floats, numbers past 2⁵³, other objects."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= MAX_SAFE else None
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | bool | list | dict) else None


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    def operate(run: _Run, left: Any, right: Any) -> bool:
        alike = (_number(left) and _number(right)) or (isinstance(left, str) and isinstance(right, str))
        return alike and test(left, right)

    return operate


def _same(run: _Run, left: Any, right: Any) -> bool:
    """`===`: the value and its type."""
    return type(left) is type(right) and isinstance(left, str | int | None) and bool(left == right)


def _in(run: _Run, item: Any, items: Any) -> bool:
    return isinstance(items, list) and any(_same(run, item, other) for other in items)


_LAZY: dict[str, Callable[[_Run, Any, Any], Any]] = {
    "var": _Run.variable,
    "and": _Run.and_,
    "or": _Run.or_,
    "if": _Run.if_,
    "map": _Run.map,
    "filter": _Run.filter,
    "some": _Run.some,
    "all": _Run.all,
}
_WORLD: dict[str, Callable[..., Any]] = {
    "===": _same,
    "!==": lambda run, left, right: not _same(run, left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "!": lambda run, value: not value,
    "!!": lambda run, value: bool(value),
    "in": _in,
    "workdays_between": _Run.workdays_between,
    "lookup": _Run.lookup,
}
