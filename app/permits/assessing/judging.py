"""What is wrong with the answers themselves: missing, of the wrong form, outside their limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.permits import fieldtypes, tables
from app.permits.assessing import picking
from app.permits.assessing.sheet import Row, Sheet
from app.permits.case import Problem
from app.permits.days import day_of
from app.permits.model import FieldDef, FieldType, Text
from app.permits.names import input_name

NUMBERS = frozenset({FieldType.INTEGER, FieldType.MONEY, FieldType.DECIMAL})
MAX_PATTERN_INPUT = 300  # longer text is not held against a pattern: its cost may grow with the text


def field_problems(sheet: Sheet) -> Iterator[Problem]:
    """In page order. What is read-only, invisible or computed is never judged."""
    for one in sheet.definition.fields:
        if one.id not in sheet.visible or one.id in sheet.readonly:
            continue
        yield from (
            group_problems(sheet, one)
            if one.type is FieldType.GROUP
            else value_problems(sheet, one, one.id, sheet.values)
        )


def group_problems(sheet: Sheet, group: FieldDef) -> Iterator[Problem]:
    """Of one object, or of how many rows there are and of each of them."""
    value = sheet.values.get(group.id)
    if not group.repeats:
        yield from _row_problems(sheet, group, value if isinstance(value, Mapping) else {}, group.id)
        return
    rows = value if isinstance(value, list) else []
    least, most = _bounds_of_rows(group)
    if len(rows) < least:
        yield Problem(group.id, Text(id=f"{group.label.id}: isi paling sedikit {least} baris."), missing=True)
    if len(rows) > most:
        yield Problem(group.id, Text(id=f"{group.label.id}: paling banyak {most} baris."))
    for index, row in enumerate(rows):
        yield from _row_problems(sheet, group, row, input_name(group.id, index))
    yield from picking.picking_problems(sheet, group, rows)
    yield from _repeated_values(group, rows)


def _bounds_of_rows(group: FieldDef) -> tuple[int, int]:
    assert group.repeat is not None
    least = group.repeat.min or (1 if group.required is True else 0)
    return least, group.repeat.max


def _row_problems(sheet: Sheet, group: FieldDef, row: Mapping[str, Any], name: str) -> Iterator[Problem]:
    for column in group.fields:
        inner = input_name(name, column.id)
        if inner in sheet.visible and inner not in sheet.readonly:
            yield from value_problems(sheet, column, inner, row)


def _repeated_values(group: FieldDef, rows: list[Row]) -> Iterator[Problem]:
    """`unique_in: case`: no two rows may hold the same."""
    for column in (column for column in group.fields if column.unique_in):
        seen: set[str] = set()
        for index, row in enumerate(rows):
            value = row.get(column.id)
            if fieldtypes.is_missing(value):
                continue
            if repr(value) in seen:
                yield Problem(
                    input_name(group.id, index, column.id), Text(id=f"{column.label.id} sudah ada pada baris lain.")
                )
            seen.add(repr(value))


def value_problems(sheet: Sheet, one: FieldDef, name: str, holder: Mapping[str, Any]) -> Iterator[Problem]:
    """Of one input; the text beside *lainnya* with it."""
    if one.is_paper:
        yield from _file_problems(sheet, one, name)
        return
    value = holder.get(one.id)
    if fieldtypes.is_missing(value):
        if name in sheet.required:
            yield Problem(name, _missing(one), missing=True)
        return
    message = fieldtypes.check(one, value) or _limit_message(sheet, one, value)
    if message is None and name in sheet.refused:
        message = sheet.refused[name]
    if message is not None:
        yield Problem(name, Text(id=f"{one.label.id}: {message}", en=None))
    elif one.type is FieldType.DECLARATION and name in sheet.required and value is not True:
        yield Problem(name, _missing(one), missing=True)
    other = f"{name}_lain"
    if other in sheet.required and fieldtypes.is_missing(holder.get(f"{one.id}_lain")):
        yield Problem(other, Text(id=f"{one.label.id}: tulis pilihan lainnya."), missing=True)


def _missing(one: FieldDef) -> Text:
    if one.type is FieldType.DECLARATION:
        return Text(id=f"{one.label.id}: beri tanda bahwa Anda menyetujuinya.")
    return Text(id=f"{one.label.id} belum diisi.")


def _file_problems(sheet: Sheet, one: FieldDef, name: str) -> Iterator[Problem]:
    papers = sheet.case.documents.get(name) or ()
    if not papers and name in sheet.required:
        yield Problem(name, Text(id=f"{one.label.id} belum diunggah."), missing=True)
    elif papers and not any(paper.clean for paper in papers):
        yield Problem(
            name, Text(id=f"{one.label.id}: berkas masih diperiksa atau ditolak. Unggah berkas lain bila perlu.")
        )


def _limit_message(sheet: Sheet, one: FieldDef, value: Any) -> str | None:
    if one.type in NUMBERS:
        return number_message(one, value)
    if one.type is FieldType.DATE:
        return _date_message(one, value, sheet.case.today)
    if one.type is FieldType.TIME:
        return _time_message(one, value)
    if isinstance(value, str):
        return _table_message(sheet, one, [value]) or _text_message(one, value)
    if one.type is FieldType.MULTI_CHOICE:
        return _table_message(sheet, one, value) or _count_message(one, value)
    if one.type is FieldType.ADDRESS:
        return _address_message(one, value)
    return None


def number_message(one: FieldDef, value: Any) -> str | None:
    """A number without `min` may not be negative."""
    number = Decimal(str(value))
    least, most = tables.number(0 if one.min is None else one.min), tables.number(one.max)
    if least is not None and number < least:
        return f"Paling sedikit {_shown(one, least)}."
    if most is not None and number > most:
        return f"Paling banyak {_shown(one, most)}."
    return None


def _shown(one: FieldDef, limit: Decimal) -> str:
    whole = limit == limit.to_integral_value()
    return fieldtypes.show(
        one, int(limit) if whole and one.type is not FieldType.DECIMAL else format(limit.normalize(), "f")
    )


def _date_message(one: FieldDef, value: str, today: date) -> str | None:
    least, most = day_of(one.min, today), day_of(one.max, today)
    if least is not None and value < least.isoformat():
        return f"Paling awal {fieldtypes.long_date(least.isoformat())}."
    if most is not None and value > most.isoformat():
        return f"Paling lambat {fieldtypes.long_date(most.isoformat())}."
    return None


def _time_message(one: FieldDef, value: str) -> str | None:
    if isinstance(one.min, str) and value < one.min:
        return f"Paling awal pukul {one.min.replace(':', '.')}."
    if isinstance(one.max, str) and value > one.max:
        return f"Paling lambat pukul {one.max.replace(':', '.')}."
    return None


def _text_message(one: FieldDef, value: str) -> str | None:
    if one.min_length is not None and len(value) < one.min_length:
        return f"Paling sedikit {one.min_length} huruf."
    if one.max_length is not None and len(value) > one.max_length:
        return f"Paling banyak {one.max_length} huruf."
    if one.pattern and (len(value) > MAX_PATTERN_INPUT or not re.fullmatch(one.pattern, value)):
        return one.pattern_message.id if one.pattern_message else "Bentuk isian tidak sesuai."
    return None


def _table_message(sheet: Sheet, one: FieldDef, values: list[str]) -> str | None:
    table = sheet.definition.tables.get(one.table or "")
    if table is None:
        return None
    known = dict(tables.options(table, sheet.case.today))
    allowed = known.keys() | ({"lain"} if one.other else set())
    return None if all(value in allowed for value in values) else "Pilih dari daftar yang tersedia."


def _count_message(one: FieldDef, values: list[str]) -> str | None:
    least, most = tables.number(one.min), tables.number(one.max)
    if least is not None and len(values) < least:
        return f"Pilih paling sedikit {int(least)}."
    if most is not None and len(values) > most:
        return f"Pilih paling banyak {int(most)}."
    return None


_ADDRESS_DEPTH = ("provinsi", "kota", "kecamatan", "kelurahan")


def _address_message(one: FieldDef, value: Mapping[str, Any]) -> str | None:
    """`depth` names the lowest level that must be given; the street always."""
    depth = one.depth if one.depth in _ADDRESS_DEPTH else "kota"
    wanted = ("jalan", *_ADDRESS_DEPTH[: _ADDRESS_DEPTH.index(depth) + 1]) if one.depth else ("jalan",)
    lacking = [part for part in wanted if fieldtypes.is_missing(value.get(part))]
    return f"Lengkapi {', '.join(lacking)}." if lacking else None
