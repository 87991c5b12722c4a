"""A file of data becomes a permit type in every running process: no restart, no other file, no code."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.definitions import PARKLET, example_of
from tests.acceptance.portal import Portal, at
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.proof import authentic

pytestmark = pytest.mark.slow

CODE = "parklet"


def test_an_eighth_type_is_served_by_three_running_processes_on_their_next_request(portal: Portal) -> None:
    example = example_of(PARKLET, CODE)
    citizens = [portal.citizen() for _world in portal.worlds]
    counters = [world.officer("loket") for world in portal.worlds]
    for world, citizen in zip(portal.worlds, citizens, strict=True):
        assert world.person().open("/izin").status == 200, "each process has its index of types already"
        assert at(citizen.person, world).open(f"/permohonan/baru/{CODE}").status == 404
    ids, files = [process.pid for process in portal.processes], prints(portal.schemas)

    said = portal.publish(portal.put(CODE, PARKLET))

    assert "peran baru tanpa pejabat: penata_kota" in said
    assert said.count("peran baru") == 1, "the roles that exist are reused"
    assert nobody_holds(portal, "penata_kota")
    for world, citizen, counter in zip(portal.worlds, citizens, counters, strict=True):
        assert citizen.person.open(f"/permohonan/baru/{CODE}").status == 200, "applicable for, on the next request"
        assert counter.open(f"/desk/{CODE}/list/").status == 200, "listable, on the next request"
        assert "Izin Parklet" in world.person().open(f"/izin/{CODE}").text
    portal.hire()
    references = [carry_through(portal, number, citizen, example) for number, citizen in enumerate(citizens)]
    for counter in counters:
        listed = counter.open(f"/desk/{CODE}/list/").text
        assert all(reference in listed for reference in references)
    assert [process.pid for process in portal.processes if process.poll() is None] == ids, "nothing was restarted"
    assert {path for path, print_ in prints(portal.schemas).items() if files.get(path) != print_} == {f"{CODE}.yaml"}


def carry_through(portal: Portal, number: int, citizen: Citizen, example) -> str:
    """Begun and signed in process `number`; each tier is decided in another process than the one before."""
    here = portal.worlds[number]
    citizen.world = here
    citizen.begin(CODE)
    citizen.fill(example)
    citizen.hand_in()
    decided = []
    while waiting := office.waiting(here, citizen.reference):
        tier, role, agency = waiting[0]
        office.forward(portal.worlds[(number + len(decided)) % 3], citizen.reference, role, agency)
        decided.append(tier)
    assert decided == ["berkas", "penata_kota", "kabid"]

    office.sign(here, citizen.reference, "kepala_dinas")

    assert office.status(here, citizen.reference) == "issued"
    here.work()
    [letter] = [mail for mail in here.letters(citizen.email) if mail.attachments]
    [paper] = letter.attachments
    assert "Izin Parklet" in words(paper.data), "the generic certificate, since the type has none of its own"
    assert f"503/{number + 1:03}/PARKLET-S/" in words(paper.data)
    if number == 0:
        authentic(here, paper.data)
    return citizen.reference


def prints(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def nobody_holds(portal: Portal, role: str) -> bool:
    from app.accounts import assignments
    from app.foundation import timing

    with portal.app.app_context():
        assert assignments.get_role(role).name == role
        return assignments.people_with(role, CODE, timing.wib_date(timing.utc_now())) == []


def words(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
