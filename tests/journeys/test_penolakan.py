"""A refusal is a signed letter too: drawn up over a tier's negative decision, signed by another person."""

from __future__ import annotations

import pytest

from tests.conftest import by_day
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.definitions import example_for
from tests.journeys.proof import authentic
from tests.journeys.world import World

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("world", by_day("postgresql"), indirect=True)
def test_a_rejected_application_ends_in_a_signed_letter(world: World) -> None:
    definition, example = example_for("siup", "kecil")
    citizen = Citizen(world, "agus@contoh.id")
    citizen.register()
    citizen.begin("siup")
    citizen.fill(example)
    citizen.hand_in()
    office.climb(world, citizen.reference, until="kasi")

    office.reject(world, citizen.reference, "kepala_seksi", None, "Lokasi usaha tidak sesuai dengan tata ruang.")

    assert office.status(world, citizen.reference) == "to_refuse"
    office.sign(world, citizen.reference, definition.flow.sign.role)
    assert office.status(world, citizen.reference) == "refused"
    world.work()
    letter = next(mail for mail in world.letters(citizen.email) if mail.attachments)
    authentic(world, letter.attachments[0].data)
    assert "Ditolak" in citizen.track().text
