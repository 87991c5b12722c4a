"""The tutorial for authors, followed to the letter: from an empty draft to a permit in a citizen's hands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import config
from tests.acceptance.portal import settle
from tests.browser.applicant import Applicant
from tests.browser.tab import DESK, open_tab
from tests.browser.tutorial import Reader, Tutorial
from tests.conftest import Databases, close, make_app
from tests.features.test_retribusi_petak import TREASURER, pay
from tests.journeys import office
from tests.journeys.world import PASSWORD, World, employ, hire, open_world

pytestmark = pytest.mark.slow

TUTORIAL = config.ROOT / "docs" / "tutorial" / "penyusun.md"
CODE, SECOND = "lapak_malam", "orang-kedua@pekalongan.example"


@pytest.fixture
def city_of_clerks(databases: Databases, tmp_path: Path) -> Iterator[World]:
    """The seven types with officers, a folder of definitions of its own, and two administrators."""
    url, folder = databases.fresh("sqlite", "city")
    schemas = tmp_path / "permit_schemas"
    shutil.copytree(config.ROOT / "permit_schemas", schemas)
    app = make_app(url, folder, SAKPORE_SCHEMAS=str(schemas))
    with open_world(app) as world:
        with app.app_context():
            employ(SECOND, "Admin", None, 90, "Orang Kedua")
        yield world
    close(app)
    databases.drop(url, folder)


def signed_in(browser: Browser, world: World, email: str) -> Reader:
    tab = open_tab(browser, world.base, width=DESK)
    tab.go("/masuk").fill(email=email, password=PASSWORD).press("Masuk")
    return Reader(tab, Tutorial(TUTORIAL))


def test_who_follows_the_tutorial_publishes_a_type_and_a_citizen_is_issued_its_permit(
    browser: Browser, city_of_clerks: World, pictures: Path | None
) -> None:
    world = city_of_clerks
    clerk = signed_in(browser, world, world.officers["Admin", None])
    table = clerk.tutorial.table

    def look(name: str) -> None:
        if pictures:
            clerk.tab.page.screenshot(path=pictures / f"{name}.png", full_page=True)

    clerk.follow("Konsol", within="body")
    clerk.follow("Jenis izin")
    clerk.follow("Buat jenis izin baru")
    clerk.fill(table("1. Membuat draf")[0])
    clerk.press("Buat draf")
    look("draf")
    clerk.fill(table("1. Membuat draf", 1)[0])
    clerk.press("Simpan")

    clerk.follow("Bagian & isian")
    clerk.add("Tambah bagian", "Bagian dan isian", table("2. Bagian dan isian"))
    clerk.add("Tambah isian", "Lapak", table("Isian pada Lapak"))
    look("isian")
    clerk.add("Tambah isian", "Dagangan", table("Isian pada Dagangan"))
    clerk.add("Tambah kelompok isian", "Dagangan", table("Kelompok pada Dagangan"))
    clerk.add("Tambah isian", "Barang", table("Isian pada Barang"))

    clerk.follow("Dokumen")
    clerk.add("Tambah dokumen", "Dokumen", table("Dokumen"))
    clerk.add("Tambah pilihan dokumen: salah satu cukup", "Dokumen", table("Pilihan dokumen"))

    clerk.follow("Tahap")
    clerk.tab.follow("Hapus Kepala Bidang")
    clerk.press("Hapus dari draf")
    clerk.add("Tambah tahap sejajar", "Tahap", table("Tahap sejajar"))
    clerk.follow("Tahap")
    clerk.add("Tambah tahap", "Saran instansi", table("Tahap pada Saran instansi"))
    clerk.add("Tambah tahap", "Tahap", table("Tahap pada Tahap"))
    clerk.press("Naik", "Saran instansi")
    clerk.press("Naik", "Peninjauan lapangan")
    look("tahap")

    clerk.follow("Biaya")
    clerk.add("Tambah baris biaya", "Baris biaya", table("Baris biaya"))
    clerk.fill(table("Kapan dibayar")[0])
    clerk.press("Simpan")

    clerk.follow("Sertifikat")
    clerk.follow("Izin Lapak Pasar Malam")
    clerk.fill(table("Surat")[0])
    clerk.press("Simpan")

    write_examples(clerk)
    assert "Naskah ini lengkap dan lolos pemeriksaan" in clerk.tab.text()

    clerk.follow("Jenis izin")
    clerk.follow("Penerbitan", "Izin Lapak Pasar Malam")
    clerk.follow("Ajukan untuk diterbitkan")
    clerk.fill({"Saya sudah melihat pratinjau sebagai pemohon dan sebagai petugas": "ya"})
    clerk.press("Ajukan")

    second = signed_in(browser, world, SECOND)
    second.tab.go("/console/")
    second.follow("Jenis izin")
    second.follow("Penerbitan", "Izin Lapak Pasar Malam")
    second.follow("Periksa dan terbitkan")
    if pictures:
        second.tab.page.screenshot(path=pictures / "terbit.png")
    second.fill(table("Keputusan")[0])
    second.press("Terbitkan")
    assert clerk.tab.taken() + second.tab.taken() == []

    issue_the_first(browser, world)


def write_examples(clerk: Reader) -> None:
    clerk.follow("Contoh")
    clerk.follow("Tambah contoh")
    for row in clerk.tutorial.table("Contoh lengkap"):
        clerk.answer(row["Isian"], row["Jawaban"])
    clerk.press("Tambah Barang")
    clerk.fill(clerk.tutorial.table("Baris Barang")[0])
    clerk.press("Simpan contoh")
    clerk.follow("Tambah contoh")
    clerk.answer(clerk.tutorial.printed("Nama contoh"), "kosong")
    clerk.press("Simpan contoh")


def issue_the_first(browser: Browser, world: World) -> None:
    """A citizen applies in the browser; the officers of the new tiers decide; the permit arrives by mail."""
    from app import catalog

    with world.app.app_context():
        hire(world)
        employ("bendahara@pekalongan.example", TREASURER, None, 91)
        settle("warga@contoh.id", 1)
        definition = catalog.live(CODE)
    world.officers[TREASURER, None] = "bendahara@pekalongan.example"
    assert len([1 for field in definition.fields for _ in (field, *field.fields)]) >= 25
    example = next(one for one in definition.examples if one.name == "lengkap")
    assert not example.expect.get("missing"), example.expect
    citizen = Applicant(open_tab(browser, world.base), world, "warga@contoh.id", "", scripts=True)
    citizen.tab.go("/masuk").fill(email=citizen.email, password=PASSWORD).press("Masuk")
    citizen.apply(CODE, example)
    citizen.hand_in()

    decided = office.climb(world, citizen.reference, until="pembayaran-tagihan")
    assert decided == ["berkas", "satpol_pp", "kelurahan", "peninjauan_lapangan", "kasi"]
    pay(world, citizen, jumlah="60.000")
    office.sign(world, citizen.reference, definition.flow.sign.role)
    world.work()
    assert any(letter.attachments for letter in world.letters(citizen.email))
    assert "BERLAKU" in citizen.examine(citizen.fetch())
