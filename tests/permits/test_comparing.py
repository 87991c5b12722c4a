"""Two versions side by side: what is said of each change, how far it reaches, what a break owes to drafts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.permits import canonical, from_canonical
from app.permits.comparing import Action, ChangeClass, compare, migrate, paper_name
from tests.permits.making import LADDER, define, field

TEXT, COMPATIBLE = ChangeClass.TEXT, ChangeClass.COMPATIBLE
RESTRICTIVE, BREAKING = ChangeClass.RESTRICTIVE, ChangeClass.BREAKING
NAME = field("nama", max_length=60, required=True)
SIZE = field("luas", "integer", min=1, max=100)
KINDS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
PICK = field("jenis", "choice", options=KINDS)
PAPER = {"id": "denah", "label": "Denah", "max_age_days": 90, "max_mb": 5, "accept": ["pdf", "jpg"]}
REPORT = {"id": "lapor", "report": {"every": "6m", "document": "catatan", "grace_days": 14}}
ROWS = field("barang", "group", repeat={"max": 5}, fields=[field("nama_barang"), field("jumlah", "integer", max=9)])


def tiers(*more, **changes):
    first, second = LADDER["tiers"]
    return LADDER | {"tiers": [first, *more, second | changes]}


def version(*fields, **parts):
    return define(fields or (NAME, SIZE, PICK), **({"documents": [PAPER]} | parts))


BASE = version()


@pytest.mark.parametrize(
    ("new", "reach", "said"),
    [
        (version(NAME | {"label": "Nama usaha"}, SIZE, PICK), TEXT, "Isian “Nama usaha”: nama “Nama” menjadi"),
        (version(title="Izin Kios Baru"), TEXT, "Nama"),
        (version(SIZE, NAME, PICK), TEXT, "Urutan isian: diubah"),
        (version(NAME, SIZE, PICK, field("catatan")), COMPATIBLE, "Isian “Catatan”"),
        (version(NAME, SIZE | {"max": 200}, PICK), COMPATIBLE, "batas terbesar 100 menjadi 200"),
        (version(NAME | {"required": False}, SIZE, PICK), COMPATIBLE, "kewajiban mengisi ya menjadi tidak"),
        (version(NAME, SIZE, PICK | {"options": [*KINDS, {"value": "c", "label": "C"}]}), COMPATIBLE, "pilihan “C”"),
        (version(documents=[PAPER | {"max_age_days": 120}]), COMPATIBLE, "umur dokumen (hari) 90 menjadi 120"),
        (version(NAME, SIZE | {"type": "money"}, PICK), COMPATIBLE, "jenis isian integer menjadi money"),
        (version(NAME, SIZE, PICK, field("izin_lama", required=True)), RESTRICTIVE, "Isian “Izin lama”"),
        (version(NAME, SIZE | {"required": True}, PICK), RESTRICTIVE, "kewajiban mengisi tidak menjadi ya"),
        (version(NAME, SIZE | {"max": 50}, PICK), RESTRICTIVE, "batas terbesar 100 menjadi 50"),
        (version(NAME | {"max_length": 30}, SIZE, PICK), RESTRICTIVE, "panjang terbesar 60 menjadi 30"),
        (version(NAME, SIZE, PICK | {"options": KINDS[:1]}), RESTRICTIVE, "pilihan “B”"),
        (version(documents=[PAPER | {"max_age_days": 30}]), RESTRICTIVE, "umur dokumen (hari) 90 menjadi 30"),
        (version(documents=[PAPER | {"accept": ["pdf"]}]), RESTRICTIVE, "jenis berkas pdf, jpg menjadi pdf"),
        (version(flow=tiers({"id": "dinas", "role": "rekomendasi"})), RESTRICTIVE, "Tahap “dinas”"),
        (version(flow=LADDER | {"clock": LADDER["clock"] | {"total": 9}}), RESTRICTIVE, "hari layanan 3 menjadi 9"),
        (version(fees={"lines": [{"id": "sewa", "label": "Sewa", "amount": "5"}]}), RESTRICTIVE, "Baris biaya “Sewa”"),
        (version(duties=[REPORT]), RESTRICTIVE, "Kewajiban “lapor”"),
        (version(NAME, SIZE | {"type": "boolean", "min": None, "max": None}, PICK), BREAKING, "menjadi boolean"),
        (version(NAME, PICK), BREAKING, "Isian “Luas”"),
        (version(documents=[]), BREAKING, "Dokumen “Denah”"),
    ],
)  # fmt: skip
def test_each_change_has_its_class_and_its_words(new, reach, said):
    found = compare(BASE, new)

    assert found.reach is reach, [change.sentence for change in found.changes]
    assert any(said in change.sentence for change in found.changes), [change.sentence for change in found.changes]


def test_changes_stand_under_the_headings_of_the_form():
    new = version(NAME, SIZE, PICK, field("catatan"), title="Lain", documents=[], flow=tiers(role="kepala_bidang"))

    assert list(compare(BASE, new).groups) == ["Umum", "Isian", "Dokumen", "Tahap"]


def test_a_field_that_moves_to_another_section_is_the_same_question():
    two = [
        {"id": "data", "title": "Data", "fields": [NAME]},
        {"id": "ukuran", "title": "Ukuran", "fields": [SIZE, PICK]},
    ]

    found = compare(BASE, version(sections=two))

    assert found.reach is TEXT
    assert "Isian “Luas”: dipindahkan ke bagian “Ukuran”" in [change.sentence for change in found.changes]
    assert found.faults == ()


def test_a_rename_without_was_is_refused_and_with_was_known():
    renamed = SIZE | {"id": "luas_kios"}

    lost = compare(BASE, version(NAME, renamed, PICK))
    known = compare(BASE, version(NAME, renamed | {"was": ["luas"]}, PICK))

    assert [fault.code for fault in lost.faults] == ["IZN312"]
    assert "was: [luas]" in lost.faults[0].message
    assert (known.reach, known.faults, known.renamed) == (COMPATIBLE, (), (("luas", "luas_kios"),))


def test_columns_and_papers_are_renamed_alike():
    old = version(NAME, ROWS)
    columns = [field("nama_barang"), field("banyak", "integer", max=9, was=["jumlah"])]
    new = version(NAME, ROWS | {"fields": columns}, documents=[PAPER | {"id": "gambar", "was": ["denah"]}])

    found = compare(old, new)

    assert found.faults == ()
    assert found.renamed == (("barang.jumlah", "barang.banyak"), ("denah", "gambar"))


def test_a_break_needs_a_migration_and_an_example_that_holds():
    as_text = version(NAME, field("luas", max_length=20), PICK)
    step = {"map": {"luas": "convert"}}
    good = {"before": {"nama": "Sri", "luas": 12}, "after": {"nama": "Sri", "luas": "12"}}

    def codes(migration):
        new = version(NAME, field("luas", max_length=20), PICK, migration=migration)
        return [fault.code for fault in compare(BASE, new).faults]

    assert [fault.code for fault in compare(BASE, as_text).faults] == ["IZN318"]
    assert codes(step) == ["IZN318"], "no example"
    assert codes(step | {"examples": [good]}) == []
    assert codes(step | {"examples": [good | {"after": {"luas": "13"}}]}) == ["IZN318"]


def test_a_migration_says_nothing_about_the_step_after_its_own():
    step = {"drop": {"luas": "tidak dipakai"}, "examples": [{"before": {"luas": 1}, "after": {}}]}
    second = version(NAME, PICK, migration=step)
    third = version(NAME, migration=step)

    assert compare(BASE, second).faults == ()
    assert [fault.code for fault in compare(second, third).faults] == ["IZN312"]


def test_an_id_that_was_given_up_is_not_given_to_something_else():
    without = version(NAME, PICK, migration={"drop": {"luas": "x"}, "examples": [{"before": {"luas": 1}, "after": {}}]})
    again = version(NAME, PICK, field("luas", max_length=20))

    assert compare(without, again).faults == ()
    assert [fault.code for fault in compare(without, again, earlier=[BASE]).faults] == ["IZN318"]


def test_answers_are_renamed_mapped_and_kept_aside():
    old = version(NAME, SIZE, PICK, ROWS)
    columns = [field("nama_barang"), field("banyak", max_length=9, was=["jumlah"])]
    new = version(
        field("nama_usaha", was=["nama"]),
        PICK | {"options": [{"value": "x", "label": "X"}, KINDS[1]]},
        ROWS | {"fields": columns},
        migration={"map": {"jenis": {"a": "x"}, "barang.banyak": "convert"}, "drop": {"luas": "tidak dipakai lagi"}},
    )
    rows = [{"_id": "r1aa", "nama_barang": "Kain", "jumlah": 4}]

    moved = migrate(old, new, 1, {"nama": "Sri", "luas": 12, "jenis": "a", "barang": rows, "asing": 1})

    assert moved.answers == {
        "nama_usaha": "Sri", "jenis": "x", "barang": [{"_id": "r1aa", "nama_barang": "Kain", "banyak": "4"}],
        "luas@1": 12, "asing": 1,
    }  # fmt: skip
    assert moved.aside == ["luas"]


def test_what_does_not_fit_the_new_type_is_kept_aside_and_asked_anew():
    new = version(
        NAME | {"type": "integer", "max": 9, "max_length": None}, SIZE, PICK, migration={"map": {"nama": "convert"}}
    )

    moved = migrate(BASE, new, 3, {"nama": "Sri"})

    assert (moved.answers, moved.aside) == ({"nama@3": "Sri"}, ["nama"])


def test_papers_follow_their_names():
    renamed = {"denah": "gambar", "barang": "produk", "barang.foto": "potret"}

    assert paper_name(renamed, "denah") == "gambar"
    assert paper_name(renamed, "barang-r1ab-foto") == "produk-r1ab-potret"
    assert paper_name(renamed, "ktp") == "ktp"


CELLS = st.fixed_dictionaries(
    {},
    optional={
        "required": st.booleans(),
        "max_length": st.integers(1, 60),
        "type": st.sampled_from(["text", "paragraph", "email"]),
        "label": st.sampled_from(["Satu", "Dua"]),
    },
)
FIELDS = st.dictionaries(st.sampled_from("abcdef"), CELLS, min_size=1)


def drawn(cells):
    return version(*(field(name) | given for name, given in cells.items()))


@settings(max_examples=60, deadline=None)
@given(old=FIELDS, new=FIELDS)
def test_whatever_changes_is_told_once_and_nothing_else(old, new):
    first, second = drawn(old), drawn(new)

    found = compare(first, second)

    gone = {change.name for change in found.changes if change.action is Action.REMOVED}
    come = {change.name for change in found.changes if change.action is Action.ADDED}
    assert (gone, come) == (old.keys() - new.keys(), new.keys() - old.keys())
    assert bool(found.changes) == (canonical(first) != canonical(second))
    assert len(found.faults) == len(gone)
    assert compare(first, from_canonical(canonical(first))).changes == ()


@settings(max_examples=60, deadline=None)
@given(old=FIELDS, new=FIELDS, data=st.data())
def test_no_answer_is_ever_lost(old, new, data):
    first, second = drawn(old), drawn(new)
    answers = {name: data.draw(st.text(max_size=5)) for name in old}

    moved = migrate(first, second, 1, answers)

    for name, value in answers.items():
        assert value in (moved.answers.get(name), moved.answers.get(f"{name}@1"))
