"""Which sort a dotted name has, and whether it is read through a repeating group."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from app.permits.rules.sorts import Kind, Sort, Symbols


@dataclass(frozen=True, slots=True)
class Found:
    """A declared name. `group` is the repeating group that it is a column of, and `column` its path in the row."""

    name: str
    sort: Sort
    group: str | None = None
    column: str = ""
    rows: int = 0


DEFAULT_ROWS = 1000
"""Most rows of a group that declares no maximum; only bounds of sums are reckoned with it."""


def find(symbols: Symbols, name: str) -> Found | None:
    """The longest declared beginning of the name decides; the rest are columns. None when nothing is declared so."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        sort = symbols.get(".".join(parts[:end]))
        if sort is not None:
            return _descend(name, sort, parts[:end], parts[end:])
    return None


def nearest(symbols: Symbols, name: str) -> str:
    """A hint for a name that was mistyped, or nothing."""
    declared = [*symbols, *(f"{name}.{column}" for name, sort in symbols.items() for column in sort.columns)]
    close = get_close_matches(name, declared, n=1)
    return f" Mungkin maksudnya “{close[0]}”." if close else ""


def rows_of(sort: Sort) -> int:
    return DEFAULT_ROWS if sort.high is None else max(0, sort.high)


def _descend(name: str, sort: Sort, path: list[str], rest: list[str]) -> Found | None:
    group, rows, column = None, 0, list[str]()
    for part in rest:
        if sort.kind is not Kind.GROUP or part not in sort.columns or (sort.repeats and group is not None):
            return None
        if sort.repeats:
            group, rows = ".".join(path), rows_of(sort)
        if group is not None:
            column.append(part)
        path = [*path, part]
        sort = sort.columns[part]
    return Found(name, sort, group, ".".join(column), rows)
