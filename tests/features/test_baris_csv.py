"""`repeat: {csv: true}`: rows come from a file as if they had been typed; `guide` is shown before the way begins."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from app.forms import row_files
from tests.features import requesting
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Page

TYPES = ("baris_csv",)
GUIDE = "https://contoh.example/panduan/daftar-pedagang.pdf"
HEADER = "Nama;'=Nomor petak;Dagangan;Mulai;Luas\r\n"
GOOD = HEADER + 'Contoh Satu;3;"Kain, batik";02/03/2026;4,5\r\n\r\nContoh Dua;12;pangan;;\r\n'


def begun(town: Town) -> tuple[Citizen, str]:
    citizen = town.resident()
    requesting.begin(citizen, "baris_csv")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    return citizen, address


def send(citizen: Citizen, address: str, content: str | bytes, action: str = "csv:pedagang", **typed: str) -> Page:
    """The section's form with a file in it."""
    form = citizen.person.open(address).form(having="_versi")
    form.fill(**typed)
    form.values["_aksi"] = [action]
    raw = content.encode() if isinstance(content, str) else content
    pairs = [(name, value) for name, values in form.values.items() if not name.startswith("_csv") for value in values]
    return citizen.person.post(form.action, pairs, {"_csv-pedagang": ("pedagang.csv", raw, "text/csv")})


def held(citizen: Citizen, address: str) -> list[tuple[str, ...]]:
    form = citizen.person.open(address).form(having="_versi")
    rows = sorted({name.split("-")[1] for name in form.names if name.startswith("pedagang-")})
    columns = ("nama", "nomor", "mulai", "luas")
    return [tuple((form.values.get(f"pedagang-{row}-{column}") or [""])[0] for column in columns) for row in rows]


def test_rows_of_a_file_go_the_way_of_typed_ones_to_the_permit(town: Town) -> None:
    citizen, address = begun(town)
    page = citizen.person.open(address)
    [link] = page.links("/baris/pedagang.csv")

    template = citizen.person.open(link)
    sent = send(citizen, address, b"\xef\xbb\xbf" + GOOD.encode(), pasar="Banjarsari")

    assert next(csv.reader(StringIO(template.content.decode("utf-8-sig")))) == [
        "Nama", "'=Nomor petak", "Dagangan", "Mulai", "Luas",
    ]  # fmt: skip
    assert (sent.status, "2 baris diambil dari berkas." in sent.text) == (200, True)
    assert held(citizen, address) == [("Contoh Satu", "3", "2026-03-02", "4.5"), ("Contoh Dua", "12", "", "")]
    citizen.hand_in()
    assert office.climb(town, citizen.reference) == ["berkas", "kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"
    assert town.resident().person.open(link).status == 404


def test_a_faulty_file_changes_nothing_and_each_fault_has_its_place(town: Town) -> None:
    citizen, address = begun(town)
    send(citizen, address, GOOD)

    wrong = send(citizen, address, HEADER + "Contoh Tiga;tiga;Besi;31/02/2026;\r\n", pasar="Baru")
    many = send(citizen, address, HEADER + "A B;1;pangan;;\r\n" * 4)
    none = citizen.person.open(address).form(having="_versi")
    none.values["_aksi"] = ["csv:pedagang"]
    unchosen = citizen.person.post(none.action, [(name, value) for name, all_ in none.values.items() for value in all_])

    assert wrong.status == 422
    for place in ("Baris 2, kolom 2 (“=Nomor petak”)", "Baris 2, kolom 3 (“Dagangan”)", "Baris 2, kolom 4 (“Mulai”)"):
        assert place in wrong.text
    assert "Pilihannya: “Kain, batik”, “Pangan”." in wrong.text
    assert "Baris 5: terlalu banyak baris. Masih ada tempat untuk 3 baris." in many.text
    assert "Pilih berkas CSV lebih dahulu." in unchosen.text
    assert [row[0] for row in held(citizen, address)] == ["Contoh Satu", "Contoh Dua"]
    assert citizen.person.open(address).form(having="_versi").values["pasar"] == ["Baru"]


def test_a_file_replaces_rows_when_told_to_and_limits_are_told_as_for_typed_rows(town: Town) -> None:
    citizen, address = begun(town)
    send(citizen, address, GOOD)

    sent = send(citizen, address, "nomor,nama\n120,Contoh Empat\n", "csv-ganti:pedagang")

    assert sent.status == 422
    assert sent.soup.select_one('[href="#pedagang-0-nomor"]')
    assert [row[:2] for row in held(citizen, address)] == [("Contoh Empat", "120")]


def test_the_guide_is_shown_on_the_types_page_and_before_applying(town: Town) -> None:
    person = town.resident().person

    pages = [person.open(at) for at in ("/izin/baris_csv", "/permohonan/baru/baris_csv")]

    assert [page.soup.select_one(f'a[href="{GUIDE}"]').text for page in pages] == ["Panduan pengajuan izin ini"] * 2


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"Nama;Luas\n\xff;1\n", "UTF-8"),
        (b"Nama;Nama\nA;B\n", "Baris 1, kolom 2: “Nama” sudah ada"),
        (b"Nama;Warna\nA;merah\n", "Baris 1, kolom 2: “Warna” bukan nama kolom"),
        (b"Nama;Luas\nA;1;lebih\n", "Baris 2: ada isi di luar kolom"),
        (b"Nama;Luas\n;\n", "tidak berisi baris"),
        (b"", "tidak berisi baris"),
        (b'Nama;Luas\n"' + b"A" * 200_000, "tanda kutip"),
        (b"N" * 500_001, "lebih besar dari 500 KB"),
    ],
)
def test_a_file_that_is_no_list_is_told_why(town: Town, raw: bytes, told: str) -> None:
    found = read(town, raw)

    assert found.rows == []
    assert told in found.faults[0]


def test_a_file_may_come_from_any_spreadsheet(town: Town) -> None:
    expected = [{"nama": "Contoh Satu", "luas": "1.5"}]

    for raw in (
        b"Nama,Luas\nContoh Satu,1.5\n",
        b'nama;luas\r\n"Contoh\nSatu";"1,5"\r\n',
        b" LUAS \tNama\r1,5\tContoh Satu",
    ):
        assert read(town, raw).rows == expected


def read(town: Town, raw: bytes) -> row_files.Found:
    from app import catalog

    with town.app.test_request_context():
        definition = catalog.live("baris_csv")
        section = definition.sections[0]
        group = next(field for field in section.fields if row_files.takes_file(field))
        return row_files.read(raw, row_files.Asked(definition, section, group, "baru"))
