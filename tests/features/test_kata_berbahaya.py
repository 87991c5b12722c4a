"""Words of a definition and of an answer are words: on pages, on the paper, nowhere code."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from tests.features import requesting
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.pages import Page

TYPES = ("kata_berbahaya",)
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
