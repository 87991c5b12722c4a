"""Whatever the text, compiling raises RuleError or nothing; whatever the data, evaluating raises nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.permits.model import Table
from app.permits.rules import (
    BOOLEAN,
    DATE,
    DATETIME,
    FUNCTIONS,
    TEXT,
    TEXTS,
    TIME,
    Kind,
    RuleError,
    Sort,
    applicable,
    compile_rule,
    evaluate,
    to_fact,
)

NUMBER = Sort(Kind.NUMBER, 2, 0, 10_000)
COLUMNS = {"jenis": TEXT, "jumlah": NUMBER, "lahir": DATE, "lulus": BOOLEAN}
SYMBOLS = {
    "nama": TEXT,
    "luas": NUMBER,
    "genset": BOOLEAN,
    "mulai": DATE,
    "buka": TIME,
    "saat": DATETIME,
    "pilihan": TEXTS,
    "today": DATE,
    "doc.ktp": BOOLEAN,
    "variant.id": TEXT,
    "induk": Sort(Kind.GROUP, columns={"status": TEXT}),
    "barang": Sort(Kind.GROUP, columns=COLUMNS, repeats=True, high=10),
}
TABLES = {
    "kelas": Table.model_validate(
        {
            "table": "kelas",
            "keys": ["jalan", "luas"],
            "columns": [
                {"id": "jalan"},
                {"id": "luas", "type": "decimal", "places": 2, "range": "upto"},
                {"id": "tarif", "type": "money"},
            ],
            "rows": [{"jalan": "any", "luas": 1.5, "tarif": 100}, {"jalan": "any", "luas": "any", "tarif": 900}],
        }
    )
}
SIGNS = "and or not in if else ( ) [ ] , + - * / < <= == != lambda . é 1e5 0x1 None True 1 0.5 'a' '2026-03-02' '07:30'"
COLUMN_NAMES = "barang.jumlah barang.jenis barang.lulus barang.lahir induk.status"
LOOKUP = "lookup('kelas', nama, luas, 'tarif')"
WORDS = st.sampled_from([*FUNCTIONS, *SYMBOLS, *COLUMN_NAMES.split(), *SIGNS.split(), LOOKUP])
TEXTS_LIKE_RULES = st.one_of(st.text(), st.lists(WORDS, max_size=25).map(" ".join))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.decimals(), st.binary()
)


def _nested(inner):
    keys = st.text(max_size=6)
    return st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3), st.tuples(inner))


VALUES = st.recursive(SCALARS, _nested, max_leaves=6)
FACTS = st.dictionaries(st.sampled_from(sorted({*SYMBOLS, "doc", "_changed"})), VALUES, max_size=8)
RULES = [
    "luas > 1 and nama == 'a'",
    "0 < luas <= 10 or not genset",
    "round_half_up(luas * 4500 / 3) > 0",
    "round_down(luas / (luas - 1)) != 3",
    "nama in ['a', 'b'] or 'x' not in pilihan",
    "sum(barang.jumlah) > 2 and count(barang.jenis == 'x') == 0",
    "any(barang.lulus) or all(barang.lahir < '2020-01-01')",
    "min(barang.lahir) < max(mulai, today)",
    "age(mulai, today) >= 17 and year(mulai) > 1900",
    "days_between(mulai, today) > 3 or workdays_between(mulai, today) > 3",
    "minutes_between(buka, '24:00') > 30 and saat < '2026-03-02T00:00:00+07:00'",
    "add_days(mulai, 30) < add_months(today, 1)",
    "lookup('kelas', nama, luas, 'tarif') > 100",
    "changed('luas') or filled(induk) or filled(barang) or doc.ktp",
    "(luas if genset else 0) > 3",
]


@settings(max_examples=1500, deadline=None)
@given(TEXTS_LIKE_RULES, st.sampled_from(Kind), st.sampled_from([None, "barang"]))
def test_compiling_any_text_raises_only_rule_errors(text, expect, row_of):
    with suppress(RuleError):
        rule = compile_rule(text, SYMBOLS, expect=expect, row_of=row_of, tables=TABLES, places=2)
        evaluate(rule.logic, {}, tables=TABLES)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "1" + ")" * 500,
        "not " * 900 + "genset",
        "-" * 3000 + "1",
        "1+" * 1900 + "1",
        "[" * 300,
        "a." * 1500 + "a",
        "'" * 999,
        "luas if genset else " * 150 + "luas",
        "x" * 100_000,
        "\x00",
        "'\x00'",
        "\ud800",
        "'\ud800'",
        "'\\d'",
        "1if genset else 2",
        "1_000",
        "9" * 3900,
        "0." + "1" * 3900,
        "f'{nama}'",
        "b'a'",
        "luas := 1",
        "*luas",
        "min(*barang)",
        "age(d=1)",
        "().__class__",
        "nama[0]",
        "round_down(" * 11 + "luas/(luas/(luas-0.1))" + ")" * 11,
    ],
)
def test_bombs_and_oddities_are_refused(text):
    with pytest.raises(RuleError):
        compile_rule(text, SYMBOLS, expect=Kind.BOOLEAN, tables=TABLES)


def test_quotients_of_quotients_stop_growing():
    quotient = "luas"
    for _ in range(11):
        quotient = f"luas/({quotient})"

    with pytest.raises(RuleError) as refused:
        compile_rule(f"round_down({quotient}) + 0.0", SYMBOLS, expect=Kind.NUMBER)

    assert refused.value.code in {"IZN204", "IZN219"}


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(RULES),
    st.dictionaries(st.sampled_from(sorted({*SYMBOLS, "doc", "_changed"})), VALUES, max_size=8),
    VALUES,
)
def test_evaluating_on_any_data_raises_nothing_and_answers_true_or_false(text, facts, row):
    rule = compile_rule(text, SYMBOLS, expect=Kind.BOOLEAN, tables=TABLES)

    answer = evaluate(rule.logic, facts, tables=TABLES, holidays={date(2026, 3, 3)})

    assert answer in (True, False)
    assert applicable(rule, facts) in (True, False)


SORTS = [*SYMBOLS.values(), Sort(Kind.ANY)]


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(
        [NUMBER, TEXT, TEXTS, BOOLEAN, DATE, DATETIME, TIME, SYMBOLS["barang"], SYMBOLS["induk"], Sort(Kind.ANY)]
    ),
    VALUES,
)
def test_any_stored_value_becomes_a_fact_or_is_missing(sort, value):
    fact = to_fact(sort, value)

    assert not isinstance(fact, float | Decimal | bytes)
