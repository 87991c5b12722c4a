"""What one page may cost the database: statements, in a warm process, with seven types and with three hundred more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import insert, select

from tests.acceptance.counting import counted, generate_types
from tests.acceptance.portal import settle
from tests.conftest import ENGINES, Databases, close, make_app
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Form, Page, Person
from tests.journeys.test_baru import example_for
from tests.journeys.world import World, open_world

pytestmark = pytest.mark.slow

FORM, CREATE, LIST, DECISION = 5, 12, 6, 14
CODES = ("iprk", "ipuwi", "siup", "slhs", "spkp", "spp_irt", "tdp")
CAP, LONGEST_PAGE = 10_000, 100
MANY = CAP + 500  # applications of one type


@dataclass
class City:
    """A served city whose statements are counted. `forms` are the section pages of a draft of each type."""

    world: World
    citizen: Citizen
    forms: dict[str, list[str]] = field(default_factory=dict)

    def cost(self, person: Person, address: str) -> list[str]:
        """Statements of the page."""
        with counted(self.world.app) as said:
            assert person.open(address).status == 200
        assert said, "who asks is read from the database at least"
        return said

    def warm_cost(self, person: Person, address: str) -> list[str]:
        """Statements of the page when it is asked for a second time."""
        assert person.open(address).status == 200
        return self.cost(person, address)

    def cost_of_sending(self, form: Form, button: str | None = None) -> tuple[list[str], Page]:
        """Statements of a post, without those of the page that it leads to."""
        form.page.person.follows = False
        try:
            with counted(self.world.app) as said:
                page = form.send(button)
        finally:
            form.page.person.follows = True
        return said, page


@pytest.fixture(scope="module", params=ENGINES)
def served(request: pytest.FixtureRequest, databases: Databases) -> Iterator[City]:
    url, data = databases.fresh(request.param, "city")
    app = make_app(url, data)
    with open_world(app) as world:
        with app.app_context():
            settle("warga@contoh.id", 1)
        citizen = Citizen(world, "warga@contoh.id")
        citizen.person = world.logged_in(citizen.email)
        yield City(world, citizen)
    close(app)
    databases.drop(url, data)


def test_statements_stay_within_their_budgets_also_with_three_hundred_types_more(served: City) -> None:
    siup = handed_in(served)
    few = {"form": forms(served), "create": creates(served), "list": lists(served)}
    first = decision(served, siup)

    generate_types(served.world.app, "siup", 300)
    fill_the_desk(served.world, siup)
    many = {"form": forms(served, ("siup", "slhs")), "create": creates(served), "list": lists(served)}
    second = decision(served, siup)

    assert over(few["form"], FORM) == {}
    assert over(few["create"], CREATE) == {}
    assert over(few["list"], LIST) == {}
    assert over({"berkas": first, "next": second}, DECISION) == {}
    assert dearer(many, few) == {}, "neither more types nor more applications cost a statement more"
    page = served.world.officer("petugas_fo").open("/desk/siup/list/?psize_Desk=5000")
    assert "10.000+" in page.text or "10000+" in page.text, "the count is capped"
    assert len(page.soup.select("tbody tr")) <= LONGEST_PAGE, "and so is the page"


def test_a_process_starts_without_building_a_type_until_one_is_asked_for(served: City) -> None:
    from app.catalog import versions

    config = served.world.app.config
    app = make_app(config["SQLALCHEMY_DATABASE_URI"], config["SAKPORE_DATA"])
    client = app.test_client()

    for address in ("/healthz", "/", "/izin", "/masuk"):
        assert client.get(address).status_code == 200
    with app.app_context():
        assert len(versions.entries()) >= len(CODES)
        assert not versions.shelf().definitions, "nothing is built for a list"
    assert client.get("/izin/siup").status_code == 200
    with app.app_context():
        assert list(versions.shelf().definitions) == [("siup", 1)], "one type was asked for"
    close(app)


def handed_in(city: City) -> str:
    definition, example = example_for("siup", "kecil")
    city.citizen.begin("siup")
    city.citizen.fill(example)
    city.citizen.hand_in()
    return city.citizen.reference


def forms(city: City, codes: tuple[str, ...] = CODES) -> dict[str, list[str]]:
    """Every section page of a draft of every type, after the first one has warmed the process."""
    found = {}
    for code in codes:
        if code not in city.forms:
            page = city.citizen.person.open(f"/permohonan/baru/{code}").form(having="pihak").send()
            city.forms[code] = page.links("/isi/")
        assert city.citizen.person.open(city.forms[code][0]).status == 200
        for address in city.forms[code]:
            found[f"{code}/{address.rsplit('/', 1)[1]}"] = city.cost(city.citizen.person, address)
    return found


def creates(city: City) -> dict[str, list[str]]:
    form = city.citizen.person.open("/permohonan/baru/siup").form(having="pihak")
    said, page = city.cost_of_sending(form)
    assert page.status == 302
    return {"siup": said}


def lists(city: City) -> dict[str, list[str]]:
    clerk, head = city.world.officer("petugas_fo"), city.world.officer("kepala_dinas")
    return {
        "desk": city.warm_cost(clerk, "/desk/siup/list/"),
        "desk, last page": city.warm_cost(clerk, "/desk/siup/list/?page_Desk=3&psize_Desk=100"),
        "meja": city.warm_cost(clerk, "/meja"),
        "signing": city.warm_cost(head, "/tanda-tangan"),
        "own": city.warm_cost(city.citizen.person, "/permohonan"),
    }


def decision(city: City, reference: str) -> list[str]:
    """The post of the tier that has it now; the officer has just looked at it."""
    [(_tier, role, agency)] = office.waiting(city.world, reference)
    form = office.judge_all(office.screen(city.world, reference, role, agency).form(having="tahap"))
    said, page = city.cost_of_sending(form)
    assert page.status == 302, page.text[:900]
    return said


def fill_the_desk(world: World, reference: str) -> None:
    """Copies of an application until there are more than a list counts."""
    from app.applications.models import Application
    from app.foundation.database import db, transaction

    table = Application.__table__
    with world.app.app_context(), transaction():
        row = db.session.execute(select(table).where(table.c.reference == reference)).mappings().one()
        own = {key: value for key, value in row.items() if key not in ("id", "submit_token")}
        copies = [{**own, "reference": f"SP-X{number:07}"} for number in range(MANY)]
        db.session.execute(insert(table), copies)


def over(found: dict[str, list[str]], budget: int) -> dict[str, list[str]]:
    return {name: [f"{len(said)} > {budget}", *said] for name, said in found.items() if len(said) > budget}


def dearer(now: dict[str, dict[str, list[str]]], before: dict[str, dict[str, list[str]]]) -> dict[str, list[str]]:
    """Pages that cost more than they did."""
    pages = {name: said for kind in now.values() for name, said in kind.items()}
    were = {name: len(said) for kind in before.values() for name, said in kind.items()}
    return {name: said for name, said in pages.items() if len(said) > were[name]}
