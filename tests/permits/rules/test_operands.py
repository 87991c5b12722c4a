"""When an assert is judged: its operands are there."""

from __future__ import annotations

import pytest

from app.permits.rules import BOOLEAN, TEXT, Kind, Sort, applicable, compile_rule, operands

SYMBOLS = {
    "buka": Sort(Kind.TIME),
    "tutup": Sort(Kind.TIME),
    "telepon": TEXT,
    "email": TEXT,
    "x": Sort(Kind.NUMBER, 0, 0, 9),
    "genset": BOOLEAN,
    "doc.ktp": BOOLEAN,
    "verdict.ktp": TEXT,
    "variant.id": TEXT,
    "barang": Sort(Kind.GROUP, columns={"jumlah": Sort(Kind.NUMBER, 0, 0, 9)}, repeats=True, high=5),
}


def make_rule(text, row_of=None):
    return compile_rule(text, SYMBOLS, expect=Kind.BOOLEAN, row_of=row_of)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("buka < tutup", ("buka", "tutup")),
        ("filled(telepon) or filled(email)", ()),
        ("filled(telepon) and telepon != 'x'", ("telepon",)),
        ("doc.ktp or verdict.ktp == 'accepted'", ()),
        ("sum(barang.jumlah) <= x", ("x",)),
        ("count(barang) > 1 and min(barang.jumlah) > 2", ()),
        ("changed('x') or variant.id == 'besar'", ("variant.id",)),
        ("not genset", ("genset",)),
    ],
)
def test_operands_are_the_names_that_must_be_answered(text, expected):
    assert operands(make_rule(text)) == expected


def test_an_assert_with_a_missing_operand_is_not_judged():
    rule = make_rule("buka < tutup")

    assert applicable(rule, {"buka": "17:00", "tutup": "24:00"})
    assert not applicable(rule, {"buka": "17:00"})
    assert not applicable(rule, {"buka": "17:00", "tutup": ""})


def test_operands_of_a_row_are_looked_up_in_the_row():
    rule = make_rule("barang.jumlah < x", row_of="barang")

    assert applicable(rule, {"x": 3}, row={"jumlah": 2})
    assert not applicable(rule, {"x": 3}, row={"jumlah": None})
