"""A permit of ours as the ground of another: an SPP-IRT cites an SPKP that its person holds (permits.md §10)."""

from __future__ import annotations

import pytest

from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.definitions import example_for
from tests.journeys.pages import Page
from tests.journeys.world import World

pytestmark = pytest.mark.slow


def certificate_number(world: World) -> str:
    from sqlalchemy import select

    from app.certificates.models import Issued
    from app.foundation.database import db

    with world.app.app_context():
        return db.session.scalars(select(Issued.number).where(Issued.code == "spkp").order_by(Issued.id)).first()


def cite(citizen: Citizen, number: str) -> Page:
    """Type the number of a certificate into the section that asks for it, and try to go on."""
    hub = citizen.person.open(f"/permohonan/{citizen.reference}")
    for address in hub.links("/isi/"):
        form = next(
            (form for form in citizen.person.open(address).forms() if "penanggung_jawab-spkp_sakpore" in form.names),
            None,
        )
        if form:
            form.fill(**{"penanggung_jawab-spkp_sakpore": "true"}).send("Simpan dan lanjutkan")
            form = citizen.person.open(address).form(having="penanggung_jawab-no_spkp")
            return form.fill(**{"penanggung_jawab-no_spkp": number, "penanggung_jawab-nama": "Sri"}).send(
                "Simpan dan lanjutkan"
            )
    raise LookupError("no section asks for the certificate")


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
    answer = cite(stranger, number)

    assert "penanggung_jawab-no_spkp" in {link["href"].lstrip("#") for link in answer.soup.select(".sk-summary a")}
    assert "Dapur Contoh" not in answer.text, "what the permit holds is shown to nobody"
