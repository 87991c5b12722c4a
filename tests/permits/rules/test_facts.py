"""Stored answers as rules see them, and back; sorts of field types."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from app.permits.model import FieldDef
from app.permits.rules import (
    BOOLEAN,
    DATE,
    DATETIME,
    TEXT,
    TEXTS,
    TIME,
    Kind,
    Sort,
    compile_typed,
    from_fact,
    sort_of,
    to_fact,
)

METRES = Sort(Kind.NUMBER, 2)


def make_field(**keys):
    return FieldDef.model_validate({"id": "x", "label": "X", **keys})


@pytest.mark.parametrize(
    ("sort", "stored", "fact"),
    [
        (METRES, "1.5", 150),
        (METRES, 1.5, 150),
        (METRES, Decimal("0.35"), 35),
        (METRES, 3, 300),
        (METRES, "-0.10", -10),
        (METRES, "1.555", None),
        (METRES, "1,5", None),
        (METRES, "NaN", None),
        (METRES, True, None),
        (METRES, "9" * 5000, None),
        (Sort(Kind.NUMBER), 2**53 - 1, 2**53 - 1),
        (Sort(Kind.NUMBER), 2**53, None),
        (Sort(Kind.NUMBER), "12", 12),
        (TEXT, "a", "a"),
        (TEXT, "", None),
        (TEXT, 5, None),
        (BOOLEAN, False, False),
        (BOOLEAN, "ya", None),
        (DATE, "2026-03-02", "2026-03-02"),
        (DATE, date(2026, 3, 2), "2026-03-02"),
        (DATE, "2026-02-30", None),
        (DATE, "20260302", None),
        (TIME, "24:00", "24:00"),
        (TIME, "9:00", None),
        (TIME, "24:01", None),
        (TIME, time(7, 30), "07:30"),
        (DATETIME, "2026-03-02T07:00:00+07:00", "2026-03-02T00:00:00Z"),
        (DATETIME, datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02T00:00:00Z"),
        (DATETIME, "2026-03-02T07:00:00", None),
        (TEXTS, ["a", None, "b"], ["a", "b"]),
        (TEXTS, [], None),
        (TEXTS, "a", None),
    ],
)
def test_a_stored_value_as_a_fact(sort, stored, fact):
    assert to_fact(sort, stored) == fact


def test_rows_keep_their_order_and_number():
    rows = Sort(Kind.GROUP, columns={"luas": METRES, "jenis": TEXT}, repeats=True)

    assert to_fact(rows, [{"_id": "r1ab", "luas": "1.5"}, "bukan baris", {"jenis": "a"}]) == [
        {"luas": 150, "jenis": None},
        {},
        {"luas": None, "jenis": "a"},
    ]
    assert to_fact(rows, "x") == []


@pytest.mark.parametrize(
    ("fact", "stored"), [(150, "1.50"), (5, "0.05"), (-5, "-0.05"), (-1234, "-12.34"), (0, "0.00"), (None, None)]
)
def test_a_computed_decimal_is_stored_with_its_places(fact, stored):
    assert from_fact(METRES, fact) == stored


def test_sorts_carry_places_and_bounds_of_the_field():
    assert sort_of(make_field(type="decimal", places=1, min=0.5, max=4)) == Sort(Kind.NUMBER, 1, 5, 40)
    assert sort_of(make_field(type="money", max=5000)) == Sort(Kind.NUMBER, 0, 0, 5000)
    assert sort_of(make_field(type="money", computed="1 + 1")) == Sort(Kind.NUMBER)
    assert sort_of(make_field(type="integer", min=-5, max=5)) == Sort(Kind.NUMBER, 0, -5, 5)


def test_a_group_with_repeat_has_rows_and_one_without_is_an_object():
    column = {"id": "jenis", "label": "J", "type": "choice"}

    rows = sort_of(make_field(type="group", repeat={"min": 1, "max": 7}, fields=[column]))
    single = sort_of(make_field(type="group", fields=[column]))

    assert (rows.repeats, rows.high, rows.columns) == (True, 7, {"jenis": TEXT})
    assert (single.repeats, single.columns) == (False, {"jenis": TEXT})


def test_every_field_type_has_a_sort():
    from app.permits.model import FieldType

    for kind in FieldType:
        assert isinstance(sort_of(make_field(type=kind)), Sort)


def test_the_result_of_a_rule_tells_its_bounds():
    symbols = {"panjang": Sort(Kind.NUMBER, 1, 10, 40), "tarif": Sort(Kind.NUMBER, 0, 0, 4500)}

    result = compile_typed("round_half_up(panjang * tarif)", symbols, expect=Kind.NUMBER)

    assert result.sort == Sort(Kind.NUMBER, 0, 0, 18_000)
