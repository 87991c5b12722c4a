"""Rows that are picked from a group of the permit that a reference points to: `rows_from` (schema-language §3.2).

What the parent says of a row is taken from the parent, whatever was sent; the request adds the columns of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.permits import fieldtypes
from app.permits.assessing.references import brought_answer, usable
from app.permits.assessing.sheet import Row, Sheet
from app.permits.case import Case, Problem
from app.permits.kinds import is_open
from app.permits.model import Definition, FieldDef, Text
from app.permits.names import input_name

Offer = dict[str, Mapping[str, Any]]


def source_of(definition: Definition, group: FieldDef) -> tuple[FieldDef, FieldDef, str] | None:
    """The reference, the group of its permit, and the column that names a row; None where the group has rows of its own."""
    if group.rows_from is None:
        return None
    reference_id, _, name = group.rows_from.field.partition(".")
    reference = next((one for one in definition.fields if one.id == reference_id and one.to == "permit"), None)
    source = next((one for one in reference.brings if one.id == name and one.repeats), None) if reference else None
    return (reference, source, group.rows_from.key) if reference and source else None


def on_offer(definition: Definition, case: Case, group: FieldDef, values: Mapping[str, Any]) -> Offer | None:
    """The rows that may be picked, by their key; None while no permit that may be used is named."""
    found = source_of(definition, group)
    number = values.get(found[0].id) if found else None
    if found is None or not isinstance(number, str):
        return None
    reference, source, key = found
    permit = usable(case, reference, number)
    if permit is None:
        return None
    rows = brought_answer(permit, source)
    offer: Offer = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and not fieldtypes.is_missing(row.get(key)):
            offer.setdefault(str(row[key]), {column.id: row.get(column.id) for column in source.fields})
    return offer


def with_parent(sheet: Sheet, group: FieldDef, typed: Any) -> Any:
    """The rows that were sent, with the parent's columns as the parent has them.

    Without a permit there is nothing to pick from. Where the permit was refused, or has ended since the request was
    handed in, the rows stay as they are: the refusal is told, and what was fixed by hash is not taken back.
    """
    found = source_of(sheet.definition, group)
    if found is None or not isinstance(typed, list) or not is_open(sheet.definition, group, sheet.case.kind):
        return typed
    reference, source, key = found
    if fieldtypes.is_missing(sheet.values.get(reference.id)):
        return []
    offer = on_offer(sheet.definition, sheet.case, group, sheet.values)
    if offer is None:
        return typed
    nothing = {column.id: None for column in source.fields}
    return [{**row, **nothing, key: row.get(key), **offer.get(str(row.get(key)), {})} for row in typed]


def picking_problems(sheet: Sheet, group: FieldDef, rows: list[Row]) -> Iterator[Problem]:
    """Rows that the permit does not have, and rows that were picked twice."""
    found = source_of(sheet.definition, group)
    if found is None or not rows:
        return
    reference, _, key = found
    offer = on_offer(sheet.definition, sheet.case, group, sheet.values)
    if offer is None:
        yield Problem(group.id, Text(id=f"{group.label.id}: izin pada “{reference.label.id}” tidak dapat dipakai."))
        return
    seen: set[str] = set()
    for index, row in enumerate(rows):
        picked = str(row.get(key))
        if picked not in offer:
            message = f"{group.label.id} {index + 1}: tidak ada pada izin yang ditunjuk."
            yield Problem(input_name(group.id, index, key), Text(id=message))
        elif picked in seen:
            yield Problem(input_name(group.id, index, key), Text(id=f"{group.label.id} {picked} dipilih dua kali."))
        seen.add(picked)
