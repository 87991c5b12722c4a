"""Dates of events for the demo, so that a visitor can file what asks for one. Only `flask demo` calls this."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import current_app

from app import catalog
from app.applications import schedule
from app.errors import NotAllowedError
from app.foundation import calendar
from app.foundation.actors import SYSTEM
from app.foundation.database import transaction
from app.foundation.timing import wib_date
from app.verification import clock, dates

AHEAD = (timedelta(days=14), timedelta(days=28))
PLACE, SEATS, STARTS, ENDS = "Aula Peragaan", 30, "08:00", "15:00"


def create(now: datetime) -> int:
    """As many dates ahead as the demo keeps for every event of a published type; gives how many were missing.

    Safe to call again. Commits by itself. Raises NotAllowedError outside the demo.
    """
    if current_app.config["SAKPORE_ENV"] != "demo":
        raise NotAllowedError(detail="demo dates belong to SAKPORE_ENV=demo")
    today, added = wib_date(now), 0
    for entry in catalog.entries():
        for event in catalog.live(entry.code).events if entry.event_agencies else ():
            for day in _missing(entry.code, event.id, today):
                details = dates.Details(day, PLACE, SEATS, STARTS, ENDS)
                with transaction():
                    dates.add(entry.code, event.id, details, actor=SYSTEM, now=now)
                added += 1
    return added


def _missing(code: str, event: str, today: date) -> list[date]:
    """Working days for what lacks, none of which has a date already."""
    held = {one.day for one in schedule.find_dates(code, event, today + clock.ONE_DAY)}
    holidays, found = calendar.holidays(), []
    for ahead in AHEAD[len(held) :]:
        day = clock.next_workday(today + ahead, holidays)
        while day in held:
            day = clock.next_workday(day, holidays)
        found.append(day)
    return found
