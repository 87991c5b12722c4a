"""`flask demo`: whoever tries the portal can file every type that is shipped."""

import pytest

from app import catalog
from app.applications import schedule
from app.errors import NotAllowedError
from app.foundation import calendar, timing
from app.verification import clock, demo


def dates_ahead():
    today = timing.wib_date(timing.utc_now())
    return {
        (entry.code, event.id): [one.day for one in schedule.find_dates(entry.code, event.id, today)]
        for entry in catalog.entries()
        for event in catalog.live(entry.code).events
    }


def test_every_event_has_two_working_days_to_choose_from_and_no_more_when_it_runs_again(sqlite_city):
    sqlite_city.config["SAKPORE_ENV"] = "demo"
    runner = sqlite_city.test_cli_runner()

    assert runner.invoke(args=["demo"]).exit_code == 0
    made = dates_ahead()
    assert made
    assert {len(days) for days in made.values()} == {2}
    assert all(clock.is_workday(day, calendar.holidays()) for days in made.values() for day in days)

    assert demo.create(timing.utc_now()) == 0
    assert dates_ahead() == made


def test_dates_of_the_demo_belong_to_the_demo(sqlite_app):
    with pytest.raises(NotAllowedError):
        demo.create(timing.utc_now())
