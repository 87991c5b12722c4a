"""Words of a definition and of an answer are words: on pages, on the paper, nowhere code."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from pypdf import PdfReader

from tests.features import requesting
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.pages import Page

TYPES = ("kata_berbahaya",)
FORMULA = '=HYPERLINK("http://x")'
ANSWER = '<b onclick=alert(4)>{{ 7 * 7 }} #import "/etc/passwd"'


def harmless(page: Page) -> None:
    """Nothing of what was written became an element or an attribute."""
    assert not page.soup.find_all(onerror=True)
    assert not page.soup.find_all(onfocus=True)
    assert not page.soup.find_all(onclick=True)
    assert not [script for script in page.soup.find_all("script") if "alert" in script.text]


def test_hostile_words_come_out_as_they_were_written(town: Town) -> None:
    citizen = town.resident()
    public = citizen.person.open("/izin/kata_berbahaya")
    harmless(public)
    assert "<script>alert(1)</script> {{ 7 * 7 }}" in public.text

    requesting.begin(citizen, "kata_berbahaya")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    form = citizen.person.open(address)
    harmless(form)
    assert "{{ config }}" in form.text
    citizen.section(address, {"judul": ANSWER})
    harmless(citizen.person.open(f"/permohonan/{citizen.reference}"))
    citizen.hand_in()

    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    town.work()

    [paper] = [file for letter in town.letters(citizen.email) for file in letter.attachments]
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages)
    assert "{{ 7 * 7 }}" in printed
    assert "#import" in printed
    assert "root:" not in printed


def test_what_a_spreadsheet_would_run_is_text_in_the_downloaded_list(town: Town) -> None:
    citizen = town.resident()
    requesting.begin(citizen, "kata_berbahaya")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    citizen.section(address, {"judul": FORMULA, "catatan": "rahasia sekali", "lanjutan": "a;-1+1"})
    citizen.hand_in()
    officer = town.officer("petugas_fo")

    listed = officer.open(f"/desk/kata_berbahaya/list/?_flt_0_reference={citizen.reference}")
    [file] = listed.links("/unduh.csv")
    found = officer.open(file)

    header, row = csv.reader(StringIO(found.content.decode("utf-8-sig")))
    assert found.headers["Content-Disposition"].startswith('attachment; filename="kata_berbahaya-')
    assert header[0] == "Nomor permohonan"
    assert header[6:] == ['Judul " onfocus=alert(3) x=" {{ config }}', "'+SUM(1;2)"]
    assert row[0] == citizen.reference
    assert row[6:] == ["'" + FORMULA, "a;'-1+1"]
    assert "rahasia sekali" not in found.text


def test_a_download_is_within_the_officers_rows_and_in_the_log(town: Town) -> None:
    citizen = town.resident()
    requesting.begin(citizen, "kata_berbahaya")
    officer, admin = town.officer("petugas_fo"), town.officer("Admin")

    assert citizen.reference not in officer.open("/desk/kata_berbahaya/unduh.csv").text
    assert citizen.person.open("/desk/kata_berbahaya/unduh.csv").status == 403
    assert admin.open("/desk/kata_berbahaya/unduh.csv").status == 403

    log = admin.open("/console/audit/?tindakan=daftar.diunduh")
    rows = list(csv.reader(StringIO(admin.open(log.links("/unduh.csv")[0]).content.decode("utf-8-sig"))))
    assert rows[0][2:4] == ["tindakan", "tentang"]
    assert {tuple(row[2:4]) for row in rows[1:]} == {("daftar.diunduh", "kata_berbahaya")}
    assert "judul" in rows[1][6]
    assert "jejak.diunduh" in admin.open("/console/audit/").text


def test_a_list_that_is_too_long_is_refused_whole(town: Town, monkeypatch) -> None:
    monkeypatch.setattr("app.web.spreadsheet.MAX_ROWS", 0)
    requesting.file(town.resident(), "kata_berbahaya", judul="Satu")

    answer = town.officer("petugas_fo").open("/desk/kata_berbahaya/unduh.csv")

    assert answer.status == 400
    assert "Persempit pencarian" in answer.text
