"""Many at once: republishing, deciding the same file, guessing passwords, sending slowly. Nobody is held up for it."""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest

from tests.acceptance.definitions import TINY, changed
from tests.acceptance.portal import Portal, at
from tests.acceptance.tiny import CODE, hand_in, publish
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Person
from tests.journeys.world import World

pytestmark = pytest.mark.slow

THREADS, REQUESTS, REPUBLICATIONS = 4, 50, 10
ROUNDS = 50
GUESSERS, GUESSING = 10, 6.0  # clients; seconds
DRIBBLERS = 10  # more than one process has threads
DRIBBLE = float(os.environ.get("SAKPORE_DRIBBLE_SECONDS", "8"))  # `make nightly` sends for 30
SOON = 5.0  # seconds that nobody else should wait, with every core of a small machine in use


@pytest.fixture(scope="module")
def citizen(portal: Portal) -> Citizen:
    """A citizen with a draft of a small type."""
    publish(portal, TINY)
    found = portal.citizen()
    found.begin(CODE)
    return found


# -- republishing ----------------------------------------------------------------------------------------------------


def test_ten_republications_break_none_of_two_hundred_requests(portal: Portal, citizen: Citizen) -> None:
    clerk = portal.worlds[0].officer("petugas_fo")
    addresses = [
        "/izin",
        f"/izin/{CODE}",
        f"/permohonan/baru/{CODE}",
        "/permohonan",
        f"/permohonan/{citizen.reference}/isi/isi",
    ]
    mine, theirs = citizen.person.http.cookies, clerk.http.cookies
    started, first = threading.Event(), live_version(portal)

    def visit(number: int) -> list[tuple[str, int]]:
        person, officer = twin(mine), twin(theirs)
        found = []
        for turn in range(REQUESTS):
            world = portal.worlds[(number + turn) % len(portal.worlds)]
            if turn % 10 == 9:
                page = at(person, world).open(f"/permohonan/baru/{CODE}").form(having="pihak").send()
            elif turn % 3 == 2:
                page = at(officer, world).open(("/meja", f"/desk/{CODE}/list/", "/desk")[turn % 9 // 3])
            else:
                page = at(person, world).open(addresses[turn % len(addresses)])
            found.append((page.url, page.status))
            started.set()
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        visitors = [pool.submit(visit, number) for number in range(THREADS)]
        started.wait(60)
        for number in range(REPUBLICATIONS):
            publish(
                portal,
                changed(TINY, ("title: {id: Satu isian}", f"title: {{id: Satu isian {number}}}")),
                live_version(portal),
            )
        answers = [answer for visitor in visitors for answer in visitor.result()]

    assert live_version(portal) == first + REPUBLICATIONS
    assert len(answers) == THREADS * REQUESTS
    assert [answer for answer in answers if answer[1] != 200] == []
    for world in portal.worlds:
        assert f"Satu isian {REPUBLICATIONS - 1}" in world.person().open(f"/izin/{CODE}").text


def live_version(portal: Portal) -> int:
    from app import catalog

    with portal.app.app_context():
        return catalog.entry(CODE).version


def twin(cookies) -> Person:
    """The same person at another window: threads do not share a connection."""
    person = Person("")
    person.http.cookies.update(cookies)
    return person


# -- deciding --------------------------------------------------------------------------------------------------------


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_who_and_what(
    portal: Portal, citizen: Citizen
) -> None:
    clerks = [portal.worlds[0].officer("petugas_fo"), portal.worlds[1].logged_in(colleague(portal))]
    names = ["Petugas Petugas Fo", "Petugas Kedua"]
    waiting = hand_in(portal, citizen, ROUNDS)
    forms = [look(person, waiting[0]) for person in clerks]
    start = threading.Barrier(2)

    def decide(number: int) -> list[tuple[int, str]]:
        person, found = clerks[number], []
        person.follows = False
        for reference, row, version in waiting:
            form = {**forms[number], "tahap": str(row), "versi": str(version)}
            start.wait(60)
            page = person.post(f"/meja/{reference}/teruskan", list(form.items()))
            found.append((page.status, page.text))
        return found

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(decide, (0, 1))

    for (one, said), (other, heard), (reference, _row, _version) in zip(first, second, waiting, strict=True):
        assert sorted((one, other)) == [302, 409], f"{reference}: {one} {other}"
        winner, told = (names[0], heard) if one == 302 else (names[1], said)
        assert f"{reference} sudah dinyatakan lengkap oleh {winner}" in told
        assert reviews(portal, reference) == ["complete"]


def colleague(portal: Portal) -> str:
    """A second officer at the same tier."""
    from tests.journeys.world import employ

    email = "petugas-kedua@pekalongan.example"
    with portal.app.app_context():
        employ(email, "petugas_fo", None, 700, name="Petugas Kedua")
    return email


def look(person: Person, waiting: tuple[str, int, int]) -> dict[str, str]:
    """The form of the verification screen, everything in order."""
    from tests.journeys import office

    form = office.judge_all(person.open(f"/meja/{waiting[0]}").form(having="tahap"))
    return {name: values[0] for name, values in form.values.items()}


def reviews(portal: Portal, reference: str) -> list[str]:
    from sqlalchemy import select

    from app.applications.models import Application
    from app.foundation.database import db
    from app.verification.models import Review

    with portal.app.app_context():
        query = select(Review.outcome).join(Application).where(Application.reference == reference)
        return [outcome.value for outcome in db.session.scalars(query)]


# -- guessing --------------------------------------------------------------------------------------------------------


def test_ten_who_guess_passwords_without_pause_stop_nobody_from_saving(portal: Portal, citizen: Citizen) -> None:
    quiet = saves(portal.worlds[0], citizen, 2.0)
    turns, statuses = itertools.count(), []

    def guess(number: int, stop: threading.Event) -> None:
        guesser = Guesser(portal.worlds[0])
        while not stop.is_set():
            statuses.append(guesser.guess(number, next(turns)))

    with meanwhile([lambda stop, n=number: guess(n, stop) for number in range(GUESSERS)]):
        loud = saves(portal.worlds[0], citizen, GUESSING)

    assert quiet
    assert 401 in statuses, "passwords were really checked"
    assert set(statuses) <= {401, 429}, "the crowd is told to come again"
    assert len(statuses) > GUESSERS
    assert len(loud) >= 3, f"{len(loud)} saves in {GUESSING} s"
    assert max(loud) < SOON, loud


class Guesser:
    """Each guess comes from another address of loopback, so that no limit per address spares the portal the hashing."""

    def __init__(self, world: World) -> None:
        self.host, self.port = urlsplit(world.base).hostname, urlsplit(world.base).port
        person = world.person()
        self.csrf = person.open("/masuk").form(having="password").values["csrf_token"][0]
        self.cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.http.cookies)

    def guess(self, number: int, turn: int) -> int:
        source = (f"127.{number + 1}.{turn // 250 % 250 + 1}.{turn % 250 + 1}", 0)
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60, source_address=source)
        body = urlencode({"csrf_token": self.csrf, "email": f"siapa{turn}@contoh.id", "password": "salah sama sekali"})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        connection.request("POST", "/masuk", body, headers)
        status = connection.getresponse().status
        connection.close()
        return status


def saves(world: World, citizen: Citizen, seconds: float) -> list[float]:
    """How long each save of a section took, one after another."""
    person, until, took = at(citizen.person, world), time.monotonic() + seconds, []
    while time.monotonic() < until:
        form = (
            person.open(f"/permohonan/{citizen.reference}/isi/isi")
            .form(having="_versi")
            .fill(judul=f"Judul {len(took)}")
        )
        began = time.monotonic()
        page = form.send("Simpan dan lanjutkan")
        took.append(time.monotonic() - began)
        assert page.status == 200
    return took


@contextmanager
def meanwhile(works: list[Callable[[threading.Event], None]]) -> Iterator[None]:
    """Run these in threads of their own until the block ends. What goes wrong in one of them is raised."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(work, stop) for work in works]
        try:
            yield
        finally:
            stop.set()
        for one in running:
            one.result()


# -- sending slowly --------------------------------------------------------------------------------------------------


def test_bodies_that_dribble_in_delay_nobody_and_are_answered_in_the_end(portal: Portal, citizen: Citizen) -> None:
    world = portal.worlds[1]
    form = at(citizen.person, world).open(f"/permohonan/{citizen.reference}/isi/isi").form(having="_versi")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in citizen.person.http.cookies)
    values = {name: found[0] for name, found in form.values.items()} | {"judul": "Pelan-pelan", "_aksi": "simpan"}
    answers: list[bytes] = []

    def dribble(_stop: threading.Event) -> None:
        answers.append(send_slowly(world, urlsplit(form.action).path, urlencode(values), cookies))

    began = time.monotonic()
    with meanwhile([dribble] * DRIBBLERS):
        took = visits(world, until=began + DRIBBLE * 0.8)

    assert time.monotonic() - began >= DRIBBLE
    assert len(took) > DRIBBLE / SOON
    assert max(took) < SOON, took
    assert {answer.split(b" ")[1] for answer in answers} <= {b"302", b"409"}, "one of them saves, the others are told"
    assert b"302" in {answer.split(b" ")[1] for answer in answers}


def visits(world: World, until: float) -> list[float]:
    person, took = world.person(), []
    while time.monotonic() < until:
        began = time.monotonic()
        assert person.open("/izin").status == 200
        took.append(time.monotonic() - began)
    return took


def send_slowly(world: World, path: str, body: str, cookies: str) -> bytes:
    """A POST whose body comes in forty pieces over DRIBBLE seconds; the first line of the answer."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(world.base).netloc}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    pieces = 40
    step = -(-len(body) // pieces)
    with socket.create_connection((urlsplit(world.base).hostname, urlsplit(world.base).port), timeout=60) as wire:
        wire.sendall(head.encode())
        for index in range(pieces):
            wire.sendall(body[index * step : (index + 1) * step].encode())
            time.sleep(DRIBBLE / pieces)
        return wire.makefile("rb").readline()
