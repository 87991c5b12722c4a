"""kill -9 of a real web process at each named point of issuing: nothing half-issued, one number, one final PDF, one mail."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from tests.acceptance.definitions import TINY
from tests.acceptance.portal import PATIENCE, Portal, open_portal
from tests.acceptance.tiny import hand_in, publish
from tests.conftest import by_day
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Page, Person
from tests.journeys.proof import pdfsig
from tests.journeys.world import PASSPHRASE, PASSWORD, World

pytestmark = pytest.mark.slow

PREPARING = ("prepare.after_claim", "prepare.before_store")
SIGNING = ("sign.after_signature", "sign.before_store", "sign.before_commit")
AFTER = "sign.after_store"
HEAD = "kepala_dinas"
NUMBER = "503/0001/"


@pytest.fixture(params=by_day("postgresql"))
def portal(request: pytest.FixtureRequest, new_app: Callable[[str, str], Flask], tmp_path: Path) -> Iterator[Portal]:
    """One sound process, and one for each point that dies there. On both databases: certificates/test_kill_points.py."""
    app = new_app(request.param, "bare")
    with open_portal(app, tmp_path, processes=1) as found:
        for point in (*PREPARING, *SIGNING, AFTER):
            found.start(SAKPORE_KILL_AT=point)
        publish(found, TINY)
        found.hire()
        found.wait_until_they_serve()
        yield found


def test_a_web_process_killed_while_it_issues_leaves_nothing_half_done(portal: Portal) -> None:
    sound, *doomed = portal.worlds
    victims = dict(zip((*PREPARING, *SIGNING, AFTER), zip(doomed, portal.processes[1:], strict=True), strict=True))
    citizen = portal.citizen()
    reference = ready_to_sign(portal, citizen)

    for point in PREPARING:
        dies(victims[point], prepare, reference)
        assert standing(portal, reference) == (["prepared"], [NUMBER], 0, 0), point
    assert prepare(sound.officer(HEAD), reference).status == 200
    for point in SIGNING:
        dies(victims[point], sign, reference)
        assert standing(portal, reference) == (["prepared"], [NUMBER], 0, 0), point
        assert office.status(sound, reference) == "to_sign"
        assert reference in sound.officer(HEAD).open("/tanda-tangan").text, "the item is back"

    dies(victims[AFTER], sign, reference)

    assert standing(portal, reference) == (["aktif"], [NUMBER], 1, 1), "issued, and its letter is owed"
    assert office.status(sound, reference) == "issued"
    assert attached(sound, citizen) == []
    sound.work()
    sound.work()
    [paper] = attached(sound, citizen)
    assert "Signature is Valid." in pdfsig(sound, paper.data)
    assert standing(portal, reference)[2] == 1, "one final PDF"


def ready_to_sign(portal: Portal, citizen: Citizen) -> str:
    [(reference, _row, _version)] = hand_in(portal, citizen, 1)
    assert office.climb(portal.worlds[0], reference) == ["berkas", "kasi"]
    return reference


def dies(victim: tuple[World, object], act: Callable[[Person, str], Page], reference: str) -> None:
    world, process = victim
    head = world.officer(HEAD)
    with pytest.raises(requests.ConnectionError):
        act(head, reference)
    assert process.wait(PATIENCE) == -signal.SIGKILL


def prepare(head: Person, reference: str) -> Page:
    return head.open("/tanda-tangan").form(having="berkas").fill(berkas=reference).send("Siapkan")


def sign(head: Person, _reference: str) -> Page:
    form = head.open("/tanda-tangan").form(having="naskah")
    page = form.fill(naskah=form.options("naskah")).send()
    return page.form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()


def attached(world: World, citizen: Citizen) -> list:
    """The papers that the citizen has in the mailbox."""
    return [part for letter in world.letters(citizen.email) for part in letter.attachments]


def standing(portal: Portal, reference: str) -> tuple[list[str], list[str], int, int]:
    """States and numbers of its papers, how many signed PDFs there are, how many letters are owed with them."""
    from app.applications import queries
    from app.certificates.models import Edition, Issued
    from app.foundation.database import db
    from app.foundation.models import Job

    with portal.app.app_context():
        application = queries.get_by_reference(reference)
        found = db.session.scalars(select(Issued).where(Issued.application_id == application.id)).all()
        owed = db.session.scalars(select(Job).where(Job.name == "mail.permit_issued")).all()
        numbers = [paper.number[: len(NUMBER)] for paper in found]
        return (
            [paper.status.value for paper in found],
            numbers,
            len(db.session.scalars(select(Edition)).all()),
            len(owed),
        )
