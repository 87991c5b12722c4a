"""The least that a definition may be goes all the way from a form to a signed permit."""

from __future__ import annotations

from tests.features.town import BASE, Town
from tests.journeys import office
from tests.journeys.pages import Page
from tests.journeys.world import PASSWORD

TYPES = ("satu_isian",)
FROM_US = {"Origin": BASE}


def test_one_question_two_tiers_one_permit(town: Town) -> None:
    citizen = town.resident()
    citizen.begin("satu_isian")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    citizen.section(section, {"judul": "Kios buku"})
    citizen.hand_in()

    assert office.climb(town, citizen.reference) == ["berkas", "kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")

    assert office.status(town, citizen.reference) == "issued"
    town.work()
    assert any(letter.attachments for letter in town.letters(citizen.email))


def test_what_was_typed_outlives_the_session(town: Town) -> None:
    citizen = town.resident()
    citizen.begin("satu_isian")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    form = citizen.person.open(address).form(having="judul").fill(judul="Kios <b>buku</b>")
    typed = {name: values for name, values in form.values.items()}
    browser = citizen.person.client
    browser.delete_cookie("sakpore")

    other_site = browser.post(form.action, data=typed, headers={"Origin": "http://elsewhere.example"})
    assert "Kirim ulang" not in other_site.text

    expired = browser.post(form.action, data=typed, headers=FROM_US)
    assert expired.status_code == 400
    assert "Masuk di tab baru" in expired.text
    again = Page(citizen.person, form.action, 400, {}, expired.data).form(button="Kirim ulang")
    assert again.values["judul"] == ["Kios <b>buku</b>"]

    login = citizen.person.open("/masuk").form(having="password").fill(email=citizen.email, password=PASSWORD)
    assert login.send().path != "/masuk"
    stale = browser.post(again.action, data=again.values, headers=FROM_US)  # the token of the session before
    fresh = Page(citizen.person, form.action, 400, {}, stale.data).form(button="Kirim ulang")
    assert "Masuk di tab baru" not in stale.text

    assert browser.post(fresh.action, data=fresh.values, headers=FROM_US).status_code == 302
    assert citizen.person.open(address).form(having="judul").values["judul"] == ["Kios <b>buku</b>"]
