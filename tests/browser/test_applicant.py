"""The whole way of an applicant on a phone, with scripts and without: nothing may need them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.applicant import Applicant
from tests.browser.story import CODE, VARIANT
from tests.browser.tab import Tab
from tests.journeys import office
from tests.journeys.test_baru import example_for
from tests.journeys.world import World

pytestmark = pytest.mark.slow


WAYS = [("3326134607910003", True), ("3326134607910004", False)]


@pytest.mark.parametrize(("nik", "scripts"), WAYS, ids=["with scripts", "without scripts"])
def test_from_registration_to_the_verified_permit(
    served: World, tab_of: Callable[..., Tab], nik: str, scripts: bool
) -> None:
    definition, example = example_for(CODE, VARIANT)
    citizen = Applicant(tab_of(scripts=scripts), served, f"dewi-{nik[-1]}@contoh.id", nik, scripts)

    citizen.register()
    citizen.activate()
    citizen.apply(CODE, example)
    citizen.hand_in()
    office.climb(served, citizen.reference, example.staff)
    office.sign(served, citizen.reference, definition.flow.sign.role)
    said = citizen.examine(citizen.fetch())

    assert "BERLAKU" in said
    assert "Diterbitkan" in citizen.track()
    assert citizen.tab.taken() == []
