"""What each field type means as data: how typed text becomes the stored value, how it is shown, what is wrong with it.

What cannot be parsed stays the text that was typed, and `check` then says what is wrong: nothing that a person typed is
lost or bent into something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.permits import tables
from app.permits.fieldtypes import parsing
from app.permits.fieldtypes.meanings import MEANINGS, Meaning
from app.permits.fieldtypes.showing import OTHER, OTHER_LABEL, grouped, long_date, rupiah
from app.permits.model import Definition, FieldDef, FieldType, Option, Table, Text

Tables = Mapping[str, Table]

__all__ = [
    "MEANINGS", "OTHER_LABEL", "Meaning", "check", "choices", "grouped", "is_missing", "long_date", "parse", "rupiah", "show", "show_in",
    "with_other",
]  # fmt: skip


def is_missing(value: Any) -> bool:
    """Nothing, an empty text, an empty choice; `False` and 0 are answers."""
    if isinstance(value, Mapping):
        return all(is_missing(item) for key, item in value.items() if key != "_id")
    return value is None or value == "" or (isinstance(value, list | tuple) and not value)


def parse(field: FieldDef, raw: Any) -> Any:
    """Stored value of what a form posted, or of JSON that somebody sent; None when nothing was given."""
    if field.type in parsing.LISTS:
        return parsing.several(raw)
    if field.type in parsing.OBJECTS:
        return parsing.parts(field, raw)
    if isinstance(raw, list):
        if field.type is FieldType.DATE and len(raw) == 3 and all(isinstance(part, str) for part in raw):
            raw = "-".join(part.strip() for part in raw) if any(part.strip() for part in raw) else None
        else:
            raw = raw[-1] if len(raw) == 1 else (raw or None)
    if isinstance(raw, float):
        raw = format(Decimal(str(raw)), "f") if raw == raw and abs(raw) <= parsing.MAX_SAFE else str(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw) if abs(raw) <= parsing.MAX_SAFE else "terlalu besar"
    if not isinstance(raw, str):
        return raw
    text = raw.strip()
    return MEANINGS[field.type].parse(field, text) if text else None


def show(field: FieldDef, value: Any, locale: str = "id", tables_: Tables | None = None) -> str:
    """One way to show a value, in page, PDF and mail. `tables_` gives labels to choices from a table.

    A group is one line per row: pages and papers lay rows out as tables instead.
    """
    if is_missing(value):
        return ""
    if field.type is FieldType.GROUP:
        return _show_group(field, value, locale, tables_)
    table = (tables_ or {}).get(field.table or "")
    if table is not None:
        labels = dict(tables.options(table))
        values = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(item)) or MEANINGS[field.type].show(field, item, locale) for item in values)
    return MEANINGS[field.type].show(field, value, locale)


def show_in(field: FieldDef, held: Mapping[str, Any], locale: str = "id", tables_: Tables | None = None) -> str:
    """The field's value among the answers that hold it, with the text that was written beside *lainnya*."""
    return show(with_other(field, held), held.get(field.id), locale, tables_)


def with_other(field: FieldDef, held: Mapping[str, Any]) -> FieldDef:
    """The field whose option *lainnya* bears what was written beside it."""
    written = held.get(f"{field.id}_{OTHER}") if field.other else None
    if not written:
        return field
    label = Text(id=f"{OTHER_LABEL[0]}: {written}", en=f"{OTHER_LABEL[1]}: {written}")
    return field.model_copy(update={"options": (*field.options, Option(value=OTHER, label=label))})


def _show_group(group: FieldDef, value: Any, locale: str, tables_: Tables | None) -> str:
    if isinstance(value, list):
        return "\n".join(_show_group(group, row, locale, tables_) for row in value)
    if not isinstance(value, Mapping):
        return str(value)
    parts = (show_in(column, value, locale, tables_) for column in group.fields)
    return ", ".join(part for part in parts if part)


def check(field: FieldDef, value: Any) -> str | None:
    """What is wrong with the value by its type alone; limits and tables are judged by `judging`."""
    return MEANINGS[field.type].check(field, value)


def choices(
    definition: Definition, field: FieldDef, day: date | None = None, locale: str = "id"
) -> list[tuple[str, str]]:
    """(value, label) of a choice's options, or of the rows of its table in force on `day`; *lainnya* comes last."""
    if field.table and field.table in definition.tables:
        found = tables.options(definition.tables[field.table], day)
    else:
        found = [(option.value, option.label.text(locale)) for option in field.options]
    if field.other and OTHER not in dict(found):
        found.append((OTHER, OTHER_LABEL[locale == "en"]))
    return found
