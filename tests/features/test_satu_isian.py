"""The least that a definition may be goes all the way from a form to a signed permit."""

from __future__ import annotations

from tests.features.town import Town
from tests.journeys import office

TYPES = ("satu_isian",)


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
