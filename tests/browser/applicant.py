"""A citizen with a phone: registers, fills what the definition asks, uploads, hands in, fetches the permit, checks it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Locator, expect

from tests.browser.tab import Tab
from tests.journeys.citizen import LINK, flat, moved, paper, picture, rows_wanted
from tests.journeys.world import PASSWORD, World

PERSON = {
    "nama": "Dewi Lestari", "jenis_kelamin": "P", "tempat_lahir": "Kajen", "tanggal_lahir": "06-07-1991",
    "agama": "Islam", "pendidikan": "SMA/sederajat", "alamat": "Jalan Diponegoro Nomor 12", "no_hp": "0812-3456-7890",
}  # fmt: skip
HOME = {"provinsi": "33", "kota": "33.26", "kecamatan": "33.26.13", "kelurahan": "33.26.13.1013"}


@dataclass
class Applicant:
    tab: Tab
    world: World
    email: str
    nik: str  # of a woman born on 6 July 1991
    scripts: bool
    reference: str = ""
    pin: str = ""

    def register(self) -> None:
        self.tab.go("/daftar")
        self.inputs("ktp").last.check()
        self.tab.press("Lanjutkan")
        self.fill(PERSON | {"nik": self.nik, "email": self.email})
        self.live_in(HOME)
        self.inputs("pernyataan").check()
        if self.scripts:  # the widget began to work when the first input got the focus
            expect(self.tab.page.locator('input[name="altcha"]')).not_to_have_value("", timeout=60_000)
        self.tab.press("Daftar")
        assert self.tab.path == "/daftar/terkirim", self.tab.text()

    def live_in(self, regions: dict[str, str]) -> None:
        """With scripts each choice fetches the next list; without, a button does."""
        for name, code in regions.items():
            expect(self.inputs(name).locator(f'option[value="{code}"]')).to_have_count(1)
            self.inputs(name).select_option(code)
            if not self.scripts and name != "kelurahan":
                labels = {
                    "provinsi": "Tampilkan kota/kabupaten",
                    "kota": "Tampilkan kecamatan",
                    "kecamatan": "Tampilkan kelurahan",
                }
                self.tab.press(labels[name])

    def activate(self) -> None:
        self.world.work()
        link = next(found for found in LINK.findall(self.world.letters(self.email)[0].text) if "/aktivasi/" in found)
        self.tab.go(link)
        self.fill({"password": PASSWORD})
        if self.scripts:
            self.tab.page.get_by_role("button", name="Tampilkan kata sandi").click()
            expect(self.inputs("password")).to_have_attribute("type", "text")
        self.tab.press("Aktifkan akun")
        self.fill({"email": self.email, "password": PASSWORD})
        self.tab.press("Masuk")
        assert self.tab.path == "/permohonan", self.tab.text()

    def apply(self, code: str, example: Any) -> None:
        self.tab.go(f"/izin/{code}").follow("Mulai permohonan")
        self.tab.press("Mulai permohonan")
        self.reference = self.tab.path.rsplit("/", 1)[1]
        values = flat(moved(example))
        links = self.tab.page.locator('main a[href*="/isi/"]')
        for address in [links.nth(n).get_attribute("href") or "" for n in range(links.count())]:
            self.section(address, values)
        self.papers()

    def section(self, address: str, values: dict[str, Any]) -> None:
        """Until nothing more is asked: answers may open questions, and a row is added by its button."""
        self.tab.go(address)
        seen: set[str] = set()
        for _round in range(12):
            self.fill(known := {name: value for name, value in values.items() if self.inputs(name).count()})
            row = next(
                (row for row in rows_wanted(values) if not self.tab.page.locator(f'main [name^="{row}-"]').count()), ""
            )
            adder = self.tab.page.locator(f'button[value="tambah:{row.rsplit("-", 1)[0]}"]')
            if row and adder.count():
                with self.tab.page.expect_navigation():
                    adder.click()
                continue
            self.tab.press("Simpan dan lanjutkan")
            if set(known) <= seen or self.tab.path != urljoin(self.tab.base, address).removeprefix(self.tab.base):
                return
            seen |= set(known)

    def papers(self) -> None:
        self.tab.go(f"/permohonan/{self.reference}/dokumen")
        uploads = self.tab.page.locator('input[type="file"]')
        for n in range(uploads.count()):
            name, accept = uploads.nth(n).get_attribute("name") or "", uploads.nth(n).get_attribute("accept") or ""
            kind = ("pdf", "application/pdf", paper()) if "pdf" in accept else ("jpg", "image/jpeg", picture())
            uploads.nth(n).set_input_files({"name": f"{name}.{kind[0]}", "mimeType": kind[1], "buffer": kind[2]})
        self.tab.press("Unggah dan lanjutkan")
        assert self.tab.path.endswith("/tinjau"), self.tab.text()

    def hand_in(self) -> None:
        self.tab.page.locator('main input[type="checkbox"]').check()
        self.tab.press("Kirim permohonan")
        assert self.tab.path.endswith("/tanda-terima"), self.tab.text()
        self.reference = self.tab.text("#nomor-permohonan")
        self.pin = self.tab.text("#pin")

    def fetch(self) -> bytes:
        self.tab.go(f"/permohonan/{self.reference}")
        with self.tab.page.expect_download() as download:
            self.tab.page.locator('main a[href$=".pdf"]').click()
        return Path(download.value.path()).read_bytes()

    def examine(self, pdf: bytes) -> str:
        self.tab.go("/verifikasi")
        self.tab.page.locator('input[type="file"]').set_input_files(
            {"name": "izin.pdf", "mimeType": "application/pdf", "buffer": pdf}
        )
        return self.tab.press("Periksa").text()

    def track(self) -> str:
        self.tab.go("/lacak")
        self.fill({"nomor": self.reference, "pin": self.pin})
        return self.tab.press("Lacak permohonan").text()

    # -- inputs ---------------------------------------------------------------------------------------------------------

    def inputs(self, name: str) -> Locator:
        return self.tab.page.locator(f'main [name="{name}"]:not([type="hidden"])')

    def fill(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            found = self.inputs(name)
            kind = found.first.evaluate("e => e.type") if self.scripts else found.first.get_attribute("type")
            tag = (
                found.first.evaluate("e => e.tagName")
                if self.scripts
                else ("SELECT" if found.first.locator("option").count() else "")
            )
            if kind in ("radio", "checkbox"):
                for one in value if isinstance(value, list) else [value]:
                    self.tab.page.locator(f'main [name="{name}"][value="{one}"]').check()
            elif tag == "SELECT":
                found.select_option(value)
            else:
                found.fill(str(value))
