"""`/lacak`: the same step as the office sees, for whoever holds reference and PIN, and nothing for others."""

import re

import pytest
from bs4 import BeautifulSoup

from app.applications import content, queries
from app.foundation import timing
from app.verification import tracking
from app.verification.models import Outcome
from tests.accounts.visitor import Visitor
from tests.verification.office import LAPAK_CHECKS, Office, fine, wrong


@pytest.fixture
def site(new_app):
    return new_app("sqlite", "bare")


class Case:
    def __init__(self, app):
        self.app = app
        with app.app_context():
            self.office = Office(timing.utc_now())
            self.staff = self.office.staff()
            self.reference = self.office.submitted()
            self.pin = content.pin(queries.get_by_reference(self.reference))

    def decide(self, tier, outcome=Outcome.FORWARD, **parts):
        with self.app.app_context():
            self.office.decide(self.reference, tier, self.staff[tier], outcome, **parts)


@pytest.fixture
def case(site):
    return Case(site)


def look(visitor, nomor, pin):
    return visitor.send(visitor.open("/lacak"), nomor=nomor, pin=pin)


def test_the_right_pin_shows_where_the_case_is(site, case):
    case.decide("berkas", Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))

    page = look(Visitor(site), case.reference.lower().replace("-", " "), case.pin.lower())

    assert page.status_code == 200
    here = [step.get_text(" ", strip=True) for step in BeautifulSoup(page.text, "lxml").select("[aria-current=step]")]
    assert [re.match("[A-Za-z]+", step)[0] for step in here] == ["Satpol", "Lurah"]
    assert "Target selesai" in page.text
    assert "dinyatakan lengkap" in page.text


def test_no_officer_and_no_applicant_is_named(site, case):
    case.decide("berkas", Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))

    page = look(Visitor(site), case.reference, case.pin)

    main = BeautifulSoup(page.text, "lxml").select_one("main").get_text(" ")
    assert "petugas_fo" not in main
    assert not re.search(r"\d{16}", main)
    assert case.pin not in page.request.path


def test_an_unknown_number_and_a_wrong_pin_get_the_same_answer(site, case):
    wrong_pin = look(Visitor(site), case.reference, "AAAAAA")
    unknown = look(Visitor(site), "SP-0000-0000", case.pin)

    assert wrong_pin.status_code == unknown.status_code == 404
    strip = re.compile(r"SP-[0-9A-Z]{4}-[0-9A-Z]{4}|value=\"[^\"]*\"")
    assert strip.sub("", wrong_pin.text) == strip.sub("", unknown.text)


def test_five_wrong_pins_close_the_door_for_a_while(site, case):
    visitor = Visitor(site)

    answers = [look(visitor, case.reference, "AAAAAA").status_code for _ in range(6)]

    assert answers == [404] * 5 + [429]
    assert look(visitor, case.reference, case.pin).status_code == 429
    assert look(Visitor(site, "127.0.0.9"), case.reference, case.pin).status_code == 200


def test_a_returned_case_says_what_the_applicant_must_do(site, case):
    case.decide("berkas", Outcome.RETURN, verdicts=wrong(foto="buram"))

    page = look(Visitor(site), case.reference, case.pin)

    assert "Yang perlu Anda lakukan" in page.text
    assert "buram" not in page.text
    assert f"/permohonan/{case.reference}" in page.text


def test_the_timeline_tells_the_whole_story(site, case):
    case.decide("berkas", Outcome.RETURN, verdicts=wrong(foto="buram"))
    with site.app_context():
        case.office.correct(case.reference, foto=55)
    case.decide("berkas", Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))
    for tier in ("satpol", "lurah", "kasi"):
        case.decide(tier)

    with site.app_context():
        steps = tracking.timeline(queries.get_by_reference(case.reference))

    assert [step.title for step in steps] == [
        "Permohonan diterima",
        "Pemeriksaan kelengkapan: dikembalikan untuk diperbaiki",
        "Perbaikan diterima",
        "Pemeriksaan kelengkapan: dinyatakan lengkap",
        "Satpol: selesai",
        "Lurah: selesai",
        "Kasi: selesai",
        "Menunggu tanda tangan elektronik",
    ]
