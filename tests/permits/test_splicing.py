"""Editing a YAML text: what is asked for happens, and nothing else moves."""

import random
from pathlib import Path

import pytest

from app.permits.editing import splicing
from app.permits.editing.writing import block, flow
from app.permits.library import plain
from app.permits.source import read

FOLDER = Path(__file__).resolve().parents[2] / "permit_schemas"
SHIPPED = sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stat().st_size)[:3]
TEXT = """\
# atas
code: contoh   # kode
title: {id: Contoh}
sections:
  - {include: pemohon@1}
  # tentang isi
  - id: isi
    title: {id: Isi, en: "Content"}   # judul
    fields:
      - {id: satu, type: text}  # pertama
      # yang kedua
      - {id: dua, type: choice,
         options: [{value: a}, {value: b}]}
fees: []
# akhir
"""


def value(text: str):
    tree, faults = read(text, "x.yaml")
    assert faults == [], text
    return plain(tree)


def test_a_key_is_set_added_and_dropped_in_place():
    fields = ("sections", 1, "fields")
    text = splicing.set_key(TEXT, (*fields, 0), "label", {"id": "Apa? Satu: dua"})
    text = splicing.set_key(text, (*fields, 1), "type", "text")
    text = splicing.drop_key(text, (*fields, 1), "options")
    text = splicing.set_key(text, ("sections", 1, "title"), "en", "New")
    text = splicing.set_key(text, (), "kind", "perizinan", order=("code", "title", "kind", "sections"))

    assert value(text)["sections"][1] == {
        "id": "isi",
        "title": {"id": "Isi", "en": "New"},
        "fields": [{"id": "satu", "type": "text", "label": {"id": "Apa? Satu: dua"}}, {"id": "dua", "type": "text"}],
    }
    for comment in ("# atas", "# kode", "# tentang isi", "# judul", "# pertama", "# yang kedua", "# akhir"):
        assert comment in text
    assert text.index("kind: perizinan") < text.index("sections:")


def test_items_move_with_their_comments_and_an_empty_list_opens():
    text = splicing.move(TEXT, ("sections", 1, "fields"), 0, 1)
    assert [field["id"] for field in value(text)["sections"][1]["fields"]] == ["dua", "satu"]
    assert text.index("# yang kedua") < text.index("id: dua") < text.index("# pertama")

    text = splicing.move(text, ("sections",), 1, 0)
    assert value(text)["sections"][1] == {"include": "pemohon@1"}
    text = splicing.insert(text, ("fees",), 0, {"id": "sewa", "amount": "hari * 5"})
    text = splicing.insert(text, ("fees",), 9, {"id": "lain", "amount": "1"})
    text = splicing.insert(text, ("sections", 0, "fields", 0, "options"), 1, {"value": "c"})
    found = value(text)
    assert [line["id"] for line in found["fees"]] == ["sewa", "lain"]
    assert [one["value"] for one in found["sections"][0]["fields"][0]["options"]] == ["a", "c", "b"]
    text = splicing.remove(splicing.remove(text, ("fees",), 0), ("fees",), 0)
    assert value(text)["fees"] == []


@pytest.mark.parametrize(
    "words", ["ya", "true", "2026-03-02", "0123", "a: b", "# x", '"', "a\nb", "", " x", "{x}", "'"]
)
def test_a_text_comes_back_as_it_was_typed(words):
    assert value(f"x: {flow({'k': words, 'l': [words]})}\n") == {"x": {"k": words, "l": [words]}}


def test_a_long_value_is_broken_into_lines_that_mean_the_same():
    long = {"id": "x", "options": [{"value": f"nilai_{n}", "label": {"id": f"Label {n}"}} for n in range(12)]}

    assert value(f"a:\n  - {block(long, 4)}\n") == {"a": [long]}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_random_edits_of_a_shipped_definition_do_just_what_they_say(path):
    text, pick = path.read_text(encoding="utf-8"), random.Random(path.stem)
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    expected = value(text)
    for _ in range(4):
        places = list(_places(expected))
        kind, where = pick.choice(places)
        here = _at(expected, where)
        if kind == "list" and len(here) > 1:
            index = pick.randrange(len(here) - 1)
            to = pick.randrange(len(here))
            text = splicing.move(text, where, index, to)
            here.insert(to, here.pop(index))
        elif kind == "list":
            item = {"id": "baru", "label": {"id": "Baru: ya?"}}
            at = pick.randrange(len(here) + 1)
            text = splicing.insert(text, where, at, item)
            here.insert(at, item)
        elif pick.random() < 0.5:
            key = pick.choice(list(here))
            text = splicing.set_key(text, where, key, {"id": "diganti"})
            here[key] = {"id": "diganti"}
        else:
            key = pick.choice(list(here))
            text = splicing.drop_key(text, where, key)
            del here[key]
        assert value(text) == expected, (kind, where)
    assert any(comment in text for comment in comments)


def _places(here, path=()):
    if isinstance(here, dict):
        if here:
            yield "map", path
        for key, item in here.items():
            yield from _places(item, (*path, key))
    elif isinstance(here, list):
        if path and isinstance(path[-1], str):
            yield "list", path
        for index, item in enumerate(here):
            yield from _places(item, (*path, index))


def _at(here, path):
    for part in path:
        here = here[part]
    return here
