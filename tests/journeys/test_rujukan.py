"""A permit of ours as the ground of another: an SPP-IRT cites an SPKP that its person holds (permits.md §10)."""

from __future__ import annotations

import pytest

from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.definitions import example_for
from tests.journeys.world import World

pytestmark = pytest.mark.slow


def certificate_number(world: World) -> str:
    from sqlalchemy import select

    from app.certificates.models import Issued
    from app.foundation.database import db

    with world.app.app_context():
        return db.session.scalars(select(Issued.number).where(Issued.code == "spkp").order_by(Issued.id)).first()


def test_an_own_certificate_is_cited_and_another_persons_is_refused_by_name(sqlite_world: World) -> None:
    world = sqlite_world
    definition, course = example_for("spkp")
    citizen = Citizen(world, "agus@contoh.id")
    citizen.register()
    citizen.begin("spkp")
    participants = [dict(row) for row in course.answers["peserta"]]
    participants[0]["nik"] = citizen.nik
    citizen.fill(course, peserta=participants)
    citizen.hand_in()
    office.climb(world, citizen.reference, course.staff)
    office.sign(world, citizen.reference, definition.flow.sign.role)
    number = certificate_number(world)

    _definition, food = example_for("spp_irt")
    person = {"nama": "Agus Wibowo", "spkp_sakpore": True, "no_spkp": number}
    citizen.begin("spp_irt")
    citizen.fill(food, penanggung_jawab=person)
    citizen.hand_in()

    stranger = Citizen(world, "sri@contoh.id", nik="3326134504900003", sex="P")
    stranger.born = stranger.born.replace(1990, 4, 5)
    stranger.register()
    stranger.begin("spp_irt")
    page = stranger.person.open(f"/permohonan/{stranger.reference}")
    with pytest.raises(AssertionError, match="SPKP|Sertifikat|milik"):
        for address in page.links("/isi/"):
            stranger.section(address, {"penanggung_jawab-spkp_sakpore": "true", "penanggung_jawab-no_spkp": number, "penanggung_jawab-nama": "Sri"})
        stranger.hand_in()
