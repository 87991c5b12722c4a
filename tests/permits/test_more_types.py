"""Types that are none of the city's seven: sound as files alone, their examples prove them, one base for a family."""

from pathlib import Path

import pytest

from app.permits import Library, load_folder
from app.permits.simulation import simulate

FOLDER = Path(__file__).resolve().parents[1] / "schemas" / "more"


@pytest.fixture(scope="module")
def types():
    return load_folder(FOLDER)


def test_each_is_sound_and_its_examples_give_what_they_expect(types):
    assert {code: [str(fault) for fault in loaded.faults] for code, loaded in types.items()} == dict.fromkeys(types, [])
    assert Library.read(FOLDER).faults == ()
    assert [code for code, loaded in types.items() if loaded.definition is None] == ["reklame_dasar"]


def test_every_example_can_be_played_through(types):
    for loaded in types.values():
        for example in loaded.definition.examples if loaded.definition else ():
            played = simulate(loaded.definition, example, lambda day, days: day)

            assert played.differences == ()
            assert played.sections
            assert played.due is not None


def test_a_family_is_every_type_that_extends_the_base(types):
    assert types["bengkel_sehat"].definition.field("papan").of == ("reklame_kain", "reklame_papan")
    assert types["reklame_papan"].definition.limits[0].of == ("reklame_kain", "reklame_papan")


def test_the_larger_of_them_is_as_hard_as_the_citys_own(types):
    definition = types["reklame_papan"].definition
    questions = sum(len(field.fields) or 1 for field in definition.fields)

    assert questions >= 25
    assert sum(not document.one_of for document in definition.documents) >= 6
    assert len(definition.flow.all_tiers) == 5


def test_a_child_takes_over_and_leaves_out_what_it_says(types):
    definition = types["reklame_kain"].definition
    (place,) = [section for section in definition.sections if section.id == "tempat"]

    assert [field.id for field in place.fields][-3:] == ["lama_bulan", "jumlah", "pengelola"]
    assert definition.field("lama_bulan").max == 3
    assert set(definition.requests) == {"baru"}
    assert definition.inspections == ()
