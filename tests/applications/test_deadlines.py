"""A correction that is not made in time closes the application; one that was handed in does not."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app.applications import corrections, deadlines, queries
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.foundation import jobs
from app.foundation.database import db, transaction
from app.foundation.models import Job
from tests.applications.test_service import fill, submit
from tests.applications.world import ACTOR, make_draft, make_person
from tests.conftest import NOON

DAYS_LEFT = 4


def given_back() -> Application:
    """A submitted application that was given back at noon, to be mended within four days."""
    application = make_draft(make_person())
    fill(application)
    submit(application)
    with transaction():
        corrections.open_round(
            application,
            tier="berkas",
            remarks={"nama_perusahaan": "Tulis lengkap."},
            note="",
            due_on=(NOON + timedelta(days=DAYS_LEFT)).date(),
            actor=ACTOR,
            now=NOON,
        )
    return application


def look_after(days: int, reference: str) -> Status:
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        deadlines.close_if_overdue(reference, 1)
    return queries.get_by_reference(reference).status


def test_a_round_that_ended_closes_the_application_and_tells_the_applicant_once(city):
    reference = given_back().reference

    assert db.session.scalars(select(Job).where(Job.name == deadlines.OVERDUE)).one().due_at > NOON + timedelta(days=4)
    assert look_after(3, reference) is Status.RETURNED
    assert look_after(DAYS_LEFT, reference) is Status.RETURNED, "the last day is still the applicant's"

    assert look_after(DAYS_LEFT + 1, reference) is Status.CLOSED
    assert look_after(DAYS_LEFT + 2, reference) is Status.CLOSED
    assert len(db.session.scalars(select(Job).where(Job.name == "mail.closed")).all()) == 1
    assert "mail.closed" in jobs.handlers_of(city)


def test_a_round_that_was_handed_in_is_left_alone(city):
    application = given_back()
    with transaction():
        application.corrections[-1].handed_in_at = NOON + timedelta(days=1)

    assert look_after(9, application.reference) is Status.RETURNED
