"""Two types filed together: asked once, handed in once, decided and signed each by itself, the later after the earlier."""

from __future__ import annotations

import pytest

from tests.features.requesting import register
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Page

TYPES = ("paket_usaha", "paket_daftar")
KEY = "paket_daftar:usaha_dan_daftar"
FIRST = {"nama_usaha": "Kios Jlamprang", "modal": "1000000", "pekerja-0-nama": "Sri"}


def applications(town: Town, *codes: str):
    """(code, reference, status) of the newest applications, in the order of filing."""
    from sqlalchemy import select

    from app.applications.models import Application
    from app.foundation.database import db

    with town.app.app_context():
        query = select(Application).where(Application.code.in_(codes or TYPES)).order_by(Application.id.desc()).limit(2)
        return [(one.code, one.reference, one.status.value) for one in db.session.scalars(query).unique()][::-1]


def began(town: Town) -> tuple[Citizen, str, str]:
    """A citizen with both drafts; their references."""
    citizen = town.resident()
    page = citizen.person.open("/permohonan/baru/paket_daftar")
    assert "Izin usaha dan daftar sekaligus" in page.text
    page = page.form(having="pihak").fill(paket=KEY).send()
    assert page.status == 200, page.text[:800]
    (first, one, _), (second, two, _) = applications(town)
    assert (first, second) == TYPES, "whose permit is waited for comes first"
    citizen.reference = one
    assert page.path.endswith(one)
    return citizen, one, two


def sections(page: Page, reference: str) -> list[str]:
    return [link.rpartition("/")[2] for link in page.links(f"/{reference}/isi/")]


def fill_in(citizen: Citizen, one: str, two: str) -> None:
    for name in ("usaha", "orang"):
        citizen.section(f"/permohonan/{one}/isi/{name}", FIRST)
    citizen.papers()
    citizen.section(f"/permohonan/{two}/isi/usaha", {"telepon": "0812-3456-7890"})
    citizen.section(f"/permohonan/{two}/isi/daftar", {"bentuk": "sendiri"})


def send(citizen: Citizen, reference: str) -> Page:
    page = citizen.person.open(f"/permohonan/{reference}/tinjau")
    return page.form(having="pernyataan").fill(pernyataan=True).send("Kirim")


@pytest.fixture(scope="module")
def filed(town: Town) -> tuple[Citizen, str, str]:
    citizen, one, two = began(town)
    fill_in(citizen, one, two)
    assert send(citizen, two).status == 200
    return citizen, one, two


def test_what_both_ask_is_asked_and_uploaded_once(town: Town) -> None:
    citizen, one, two = began(town)
    hub = citizen.person.open(f"/permohonan/{one}")
    assert sections(hub, one) == ["usaha", "orang"]
    assert sections(hub, two) == ["usaha", "daftar"], "nothing is left to ask of the workers"
    papers = citizen.person.open(f"/permohonan/{two}/dokumen").form(button="Unggah")
    assert not {"ktp", "denah"} & papers.names, "its paper is asked elsewhere"

    citizen.section(f"/permohonan/{one}/isi/usaha", FIRST)
    page = citizen.person.open(f"/permohonan/{one}/isi/orang").form(having="_versi")
    page = page.fill(**{"pekerja-0-nama": "Sri"}).send("Simpan dan lanjutkan")
    assert page.path == f"/permohonan/{one}/dokumen"
    citizen.papers()
    page = citizen.person.open(f"/permohonan/{one}/dokumen").form(button="Unggah").send("Unggah dan lanjutkan")
    assert page.path == f"/permohonan/{two}/isi/usaha", "then what the second asks besides"
    form = page.form(having="_versi")
    assert "nama_usaha" not in form.names
    assert "Kios Jlamprang" in page.text
    assert "telepon" in form.names, "optional there and left out, but required here"
    assert "izin_usaha" not in form.names
    assert one in page.text, "the permit that is asked for stands in the place of its number"

    review = citizen.person.open(f"/permohonan/{one}/tinjau")
    assert "Izin usaha dalam paket" in review.text
    assert "Daftar usaha dalam paket" in review.text
    refused = send(citizen, one)
    assert refused.status == 422, "all or none"
    assert [status for *_, status in applications(town)] == ["draft", "draft"]
    papers = town_papers(town, two)
    assert papers == ["ktp"], "the plan is the first one's alone"
    citizen.section(f"/permohonan/{one}/isi/usaha", {"nama_usaha": "Kios Kawung"})
    assert "Kios Kawung" in citizen.person.open(f"/permohonan/{two}/isi/usaha").text, "changed in one, changed in both"


def town_papers(town: Town, reference: str) -> list[str]:
    from app.applications import queries

    with town.app.app_context():
        return [one.input_name for one in queries.get_by_reference(reference).documents if one.removed_at is None]


def test_one_submission_two_cases_and_the_second_waits_for_the_permit_that_it_cites(
    town: Town, filed: tuple[Citizen, str, str]
) -> None:
    citizen, one, two = filed
    receipt = citizen.person.open(f"/permohonan/{one}/tanda-terima")
    assert one in receipt.text
    assert two in receipt.text
    assert receipt.text.count("PIN pelacakan") == 2
    assert [status for *_, status in applications(town)] == ["in_review", "in_review"]
    assert [tier for tier, *_ in office.waiting(town, one)] == ["kasi"]
    assert office.waiting(town, two) == [], "it waits"
    page = citizen.person.open(f"/permohonan/{two}")
    assert f"Menunggu Izin usaha dalam paket ({one})" in page.text
    both = citizen.person.open("/permohonan").text
    assert both.count("Diajukan bersama: Izin usaha dan daftar sekaligus") == 2

    office.climb(town, one)
    office.sign(town, one, "kepala_dinas")
    number = register(town, "paket_usaha")[-1][2]
    assert office.waiting(town, two) == []
    town.work()
    assert [tier for tier, *_ in office.waiting(town, two)] == ["berkas"]
    assert number in office.screen(town, two, "petugas_fo", None).text, "it cites the permit"
    assert one in office.screen(town, two, "kepala_seksi", None).text, "what was filed with it"
    office.climb(town, two)
    office.sign(town, two, "kepala_dinas")
    assert register(town, "paket_daftar")[-1][2].startswith("503/0001/D/")
    assert [status for *_, status in applications(town)] == ["issued", "issued"]


def test_the_same_page_sent_twice_hands_in_once_and_each_has_its_own_hash(town: Town) -> None:
    from app.applications import queries

    citizen, one, two = began(town)
    fill_in(citizen, one, two)
    form = citizen.person.open(f"/permohonan/{one}/tinjau").form(having="pernyataan").fill(pernyataan=True)
    assert form.send("Kirim").status == 200
    assert form.send("Kirim").path.endswith("tanda-terima"), "the same receipt again"
    with town.app.app_context():
        first, second = queries.get_by_reference(one), queries.get_by_reference(two)
        assert first.content_hash != second.content_hash
        assert first.submit_token != second.submit_token
    town.work()
    letters = [letter.text for letter in town.letters(citizen.email)]
    assert all(any(reference in text for text in letters) for reference in (one, two))


def test_who_withdraws_one_goes_on_with_the_other(town: Town) -> None:
    citizen, one, two = began(town)
    fill_in(citizen, one, two)
    assert send(citizen, one).status == 200
    page = citizen.person.open(f"/permohonan/{one}/tarik")
    assert page.form(having="alasan").fill(alasan="tidak jadi").send().status == 200
    town.work()
    assert [status for *_, status in applications(town)] == ["withdrawn", "in_review"]
    assert [tier for tier, *_ in office.waiting(town, two)] == ["berkas"], "it waits no longer"
    assert one in office.screen(town, two, "petugas_fo", None).text, "what it cites will not come: the office sees it"
    office.give_back(town, two, "petugas_fo", None, {"izin_usaha": "Izin usaha tidak jadi terbit."})
    mended = citizen.person.open(f"/permohonan/{two}/isi/usaha").form(having="_versi")
    assert "izin_usaha" in mended.names, "a number may be typed now"

    citizen, one, two = began(town)
    page = citizen.person.open(f"/permohonan/{one}/tarik")
    page.form(having="alasan").fill(alasan="salah pilih").send()
    alone = citizen.person.open(f"/permohonan/{two}")
    assert sections(alone, two) == ["usaha", "orang", "daftar"], "alone it asks all by itself"
    assert "nama_usaha" in citizen.person.open(f"/permohonan/{two}/isi/usaha").form(having="_versi").names


def test_a_package_is_offered_only_while_each_of_its_types_is_open_and_only_for_a_new_request(town: Town) -> None:
    citizen = town.resident()
    page = citizen.person.open("/permohonan/baru/paket_usaha")
    assert "Izin usaha dan daftar sekaligus" in page.text, "from either type"
    form = page.form(having="pihak")
    form.values["paket"] = ["paket_daftar:lain"]
    assert form.send().status == 409
