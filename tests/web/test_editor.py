"""The console's editor of definitions, as a clerk without JavaScript meets it: every action a page and a button."""

from __future__ import annotations

import functools
import re

import pytest
from sqlalchemy import select

from app.catalog import drafts
from app.foundation.database import db
from app.foundation.models import AuditEvent
from app.permits.library import plain
from app.permits.source import read
from tests.catalog.test_publishing import publish
from tests.conftest import close, make_app
from tests.web.town import found_town

KOS = "/console/draf/izin_kos"
KURSUS = "/console/draf/izin_kursus"


@pytest.fixture(scope="module")
def town(databases):
    """One published type, and an administrator who writes definitions."""
    url, folder = databases.fresh("sqlite", "bare")
    app = make_app(url, folder)
    with app.app_context():
        publish()
    yield found_town(app)
    close(app)
    databases.drop(url, folder)


@pytest.fixture(scope="module")
def clerk(town):
    return town.officer("Admin")


def draft(town, code="izin_kos"):
    with town.app.app_context():
        return drafts.find(code)


def value(town, code="izin_kos"):
    return plain(read(draft(town, code).source, code)[0])


def add(clerk, at, kind, /, where=KOS, **values):
    page = clerk.open(f"{where}/tambah/{at}?jenis={kind}")
    assert page.status == 200, page.text[:300]
    done = page.form(button="Simpan dan tambah lagi").fill(**values).send("Simpan")
    assert done.status == 200, done.text[:1500]
    return done


def test_a_type_is_defined_tab_by_tab(town, clerk):
    page = clerk.open("/console/jenis/").follow("Buat jenis izin baru")
    page = page.form(having="nama").fill(nama="Izin Kos", kode="").send("Buat draf")
    assert page.path == f"{KOS}/umum"
    assert "Sebelum terbit: 1 hal" in page.text
    page.form(having="retention-draft_days").fill(**{"summary-id": "Bagi pemilik kos: semua."}).send("Simpan")

    add(clerk, "sections", "bagian", **{"title-id": "Bangunan"})
    fields = "sections.2.fields"
    add(clerk, fields, "isian", **{"label-id": "Nama kos", "type": "text", "max_length": "60", "required-cara": "wajib",
                                   "class": "publik"})  # fmt: skip
    add(clerk, fields, "isian", **{"label-id": "Jumlah kamar", "type": "integer", "min": "1", "max": "1.000",
                                   "required-cara": "wajib"})  # fmt: skip
    add(clerk, fields, "isian", **{"label-id": "Status tempat", "type": "choice", "options-0-label": "Milik sendiri",
                                   "options-1-label": "Sewa", "required-cara": "wajib"})  # fmt: skip
    add(clerk, fields, "isian", **{"label-id": "Nama pemilik", "type": "person_name", "max_length": "100", "personal": "umum",
                                   "visible-0-isian": "status_tempat", "visible-0-nilai": "sewa"})  # fmt: skip
    add(clerk, fields, "kelompok", **{"label-id": "Kamar", "repeat-max": "5"})
    add(clerk, f"{fields}.4.fields", "isian", **{"label-id": "Luas", "type": "integer", "max": "100", "unit": "m²"})
    add(
        clerk,
        fields,
        "isian",
        **{"label-id": "Luas seluruhnya", "type": "integer", "computed-rumus": "sum(kamar.luas)"},
    )
    add(clerk, "documents", "dokumen", **{"label-id": "Foto kos", "accept": ["jpg", "png"], "required-cara": "bila",
                                          "required-0-isian": "jumlah_kamar", "required-0-tanda": "lebih",
                                          "required-0-nilai": "10", "required-alasan": "pasal 3"})  # fmt: skip
    add(clerk, "documents", "dokumen", **{"label-id": "Sertifikat tanah"})
    add(clerk, "documents", "dokumen", **{"label-id": "Surat sewa"})
    add(clerk, "documents", "salah_satu", **{"label-id": "Bukti tempat", "one_of": ["sertifikat_tanah", "surat_sewa"],
                                             "required-cara": "wajib"})  # fmt: skip
    add(clerk, "flow.tiers", "sejajar", **{"parallel-title-id": "Saran instansi"})
    for name, agency in (("Satpol PP", "satpol_pp"), ("Kelurahan", "kelurahan")):
        add(clerk, "flow.tiers.3.parallel.of", "tahap",
            **{"title-id": name, "role": "Rekomendasi", "agency": agency, "workdays": "1"})  # fmt: skip
    add(clerk, "flow.tiers", "tahap", **{"title-id": "Peninjauan lapangan", "role": "Tim Teknis", "workdays": "0,5",
                                         "when-0-isian": "jumlah_kamar", "when-0-tanda": "lebih", "when-0-nilai": "5"})  # fmt: skip
    page = clerk.open(f"{KOS}/tahap")
    for _ in range(2):  # both before the heads
        page = page.form(having="butir", button="Naik Saran instansi").send("Naik Saran instansi")
        page = page.form(having="butir", button="Naik Peninjauan lapangan").send("Naik Peninjauan lapangan")
    add(clerk, "fees.lines", "biaya", **{"label-id": "Retribusi", "amount-rumus": "jumlah_kamar * 5000"})
    page = (
        clerk.open(f"{KOS}/biaya")
        .form(having="pay-after")
        .fill(**{"pay-after": "kabid", "pay-expires_days": "14"})
        .send("Simpan")
    )
    clerk.open(f"{KOS}/butir/certificates.0").form(having="number").fill(
        **{"number": "503/{seq:03}/KOS/{year}", "validity-jumlah": "3"}
    ).send("Simpan")

    made = value(town)
    assert [field["id"] for field in made["sections"][2]["fields"]] == [
        "nama_kos", "jumlah_kamar", "status_tempat", "nama_pemilik", "kamar", "luas_seluruhnya",
    ]  # fmt: skip
    assert made["sections"][2]["fields"][3]["visible"] == "status_tempat == 'sewa'"
    assert made["documents"][2]["required"] == {"when": "jumlah_kamar > 10", "because": "pasal 3"}
    assert [step.get("id") or step["parallel"]["id"] for step in made["flow"]["tiers"]] == [
        "berkas", "saran_instansi", "peninjauan_lapangan", "kasi", "kabid",
    ]  # fmt: skip
    assert made["fees"]["pay"] == {"after": "kabid", "expires_days": 14}
    assert made["certificates"][0]["validity"] == {"years": 3}
    page = clerk.open(f"{KOS}/umum")
    assert [fault.text for fault in page.soup.select("details.alert a")] == [
        "Tulis paling sedikit 2 contoh, salah satunya yang ditolak."
    ]


def test_examples_are_filled_in_like_the_form_and_keep_what_comes_of_them(town, clerk):
    page = clerk.open(f"{KOS}/contoh").follow("Tambah contoh")
    form = page.form(having="nama_kos")
    page = form.fill(nama_kos="Kos Melati", jumlah_kamar="12", status_tempat="sewa").send("Tambah Kamar")
    assert "nama_pemilik" in page.form(having="nama_kos").names  # the condition holds now
    form = page.form(having="nama_kos").fill(
        **{"nama_pemilik": "Sri Wahyuni", "kamar-0-luas": "9", "coba-nama": "lengkap"}
    )
    done = form.send("Simpan contoh")
    assert done.path == f"{KOS}/contoh", done.text[:800]

    form = done.follow("Tambah contoh").form(having="nama_kos")
    form.fill(**{"coba-nama": "tanpa apa-apa", "coba-dokumen-ktp": False}).send("Simpan contoh")

    first, second = value(town)["examples"]
    assert first["answers"]["kamar"] == [{"luas": 9}]
    assert first["expect"]["computed"] == {"luas_seluruhnya": 9}
    assert first["expect"]["fee"] == 60000
    assert first["expect"]["route"] == ["berkas", "satpol_pp", "kelurahan", "peninjauan_lapangan", "kasi", "kabid"]
    assert {"nama_kos", "ktp"} <= set(second["expect"]["missing"])
    assert "Naskah ini lengkap dan lolos pemeriksaan" in clerk.open(f"{KOS}/umum").text


def test_the_draft_is_seen_as_applicant_as_officer_and_as_paper(clerk):
    page = clerk.open(f"{KOS}/pratinjau")
    assert page.form(having="nama_kos").values["nama_kos"] == ["Kos Melati"]
    assert "Pemeriksaan kelengkapan (Front Office) →" in page.text
    tried = page.form(having="nama_kos").fill(nama_kos="", status_tempat="milik_sendiri").send("Perbarui tampilan")
    assert "nama_pemilik" not in tried.form(having="nama_kos").names

    assert "Kos Melati" in clerk.open(f"{KOS}/pratinjau?sebagai=petugas").text
    picture = clerk.open(clerk.open(f"{KOS}/pratinjau?sebagai=surat").soup.select_one("main img")["src"])
    assert picture.content.startswith(b"\x89PNG")


def test_what_is_wrong_stands_beside_its_input_and_nothing_is_saved(town, clerk):
    before = draft(town).row_version
    page = clerk.open(f"{KOS}/butir/sections.2.fields.3")
    page = (
        page.form(having="label-id")
        .fill(**{"label-id": "", "max_length": "banyak", "visible-rumus": "tak_ada > 3"})
        .send("Simpan")
    )
    assert page.status == 422
    assert {link["href"] for link in page.soup.select(".sk-summary a")} == {"#label", "#max_length", "#visible"}
    assert page.form(having="label-id").values["max_length"] == ["banyak"]
    assert draft(town).row_version == before


def test_an_item_is_renamed_moved_and_removed_with_what_names_it(town, clerk):
    page = clerk.open(f"{KOS}/butir/sections.2.fields.1")
    page.form(having="label-id").fill(id="banyak_kamar").send("Simpan")
    made = value(town)
    assert made["fees"]["lines"][0]["amount"] == "banyak_kamar * 5000"
    assert made["examples"][0]["answers"]["banyak_kamar"] == 12
    assert "was" not in made["sections"][2]["fields"][1]  # never published: nobody answered it

    clerk.open(f"{KOS}/isian").form(having="butir", button="Turun Nama kos").send("Turun Nama kos")
    assert value(town)["sections"][2]["fields"][1]["id"] == "nama_kos"

    page = clerk.open(f"{KOS}/hapus/documents.3")
    assert "Sertifikat tanah" in page.text
    assert "Bukti tempat" in page.text
    page.form(button="Hapus dari draf").send("Hapus dari draf")
    made = value(town)
    assert made["documents"][-1]["one_of"] == ["surat_sewa"]
    assert "sertifikat_tanah" not in made["examples"][0]["documents"]


def test_two_editors_meet_and_neither_loses_a_word(town, clerk):
    other = town.officer("Admin")
    mine, theirs = clerk.open(f"{KOS}/yaml"), other.open(f"{KOS}/pesan")
    theirs.form(having="title-en").fill(**{"title-en": "Boarding house permit"}).send("Simpan")
    form = mine.form(having="naskah")
    page = form.fill(naskah=form.values["naskah"][0] + "# dari saya\n").send("Simpan naskah")

    assert page.status == 409
    assert "Boarding house permit" in page.text
    assert "# dari saya" in page.form(having="naskah").values["naskah"][0]
    page.form(having="naskah").send("Simpan naskah saya di atasnya")
    assert draft(town).source.endswith("# dari saya\n")


def test_opening_the_editor_of_a_published_type_makes_no_draft(town, clerk):
    for tab in (
        "umum",
        "isian",
        "dokumen",
        "tahap",
        "biaya",
        "sertifikat",
        "pustaka",
        "pesan",
        "contoh",
        "yaml",
        "pratinjau",
    ):
        assert clerk.open(f"/console/draf/siup/{tab}").status == 200, tab
    page = clerk.open("/console/draf/siup/umum")
    page.form(having="retention-draft_days").send("Simpan")
    clerk.open("/console/draf/siup/biaya").form(having="pay-after").send("Simpan")
    example = clerk.open("/console/draf/siup/contoh/0").form(having="coba-nama")
    assert draft(town, "siup") is None
    assert "Toko Batik Contoh" in example.values["nama_perusahaan"]

    page.form(having="retention-draft_days").fill(**{"retention-draft_days": "91"}).send("Simpan")
    made = draft(town, "siup")
    assert made.base_version == 1
    with town.app.app_context():
        live = drafts.live_text("siup")[1]
    changed = [line for line in made.source.splitlines() if line not in live.splitlines()]
    assert changed == ["retention: {draft_days: 91, refused_years: 2, issued_years: 5}"]
    page = clerk.open("/console/draf/siup/buang")
    assert page.form(having="versi").send("Buang draf").path == "/console/jenis/"
    assert draft(town, "siup") is None


BROKEN = (
    "a: &x [1]\nb: *x\n",
    "{",
    "- 1\n",
    "x: !!python/object 1\n",
    "a: 1\na: 2\n",
    "[" * 200,
    "sections: [1, {fields: 2}]\n",
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_text_that_is_no_definition_is_kept_and_told_and_breaks_no_tab(town, clerk, text):
    page = clerk.open("/console/draf/siup/yaml")
    page = page.form(having="naskah").fill(naskah=text).send("Simpan naskah")
    assert page.status in (200, 400)
    for tab in ("umum", "isian", "pesan", "yaml"):
        assert clerk.open(f"/console/draf/siup/{tab}").status == 200, tab
    if page.status == 200:
        assert "IZN" in page.text
        clerk.open("/console/draf/siup/buang").form(having="versi").send("Buang draf")


def test_labels_are_words_and_never_code(town, clerk):
    evil = "<script>alert(1)</script> {{ 7*7 }} =HYPERLINK(1)"
    add(clerk, "sections.2.fields", "isian", **{"label-id": evil, "type": "text", "max_length": "10"})
    for at in ("isian", "pesan", "butir/sections.2.fields.6", "pratinjau", "tambah/rules"):
        page = clerk.open(f"{KOS}/{at}")
        assert b"<script>alert" not in page.content
        assert "{{ 7*7 }}" in page.text or at == "tambah/rules"
        assert not re.search(rb' (?:style|on[a-z]+)="', page.content)


def test_an_event_a_quota_a_party_duties_and_a_package_are_defined_by_forms(town, clerk):
    page = clerk.open("/console/jenis/").follow("Buat jenis izin baru")
    page.form(having="nama").fill(nama="Izin Kursus", kode="").send("Buat draf")
    page = clerk.open(f"{KURSUS}/umum").form(having="retention-draft_days")
    page.fill(**{"summary-id": "Bagi lembaga kursus.", "after_close": ["baru"]}).send("Simpan")
    new = functools.partial(add, clerk, where=KURSUS)
    new("sections", "bagian", **{"title-id": "Kursus"})
    fields = "sections.2.fields"
    new(fields, "isian", **{"label-id": "Gedung", "type": "choice", "options-0-label": "Utara", "class": "publik",
                            "options-1-label": "Selatan", "required-cara": "wajib"})  # fmt: skip
    new(fields, "isian", **{"label-id": "Jumlah ruang", "type": "integer", "min": "1", "max": "9",
                            "required-cara": "wajib"})  # fmt: skip
    new(fields, "kelompok", **{"label-id": "Pengajar"})
    new(f"{fields}.2.fields", "isian", **{"label-id": "Nama", "type": "person_name", "max_length": "60"})
    new(
        f"{fields}.2.rules",
        "aturan_baris",
        **{"assert-rumus": "filled(pengajar.nama)", "message-id": "Tulis nama.", "at": ["nama"]},
    )

    page = new("events", "kegiatan", id="Pelatihan pengajar", agency="Dinas Kesehatan", quota=True,
               participants="pengajar", stages="Hadir\nUji tulis", on_fail="retest")  # fmt: skip
    assert page.path == f"{KURSUS}/butir/events.0"  # its rule is asked once its names are there
    form = clerk.open(f"{KURSUS}/butir/events.0").form(having="stages")
    form.fill(**{
        "pass-0-isian": "event.pelatihan_pengajar.attended", "pass-0-tanda": "ya",
        "pass-1-isian": "event.pelatihan_pengajar.mark", "pass-1-tanda": "sedikitnya", "pass-1-nilai": "60",
    }).send("Simpan")  # fmt: skip
    new(fields, "isian", **{"label-id": "Jadwal", "type": "event", "of": ["pelatihan_pengajar"],
                            "required-cara": "wajib"})  # fmt: skip
    new(
        "flow.tiers",
        "tahap",
        **{"title-id": "Pelatihan", "role": "Tim Teknis", "agency": "Dinas Kesehatan", "workdays": "1"},
    )
    clerk.open(f"{KURSUS}/tahap").form(having="butir", button="Naik Pelatihan").send("Naik Pelatihan")
    new("quota", "kuota", **{"per": ["gedung"], "capacity-rumus": "4 if gedung == 'utara' else 9",
                             "take-rumus": "jumlah_ruang", "message-id": "Ruang tidak cukup."})  # fmt: skip
    new("parties", "pihak", **{"title-id": "Pemilik gedung", "include": "pemohon@1", "consent": "otp",
                               "visible-0-isian": "jumlah_ruang", "visible-0-tanda": "lebih", "visible-0-nilai": "3"})  # fmt: skip
    new("duties", "pengingat", **{"title-id": "Perpanjang", "remind_days_before": "60, 7", "of": "berlaku_sd"})
    new("duties", "laporan", **{"title-id": "Laporan peserta", "report-every": "6m", "report-from": "tanggal terbit",
                                "report-grace_days": "14", "report-on_missed": "suspend"})  # fmt: skip
    new("duties", "sesudah_berakhir", **{"title-id": "Foto papan dilepas", "after_end-within_days": "7"})
    new("packages", "paket", **{"title-id": "Kursus dan SIUP", "with": ["siup"], "after": ["siup"]})
    new("letters", "surat_kantor", **{"id": "peringatan", "title-id": "Surat Teguran", "number": "TEGUR/{seq:03}/{year}",
                                      "body": "Perbaiki, paling lambat tujuh hari.\nLaporkan."})  # fmt: skip

    made = value(town, "izin_kursus")
    assert made["events"] == [{
        "id": "pelatihan_pengajar", "agency": "dinas_kesehatan", "quota": True, "participants": "pengajar",
        "stages": ["hadir", "uji_tulis"], "on_fail": "retest",
        "pass": "event.pelatihan_pengajar.attended and event.pelatihan_pengajar.mark >= 60",
    }]  # fmt: skip
    assert made["sections"][2]["fields"][3]["of"] == "pelatihan_pengajar"
    assert made["sections"][2]["fields"][2]["rules"][0]["at"] == ["nama"]
    assert made["quota"][0] | {"message": ""} == {
        "id": "ruang_tidak_cukup", "per": ["gedung"], "capacity": "4 if gedung == 'utara' else 9",
        "take": "jumlah_ruang", "message": "",
    }  # fmt: skip
    assert made["parties"][0]["visible"] == "jumlah_ruang > 3"
    assert [one["id"] for one in made["duties"]] == ["perpanjang", "laporan_peserta", "foto_papan_dilepas"]
    assert made["duties"][0]["remind_days_before"] == [60, 7]
    assert made["duties"][1]["report"] == {
        "every": "6m", "from": "terbit", "grace_days": 14, "on_missed": "suspend", "document": "berkas_laporan_peserta",
    }  # fmt: skip
    assert made["duties"][2]["after_end"] == {"within_days": 7, "document": "berkas_foto_papan_dilepas"}
    assert made["packages"] == [
        {"id": "kursus_dan_siup", "with": ["siup"], "title": {"id": "Kursus dan SIUP"}, "after": ["siup"]}
    ]
    assert made["letters"][0]["body"] == ["Perbaiki, paling lambat tujuh hari.", "Laporkan."]
    faults = clerk.open(f"{KURSUS}/umum").soup.select("details.alert a")
    assert [fault.text for fault in faults] == ["Tulis paling sedikit 2 contoh, salah satunya yang ditolak."]


def test_every_change_is_a_leaf_of_the_log(town):
    with town.app.app_context():
        done = set(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("draf."))))
    assert done == {"draf.dibuat", "draf.disimpan", "draf.dibuang"}
