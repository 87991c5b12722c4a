"""Which variant a case is: the first row whose condition holds, or the table row that the measures point to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.permits import tables
from app.permits.choosing import CHOICE
from app.permits.model import Table

if TYPE_CHECKING:
    from app.permits.assessing.sheet import Sheet


def chosen(sheet: Sheet) -> Mapping[str, Any] | None:
    """The columns of the variant's row, `id` and `title` among them; None while nothing decides."""
    variants = sheet.definition.variants
    if variants is None:
        return None
    for row in variants.rows:
        if sheet.holds(row.when):
            return row.columns
    if variants.table and variants.choose == "applicant":
        table = sheet.definition.tables.get(variants.table)
        return _columns(table, tables.row_of(table, sheet.values.get(CHOICE), sheet.case.today)) if table else None
    if variants.table and variants.from_:
        return _of_table(sheet, variants.table, variants.from_, variants.on_conflict)
    if variants.else_:
        return _of_table(sheet, variants.else_.table, variants.else_.from_, variants.else_.on_conflict)
    return None


def measures_of(sheet: Sheet) -> tuple[str, ...]:
    """The fields that decide the variant, by id."""
    variants = sheet.definition.variants
    if variants is None:
        return ()
    names = [name for row in variants.rows if row.when for name in row.when.reads]
    names.extend(variants.from_ or ())
    names.extend(variants.else_.from_ if variants.else_ else ())
    return tuple(dict.fromkeys(name.partition(".")[0] for name in names))


def _of_table(sheet: Sheet, name: str, fields: tuple[str, ...], on_conflict: str) -> Mapping[str, Any] | None:
    """`from` names the answers in the order of the table's keys; a missing measure does not vote."""
    table = sheet.definition.tables.get(name)
    if table is None:
        return None
    measures = {key: sheet.values.get(field) for key, field in zip(table.keys, fields, strict=False)}
    return _columns(table, tables.choose(table, measures, sheet.case.today, on_conflict))


def _columns(table: Table, row: tables.Row | None) -> Mapping[str, Any] | None:
    if row is None:
        return None
    label = row.get(table.label or "title")
    variant_id = str(row.get(tables.value_column(table)))
    return {**row, "id": variant_id, "title": str(label or variant_id)}
