"""The one validator: what is asked, what it amounts to, what is wrong."""

from datetime import date

import pytest

from app.permits import DocumentFact, assess
from tests.permits.making import TODAY, case, define, field, judged

GENSET = [
    field("pakai_genset", "boolean", required=True),
    field("daya", "integer", min=1, max=20000, visible="pakai_genset", required=True),
]
BARANG = field(
    "barang", "group", repeat={"min": 1, "max": 3},
    fields=[
        field("jenis", "choice", options=[{"value": one, "label": one} for one in ("tulis", "cap")], required=True),
        field("jumlah", "integer", min=1, max=1000, required=True),
        field("harga", "money", max=1_000_000, required=True),
        field("nilai", "money", computed="barang.jumlah * barang.harga"),
        field("foto", "file", accept=["jpg"], visible="barang.jenis == 'tulis'", required=True),
    ],
)  # fmt: skip
TOTAL = field("total", "money", computed="sum(barang.nilai)")


def test_an_invisible_field_is_neither_asked_nor_kept():
    definition = define(GENSET)

    found = judged(definition, {"pakai_genset": False, "daya": 500})

    assert found.visible == {"pakai_genset"}
    assert found.values == {"pakai_genset": False}
    assert found.problems == ()


def test_a_visible_required_field_is_missing_until_it_is_answered():
    definition = define(GENSET)

    assert judged(definition, {"pakai_genset": True}).missing == ("daya",)
    assert judged(definition, {}).missing == ("pakai_genset",)
    assert judged(definition, {"pakai_genset": True, "daya": "1.500"}).problems == ()


def test_required_by_a_condition_says_nothing_while_it_does_not_hold():
    definition = define(
        [
            field("luas", "integer", max=100, required=True),
            field("denah", "text", required={"when": "luas > 10", "because": "perwal"}),
        ]
    )

    assert judged(definition, {"luas": 10}).missing == ()
    assert judged(definition, {"luas": 11}).missing == ("denah",)


@pytest.mark.parametrize(
    ("kind", "limits", "good", "bad"),
    [
        ("integer", {"min": 1, "max": 3}, 3, 4),
        ("integer", {"max": 3}, 0, -1),
        ("decimal", {"max": 4, "places": 1}, "4.0", "4.1"),
        ("time", {"min": "06:00"}, "06:00", "05:59"),
        ("time", {"max": "24:00"}, "24:00", "24:01"),
        ("date", {"min": "today"}, "2026-03-02", "2026-03-01"),
        ("date", {"max": "today+30d"}, "2026-04-01", "2026-04-02"),
        ("date", {"max": "today-17y"}, "2009-03-02", "2009-03-03"),
        ("text", {"max_length": 3}, "abc", "abcd"),
        ("text", {"pattern": "[0-9]{3}"}, "123", "12a"),
    ],
)
def test_a_value_at_its_limit_is_good_and_one_past_it_is_refused_at_the_field(kind, limits, good, bad):
    definition = define([field("x", kind, **limits)])

    assert judged(definition, {"x": good}).errors == ()
    assert judged(definition, {"x": bad}).errors == ("x",)


def test_a_posted_value_of_a_computed_field_is_never_looked_at():
    definition = define([BARANG, TOTAL])
    rows = [{"jenis": "cap", "jumlah": 2, "harga": 125000, "nilai": 1}]

    found = judged(definition, {"barang": rows, "total": 1})

    assert found.values["barang"][0]["nilai"] == 250000
    assert found.values["total"] == 250000
    assert {"total", "barang-0-nilai"} <= found.readonly


def test_half_a_rupiah_is_rounded_up():
    panjang = [field(name, "decimal", places=2, max=100) for name in ("panjang", "lebar")]
    definition = define([*panjang, field("sewa", "money", computed="round_half_up(panjang * lebar * 4500)")])

    assert judged(definition, {"panjang": "0,35", "lebar": "0,10"}).values["sewa"] == 158


def test_rows_are_judged_by_themselves_under_the_names_of_their_inputs():
    definition = define([BARANG])
    rows = [{"jenis": "tulis", "jumlah": 1, "harga": 1}, {"jenis": "cap", "harga": 1}]

    found = judged(definition, {"barang": rows})

    assert found.missing == ("barang-0-foto", "barang-1-jumlah")
    assert "barang-1-foto" not in found.visible


def test_too_few_and_too_many_rows_are_told_at_the_group():
    definition = define([BARANG])
    row = {"jenis": "cap", "jumlah": 1, "harga": 1}

    assert judged(definition, {}).missing == ("barang",)
    assert judged(definition, {"barang": [row] * 4}).errors == ("barang",)


def test_the_text_beside_other_is_asked_when_other_is_taken():
    definition = define(
        [field("bentuk", "choice", options=[{"value": "pt", "label": "PT"}], other=True, required=True)]
    )

    assert judged(definition, {"bentuk": "lain"}).missing == ("bentuk_lain",)
    found = judged(definition, {"bentuk": "lain", "bentuk_lain": "Firma"})
    assert found.problems == ()
    assert found.values == {"bentuk": "lain", "bentuk_lain": "Firma"}


def test_a_rule_is_skipped_while_an_operand_is_missing_and_stands_beside_its_fields():
    rule = {"id": "jam", "assert": "buka < tutup", "at": ["tutup"], "message": "Jam tutup harus setelah jam buka."}
    definition = define([field("buka", "time"), field("tutup", "time")], rules=[rule])

    assert judged(definition, {"buka": "18:00"}).problems == ()
    (problem,) = judged(definition, {"buka": "18:00", "tutup": "07:00"}).problems
    assert (problem.name, problem.places, problem.message.id) == (
        "jam",
        ("tutup",),
        "Jam tutup harus setelah jam buka.",
    )


def test_a_rule_of_rows_is_told_once_beside_each_row_that_breaks_it():
    group = BARANG | {
        "rules": [{"id": "murah", "assert": "barang.harga < 10", "at": ["barang.harga"], "message": "Mahal."}]
    }
    definition = define([group])
    rows = [{"jenis": "cap", "jumlah": 1, "harga": price} for price in (5, 50, 500)]

    (problem,) = judged(definition, {"barang": rows}).problems

    assert (problem.name, problem.places) == ("murah", ("barang-1-harga", "barang-2-harga"))


def test_problems_come_in_page_order():
    rule = {"id": "awal", "assert": "a < 3", "at": ["a"], "message": "A."}
    definition = define(
        [field("a", "integer", max=9), field("b", required=True)],
        documents=[{"id": "ktp", "label": "KTP", "required": True}],
        rules=[rule],
    )

    assert [problem.name for problem in judged(definition, {"a": 5}).problems] == ["awal", "b", "ktp"]


def test_eligibility_is_told_first():
    stop = {"id": "dewasa", "assert": "age(applicant.tanggal_lahir, today) >= 40", "stop": "Belum cukup umur."}
    definition = define([field("a", required=True)], eligibility=[stop])

    assert [problem.name for problem in judged(definition).problems] == ["dewasa", "a"]


def test_the_account_fills_its_own_fields_and_nothing_that_was_posted_does():
    nama = field("nama_pemohon", required=True, readonly=True, prefill="profile.nama")
    definition = define([nama])

    found = judged(definition, {"nama_pemohon": "Orang Lain"})

    assert found.values == {"nama_pemohon": "Sri"}
    assert found.problems == ()


def test_a_variant_is_computed_and_decides_what_is_asked():
    rows = [
        {"id": "kecil", "title": "Kecil", "when": "modal <= 50000000", "sla": 3},
        {"id": "besar", "title": "Besar", "when": "modal > 50000000", "sla": 5},
    ]
    definition = define(
        [field("modal", "money", max=10**12, required=True), field("neraca", visible="variant.id == 'besar'")],
        variants={"rows": rows},
    )

    assert judged(definition, {"modal": 50_000_000}).variant["id"] == "kecil"
    found = judged(definition, {"modal": 50_000_001})
    assert (found.variant["id"], found.facts["variant"]["sla"]) == ("besar", 5)
    assert "neraca" in found.visible


def test_no_variant_that_fits_is_an_error_that_names_the_measures():
    rows = [{"id": "kecil", "when": "modal <= 5"}]
    definition = define([field("modal", "money", max=100, required=True)], variants={"rows": rows})

    assert judged(definition, {"modal": 6}).errors == ("variants",)
    assert judged(definition, {}).errors == ()


def test_what_officers_fill_is_not_asked_of_the_applicant_but_counts_for_rules():
    hasil = field("hasil_lab", "integer", max=100, staff_only=True, tier_editable=["kasi"], required=True)
    rule = {"id": "bersih", "assert": "hasil_lab < 10", "message": "Tidak bersih."}
    definition = define([hasil], rules=[rule])

    assert judged(definition, {"hasil_lab": 99}).problems == ()
    assert assess(definition, case(staff={"hasil_lab": 50})).errors == ("bersih",)


class TestPapers:
    def test_a_required_paper_is_missing_until_it_is_attached(self):
        definition = define(documents=[{"id": "ktp", "label": "KTP", "required": True}])

        assert judged(definition).missing == ("ktp",)
        assert judged(definition, papers=["ktp"]).problems == ()

    def test_a_paper_that_is_not_clean_does_not_count(self):
        definition = define(documents=[{"id": "ktp", "label": "KTP", "required": True}])

        found = assess(definition, case(documents={"ktp": (DocumentFact(clean=False),)}))

        assert found.errors == ("ktp",)

    def test_a_paper_of_exactly_its_greatest_age_is_accepted_and_one_day_older_is_not(self):
        definition = define(documents=[{"id": "uji_air", "label": "Uji air", "max_age_days": 180, "required": True}])

        assert judged(definition, papers={"uji_air": date(2025, 9, 3)}).problems == ()
        assert judged(definition, papers={"uji_air": date(2025, 9, 2)}).errors == ("uji_air",)

    def test_a_paper_whose_age_matters_needs_its_date(self):
        definition = define(documents=[{"id": "uji_air", "label": "Uji air", "max_age_days": 180, "required": True}])

        assert judged(definition, papers={"uji_air": None}).missing == ("uji_air-tanggal",)

    def test_a_paper_dated_after_today_is_refused(self):
        definition = define(documents=[{"id": "uji_air", "label": "Uji air", "max_age_days": 180}])

        assert judged(definition, papers={"uji_air": date(2026, 3, 3)}).errors == ("uji_air",)

    def test_one_of_several_papers_suffices_and_the_group_is_named_when_none_is_there(self):
        documents = [
            {"id": "izin_toko", "label": "Izin toko"},
            {"id": "izin_rt", "label": "Izin RT"},
            {"id": "persetujuan", "label": "Persetujuan", "one_of": ["izin_toko", "izin_rt"], "required": True},
        ]
        definition = define(documents=documents)

        assert judged(definition).missing == ("persetujuan",)
        assert judged(definition, papers=["izin_rt"]).problems == ()

    def test_a_paper_per_row_is_asked_in_each_row(self):
        documents = [{"id": "label_produk", "label": "Label", "per": "barang", "required": True}]
        definition = define([BARANG], documents=documents)
        rows = [{"jenis": "cap", "jumlah": 1, "harga": 1}] * 2

        found = judged(definition, {"barang": rows}, papers=["barang-0-label_produk"])

        assert found.missing == ("barang-1-label_produk",)

    def test_a_paper_hidden_by_its_condition_is_not_offered_unless_recommended(self):
        because = {"when": "luas > 10", "because": "perwal"}
        documents = [
            {"id": "denah", "label": "Denah", "required": because},
            {"id": "foto", "label": "Foto", "required": because, "recommended": True},
        ]
        definition = define([field("luas", "integer", max=100)], documents=documents)

        small, large = judged(definition, {"luas": 5}), judged(definition, {"luas": 50})

        assert "denah" not in small.visible
        assert "foto" in small.visible
        assert [problem.name for problem in small.advice] == ["foto"]
        assert large.missing == ("denah", "foto")

    def test_a_paper_must_be_valid_on_the_day_of_filing(self):
        documents = [{"id": "sewa", "label": "Sewa", "valid_until": "sewa_sampai", "required": True}]
        definition = define([field("sewa_sampai", "date")], documents=documents)

        assert judged(definition, {"sewa_sampai": "2026-03-02"}, papers=["sewa"]).problems == ()
        assert judged(definition, {"sewa_sampai": "2026-03-01"}, papers=["sewa"]).errors == ("sewa",)

    def test_a_number_of_files_is_asked_and_bounded(self):
        definition = define(
            documents=[{"id": "foto", "label": "Foto", "files": {"min": 2, "max": 3}, "required": True}]
        )

        def with_files(count):
            return assess(definition, case(documents={"foto": (DocumentFact(date=TODAY),) * count}))

        assert with_files(1).missing == ("foto",)
        assert with_files(2).problems == ()
        assert with_files(4).errors == ("foto",)
