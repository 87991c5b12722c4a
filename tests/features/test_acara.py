"""Dates of an event, a seat per participant, marks, and the re-test that the others need not wait for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.features.test_pihak import at_once, hand_in
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen

TYPES = ("acara",)
FIRST = date.today() + timedelta(days=10)
LATER = FIRST + timedelta(days=14)


def add_date(town: Town, day: date, seats: int, place: str = "Aula Contoh") -> None:
    officer = town.officer("tim_teknis", "dinkes")
    form = officer.open("/jadwal/tambah/acara/kursus").form(having="tempat")
    page = form.fill(tanggal=day.isoformat(), tempat=place, kursi=str(seats), mulai="08:00").send("Simpan")
    assert page.path == "/jadwal", page.text[:800]


def sheet(town: Town, day: date):
    from app.applications.schedule import find_dates

    with town.app.app_context():
        found = next(one.id for one in find_dates("acara", "kursus", day) if one.day == day)
    return town.officer("tim_teknis", "dinkes").open(f"/jadwal/{found}")


def enrol(town: Town, names: list[str], day: date) -> Citizen:
    citizen = town.resident()
    citizen.begin("acara")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    values = {f"peserta-{place}-nama": name for place, name in enumerate(names)}
    citizen.section(section, {**values, "jadwal": day.isoformat()})
    return citizen


def mark(town: Town, day: date, marks: dict[str, str | None]) -> None:
    """Marks by the participant's name; None was not there."""
    page = sheet(town, day)
    form = page.form(button="Simpan kehadiran")
    for field in form.tag.select("fieldset"):
        name = field.legend.get_text(" ", strip=True).split(" SP-")[0]
        if name not in marks:
            continue
        seat = field.select_one("input[type=radio]")["name"].removeprefix("hadir-")
        form.fill(**{f"hadir-{seat}": "ya" if marks[name] is not None else "tidak"})
        form.fill(**{f"nilai-{seat}-post_test": marks[name] or ""})
    assert form.send().status == 200


def test_who_passes_need_not_wait_for_who_comes_again(town: Town) -> None:
    add_date(town, FIRST, 3)
    add_date(town, LATER, 5)
    citizen = enrol(town, ["Ani", "Budi", "Cici"], FIRST)
    citizen.hand_in()
    with pytest.raises(AssertionError, match="tempat pada jadwal ini tidak cukup"):
        enrol(town, ["Dedi"], FIRST)

    office.climb(town, citizen.reference, until="pelatihan")
    page = office.screen(town, citizen.reference, "tim_teknis", "dinkes").form(having="tahap").send()
    assert page.status == 422
    assert "belum dicatat" in page.text

    mark(town, FIRST, {"Ani": "60", "Budi": "88,5", "Cici": "55"})
    from app.applications import queries

    with town.app.app_context():
        assert queries.get_by_reference(citizen.reference).due_on is not None, "event.done started the clock"
    again = sheet(town, FIRST).form(having="jadwal")
    assert again.fill(jadwal=again.options("jadwal")[0]).send("Catat").status == 200
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    town.work()

    assert office.status(town, citizen.reference) == "in_review"
    assert [tier for tier, _role, _agency in office.waiting(town, citizen.reference)] == ["pelatihan"]
    letters = town.letters(citizen.email)
    assert any("ujian ulang" in letter.subject for letter in letters)
    assert max(len(letter.attachments) for letter in letters) == 2

    page = office.screen(town, citizen.reference, "tim_teknis", "dinkes").form(having="tahap").send()
    assert page.status == 422, "the re-test has not been held"
    mark(town, LATER, {"Cici": "75"})
    assert office.climb(town, citizen.reference) == ["pelatihan", "kasi"], "who decided before confirm what is new"
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"
    own = citizen.person.open(f"/permohonan/{citizen.reference}").links(".pdf")
    assert len(set(own)) == 3


def test_of_three_who_want_the_last_two_seats_two_get_them(town: Town) -> None:
    day = FIRST + timedelta(days=50)
    add_date(town, day, 2)
    rivals = [enrol(town, [name], day) for name in ("Gita", "Hadi", "Indah")]
    assert sorted(at_once([lambda one=one: hand_in(one) for one in rivals])) == [200, 200, 422]


def test_a_change_of_date_is_told_and_a_withdrawal_frees_the_seat(town: Town) -> None:
    day, moved = FIRST + timedelta(days=30), FIRST + timedelta(days=31)
    add_date(town, day, 1, "Balai Lama")
    citizen = enrol(town, ["Eka"], day)
    citizen.hand_in()
    change = sheet(town, day).links("/ubah")[0]
    form = town.officer("tim_teknis", "dinkes").open(change).form(having="tempat")
    assert form.fill(tanggal=moved.isoformat(), tempat="Balai Baru").send("Simpan").status == 200
    town.work()
    letter = next(one for one in town.letters(citizen.email) if "jadwal berubah" in one.subject)
    assert "Balai Baru" in letter.text

    with pytest.raises(AssertionError, match="tidak cukup"):
        enrol(town, ["Fani"], moved)
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tarik").forms()[-1].send()
    assert page.status == 200
    assert office.status(town, citizen.reference) == "withdrawn"
    late = enrol(town, ["Fani"], moved)
    late.hand_in()

    add_date(town, moved + timedelta(days=1), 4)
    form = town.officer("tim_teknis", "dinkes").open(change).form(having="alasan")
    assert form.fill(alasan="Narasumber berhalangan").send("Batalkan").status == 400, "who is booked needs another date"
    form.fill(alasan="Narasumber berhalangan", pengganti=form.options("pengganti")[-1]).send("Batalkan")
    town.work()
    assert any("dibatalkan" in one.subject for one in town.letters(late.email))


def _section(citizen: Citizen) -> str:
    return citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
