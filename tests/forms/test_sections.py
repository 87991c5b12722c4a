"""Sections as forms: what is typed becomes stored answers; what cannot be parsed stays."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app import forms
from app.errors import DefinitionError
from app.forms.questions import View
from app.forms.sections import MAX_ROWS
from app.permits import Library, assess, load_file
from app.permits.case import Case
from app.permits.model import FieldType
from tests.conftest import NOON

ROOT = Path(__file__).resolve().parents[2] / "permit_schemas"


@pytest.fixture(scope="module")
def siup():
    return load_file(ROOT / "siup.yaml", Library.read(ROOT)).definition


@pytest.fixture(scope="module")
def request_context():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for this test"
    with app.test_request_context():
        yield


pytestmark = pytest.mark.usefixtures("request_context")


def build(definition, section_id, answers=None, posted=None):
    formdata = MultiDict(posted) if posted is not None else None
    section = definition.section(section_id)
    return forms.build(definition, section, kind="baru", answers=answers or {}, formdata=formdata)


def questions(definition, section_id, answers):
    section = definition.section(section_id)
    case = Case(kind="baru", today=NOON.date(), applicant={"kind": "perorangan"}, answers=answers)
    form = forms.build(definition, section, kind="baru", answers=answers)
    return {q.name: q for q in View(form, assess(definition, case), lambda name: True).questions()}


def test_every_field_type_has_a_builder():
    assert set(forms.FIELD_BUILDERS) == set(FieldType)


def test_typed_text_becomes_the_stored_form(siup):
    form = build(siup, "modal", posted={"kekayaan_bersih": "Rp1.250.000", "saham_asing": "12,5"})

    assert form.answers() == {"kekayaan_bersih": 1250000, "saham_asing": "12.50"}


def test_what_cannot_be_parsed_stays_as_it_was_typed(siup):
    form = build(siup, "modal", posted={"kekayaan_bersih": "banyak\x00 sekali"})

    assert form.answers() == {"kekayaan_bersih": "banyak sekali"}
    assert 'value="banyak sekali"' in str(form["kekayaan_bersih"]())


def test_what_was_not_posted_is_not_answered(siup):
    assert build(siup, "modal", {"kekayaan_bersih": 5}, {}).answers() == {}


def test_an_emptied_answer_is_emptied(siup):
    assert build(siup, "modal", {"kekayaan_bersih": 5}, {"kekayaan_bersih": " "}).answers() == {"kekayaan_bersih": None}


def test_no_box_ticked_is_told_from_not_asked(siup):
    assert build(siup, "kegiatan", posted=[("kelembagaan", "")]).answers() == {"kelembagaan": None}
    assert build(siup, "kegiatan", posted=[("kelembagaan", ""), ("kelembagaan", "agen")]).answers() == {
        "kelembagaan": ["agen"]
    }


def test_rows_are_read_by_their_ids_and_empty_new_ones_left_out(siup):
    stored = {"kbli": [{"_id": "r1ab", "kode": "47711"}, {"_id": "r2cd", "kode": "46411"}]}
    posted = {"kbli-0-_id": "r2cd", "kbli-0-kode": "47762", "kbli-1-kode": ""}

    assert build(siup, "kegiatan", stored, posted).answers() == {"kbli": [{"_id": "r2cd", "kode": "47762"}]}


def test_a_foreign_row_id_is_not_taken(siup):
    assert build(siup, "kegiatan", {}, {"kbli-0-_id": "rzzz", "kbli-0-kode": "47711"}).answers() == {
        "kbli": [{"kode": "47711"}]
    }


def test_a_post_with_endless_rows_is_cut(siup):
    posted = {f"kbli-{index}-kode": "47711" for index in range(5000)}

    assert len(build(siup, "kegiatan", {}, posted).answers()["kbli"]) == MAX_ROWS


def test_an_address_and_a_point_are_put_together(siup):
    form = build(siup, "lokasi_usaha", posted={"titik-lat": "-6,889", "titik-lon": "109.675"})

    assert form.answers() == {"titik": {"lat": "-6.889", "lon": "109.675"}}


def test_computed_answers_have_no_input(siup):
    form = build(siup, "modal", posted={"golongan": "SIUP Besar"})

    assert "golongan" not in form
    assert form.answers() == {}


def test_only_what_is_visible_is_asked(siup):
    assert "siup_pusat_no" not in questions(siup, "perusahaan", {"cabang": False})
    assert questions(siup, "perusahaan", {"cabang": True})["siup_pusat_no"].required


def test_a_computed_answer_is_shown(siup):
    found = questions(siup, "modal", {"kekayaan_bersih": 60_000_000})

    assert found["golongan"].shape == "shown"
    assert found["golongan"].shown == "SIUP Kecil"


def test_a_value_that_is_no_choice_is_not_lost(siup):
    form = build(siup, "lokasi_usaha", {"kelurahan": "Atlantis"})

    assert '<option value="Atlantis" selected>' in str(form["kelurahan"]())


def test_what_people_typed_is_never_markup(siup):
    form = build(siup, "lokasi_usaha", {"kelurahan": "<script>", "alamat_usaha": "</textarea><script>"})

    assert "<script>" not in str(form["kelurahan"]()) + str(form["alamat_usaha"]())


def test_a_field_named_like_a_part_of_the_form_is_refused(siup):
    field = siup.field("merek").model_copy(update={"id": "validate"})
    section = siup.section("perusahaan").model_copy(update={"fields": (field,)})

    with pytest.raises(DefinitionError):
        forms.build(siup, section, kind="baru", answers={})
