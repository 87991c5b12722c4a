"""Every kind about one permit ends where it should: renewed, changed, copied, extracted, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

from tests.features.requesting import begin, file, fill, register, settle, token
from tests.features.town import Town
from tests.journeys import office

TYPES = ("izin_berjangka",)
CODE = "izin_berjangka"


def live(town: Town) -> tuple[int, str]:
    found = [(paper[0], paper[2]) for paper in register(town, CODE) if paper[1] == "permit" and paper[3] == "aktif"]
    assert len(found) == 1, found
    return found[0]


def test_one_permit_through_all_its_kinds(town: Town) -> None:
    citizen = town.resident()
    assert settle(town, citizen, CODE, judul="Kios Truntum", kamar=4) == ["lapangan", "kasi"]
    first, number = live(town)

    assert settle(town, citizen, CODE, "perubahan", first, judul="Kios Kawung") == ["kasi"]
    changed, kept = live(town)
    assert (changed != first, kept) == (True, number), "a new edition bears the same number"
    page = citizen.person.open(f"/verifikasi/{token(town, first)}")
    assert "digantikan" in page.text
    assert "Nomornya tetap" in page.text

    assert settle(town, citizen, CODE, "perpanjangan", changed, judul="Kios Kawung") == ["kasi"]
    renewed, new_number = live(town)
    assert new_number != number, "a renewal draws a number"

    assert settle(town, citizen, CODE, "duplikat", renewed, sebab="hilang") == ["kasi"]
    copy, same = live(town)
    assert same == new_number

    away = (date.today() + timedelta(days=20)).isoformat()
    settle(town, citizen, CODE, "petikan", copy, hari_acara=away)
    assert live(town)[0] == copy, "an extract stands beside the permit"
    assert [paper[2] for paper in register(town, CODE) if paper[1] == "attachment"] == ["P/001/3375"]

    assert settle(town, citizen, CODE, "pencabutan", copy, sebab="tutup") == ["kasi"]
    withdrawn = next(paper for paper in register(town, CODE) if paper[0] == copy)
    paper = register(town, CODE)[-1]
    assert (withdrawn[3], paper[1]) == ("dicabut", "revocation")
    page = citizen.person.open(f"/verifikasi/{token(town, copy)}")
    assert "TIDAK BERLAKU" in page.text
    assert paper[2] in page.text, "the decision that ended it is named"


def test_the_page_of_own_permits_offers_what_may_be_asked_now_and_says_since_when_else(town: Town) -> None:
    from app.certificates import queries
    from app.foundation.database import transaction

    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios Jlamprang", kamar=2)
    issued, _number = live(town)
    page = citizen.person.open("/permohonan")
    assert any(f"jenis=perpanjangan&izin={issued}" in link for link in page.links("/permohonan/baru/"))

    with town.app.app_context(), transaction():
        queries.get_issued(issued).valid_to = date.today() + timedelta(days=100)
    page = citizen.person.open("/permohonan")
    assert not any("jenis=perpanjangan" in link for link in page.links("/permohonan/baru/"))
    assert "dapat diajukan dari" in page.text
    page = begin(citizen, CODE, "perpanjangan", issued)
    assert page.status == 409
    assert "dapat diajukan dari" in page.text

    with town.app.app_context(), transaction():  # its last day was yesterday; no job has run
        queries.get_issued(issued).valid_to = date.today() - timedelta(days=1)
    assert "Berakhir" in citizen.person.open("/permohonan").text
    assert "berakhir" in begin(citizen, CODE, "duplikat", issued).text
    with town.app.app_context(), transaction():
        queries.get_issued(issued).valid_to = date.today() + timedelta(days=10)
    settle(town, citizen, CODE, "pencabutan", issued, sebab="tutup")


def test_of_two_requests_about_one_permit_the_second_is_refused(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios Sekar Jagad", kamar=2)
    issued, _number = live(town)
    begin(citizen, CODE, "perubahan", issued)
    fill(citizen, judul="Nama lain")
    slower = citizen.reference
    faster = file(citizen, CODE, "duplikat", issued, sebab="rusak")

    page = citizen.person.open(f"/permohonan/{slower}/tinjau")
    page = page.form(having="pernyataan").fill(pernyataan=True).send("Kirim")
    assert page.status == 422
    assert faster in page.text
    assert begin(citizen, CODE, "pencabutan", issued).status == 409
    assert office.climb(town, faster) == ["kasi"]

    from app.certificates import queries
    from app.certificates.models import PaperStatus
    from app.foundation.database import transaction

    with town.app.app_context(), transaction():
        queries.get_issued(issued).status = PaperStatus.DICABUT
    head = town.officer("kepala_dinas")
    page = head.open("/tanda-tangan").form(having="berkas").fill(berkas=faster).send("Siapkan")
    assert "sekarang dicabut" in page.text, "what was withdrawn meanwhile is not copied"


def test_another_persons_permit_is_nobodys_business(town: Town) -> None:
    citizen, other = town.resident(), town.resident()
    settle(town, citizen, CODE, judul="Kios Buketan", kamar=2)
    issued = register(town, CODE)[-1][0]
    assert begin(other, CODE, "perubahan", issued).status in (403, 404)
