"""Master records: a table that the office keeps in the console, row by row (`reference to: record`, language §3.2).

The kind of record is a table file with `records: true`. What stands in its `rows` is for examples and previews; in the portal
the rows are those of the console, each with the days on which it holds. A row is never changed, only closed: what a
request was judged by on its day can be read again on every later day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.permits import tables
from app.permits.model import Definition, FieldDef, FieldType, Table, Text

MOST_CHOICES = 100  # more are not listed: the key is typed
COLUMN_TYPES = frozenset({"text", "integer", "money", "decimal", "boolean", "date", "time"})


def joined(definition: Definition, known: Mapping[str, Table]) -> Definition:
    """References to a record, with the table of its kind and the columns that rules read as `lapak.luas`."""

    def join(field: FieldDef) -> FieldDef:
        if field.fields:
            return field.model_copy(update={"fields": tuple(map(join, field.fields))})
        table = known.get(field.of[0]) if field.to == "record" and field.of and len(field.of) == 1 else None
        if table is None or not table.records:
            return field
        return field.model_copy(update={"table": table.table, "brings": columns_of(table)})

    sections = tuple(
        section.model_copy(update={"fields": tuple(join(field) for field in section.fields)})
        for section in definition.sections
    )
    return definition.model_copy(update={"sections": sections})


def columns_of(table: Table) -> tuple[FieldDef, ...]:
    """The columns as questions: what the console asks of a record, and what rules read of it."""
    return tuple(
        FieldDef(
            id=column.id,
            type=FieldType(column.type if column.type in COLUMN_TYPES else "text"),
            label=Text(id=column.id.replace("_", " ").capitalize()),
            places=column.places,
            min=column.min,
            max=column.max,
            max_length=200,
        )
        for column in table.columns
    )


def offered(table: Table) -> list[tuple[str, str]]:
    """(key, label) of the records that nobody has closed; what has not begun yet is judged when it is chosen."""
    rows = tuple(row for row in table.rows if not row.get("valid_to"))
    return tables.options(table.model_copy(update={"rows": rows}))


def with_rows(definition: Definition, rows: Callable[[str], Iterable[Mapping[str, Any]]]) -> Definition:
    """The definition whose tables of records hold the rows that the office keeps."""
    held = {
        name: table.model_copy(update={"rows": tuple(rows(name))})
        for name, table in definition.tables.items()
        if table.records
    }
    return definition.model_copy(update={"tables": {**definition.tables, **held}}) if held else definition
