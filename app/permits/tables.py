"""Look-up tables: their form, the row that fits, and the variant that one or several measures choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.permits.faults import Fault
from app.permits.model import Table, TableColumn
from app.permits.source import Tree

ANY = "any"
ROW_EXTRAS = frozenset({"valid_from", "valid_to", "legal_basis", "certainty", "order", "note"})
NUMERIC = frozenset({"integer", "money", "decimal"})
Row = Mapping[str, Any]


def number(value: Any) -> Decimal | None:
    """Exact value of a cell or a measure; None when it is no number."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):  # no number, or one of thousands of digits
        return None
    return found if found.is_finite() else None


def value_column(table: Table) -> str:
    """The column whose cell is the value of an option and the id of a variant."""
    if table.value:
        return table.value
    exact = [key for key in table.keys if not _is_range(table, key)]
    return exact[0] if exact else table.columns[0].id


def rows_on(table: Table, day: date | str) -> tuple[Row, ...]:
    """The rows in force on `day`."""
    text = day if isinstance(day, str) else day.isoformat()
    return tuple(row for row in table.rows if _in_force(row, text))


def options(table: Table, day: date | str | None = None) -> list[tuple[str, str]]:
    """(value, label) of each row in force, each value once; every row when no day is given."""
    rows = rows_on(table, day) if day is not None else table.rows
    value, label = value_column(table), table.label or value_column(table)
    found: dict[str, str] = {}
    for row in rows:
        if row.get(value) is not None:
            found.setdefault(str(row[value]), str(row.get(label) or row[value]))
    return list(found.items())


def row_of(table: Table, value: Any, day: date | str | None = None) -> Row | None:
    """The row whose value column holds `value`."""
    column = value_column(table)
    rows = rows_on(table, day) if day is not None else table.rows
    return next((row for row in rows if row.get(column) is not None and str(row[column]) == str(value)), None)


def choose(table: Table, measures: Mapping[str, Any], day: date | str, on_conflict: str = "highest") -> Row | None:
    """The row that exact keys and measures point to; None when none fits or, with `refuse`, when measures disagree.

    Exact keys select first; each range key that is given then votes for the first row whose bound is not below it.
    """
    ranges = [key for key in table.keys if _is_range(table, key)]
    rows = _exact_rows(table, [key for key in table.keys if key not in ranges], measures, day)
    votes: list[Row] = []
    for key in ranges:
        measure = number(measures.get(key))
        if measure is None:
            continue
        column = _column(table, key)
        if column.min is not None and measure < Decimal(str(column.min)):
            if table.below == "ignore":
                continue
            return None
        vote = next((row for row in rows if _covers(row.get(key), measure)), None)
        if vote is None:
            return None
        votes.append(vote)
    if not ranges:
        return rows[0] if rows else None
    return _settle(table, rows, votes, on_conflict)


def _settle(table: Table, rows: list[Row], votes: list[Row], on_conflict: str) -> Row | None:
    if not votes:
        return None
    if on_conflict == "refuse":
        return votes[0] if all(vote is votes[0] for vote in votes) else None

    def rank(row: Row) -> Decimal:
        if table.rank != "order":
            return number(row.get(table.rank)) or Decimal(0)
        return Decimal(next(index for index, candidate in enumerate(rows) if candidate is row))

    return max(votes, key=rank) if on_conflict == "highest" else min(votes, key=rank)


def _covers(bound: Any, measure: Decimal) -> bool:
    limit = number(bound)
    return bound == ANY or (limit is not None and measure <= limit)


def _exact_rows(table: Table, keys: list[str], measures: Mapping[str, Any], day: date | str) -> list[Row]:
    """Rows in force whose exact keys are those given; the dearest step of a large table, so keys come before dates."""
    wanted = {key: (ANY, None if measures.get(key) is None else str(measures[key])) for key in keys}
    fitting = [row for row in table.rows if all(str(row.get(key)) in pair for key, pair in wanted.items())]
    return [row for row in fitting if _in_force(row, day if isinstance(day, str) else day.isoformat())]


def _in_force(row: Row, day: str) -> bool:
    return str(row.get("valid_from") or "") <= day <= str(row.get("valid_to") or "9999")


def _column(table: Table, column_id: str) -> Any:
    return {column.id: column for column in table.columns}[column_id]


def _is_range(table: Table, key: str) -> bool:
    return any(column.id == key and column.range for column in table.columns)


def table_faults(table: Table, tree: Tree, name: str) -> list[Fault]:
    """IZN108 and IZN110 of a table file."""
    return list(_table_faults(table, tree, name))


def _table_faults(table: Table, tree: Tree, name: str) -> Iterator[Fault]:
    columns = {column.id: column for column in table.columns}
    if table.table != name:
        yield _fault(tree, "table", f"“table” harus sama dengan nama berkas: {name}.")
    for key, names in (("keys", table.keys), ("value", (table.value,)), ("label", (table.label,))):
        for named in names:
            if named and named not in columns:
                yield _fault(tree, key, f"“{named}” bukan kolom tabel ini.")
    if table.rank != "order" and table.rank not in columns:
        yield _fault(tree, "rank", f"“{table.rank}” bukan kolom tabel ini.")
    if table.records and len(table.keys) != 1:
        yield _fault(tree, "keys", "Tabel dengan “records” mempunyai tepat satu kunci.")
    for row in tree["rows"]:
        for key, cell in row.items():
            yield from _cell_faults(row, key, cell, columns.get(key))
    if all(key in columns for key in table.keys):
        yield from _order_faults(table, tree, columns)


def _fault(tree: Tree, key: str, message: str, code: str = "IZN110") -> Fault:
    return Fault(tree.file, tree.lines.get(key, tree.line), code, message)


def _cell_faults(row: Tree, key: str, cell: Any, column: TableColumn | None) -> Iterator[Fault]:
    if column is None:
        if key not in ROW_EXTRAS:
            yield _fault(row, key, f"“{key}” bukan kolom tabel ini.")
    elif column.type == "text" and isinstance(cell, int | float) and not isinstance(cell, bool):
        yield _fault(row, key, f'“{key}” adalah kode atau teks: tulis dalam tanda kutip, "{cell}".', "IZN108")
    elif column.type in NUMERIC and cell not in (ANY, None) and number(cell) is None:
        yield _fault(row, key, f"“{key}” harus bilangan.")


def _order_faults(table: Table, tree: Tree, columns: Mapping[str, Any]) -> Iterator[Fault]:
    """Bounds must rise within one exact key and one validity; rows that say the same thing must not overlap in time."""
    last: dict[tuple[Any, ...], Decimal] = {}
    spans: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    exact = [key for key in table.keys if not columns[key].range]
    for row in tree["rows"]:
        since, until = str(row.get("valid_from") or ""), str(row.get("valid_to") or "9999")
        group = tuple(str(row.get(key)) for key in exact)
        for key in (key for key in table.keys if columns[key].range):
            bound = Decimal("Infinity") if row.get(key) == ANY else number(row.get(key))
            if bound is None:
                continue
            before = last.get((group, since, key))
            if before is not None and bound < before:
                yield Fault(
                    tree.file, row.lines.get(key, row.line), "IZN110", f"Batas “{key}” harus naik dari baris ke baris."
                )
            last[(group, since, key)] = bound
        identity = tuple(str(row.get(key)) for key in (*table.keys, value_column(table)))
        if since > until:
            yield Fault(tree.file, row.line, "IZN110", "“valid_to” lebih dahulu daripada “valid_from”.")
        if any(since <= other_until and other_since <= until for other_since, other_until in spans.get(identity, [])):
            yield Fault(tree.file, row.line, "IZN110", "Masa berlaku baris ini tumpang tindih dengan baris yang sama.")
        spans.setdefault(identity, []).append((since, until))
