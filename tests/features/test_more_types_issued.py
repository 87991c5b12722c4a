"""Types that nobody foresaw, added as files only: one owner goes from each form to the signed permit, and names one in the next."""

from __future__ import annotations

import pytest

from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen

TYPES = ("reklame_papan", "reklame_kain", "bengkel_sehat")
FILES = "more"  # tests/schemas/more, beside the city's own library, tables and templates
HEAD = "kepala_dinas"


@pytest.fixture(scope="module")
def owner(town: Town) -> Citizen:
    return town.resident()


@pytest.fixture(scope="module")
def billboard(town: Town, owner: Citizen):
    """The owner's permit for a billboard: a group, computed area, two offices at once, a fee by variant."""
    return issue(town, owner, "reklame_papan", fee="Rp90.000")


def issue(town: Town, citizen: Citizen, code: str, *, fee: str = "", **answers: str):
    """From the type's first example to the paper; on the way what the example expects is what happens."""
    from app import catalog
    from app.applications import queries
    from app.certificates.queries import find_papers

    with town.app.app_context():
        example = catalog.live(code).examples[0]
    citizen.begin(code)
    citizen.fill(example, **answers)
    assert fee in citizen.person.open(f"/permohonan/{citizen.reference}/tinjau").text
    citizen.hand_in()
    assert sorted(office.climb(town, citizen.reference)) == sorted(example.expect["route"])
    office.sign(town, citizen.reference, HEAD)
    assert office.status(town, citizen.reference) == "issued"
    with town.app.app_context():
        (paper,) = find_papers(queries.get_by_reference(citizen.reference).id)
        return paper


def months(paper) -> int:
    return (paper.valid_to.year - paper.valid_from.year) * 12 + paper.valid_to.month - paper.valid_from.month


def test_a_billboard_with_faces_and_a_reckoned_area(billboard) -> None:
    assert billboard.number.startswith("503/0001/RKL/")
    assert months(billboard) == 6


def test_a_banner_is_seen_by_each_agency_that_was_chosen(town: Town, owner: Citizen) -> None:
    paper = issue(town, owner, "reklame_kain")
    assert months(paper) == 1


def test_a_workshop_names_its_own_billboard_and_passes_by_its_variants_mark(
    town: Town, owner: Citizen, billboard
) -> None:
    paper = issue(town, owner, "bengkel_sehat", fee="Rp75.000", papan=billboard.number)
    assert paper.number == f"503/001/BENGKEL/{paper.valid_from:%Y}"
    assert months(paper) == 36
    from app.applications import content, queries

    with town.app.app_context():
        application = queries.get_by_reference(owner.reference)
        assert content.answers(application)["papan"] == billboard.number
