"""Every page of the journey: its name, whose it is, and how one comes there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.story import CODE, Story
from tests.browser.tab import Tab
from tests.journeys.world import PASSPHRASE, PASSWORD

Way = Callable[[Tab, Story], object]


@dataclass(frozen=True)
class Place:
    name: str
    role: str  # "" is the public, "pemohon" the story's citizen, else an officer's role
    way: Way
    status: int = 200


def at(address: str) -> Way:
    """An address; `{draft}` and the like are the story's."""
    return lambda tab, story: tab.go(address.format(**vars(story)))


def first(address: str, part: str, *, last: bool = False) -> Way:
    """The first (or last) link on a page whose address holds `part`."""

    def way(tab: Tab, story: Story) -> None:
        tab.go(address.format(**vars(story)))
        links = tab.page.locator(f'main a[href*="{part}"]')
        tab.go((links.last if last else links.first).get_attribute("href") or "")

    return way


def pressed(address: str, button: str, **values: str) -> Way:
    def way(tab: Tab, story: Story) -> None:
        tab.go(address.format(**vars(story))).fill(**values).press(button)

    return way


def register_wrongly(tab: Tab, story: Story) -> None:
    tab.go("/daftar?ktp=luar").fill(nik="123").press("Daftar")


def section_with_errors(tab: Tab, story: Story) -> None:
    first("/permohonan/{empty}", "/isi/", last=True)(tab, story)
    tab.press("Simpan dan lanjutkan")


def refused_file(tab: Tab, story: Story) -> None:
    tab.go(f"/permohonan/{story.empty}/dokumen")
    tab.page.locator('input[type="file"]').first.set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"bukan pdf"}
    )
    tab.press("Unggah berkas")


def track(tab: Tab, story: Story) -> None:
    tab.go("/lacak").fill(nomor=story.issued, pin=story.pin).press("Lacak permohonan")


def examine(tab: Tab, story: Story) -> None:
    tab.go("/verifikasi")
    tab.page.locator('input[type="file"]').set_input_files(
        {"name": "izin.pdf", "mimeType": "application/pdf", "buffer": story.paper}
    )
    tab.press("Periksa")


def examine_forgery(tab: Tab, story: Story) -> None:
    tab.go("/verifikasi")
    forged = story.paper.replace(b"/Type", b"/Tipe", 1)
    tab.page.locator('input[type="file"]').set_input_files(
        {"name": "izin.pdf", "mimeType": "application/pdf", "buffer": forged}
    )
    tab.press("Periksa")


def unfinished_review(tab: Tab, story: Story) -> None:
    """Forwarding without a verdict: the screen lists what is unchecked."""
    tab.go(f"/meja/{story.waiting}")
    with tab.page.expect_navigation():
        tab.page.locator(".sk-decision button").first.click()


def confirm_signature(tab: Tab, story: Story) -> None:
    tab.go("/tanda-tangan")
    tab.page.locator(f'li:has-text("{story.prepared}") input[name="naskah"]').check()
    tab.press("Lanjut menandatangani")


def sign_wrongly(tab: Tab, story: Story) -> None:
    confirm_signature(tab, story)
    tab.fill(sandi="bukan sandi saya", frasa="salah").press("Tandatangani")


def sign(tab: Tab, story: Story) -> None:
    confirm_signature(tab, story)
    tab.fill(sandi=PASSWORD, frasa=PASSPHRASE).press("Tandatangani")


DESK = f"/desk/{CODE}"
PUBLIC = (
    Place("awal", "", at("/")),
    Place("daftar-izin", "", at("/izin")),
    Place("cari-izin", "", at("/izin?q=toko")),
    Place("cari-izin-kosong", "", at("/izin?q=zzzz")),
    Place("izin", "", at(f"/izin/{CODE}")),
    Place("izin-banyak-tahap", "", at("/izin/slhs")),
    Place("daftar", "", at("/daftar")),
    Place("daftar-kota", "", at("/daftar?ktp=kota")),
    Place("daftar-luar", "", at("/daftar?ktp=luar")),
    Place("daftar-luar-salah", "", register_wrongly, 422),
    Place("aktivasi-mati", "", at("/aktivasi/tidak-ada-tautan-seperti-ini"), 410),
    Place("masuk", "", at("/masuk")),
    Place("masuk-salah", "", pressed("/masuk", "Masuk", email="siapa@contoh.id", password="salah sekali"), 401),
    Place("lupa-sandi", "", at("/lupa-sandi")),
    Place("lupa-sandi-salah", "", pressed("/lupa-sandi", "Kirim tautan", email="bukan alamat"), 422),
    Place("lacak", "", at("/lacak")),
    Place("lacak-salah", "", pressed("/lacak", "Lacak permohonan", nomor="SP-0000-0000", pin="AAAAAA"), 404),
    Place("lacak-hasil", "", track),
    Place("verifikasi", "", at("/verifikasi")),
    Place("verifikasi-kode", "", at("/verifikasi/{token}")),
    Place("verifikasi-tidak-ada", "", at("/verifikasi/tidakadakodesepertiinidiregister"), 404),
    Place("verifikasi-asli", "", examine),
    Place("verifikasi-palsu", "", examine_forgery),
    Place("galat-404", "", at("/tidak-ada"), 404),
)
CITIZEN = (
    Place("permohonan", "pemohon", at("/permohonan")),
    Place("mulai", "pemohon", at(f"/permohonan/baru/{CODE}")),
    Place("bagian-bagian", "pemohon", at("/permohonan/{empty}")),
    Place("isi", "pemohon", first("/permohonan/{empty}", "/isi/")),
    Place("isi-salah", "pemohon", section_with_errors, 422),
    Place("isi-akhir", "pemohon", first("/permohonan/{draft}", "/isi/", last=True)),
    Place("dokumen-kosong", "pemohon", at("/permohonan/{empty}/dokumen")),
    Place("dokumen-salah", "pemohon", refused_file, 422),
    Place("dokumen", "pemohon", at("/permohonan/{draft}/dokumen")),
    Place("tinjau-kosong", "pemohon", at("/permohonan/{empty}/tinjau")),
    Place("tinjau", "pemohon", at("/permohonan/{draft}/tinjau")),
    Place("tinjau-salah", "pemohon", pressed("/permohonan/{draft}/tinjau", "Kirim permohonan"), 422),
    Place("tanda-terima", "pemohon", at("/permohonan/{waiting}/tanda-terima")),
    Place("status", "pemohon", at("/permohonan/{waiting}")),
    Place("status-terbit", "pemohon", at("/permohonan/{issued}")),
    Place("tarik", "pemohon", at("/permohonan/{waiting}/tarik")),
    Place("perbaikan", "pemohon", at("/permohonan/{returned}")),
    Place("perbaikan-isi", "pemohon", first("/permohonan/{returned}", "/isi/")),
    Place("izin-saya", "pemohon", first("/permohonan", "/izin-saya/")),
    Place("galat-403", "pemohon", at("/meja"), 403),
)
OFFICE = (
    Place("meja", "petugas_fo", at("/meja")),
    Place("meja-periksa", "petugas_fo", at("/meja/{waiting}")),
    Place("meja-belum", "petugas_fo", unfinished_review, 422),
    Place("meja-kembali", "kepala_seksi", at("/meja?daftar=dikembalikan")),
    Place("meja-hanya-lihat", "petugas_fo", at("/meja/{issued}")),
    Place("tanda-tangan", "head", at("/tanda-tangan")),
    Place("naskah", "head", first("/tanda-tangan", "/tanda-tangan/naskah/")),
    Place("tanda-tangan-konfirmasi", "head", confirm_signature),
    Place("tanda-tangan-salah", "head", sign_wrongly, 403),
    Place("tanda-tangan-hasil", "head", sign),
    Place("pengawasan", "kepala_seksi", at("/pengawasan?nomor=/")),
    Place("pengawasan-izin", "kepala_seksi", first("/pengawasan?nomor=/", "/pengawasan/")),
    Place("desk", "loket", at("/desk/")),
    Place("desk-daftar", "loket", at(f"{DESK}/list/")),
    Place("desk-buka", "loket", first(f"{DESK}/list/", "/show/")),
    Place("desk-tambah", "loket", at(f"{DESK}/add")),
    Place("desk-tambah-salah", "loket", pressed(f"{DESK}/add", "Mulai mengisi", nik="  "), 422),
)
ADMIN = (
    Place("pengguna", "Admin", at("/users/list/")),
    Place("pengguna-buka", "Admin", first("/users/list/", "/show/")),
    Place("pengguna-ubah", "Admin", first("/users/list/", "/edit/")),
    Place("peran", "Admin", at("/roles/list/")),
    Place("peran-buka", "Admin", first("/roles/list/", "/show/")),
    Place("peran-ubah", "Admin", first("/roles/list/", "/edit/")),
    Place("hak", "Admin", at("/permissionviews/list/")),
    Place("konsol", "Admin", at("/console/")),
    Place("konsol-versi", "Admin", at("/console/versi/")),
    Place("konsol-versi-buka", "Admin", first("/console/versi/", "/details/")),
    Place("konsol-terbit", "Admin", at("/console/terbit/")),
    Place("konsol-terbit-jenis", "Admin", at("/console/terbit/siup/")),
    Place("konsol-terbit-tutup", "Admin", at("/console/terbit/siup/tutup")),
    Place("konsol-pekerjaan", "Admin", at("/console/pekerjaan/")),
    Place("konsol-hari-libur", "Admin", at("/console/hari-libur/?tahun=2026")),
    Place("konsol-tabel", "Admin", at("/console/tabel/")),
    Place("konsol-tabel-buka", "Admin", at("/console/tabel/kelurahan")),
    Place("konsol-data-induk", "Admin", at("/console/data-induk/")),
    Place("konsol-penanda-tangan", "Admin", at("/console/penanda-tangan/")),
    Place("konsol-pengaturan", "Admin", at("/console/pengaturan/")),
    Place("konsol-audit", "Admin", at("/console/audit/")),
    Place("konsol-surat", "Admin", at("/console/surat/")),
)
PLACES = (*PUBLIC, *CITIZEN, *OFFICE, *ADMIN)
