"""Answers that no other request or permit may hold: `unique_in: applicant` and `type` (schema-language §3.3).

`case` concerns the rows of one group; `judging` sees to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.permits import fieldtypes
from app.permits.assessing.sheet import Sheet
from app.permits.case import Problem
from app.permits.kinds import ends_in_permit
from app.permits.model import Definition, FieldDef, FieldType, Text
from app.permits.names import input_name

APPLICANT, TYPE = "applicant", "type"
TOLD = {
    APPLICANT: "sudah Anda pakai pada permohonan atau izin lain yang masih berjalan",
    TYPE: "sudah dipakai pada permohonan atau izin lain yang masih berjalan",
}


@dataclass(frozen=True, slots=True)
class Unique:
    """One answer that must differ from all others. `path` is `field` or `group.column`; `text` is how it is compared."""

    field: FieldDef
    path: str
    name: str
    text: str


def must_differ(definition: Definition, scope: str | None = None) -> bool:
    """Whether some answer is compared with those of others; of that scope where one is named."""
    scopes = (scope,) if scope else (APPLICANT, TYPE)
    return any(one.unique_in in scopes for field in definition.fields for one in (field, *field.fields))


def unique_values(definition: Definition, values: Mapping[str, Any]) -> Iterator[Unique]:
    """Every answer that is compared with those of others."""
    for field in definition.fields:
        value = values.get(field.id)
        if field.type is not FieldType.GROUP:
            yield from _of(field, field.id, field.id, value)
            continue
        rows = value if isinstance(value, list) else [value]
        for index, row in enumerate(rows):
            if isinstance(row, Mapping):
                name = input_name(field.id, index) if field.repeats else field.id
                for column in field.fields:
                    yield from _of(column, f"{field.id}.{column.id}", input_name(name, column.id), row.get(column.id))


def uniqueness_problems(sheet: Sheet) -> Iterator[Problem]:
    """Of answers that are open in this kind, in kinds that end in a permit."""
    if not ends_in_permit(sheet.definition, sheet.case.kind):
        return
    for one in unique_values(sheet.definition, sheet.values):
        held = {text_of(text) for text, count in sheet.case.taken.get(one.path, {}).items() if count}
        if one.text in held and one.name in sheet.visible and one.name not in sheet.readonly:
            yield Problem(one.name, Text(id=f"{one.field.label.id}: {TOLD[one.field.unique_in or TYPE]}."))


def text_of(value: Any) -> str:
    """Case and spaces make no difference: `B 1 XY` is `b  1 xy`."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return " ".join(text.split()).casefold()


def _of(field: FieldDef, path: str, name: str, value: Any) -> Iterator[Unique]:
    if field.unique_in not in (APPLICANT, TYPE):
        return
    parsed = value if field.computed is not None else fieldtypes.parse(field, value)
    if not fieldtypes.is_missing(parsed):
        yield Unique(field, path, name, text_of(parsed))
