"""The two halves of answers and the ids of rows; pure."""

from hypothesis import given
from hypothesis import strategies as st

from app.applications import answers as halves
from app.permits.model import FieldDef


def make_field(id: str, type: str = "text", **more: object) -> FieldDef:
    return FieldDef.model_validate({"id": id, "type": type, "label": id, **more})


FIELDS = (
    make_field("nama"),
    make_field("nik", "nik"),
    make_field("jenis", "choice", options=[{"value": "a", "label": "A"}], other=True, **{"class": "rahasia"}),
    make_field("penanggung", "group", fields=[make_field("nama"), make_field("nik", "nik")]),
    make_field(
        "orang", "group", repeat={"min": 0, "max": 5},
        fields=[{"id": "nama", "type": "text", "label": "n"}, {"id": "npwp", "type": "npwp", "label": "k"}],
    ),
)  # fmt: skip


def test_what_is_sealed_is_nowhere_in_the_open_half():
    answers = {
        "nama": "Sri", "nik": "3375", "jenis": "lain", "jenis_lain": "rahasia",
        "penanggung": {"nama": "Budi", "nik": "3376"},
        "orang": [{"_id": "r1ab", "nama": "Tini", "npwp": "99"}],
    }  # fmt: skip

    shown, sealed = halves.split(FIELDS, answers)

    assert shown == {"nama": "Sri", "penanggung": {"nama": "Budi"}, "orang": [{"_id": "r1ab", "nama": "Tini"}]}
    assert sealed["orang"] == {"r1ab": {"npwp": "99"}}
    assert halves.join(shown, sealed) == answers


def test_an_answer_that_no_field_knows_is_kept_sealed():
    shown, sealed = halves.split(FIELDS, {"lama": "dari versi dulu"})

    assert shown == {}
    assert halves.join(shown, sealed) == {"lama": "dari versi dulu"}


TEXTS = st.text(max_size=8)
OBJECTS = st.dictionaries(st.sampled_from(["nama", "nik"]), TEXTS)
ROWS = st.lists(st.fixed_dictionaries({}, optional={"nama": TEXTS, "npwp": TEXTS}), max_size=4)


@given(st.fixed_dictionaries({}, optional={"nama": TEXTS, "nik": TEXTS, "orang": ROWS, "penanggung": OBJECTS}))
def test_joining_the_halves_gives_the_answers_again(answers):
    named = halves.with_row_ids(FIELDS, answers)

    assert halves.join(*halves.split(FIELDS, named)) == named


def test_rows_keep_their_ids_and_get_one_where_they_have_none():
    named = halves.with_row_ids(
        FIELDS, {"orang": [{"_id": "r1ab", "nama": "a"}, {"nama": "b"}, {"_id": "r1ab", "nama": "c"}]}
    )

    ids = [row["_id"] for row in named["orang"]]
    assert ids[0] == "r1ab"
    assert len(set(ids)) == 3


def test_a_paper_of_a_row_follows_its_row():
    answers = {"orang": [{"_id": "r1ab"}, {"_id": "r2cd"}]}

    assert halves.stable_name(answers, "orang-1-ktp") == "orang-r2cd-ktp"
    assert halves.index_name({"orang": [{"_id": "r2cd"}]}, "orang-r2cd-ktp") == "orang-0-ktp"
    assert halves.index_name({"orang": []}, "orang-r2cd-ktp") is None
    assert halves.index_name(answers, "ktp") == "ktp"
