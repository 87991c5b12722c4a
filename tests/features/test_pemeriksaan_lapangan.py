"""One of two chosen agencies, an inspection with photographs and a second visit, its report, a paper of the tier, copies."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen, paper, picture
from tests.journeys.pages import Form, Page
from tests.journeys.world import employ

TYPES = ("pemeriksaan_lapangan",)
PLACE = "-6,88870; 109,67530"


@pytest.fixture(scope="module", autouse=True)
def agencies(town: Town) -> None:
    with town.app.app_context():
        for number, agency in enumerate(("dinkes", "dlh"), 60):
            employ(f"{agency}@pekalongan.example", "rekomendasi", agency, number)
            town.officers["rekomendasi", agency] = f"{agency}@pekalongan.example"
        employ("lurah@pekalongan.example", "rekomendasi", "kelurahan", 70, kelurahan="Krapyak")


def filed(town: Town, **changes: object) -> Citizen:
    citizen = town.resident()
    citizen.begin("pemeriksaan_lapangan")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    citizen.section(section, {"judul": "Warung", "meja": "20", "kelurahan": "Krapyak", **changes})
    citizen.hand_in()
    return citizen


def inspecting(town: Town, citizen: Citizen, lantai: str = "ya", air: str = "10") -> Form:
    form = office.screen(town, citizen.reference, "peninjau", None).form(having="tahap")
    return form.fill(**{"periksa-lantai": lantai, "periksa-air": air})


def photo() -> tuple[str, bytes, str]:
    return "foto.jpg", picture(), "image/jpeg"


def add_evidence(page: Page) -> Page:
    files = [("unggah-nilai_foto", photo()), ("unggah-nilai_foto", photo()), ("unggah-nilai_ttd", photo()),
             ("unggah-hasil_lab", ("lab.pdf", paper(), "application/pdf"))]  # fmt: skip
    return page.form(having="tahap").fill(**{"koordinat-nilai_foto": PLACE}).send("Unggah berkas petugas", files)


def test_one_of_the_chosen_agencies_is_enough_and_evidence_is_asked_before_the_case_goes_on(town: Town) -> None:
    citizen = filed(town, dinas=["dinkes", "dlh"])
    assert {tier for tier, *_ in office.waiting(town, citizen.reference)} == {"tanggapan-dinkes", "tanggapan-dlh"}
    office.forward(town, citizen.reference, "rekomendasi", "dlh")
    assert [tier for tier, *_ in office.waiting(town, citizen.reference)] == ["ukur"], "the other branch was closed"

    page = inspecting(town, citizen).send()
    assert page.status == 422
    assert "masih kurang 2 berkas" in page.text, page.text[:1500]
    assert "Hasil laboratorium: masih kurang 1 berkas" in page.text
    unplaced = page.form(having="tahap").send("Unggah berkas petugas", [("unggah-nilai_foto", photo())])
    assert unplaced.status == 400
    assert "koordinat" in unplaced.text

    page = add_evidence(unplaced)
    assert page.status == 200, page.text[:1500]
    assert "-6.88870,109.67530" in page.text
    assert page.form(having="tahap").values["periksa-air"] == ["10"], "what was marked is still there"
    assert page.form(having="tahap").send().status == 200
    assert office.climb(town, citizen.reference) == ["kasi"]
    pdf = town.officer("kepala_seksi").open(f"/meja/{citizen.reference}/berita-acara/nilai.pdf")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Lantai bersih" in text
    assert "memenuhi syarat, nilai 100" in text

    office.sign(town, citizen.reference, "kepala_dinas")
    town.work()
    for email in ("dinkes@pekalongan.example", "lurah@pekalongan.example"):
        assert [one for one in town.letters(email) if "tembusan" in one.subject and one.attachments], email
    assert not [one for one in town.letters("dlh@pekalongan.example") if "tembusan" in one.subject]


def test_what_failed_is_looked_at_a_second_time_and_not_a_third(town: Town) -> None:
    citizen = filed(town)
    page = add_evidence(office.screen(town, citizen.reference, "peninjau", None))
    form = page.form(having="tahap").fill(**{"periksa-lantai": "tidak", "periksa-air": "10"})
    page = form.send("Tidak memenuhi: jadwalkan")
    assert page.status == 200, page.text[:1500]
    assert "menunggu kunjungan kedua" in citizen.track().text
    page = office.screen(town, citizen.reference, "peninjau", None)
    assert "nilai 30" in page.text, "the first visit stands on the page"
    assert "jadwalkan kunjungan kedua" not in page.text
    assert "30" in page.text

    page = page.form(button="Lanjutkan").send("Lanjutkan")
    office.forward(town, citizen.reference, "peninjau", None)
    assert [tier for tier, *_ in office.waiting(town, citizen.reference)] == ["kasi"]


def test_only_the_tier_that_added_a_paper_takes_it_back_and_a_full_mark_depends_on_the_variant(town: Town) -> None:
    small, large = filed(town, meja="4"), filed(town)
    for citizen, passes in ((small, True), (large, False)):
        page = add_evidence(office.screen(town, citizen.reference, "peninjau", None))
        page = page.form(having="tahap").fill(**{"periksa-lantai": "ya", "periksa-air": "0"}).send("Teruskan")
        assert (page.status == 200) is passes, f"70 of 100 is enough for a small one only: {date.today()}"
    page = page.form(having="tahap").send("Hapus foto.jpg")
    assert page.status == 200
    assert page.form(having="tahap").send().status == 422, "now one photograph is missing"
