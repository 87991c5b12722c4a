"""What a page carries of the rules: only what its own inputs move, and no fact that the person may not see."""

from __future__ import annotations

from app.forms import Live
from tests.permits.making import define, field, judged

JENIS = field("jenis", "choice", options=[{"value": "a", "label": "A"}, {"value": "b", "label": "B"}])


def live(definition, section=0, answers=()):
    return Live(definition, definition.sections[section], "baru", judged(definition, answers), lambda name: True)


def two_sections(first, second, **parts):
    sections = [
        {"id": "satu", "title": "Satu", "fields": first},
        {"id": "dua", "title": "Dua", "fields": second},
    ]
    return define((), sections=sections, **parts)


def test_a_page_carries_the_rules_that_its_own_inputs_move_and_the_facts_they_read():
    definition = two_sections(
        [field("modal", "money", max=100), field("lain")],
        [JENIS, field("rinci", visible="jenis == 'a' and modal > 5"), field("tetap", visible="modal > 5")],
    )  # fmt: skip

    found = live(definition, 1, {"modal": 7, "lain": "x", "jenis": "a"})

    assert found.visible == {"rinci"}
    assert found.data()["facts"] == {"modal": 7, "jenis": "a", "today": "2026-03-02"}
    assert [node["id"] for node in found.data()["fields"]] == ["jenis", "rinci"]
    assert live(definition, 0).data() is None  # what its inputs move stands on another page


def test_what_the_browser_cannot_follow_waits_for_the_server():
    fields = [
        field("modal", "money", max=100),
        field("beda", visible="changed('modal')"),
        field("turunan", "integer", computed="1 if filled(beda) else 0"),
    ]

    found = live(define(fields, requests={"baru": {}, "perubahan": {"needs": {"permit": "own"}}}))

    assert found.slow == {"beda", "turunan"}
    assert not found.visible | found.computed


def test_a_rule_over_rows_carries_only_the_columns_it_reads():
    columns = [field("nama"), field("jumlah", "integer", max=10), field("catatan", visible="barang.jumlah > 3")]
    group = field("barang", "group", repeat={"min": 1, "max": 3}, fields=columns)
    found = live(define([group, field("total", "integer", computed="sum(barang.jumlah)")]), 0,
                 {"barang": [{"_id": "r1", "nama": "Sri", "jumlah": 2}]})  # fmt: skip

    data = found.data()

    assert (found.visible, found.computed) == ({"barang.catatan"}, {"total"})
    assert data["facts"]["barang"] == [{"jumlah": 2}]
    assert [column["id"] for column in data["fields"][0]["columns"]] == ["jumlah", "catatan"]
