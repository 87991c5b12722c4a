"""Cells of a downloaded list: what a spreadsheet would run is text there."""

from __future__ import annotations

import pytest

from app.web.spreadsheet import cell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+62 812", "'+62 812"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("  =1", "'  =1"),
        ('"=1', "'\"=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a;=1", "a;'=1"),
        ('a"\n=1', "a\"\n'=1"),
        ("a, -1", "a,' -1"),
    ],
)
def test_a_formula_is_text(value: str, written: str) -> None:
    assert cell(value) == written


@pytest.mark.parametrize("value", ["Toko Batik", "a = b", "Jl. Mawar 1-3, Klego", "a@b.id", "1.250.000", "", 5, None])
def test_what_is_no_formula_stays(value: object) -> None:
    assert cell(value) == ("" if value is None else str(value))


def test_long_blanks_cost_little() -> None:
    assert cell("\n" * 50_000) == "\n" * 50_000
