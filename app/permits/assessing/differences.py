"""What a request changes of the permit that it refers to."""

from __future__ import annotations

from typing import Any

from app.permits import fieldtypes
from app.permits.assessing.origin import parsed
from app.permits.assessing.sheet import Sheet, mapping_of
from app.permits.model import FieldDef, FieldType


def changes(sheet: Sheet) -> dict[str, bool]:
    """`changed('field')`: differs from the permit referred to; a group by its input columns, rows in order."""
    assert sheet.case.referred is not None
    old = mapping_of(sheet.case.referred.answers)
    found: dict[str, bool] = {}
    for one in sheet.definition.fields:
        before, now = old.get(one.id), sheet.values.get(one.id)
        found[one.id] = _inputs(one, parsed(one, before)) != _inputs(one, now)
        if one.type is FieldType.GROUP and not one.repeats:
            for column in one.fields:
                kept, typed = mapping_of(before).get(column.id), mapping_of(now).get(column.id)
                found[f"{one.id}.{column.id}"] = fieldtypes.parse(column, kept) != typed
    return found


def _inputs(one: FieldDef, value: Any) -> Any:
    if one.type is not FieldType.GROUP:
        return None if fieldtypes.is_missing(value) else value
    columns = [column.id for column in one.fields if column.computed is None]
    if one.repeats:
        rows = value if isinstance(value, list) else []
        return [{name: row.get(name) for name in columns if not fieldtypes.is_missing(row.get(name))} for row in rows]
    return {
        name: mapping_of(value).get(name) for name in columns if not fieldtypes.is_missing(mapping_of(value).get(name))
    }
