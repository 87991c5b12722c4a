"""“Mengapa?”: every result explains itself in a sentence with the applicant's own values and the article."""

from __future__ import annotations

import pytest

from app.permits import Library
from app.permits.explaining import Explainer
from tests.permits.making import LADDER, define, field, judged

JENIS = field("jenis", "choice", options=[{"value": "kos", "label": {"id": "Rumah kos", "en": "Boarding house"}},
                                          {"value": "asrama", "label": "Asrama"}])  # fmt: skip
GROUP = field(
    "barang", "group", label="Barang", repeat={"min": 0, "max": 5},
    fields=[field("nama", label="Nama"), field("jumlah", "integer", max=100), field("harga", "money", max=10**6)],
)  # fmt: skip
FIELDS = [
    field("panjang", "decimal", label="Panjang lapak", places=1, max=10),
    field("lebar", "decimal", places=1, max=10),
    field("modal", "money", max=10**9),
    field("genset", "boolean", label="Memakai genset?"),
    JENIS,
    field("alat", "multi_choice", options=[{"value": "api", "label": "Kompor"}, {"value": "air", "label": "Pompa"}]),
    field("lahir", "date", label="Tanggal lahir"),
    field("mulai", "date", label="Tanggal mulai"),
    field("buka", "time", label="Jam buka"),
    GROUP,
]
BASIS = [{"id": "perwal", "title": "Perwali (contoh)", "articles": {"pasal 4": "ukuran"}, "certainty": "invented"}]
KTP = {"id": "ktp", "label": "KTP"}
TABLE = """
table: tarif
title: Tarif jalan
keys: [jalan]
columns: [{id: jalan}, {id: tarif_harian, type: money}]
rows: [{jalan: kos, tarif_harian: 900}, {jalan: asrama, tarif_harian: 100}]
"""
ANSWERS = {
    "panjang": "3", "lebar": "2.5", "modal": 750_000, "genset": True, "jenis": "kos", "alat": ["api"],
    "lahir": "2010-03-03", "mulai": "2026-03-04", "buka": "07:30",
    "barang": [{"_id": "r1", "nama": "Kain", "jumlah": 3, "harga": 1000}, {"_id": "r2", "jumlah": 1, "harga": 500}],
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("definisi")
    (folder / "tables").mkdir()
    (folder / "tables" / "tarif.yaml").write_text(TABLE)
    return Library.read(folder)


def explain(library, rule, answers=ANSWERS, *, locale="id", hidden=frozenset()):
    paper = {"id": "syarat", "label": "Syarat", "required": {"when": rule, "because": "perwal pasal 4"}}
    definition = define(
        FIELDS, library=library, documents=[KTP, paper], legal_basis=BASIS, applicants=["perorangan", "badan"]
    )
    facts = judged(definition, answers, papers=["ktp"]).facts
    return Explainer(definition, facts, locale, hidden).required("syarat")


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("panjang > 2", "Wajib karena panjang lapak 3 > 2"),
        ("panjang < 2", "Tidak wajib karena panjang lapak 3 ≥ 2"),
        ("2 < panjang <= 3", "Wajib karena 2 < panjang lapak 3 dan panjang lapak 3 ≤ 3"),
        ("2 < panjang <= 2.5", "Tidak wajib karena panjang lapak 3 > 2,5"),
        ("panjang == 3", "Wajib karena panjang lapak 3 = 3"),
        ("panjang != 3", "Tidak wajib karena panjang lapak 3 = 3"),
        ("modal >= 500000", "Wajib karena modal Rp750.000 ≥ Rp500.000"),
        ("panjang > 2 and genset", "Wajib karena panjang lapak 3 > 2 dan “Memakai genset?” dijawab Ya"),
        ("panjang > 5 and genset", "Tidak wajib karena panjang lapak 3 ≤ 5"),
        ("panjang > 5 or genset", "Wajib karena “Memakai genset?” dijawab Ya"),
        ("not genset", "Tidak wajib karena “Memakai genset?” dijawab Ya"),
        ("jenis == 'kos'", "Wajib karena jenis “Rumah kos”"),
        ("jenis == 'asrama'", "Tidak wajib karena jenis “Rumah kos”, bukan “Asrama”"),
        ("jenis != 'asrama'", "Wajib karena jenis “Rumah kos”, bukan “Asrama”"),
        ("jenis in ['kos', 'asrama']", "Wajib karena jenis “Rumah kos”, salah satu dari “Rumah kos” atau “Asrama”"),
        ("jenis not in ['kos']", "Tidak wajib karena jenis “Rumah kos”"),
        ("'api' in alat", "Wajib karena “Kompor” dipilih pada alat"),
        ("'air' in alat", "Tidak wajib karena “Pompa” tidak dipilih pada alat"),
        ("filled(buka)", "Wajib karena jam buka sudah diisi"),
        ("buka < '08:00'", "Wajib karena jam buka 07.30 WIB < 08.00 WIB"),
        ("mulai > '2026-03-01'", "Wajib karena tanggal mulai 4 Maret 2026 > 1 Maret 2026"),
        ("age(lahir, today) < 17",
         "Wajib karena umur (tahun penuh) dari tanggal lahir sampai hari ini 15 < 17"),
        ("workdays_between(today, mulai) <= 2",
         "Wajib karena banyaknya hari kerja dari hari ini sampai tanggal mulai 2 ≤ 2"),
        ("days_between(today, mulai) == 2", "Wajib karena banyaknya hari dari hari ini sampai tanggal mulai 2 = 2"),
        ("minutes_between(buka, '08:00') == 30", "Wajib karena banyaknya menit dari jam buka sampai 08.00 30 = 30"),
        ("year(mulai) == 2026", "Wajib karena tahun dari tanggal mulai 2.026 = 2.026"),
        ("add_days(mulai, 2) > today", "Wajib karena tanggal mulai ditambah 2 hari 6 Maret 2026 > hari ini 2 Maret 2026"),
        ("add_months(mulai, 1) > today",
         "Wajib karena tanggal mulai ditambah 1 bulan 4 April 2026 > hari ini 2 Maret 2026"),
        ("panjang * lebar > 7", "Wajib karena panjang lapak × lebar 7,5 > 7"),
        ("(panjang + lebar) * 2 > 7 - panjang", "Wajib karena (panjang lapak + lebar) × 2 11 > 7 − panjang lapak 4"),
        ("round_half_up(panjang / 2) == 2", "Wajib karena (panjang lapak ÷ 2) dibulatkan 2 = 2"),
        ("round_down(panjang / 2) == 1", "Wajib karena (panjang lapak ÷ 2) dibulatkan ke bawah 1 = 1"),
        ("min(panjang, lebar) < 3", "Wajib karena yang terkecil dari panjang lapak, lebar 2,5 < 3"),
        ("sum(barang.jumlah * barang.harga) > 3000", "Wajib karena total jumlah × harga pada barang 3.500 > 3.000"),
        ("count(barang) > 1", "Wajib karena banyaknya baris barang 2 > 1"),
        ("count(barang.jumlah > 2) == 1", "Wajib karena banyaknya baris barang dengan jumlah > 2 1 = 1"),
        ("max(barang.harga) >= 1000", "Wajib karena harga terbesar pada barang 1.000 ≥ 1.000"),
        ("any(barang.jumlah > 2)", "Wajib karena ada baris barang dengan jumlah > 2"),
        ("all(filled(barang.nama))", "Tidak wajib karena tidak semua baris barang: nama diisi"),
        ("any(barang.nama == 'Besi')", "Tidak wajib karena tidak ada baris barang dengan nama = Besi"),
        ("lookup('tarif', jenis, 'tarif_harian') > 500",
         "Wajib karena kolom “tarif harian” pada tabel Tarif jalan untuk jenis 900 > 500"),
        ("(panjang if genset else 0) > 2", "Wajib karena panjang lapak bila memakai genset?, selain itu 0 3 > 2"),
        ("doc.ktp", "Wajib karena dokumen “KTP” sudah dilampirkan"),
        ("changed('panjang')", "Tidak wajib karena panjang lapak sama seperti izin semula"),
        ("request.kind == 'baru'", "Wajib karena jenis permohonan “baru”"),
        ("applicant.kind == 'badan'", "Tidak wajib karena jenis pemohon “perorangan”, bukan “badan usaha”"),
    ],
)  # fmt: skip
def test_each_operator_is_told_with_the_values(library, rule, sentence):
    assert explain(library, rule) == f"{sentence} (Perwali (contoh) pasal 4)."


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("panjang > 2", "Tidak wajib karena panjang lapak belum diisi"),
        ("genset", "Tidak wajib karena memakai genset? belum diisi"),
        ("panjang * lebar > 2", "Tidak wajib karena panjang lapak belum diisi dan lebar belum diisi"),
        ("filled(panjang)", "Tidak wajib karena panjang lapak belum diisi"),
        ("jenis in ['kos']", "Tidak wajib karena jenis belum diisi"),
    ],
)
def test_what_is_not_answered_is_the_reason(library, rule, sentence):
    assert explain(library, rule, {}) == f"{sentence} (Perwali (contoh) pasal 4)."


def test_the_reason_in_english(library):
    told = explain(library, "jenis == 'asrama' and filled(buka)", locale="en")

    assert told == "Not required because jenis “Boarding house”, not “Asrama” (Perwali (contoh) pasal 4)."


def test_what_is_confidential_is_not_told(library):
    told = explain(library, "modal > 500000", hidden=frozenset({"modal"}))

    assert told == "Wajib karena modal (dirahasiakan) > Rp500.000 (Perwali (contoh) pasal 4)."


def test_fields_say_why_they_are_asked_and_how_they_were_computed():
    definition = define(
        [
            *FIELDS,
            field("daya", "integer", max=100, visible="genset", legal_basis="perwal pasal 4"),
            field("luas", "decimal", label="Luas", unit="m²", places=2, computed="panjang * lebar"),
            field("jarak", "integer", label="Jarak", computed="round_down(100 / panjang) if genset else 0"),
            field("nilai", "money", computed="sum(barang.jumlah * barang.harga)"),
        ]
    )
    told = Explainer(definition, judged(definition, ANSWERS).facts)
    empty = Explainer(definition, judged(definition, {}).facts)

    assert told.asked("daya") == "Ditanyakan karena “Memakai genset?” dijawab Ya (Perwali (contoh) pasal 4)."
    assert empty.asked("daya") == "Tidak ditanyakan karena memakai genset? belum diisi (Perwali (contoh) pasal 4)."
    assert told.asked("panjang") == told.required("panjang") == told.computed("panjang") == ""
    assert told.computed("luas") == "Dihitung: panjang lapak 3 × lebar 2,5 = 7,5 m²."
    assert empty.computed("luas") == "Belum dapat dihitung: panjang lapak belum diisi dan lebar belum diisi."
    assert told.computed("nilai") == "Dihitung: total jumlah × harga pada barang = Rp3.500."
    assert told.computed("jarak") == (
        "Dihitung: (100 ÷ panjang lapak 3) dibulatkan ke bawah (karena “Memakai genset?” dijawab Ya) = 33."
    )


def test_a_row_is_explained_by_its_own_values():
    group = {**GROUP, "fields": [*GROUP["fields"], field("foto", "file", visible="barang.jumlah > 2", required=True),
                                 field("total", "money", computed="barang.jumlah * barang.harga")]}  # fmt: skip
    definition = define([group])
    told = Explainer(definition, judged(definition, {"barang": ANSWERS["barang"]}).facts)

    assert told.asked("barang-0-foto") == "Ditanyakan karena jumlah 3 > 2."
    assert told.asked("barang-1-foto") == "Tidak ditanyakan karena jumlah 1 ≤ 2."
    assert told.computed("barang-0-total") == "Dihitung: jumlah 3 × harga Rp1.000 = Rp3.000."


def test_the_class_the_route_and_the_fee_are_told():
    besar = {"id": "besar", "title": "Lapak besar", "when": "panjang > 2", "legal_basis": "perwal pasal 4"}
    flow = LADDER | {
        "tiers": [
            *LADDER["tiers"][:1],
            {"id": "lapangan", "role": "peninjau", "when": "variant.id == 'besar' or changed('panjang')"},
            *LADDER["tiers"][1:],
        ]
    }
    fee = {"id": "sewa", "label": "Sewa lahan", "amount": "round_half_up(panjang * 1000)", "legal_basis": "perwal"}
    free = {"id": "uji", "label": "Uji", "amount": "500", "exempt": "not genset"}
    never = {"id": "cetak", "label": "Cetak", "amount": "500", "when": "request.kind == 'duplikat'"}
    definition = define(
        FIELDS, requests={"baru": {}, "duplikat": {"edit": []}}, legal_basis=BASIS, flow=flow, fees={"lines": [fee, free, never]},
        variants={"rows": [besar, {"id": "kecil", "title": "Lapak kecil", "when": "panjang <= 2"}]},
    )  # fmt: skip
    told = Explainer(definition, judged(definition, ANSWERS | {"genset": False}).facts)

    assert told.variant() == "Lapak besar karena panjang lapak 3 > 2 (Perwali (contoh) pasal 4)."
    assert told.stage(definition.flow.tiers[1]) == "Tahap ini dilalui karena golongan “Lapak besar”."
    assert told.stage(definition.flow.tiers[0]) == ""
    assert [told.fee(line) for line in definition.fees.lines] == [
        "Sewa lahan: (panjang lapak 3 × 1.000) dibulatkan = Rp3.000 (Perwali (contoh)).",
        "Uji: dibebaskan karena “Memakai genset?” dijawab Tidak.",
        "Cetak: tidak dikenakan karena jenis permohonan “baru”, bukan “duplikat”.",
    ]


def test_explaining_survives_any_answers():
    definition = define(
        FIELDS, documents=[{"id": "p", "label": "P", "required": {"when": "panjang > 2 or genset", "because": "x"}}]
    )
    for junk in ("", [], {"a": 1}, 3.5, True, "x" * 500):
        facts = judged(definition, dict.fromkeys([one["id"] for one in FIELDS], junk)).facts
        assert Explainer(definition, facts).required("p")
    assert Explainer(definition, {}).required("p")
