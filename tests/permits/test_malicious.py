"""Definitions written to harm: refused with a line, or harmless. None takes time, memory or the process with it."""

import time

import pytest

from app.permits import Library, load_text
from app.permits.patterns import fault_of
from tests.permits.making import PAPER, codes, field, source

QUICK = 5  # seconds, on a busy machine; an attack that works takes minutes


@pytest.fixture(autouse=True)
def ends_soon():
    begun = time.perf_counter()
    yield
    assert time.perf_counter() - begun < QUICK


def told(text):
    return {fault.code for fault in load_text(text, "kios", Library()).faults}


def bomb():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (bomb(), "IZN101"),
        ("a: !!python/object/apply:os.system [id]", "IZN101"),
        ("a: !!binary aGFsbw==", "IZN101"),
        ("<<: {a: 1}\nb: *c", "IZN101"),
        ("a: " + "[" * 50_000, "IZN101"),
        ("a: " + "{b: " * 50_000, "IZN101"),
        ("\n".join(" " * n + "a:" for n in range(600)), "IZN101"),
        ("- " * 20_000 + "a", "IZN101"),
        ("a: '" + "x" * 10_000_000 + "'", "IZN107"),
        ("a: " + "9" * 5_000, "IZN108"),
        ("a: 9007199254740993", "IZN103"),
        ("a: " + "9" * 400 + ".5", "IZN103"),
        ("a: .inf\nb: 1e999999", "IZN108"),
        ('label: "Izin \\u202egnadad"', "IZN101"),
        ('label: "Izin\\u200b dagang"', "IZN101"),
        ('"ko\\u0000de": x', "IZN101"),
        ("---\na: 1\n---\nb: 2", "IZN101"),
    ],
    ids=["bomb", "tag", "binary", "merge", "deep list", "deep map", "deep block", "deep dashes", "10 MB", "digits",
         "past 2^53", "wide float", "inf", "bidi", "zero width", "nul key", "two documents"],
)  # fmt: skip
def test_yaml_that_is_more_than_it_seems_is_refused(text, code):
    assert code in told(text)


@pytest.mark.parametrize(
    "name", ["validate", "meta", "csrf_token", "__class__", "populate_obj", "ｎama", "nаma", "Nama"]
)
def test_names_of_form_attributes_and_letters_that_only_look_alike_are_no_ids(name):
    assert codes([field(name)]) == ["IZN105"]


@pytest.mark.parametrize(
    "rule",
    ["(" * 5_000 + "luas" + ")" * 5_000, "not " * 3_000 + "luas > 1", "luas > " + "9" * 5_000, "9 ** 9 ** 9 > luas",
     "luas.__class__", "[x for x in luas]", "().__class__.__bases__", "lambda: luas", "f'{luas}'", "luas\x00 > 1"],
)  # fmt: skip
def test_a_rule_is_compiled_or_refused_and_never_run_as_code(rule):
    assert codes([field("luas", "integer", max=9), field("lain", visible=rule)])


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*b", "(a|ab)*c", "((a*)*)*b", "(.*a){20}", "a*a*a*a*a*b", r"(a)\1+", "(?=a*b)a*", "(?:a{1,9}){1,9}",
     "x" * 300, "(" * 120],
)  # fmt: skip
def test_a_pattern_that_may_take_years_is_refused(pattern):
    assert fault_of(pattern)
    assert "IZN103" in codes([field("kode", pattern=pattern)])


@pytest.mark.parametrize("pattern", ["[A-Z]{2}-[0-9]{4}", "[A-Z]+-[0-9]+", r"\d{3}/(RT|RW)/\w{1,20}", "(ab)+", ".*"])
def test_a_pattern_of_everyday_is_taken(pattern):
    assert fault_of(pattern) is None
    assert codes([field("kode", pattern=pattern)]) == []


def test_a_pattern_in_what_an_example_expects_cannot_hang_the_linter():
    expected = {"name": "satu", "today": "2026-03-02", "expect": {"number": "(.+)+x"}}

    assert codes([field("nama")], examples=[expected, expected | {"name": "dua"}]) == ["IZN306", "IZN306"]


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ([field("luas", "decimal", places=10**9, max=5)], {}),
        ([field("rincian", "group", repeat={"max": 10**9}, fields=[field("satu")])], {}),
        ([], {"documents": [{"id": "foto", "label": "Foto", "files": {"max": 10**9}}]}),
        ([], {"certificates": [PAPER | {"number": {"format": "{urut}", "parts": {"urut": {"counter": {}, "width": 10**9}}}}]}),
        ([], {"flow": {"clock": {"start": "submit", "total": 10**12}, "tiers": [{"id": "kasi", "role": "kasi"}],
                       "sign": {"role": "kepala"}}}),
        ([], {"flow": {"clock": {"start": "submit", "total": 3}, "tiers": [{"id": "kasi", "role": "kasi", "workdays": 1e15}],
                       "sign": {"role": "kepala"}}}),
    ],
    ids=["places", "rows", "files", "width", "clock", "workdays"],
)  # fmt: skip
def test_a_number_that_would_be_counted_or_drawn_for_ever_is_refused(fields, parts):
    assert codes([field("nama"), *fields], **parts)


@pytest.mark.parametrize("years", [10**6, -(10**6), 10**15])
def test_a_paper_that_ends_after_all_calendars_ends_nowhere(years):
    text = source([field("nama")], certificates=[PAPER | {"validity": {"years": years}}])

    load_text(text, "kios", Library())


def test_a_base_outside_the_folder_is_not_read(tmp_path):
    (tmp_path / "rahasia.yaml").write_text(source([field("nama")], code="rahasia", abstract=True), encoding="utf-8")
    (tmp_path / "izin").mkdir()
    text = "apiVersion: sakpore/v1\ncode: kios\nextends: ../rahasia"

    faults = load_text(text, "kios", Library(), folder=tmp_path / "izin").faults

    assert "IZN218" in {fault.code for fault in faults}
