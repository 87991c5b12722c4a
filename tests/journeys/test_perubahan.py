"""A change of a permit that one holds: by name without a site visit, by rooms with one (permits.md §10)."""

from __future__ import annotations

import pytest

from tests.conftest import by_day
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.definitions import example_for
from tests.journeys.proof import authentic
from tests.journeys.world import World

pytestmark = pytest.mark.slow

VISIT = {"lapangan", "satpol", "lurah"}


def change(world: World, citizen: Citizen, definition, **answers: str) -> list[str]:
    """File a perubahan of the only permit, let every tier forward, sign; gives the tiers that decided."""
    page = citizen.person.open("/permohonan/baru/iprk?jenis=perubahan")
    form = page.form(having="izin")
    permit = form.options("izin")[-1]
    page = form.fill(jenis="perubahan", izin=permit, pihak="perorangan").send()
    citizen.reference = page.path.rsplit("/", 1)[1]
    for address in citizen.person.open(page.url).links("/isi/"):
        citizen.section(address, answers)
    citizen.papers()
    citizen.hand_in()
    decided = office.climb(world, citizen.reference)
    office.sign(world, citizen.reference, definition.flow.sign.role)
    world.work()
    return decided


def papers_of(world: World):
    from sqlalchemy import select

    from app.certificates.models import Issued
    from app.foundation.database import db

    with world.app.app_context():
        return [
            (row.number, row.status.value, row.valid_to)
            for row in db.session.scalars(select(Issued).order_by(Issued.id))
        ]


def nothing_to_change(citizen: Citizen) -> None:
    """Neither offered nor taken as long as this person holds no permit."""
    page = citizen.person.open("/permohonan/baru/iprk?jenis=perubahan")

    assert not [value for form in page.forms() for value in form.options("izin")], "nothing is issued yet"
    answer = citizen.person.post(
        "/permohonan/baru/iprk",
        [
            ("csrf_token", page.forms()[0].values["csrf_token"][0]),
            ("jenis", "perubahan"),
            ("pihak", "perorangan"),
            ("izin", "1"),
        ],
    )
    assert answer.status in (400, 403, 404, 409)


@pytest.mark.parametrize("world", by_day("sqlite"), indirect=True)
def test_a_change_of_name_needs_no_visit_and_a_change_of_rooms_does(world: World) -> None:
    definition, example = example_for("iprk")
    citizen = Citizen(world, "agus@contoh.id")
    citizen.register()
    citizen.begin("iprk")
    citizen.fill(example)
    citizen.hand_in()
    nothing_to_change(citizen)
    assert set(office.climb(world, citizen.reference, example.staff)) >= VISIT
    office.sign(world, citizen.reference, definition.flow.sign.role)

    by_name = change(world, citizen, definition, nama_kos="Kos Truntum Baru")

    assert not VISIT & set(by_name)
    (old_number, old_status, old_end), (number, status, end) = papers_of(world)
    assert (number, end) == (old_number, old_end), "a change keeps number and expiry"
    assert (old_status, status) == ("digantikan", "aktif")

    by_rooms = change(world, citizen, definition, **{"kamar-0-jumlah": "4"})

    assert set(by_rooms) >= VISIT
    assert [found[1] for found in papers_of(world)] == ["digantikan", "digantikan", "aktif"]
    letter = next(mail for mail in world.letters(citizen.email) if mail.attachments)
    authentic(world, letter.attachments[0].data)
