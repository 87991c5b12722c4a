"""The editor's pure part: a skeleton that lints, conditions as sentences, references and renames, unfinished drafts."""

from pathlib import Path

import pytest

from app.permits import Library, source
from app.permits.editing import nodes, references, skeleton
from app.permits.editing.outline import Outline
from app.permits.editing.sentences import Row, SentenceError, Sentences, read, write
from app.permits.library import plain
from app.permits.loader import load_text

FOLDER = Path(__file__).resolve().parents[2] / "permit_schemas"
LIBRARY = Library.read(FOLDER)
TEXT = (Path(__file__).resolve().parents[1] / "schemas" / "biaya_sewa.yaml").read_text(encoding="utf-8")


def outline(text: str) -> Outline:
    tree, _faults = source.read(text, "x.yaml")
    assert tree is not None
    return Outline(tree, LIBRARY, None)


def test_a_new_type_lacks_only_its_examples():
    text = skeleton.new_type("izin_kos_batik", "Izin kos: batik, “malam”?")

    faults = load_text(text, "izin_kos_batik", LIBRARY, folder=FOLDER).faults

    assert [fault.code for fault in faults] == ["IZN305"]


def test_a_copy_is_a_type_of_its_own():
    text = skeleton.copy_of(TEXT, "izin_lain", "Izin lain")

    assert load_text(text, "izin_lain", LIBRARY).definition.title.id == "Izin lain"
    assert text.startswith("# A fee from the answers")


@pytest.mark.parametrize(
    ("text", "rows", "join"),
    [
        ("", (), "dan"),
        ("pemda", (Row("pemda", "ya"),), "dan"),
        ("not pemda and hari > 3", (Row("pemda", "tidak"), Row("hari", "lebih", "3")), "dan"),
        ("filled(judul) or not filled(hari)", (Row("judul", "terisi"), Row("hari", "kosong")), "atau"),
        ("applicant.kind == 'badan'", (Row("applicant.kind", "sama", "Badan usaha"),), "dan"),
        ("changed('hari')", (Row("hari", "berubah"),), "dan"),
        ("judul != 'A'", (Row("judul", "beda", "A"),), "dan"),
    ],
)
def test_a_condition_is_read_as_sentences_and_written_again(text, rows, join):
    names = outline(TEXT).names("officer")

    said = read(text, names)

    assert said == Sentences(rows, join)
    assert write(said, names) == text


@pytest.mark.parametrize(
    "text", ["pemda and (hari > 3 or hari < 1)", "hari > 1 + 1", "tidak_ada", "min(hari, 3) > 1", "1 <"]
)
def test_any_other_rule_stays_text(text):
    assert read(text, outline(TEXT).names("officer")) is None


@pytest.mark.parametrize(
    "row",
    [
        Row("hari", "lebih", "banyak"),
        Row("hari", "lebih"),
        Row("applicant.kind", "sama", "kucing"),
        Row("tak_ada", "ya"),
        Row("hari", "ya"),
        Row("pemda", "sama", "mungkin"),
        Row("judul", "sama", "'\""),
    ],
)
def test_a_row_that_says_nothing_is_refused_in_words(row):
    with pytest.raises(SentenceError):
        write(Sentences((row,)), outline(TEXT).names("officer"))


def test_people_write_labels_and_numbers_in_their_own_way():
    names = outline(TEXT).names("officer")

    assert write(Sentences((Row("applicant.kind", "beda", "badan USAHA"),)), names) == "applicant.kind != 'badan'"
    assert write(Sentences((Row("hari", "sedikitnya", "1.500,5"),)), names) == "hari >= 1500.5"
    assert write(Sentences((Row("pemda", "sama", "Tidak"),)), names) == "not pemda"


def test_what_names_an_id_is_found_and_renamed_with_it():
    path = ("sections", 0, "fields", 1)
    found = references.uses(TEXT, nodes.parse(TEXT), "hari", outside=path)

    assert found == [
        ("fees", "lines", 0, "amount"),
        ("examples", 0, "answers", "hari"),
        ("examples", 1, "answers", "hari"),
    ]

    text = references.rename(TEXT, path, "lama_sewa", was=True)
    tree = plain(source.read(text, "x")[0])

    assert tree["fees"]["lines"][0]["amount"] == "lama_sewa * 50000"
    assert tree["sections"][0]["fields"][1]["was"] == ["hari"]
    assert tree["sections"][0]["fields"][1]["label"] == {"id": "Jumlah hari"}
    assert load_text(text, "biaya_sewa", LIBRARY).definition is not None


def test_an_unfinished_draft_still_tells_its_names():
    broken = TEXT.replace("type: integer,", "type: angka,").replace("kind: perizinan", "kind: 7")

    found = outline(broken)

    assert [field.id for field in found.fields] == ["judul", "pemda"]
    assert [tier.id for tier in found.tiers] == ["berkas", "kasi"]
    assert "tidak dikenal" in found.wrong("hari > 3", "applicant")
    assert found.wrong("pemda", "applicant") == ""


def test_an_id_is_made_of_a_label():
    assert skeleton.slug("Apakah memakai genset?", set()) == "apakah_memakai_genset"
    assert skeleton.slug("2 orang", {"isian_2_orang"}) == "isian_2_orang_2"
