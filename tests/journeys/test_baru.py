"""From registration to the stranger who checks the paper, for each of the seven types (Perwali 35/2018 Pasal 13(1))."""

from __future__ import annotations

import hashlib

import pytest

from tests.conftest import by_turns
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.definitions import example_for
from tests.journeys.proof import authentic
from tests.journeys.world import World

pytestmark = pytest.mark.slow

CASES = [
    ("siup", "kecil"),
    ("siup", "menengah"),
    ("iprk", None),
    ("ipuwi", None),
    ("tdp", None),
    ("slhs", None),
    ("slhs", "jasaboga_b"),
    ("spkp", None),
    ("spp_irt", None),
]


BOTH = [("siup", "kecil"), ("iprk", None)]  # the shortest route and the one with the most tiers


@pytest.mark.parametrize(("world", "code", "variant"), by_turns(*CASES, both=BOTH), indirect=["world"])
def test_from_registration_to_authenticity(world: World, code: str, variant: str | None) -> None:
    definition, example = example_for(code, variant)
    citizen = Citizen(world, "agus@contoh.id")
    citizen.register()

    citizen.begin(code)
    citizen.fill(example)
    citizen.hand_in()

    assert office.waiting(world, citizen.reference)[0][0] == "berkas"
    first = office.climb(world, citizen.reference, example.staff, until="kasi")
    returner = office.waiting(world, citizen.reference)[0]
    field = next(f.id for f in definition.fields if f.type == "text" and f.required is True and not f.visible)
    office.give_back(world, citizen.reference, *returner[1:], {field: "Tulis lengkap."})
    assert office.status(world, citizen.reference) == "returned"
    citizen.mend()
    decided = office.climb(world, citizen.reference, example.staff)
    assert decided[: len(first)] == first, "those who had decided confirm the difference first"
    assert office.status(world, citizen.reference) == "to_sign"

    office.sign(world, citizen.reference, definition.flow.sign.role)

    assert office.status(world, citizen.reference) == "issued"
    world.work()
    letter = next(mail for mail in world.letters(citizen.email) if mail.attachments)
    assert citizen.reference in letter.subject
    for part in letter.attachments:
        authentic(world, part.data)
    own = citizen.person.open(f"/permohonan/{citizen.reference}").links(".pdf")
    digests = {hashlib.sha256(citizen.person.open(address).content).hexdigest() for address in own}
    assert digests == {hashlib.sha256(part.data).hexdigest() for part in letter.attachments}
    assert "Diterbitkan" in citizen.track().text
