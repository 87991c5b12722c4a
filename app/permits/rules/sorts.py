"""What kind of value stands behind a name: the types of the rule language, with decimal places and bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from enum import StrEnum

from app.permits.model import FieldDef, FieldType, Table

MAX_SAFE = 2**53 - 1
"""Larger whole numbers differ silently between server and browser."""


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    LIST = "list"
    GROUP = "group"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Sort:
    """The type of a name or a result. A NUMBER is a whole number scaled by `places`; its bounds are scaled too.

    A GROUP is a list of rows when it `repeats` (`high` is then the largest number of rows), otherwise one object.
    Missing bounds mean ±(2⁵³ − 1), the most that any value may be.
    """

    kind: Kind
    places: int = 0
    low: int | None = None
    high: int | None = None
    columns: Mapping[str, Sort] = field(default_factory=dict)
    item: Sort | None = None
    repeats: bool = False


Symbols = Mapping[str, Sort]

TEXT = Sort(Kind.TEXT)
BOOLEAN = Sort(Kind.BOOLEAN)
DATE = Sort(Kind.DATE)
DATETIME = Sort(Kind.DATETIME)
TIME = Sort(Kind.TIME)
ANY = Sort(Kind.ANY)
TEXTS = Sort(Kind.LIST, item=TEXT)

_ADDRESS = Sort(
    Kind.GROUP,
    columns=dict.fromkeys(("jalan", "rt", "rw", "kelurahan", "kecamatan", "kota", "provinsi", "kode_pos"), TEXT),
)
_DEGREES = Sort(Kind.NUMBER, places=7, low=-1_800_000_000, high=1_800_000_000)
_LOCATION = Sort(
    Kind.GROUP,
    columns={"lat": _DEGREES, "lon": _DEGREES, "accuracy_m": Sort(Kind.NUMBER, places=2, low=0, high=10**10)},
)
_EVENT = Sort(Kind.GROUP, columns={"date": DATE, "place": TEXT, "seat": Sort(Kind.NUMBER, low=0, high=10**6)})
_PERMIT = Sort(
    Kind.GROUP,
    columns={"number": TEXT, "status": TEXT, "holder_nik": TEXT, "valid_from": DATE, "valid_to": DATE},
)

_NUMERIC = frozenset({FieldType.INTEGER, FieldType.MONEY, FieldType.DECIMAL})
_SORTS: dict[FieldType, Sort] = {
    FieldType.BOOLEAN: BOOLEAN,
    FieldType.DECLARATION: BOOLEAN,
    FieldType.FILE: BOOLEAN,
    FieldType.SIGNATURE_PAD: BOOLEAN,
    FieldType.MULTI_CHOICE: TEXTS,
    FieldType.DATE: DATE,
    FieldType.DATETIME: DATETIME,
    FieldType.TIME: TIME,
    FieldType.ADDRESS: _ADDRESS,
    FieldType.LOCATION: _LOCATION,
    FieldType.EVENT: _EVENT,
    FieldType.NOTE: ANY,
}


def sort_of(definition: FieldDef) -> Sort:
    """The sort of a field. A reference to a permit is an object: what the register knows, and answers that it brings.

    A number without `min` is taken as not negative, unless it is computed; `permits.check` holds inputs to that.
    """
    if definition.type is FieldType.GROUP:
        columns = {column.id: sort_of(column) for column in definition.fields}
        rows = definition.repeat.max if definition.repeat else None
        return Sort(Kind.GROUP, columns=columns, high=rows, repeats=definition.repeat is not None)
    if definition.type in _NUMERIC:
        return _number_sort(definition)
    if definition.type is FieldType.REFERENCE:
        return _referred(definition)
    return _SORTS.get(definition.type, TEXT)


def _referred(definition: FieldDef) -> Sort:
    brought = {one.id: sort_of(one) for one in definition.brings}
    if definition.to == "permit":
        return replace(_PERMIT, columns={**brought, **_PERMIT.columns})
    return Sort(Kind.GROUP, columns=brought) if brought else TEXT


def column_sort(table: Table, column: str) -> Sort | None:
    """The sort of a table's column; None when there is no such column."""
    found = next((one for one in table.columns if one.id == column), None)
    if found is None:
        return None
    if found.type in {"integer", "money", "decimal"}:
        return Sort(Kind.NUMBER, places=found.places or 0)
    return {"boolean": BOOLEAN, "date": DATE, "time": TIME}.get(found.type, TEXT)


def bounded_column_sort(table: Table, column: str) -> Sort | None:
    """The same, with the least and greatest number that its rows hold."""
    sort = column_sort(table, column)
    if sort is None or sort.kind is not Kind.NUMBER:
        return sort
    cells = [cell for cell in (exact(row.get(column)) for row in table.rows) if cell is not None]
    if not cells:
        return sort
    low, high = scaled(min(cells), sort.places, ROUND_FLOOR), scaled(max(cells), sort.places, ROUND_CEILING)
    return replace(sort, low=low, high=high)


def exact(value: object) -> Decimal | None:
    """The decimal that was written, also where YAML made a float of it; None for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if isinstance(value, int) and abs(value) > MAX_SAFE:
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number) <= MAX_SAFE else None


def scaled(number: Decimal, places: int, rounding: str) -> int:
    return int(number.scaleb(places).to_integral_value(rounding))


def _number_sort(definition: FieldDef) -> Sort:
    places = (definition.places or 0) if definition.type is FieldType.DECIMAL else 0
    low, high = exact(definition.min), exact(definition.max)
    if low is None and not definition.computed:
        low = Decimal(0)
    return Sort(
        Kind.NUMBER,
        places,
        None if low is None else scaled(low, places, ROUND_FLOOR),
        None if high is None else scaled(high, places, ROUND_CEILING),
    )
