"""What a rule may not say: the code, and the column where it stands."""

from __future__ import annotations

import pytest

from app.permits.rules import BOOLEAN, DATE, TEXT, TEXTS, TIME, Kind, RuleError, Sort, compile_rule
from tests.permits.rules.test_never_raises import TABLES

BIG = Sort(Kind.NUMBER, 0, 0, 10**12)
SYMBOLS = {
    "jumlah": Sort(Kind.NUMBER, 0, 0, 1000),
    "luas": Sort(Kind.NUMBER, 2, 0, 10_000),
    "modal": BIG,
    "tak_terbatas": Sort(Kind.NUMBER),
    "jenis": TEXT,
    "genset": BOOLEAN,
    "mulai": DATE,
    "buka": TIME,
    "pilihan": TEXTS,
    "today": DATE,
    "alamat": Sort(Kind.GROUP, columns={"kelurahan": TEXT}),
    "barang": Sort(Kind.GROUP, columns={"jenis": TEXT, "jumlah": BIG}, repeats=True, high=10),
    "peserta": Sort(Kind.GROUP, columns={"umur": Sort(Kind.NUMBER, 0, 0, 120)}, repeats=True, high=10),
}


def refused(text, expect=Kind.BOOLEAN, **more):
    with pytest.raises(RuleError) as caught:
        compile_rule(text, SYMBOLS, expect=expect, tables=TABLES, **more)
    return caught.value.code, caught.value.column


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("jumlah > 1 and jumalh > 2", "IZN201", 16),
        ("alamat.keluraham == 'x'", "IZN201", 1),
        ("changed('tiada')", "IZN201", 9),
        ("jumlah == '1'", "IZN202", 11),
        ("genset and jumlah", "IZN202", 12),
        ("jenis < 'b'", "IZN202", 9),
        ("'a' in jenis", "IZN202", 8),
        ("jumlah in ['a']", "IZN202", 11),
        ("jumlah in []", "IZN202", 11),
        ("mulai < '2026-02-30'", "IZN202", 9),
        ("mulai < buka", "IZN202", 9),
        ("buka < '9:00'", "IZN202", 8),
        ("pilihan == ['a']", "IZN202", 12),
        ("age(mulai) > 1", "IZN202", 1),
        ("add_days(mulai, luas) > today", "IZN202", 17),
        ("alamat == 'x'", "IZN202", 1),
        ("lookup('kelas', jenis, 'tarif') > 1", "IZN202", 1),
        ("luas / 2 > 1", "IZN203", 1),
        ("round_down(1 if luas > 2 else add_days(mulai, 4/2)) > 1", "IZN203", 47),
        ("jumlah % 2 == 0", "IZN203", 8),
        ("jumlah ** 2 > 1", "IZN203", 1),
        ("jumlah // 2 > 1", "IZN203", 1),
        ("-jumlah > 1", "IZN203", 1),
        ("jenis is None", "IZN203", 10),
        ("jenis == None", "IZN203", 10),
        ("jenis.upper() == 'A'", "IZN203", 1),
        ("pilihan[0] == 'a'", "IZN203", 1),
        ("any([genset for x in pilihan])", "IZN203", 5),
        ("(lambda x: x)(genset)", "IZN203", 10),
        ("open('x')", "IZN203", 1),
        ("min(jumlah, key=jumlah) > 1", "IZN203", 1),
        ("jumlah > 1e3", "IZN203", 10),
        ("jumlah >", "IZN203", 9),
        ("", "IZN203", 1),
        ("genset; genset", "IZN203", 7),
        ("not " * 13 + "genset", "IZN204", 49),
        (" or ".join(["genset"] * 200), "IZN204", None),
        ("lookup('tiada', jenis, 'x') == 'y'", "IZN209", 1),
        ("lookup('kelas', jenis, luas, 'tiada') == 'y'", "IZN209", 1),
        ("barang.jenis == 'tulis'", "IZN216", 1),
        ("barang == 1", "IZN216", 1),
        ("any(barang.jenis == jenis)", "IZN216", 21),
        ("any(barang.jumlah > count(peserta))", "IZN216", 27),
        ("any(barang.jumlah > count(barang))", "IZN216", 27),
        ("sum(jumlah) > 1", "IZN216", 5),
        ("min(jumlah) > 1", "IZN216", 5),
        ("modal * modal > 1", "IZN219", 1),
        ("tak_terbatas + 1 > 1", "IZN219", 1),
        ("99999999999999999 > jumlah", "IZN219", 1),
    ],
)
def test_code_and_column(text, code, column):
    found = refused(text)

    assert found == (code, column if column is not None else found[1])


def test_a_rule_of_a_row_reads_no_other_group():
    assert refused("barang.jenis == 'x' and peserta.umur > 3", row_of="barang") == ("IZN216", 25)


def test_decimals_become_money_only_through_a_rounding():
    assert refused("luas * 4500", Kind.NUMBER) == ("IZN202", 1)


def test_a_long_sum_is_one_level_deep():
    rule = compile_rule(" + ".join(["jumlah"] * 60), SYMBOLS, expect=Kind.NUMBER)

    assert rule.reads == ("jumlah",)


def test_columns_count_letters_and_the_space_before():
    assert refused("  jenis == 'é' and tiada") == ("IZN201", 20)


def test_a_rule_may_run_over_several_lines():
    rule = compile_rule("genset\n  and jumlah > 1", SYMBOLS, expect=Kind.BOOLEAN)

    assert rule.reads == ("genset", "jumlah")


def test_a_mistyped_name_gets_a_hint():
    with pytest.raises(RuleError, match="barang.jumlah"):
        compile_rule("sum(barang.jumlh) > 1", SYMBOLS, expect=Kind.BOOLEAN)
