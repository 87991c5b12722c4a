"""Every address, by everybody: the matrix route × role, and which rows of a list each of them sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import close, make_app
from tests.journeys import office
from tests.web.crowd import AGUS, BUDI, ROLES, STAFF, gather
from tests.web.town import file

MATRIX = yaml.safe_load(Path(__file__).with_name("matrix.yaml").read_text(encoding="utf-8"))
CASES = [(route, case) for route, cases in MATRIX["routes"].items() for case in cases]
REFERENCE = re.compile(r"SP-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture(scope="module")
def crowd(sqlite_town):
    found = gather(sqlite_town)
    found.take_picture()
    return found


def routes_of(app):
    """What answers: "GET /izin", with FAB's, Flask-Admin's and the static folders."""
    return {f"{m} {rule}" for rule in app.url_map.iter_rules() for m in rule.methods - {"HEAD", "OPTIONS"}}


def test_every_route_has_a_row(sqlite_app):
    found, known = routes_of(sqlite_app), set(MATRIX["routes"])

    assert not found - known, f"add to tests/web/matrix.yaml, with who may: {sorted(found - known)}"
    assert not known - found, f"no longer registered, remove from tests/web/matrix.yaml: {sorted(known - found)}"


def test_the_demo_adds_its_mailbox_for_this_machine_and_nothing_else(databases):
    url, folder = databases.fresh("sqlite", "bare")
    app = make_app(url, folder, SAKPORE_ENV="demo")

    assert routes_of(app) - set(MATRIX["routes"]) == set(MATRIX["demo"])
    for route in MATRIX["demo"]:
        path = re.sub(r"<[^>]*>", "1", route.removeprefix("GET "))
        assert app.test_client().get(path, environ_overrides={"REMOTE_ADDR": "10.0.0.7"}).status_code == 403
    close(app)
    databases.drop(url, folder)


def expected(case):
    named = {role: word for word, roles in case.items() if isinstance(roles, list) for role in roles}
    unknown = set(named) - set(ROLES)
    assert not unknown, f"nobody is called {sorted(unknown)}"
    return {role: named.get(role, case["else"]) for role in ROLES}


@pytest.mark.parametrize(("route", "case"), CASES, ids=[f"{route} at {case['at']}" for route, case in CASES])
def test_who_gets_what(crowd, route, case):
    method = route.split(" ", 1)[0].lower()
    path = case["at"].format(**crowd.places)
    values = {name: text.format(**crowd.places) for name, text in case.get("send", {}).items()}

    found = {}
    for role in ROLES:
        found[role] = crowd.ask(role, method, path, values)
        if method == "post" and (case.get("fresh") or found[role] in ("ok", "pindah")):
            crowd.put_back()
    if method == "post":
        crowd.put_back()

    assert found == expected(case)


@pytest.mark.parametrize("route", [route for route in MATRIX["routes"] if route.startswith("POST ")])
def test_no_post_is_taken_without_a_token(crowd, route):
    case = MATRIX["routes"][route][0]
    path = case["at"].format(**crowd.places)
    person = crowd.people["agus"]
    person.http.client._cookies = dict(crowd.cookies["agus"])

    assert (
        person.raw("post", path, **{k: v.format(**crowd.places) for k, v in case.get("send", {}).items()}).status_code
        == 400
    )


# -- visible rows, on both databases ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows(town):
    """One application per place where rows differ; the names of the references, by reference."""
    town.citizen(AGUS, "3375014503880001") if not town.id_of(AGUS) else None
    town.citizen(BUDI, "3375014503880002") if not town.id_of(BUDI) else None
    names = {
        file(town, "siup", AGUS, submit=False, papers=False): "draf",
        file(town, "siup", BUDI, filed_by=town.officers["loket", None], submit=False, papers=False): "atas nama",
        (mikro := file(town, "siup", AGUS, variant="mikro")): "di dindagkop",
        file(town, "siup", BUDI, variant="kecil"): "di fo",
        (kos := file(town, "iprk", BUDI)): "kos di satpol",
    }
    office.climb(town, mikro, until="teknis")
    office.climb(town, kos, until="satpol")
    town.names = names
    return town


SIUP = {"di dindagkop", "di fo"}
SEEN = {
    "agus": {"/permohonan": {"draf", "di dindagkop"}},
    "budi": {"/permohonan": {"atas nama", "di fo", "kos di satpol"}},
    "loket": {"/desk/siup/list/": SIUP | {"atas nama"}, "/desk/iprk/list/": {"kos di satpol"}, "/meja": set()},
    "fo": {"/desk/siup/list/": SIUP, "/meja": {"di fo"}, "/desk/iprk/list/": {"kos di satpol"}},
    "bo": {"/desk/siup/list/": SIUP, "/meja": set()},
    "dindagkop": {"/desk/siup/list/": {"di dindagkop"}, "/meja": {"di dindagkop"}, "/desk/iprk/list/": set()},
    "dinkes": {"/desk/siup/list/": set(), "/meja": set(), "/desk/slhs/list/": set()},
    "satpol": {"/desk/iprk/list/": {"kos di satpol"}, "/meja": {"kos di satpol"}},
    "kasi": {"/desk/siup/list/": SIUP, "/meja": set()},
    "kabid": {"/desk/siup/list/": SIUP, "/meja": set()},
    "kepala": {"/desk/siup/list/": SIUP, "/tanda-tangan/": set()},
    "admin": {"/meja": set(), "/desk/": set(), "/tanda-tangan/": set()},
}


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, pages in SEEN.items() for path in pages])
def test_which_rows_are_seen(rows, role, path):
    person = rows.logged_in({"agus": AGUS, "budi": BUDI}[role]) if role not in STAFF else rows.officer(*STAFF[role])

    page = person.open(path)

    assert page.status == 200, page.text[:300]
    assert {rows.names[reference] for reference in REFERENCE.findall(page.text) if reference in rows.names} == SEEN[
        role
    ][path]
