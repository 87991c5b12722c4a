"""The office's holidays. The clock of working days is counted elsewhere, over what this module knows."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from app.errors import NotFoundError
from app.foundation import audit, revision
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.models import Holiday
from app.foundation.sql import insert_for

__all__ = ["Holiday", "days_of", "get", "holidays", "put", "remove", "seed", "years"]

SEED = Path(__file__).parent.parent / "data" / "holidays.csv"
EXTENSION = "sakpore_holidays"


def holidays() -> frozenset[date]:
    """Every holiday known; kept per process until the revision `holidays` is raised."""
    now = revision.current().get("holidays", 0)
    held: tuple[int, frozenset[date]] | None = _app().extensions.get(EXTENSION)
    if held is None or held[0] != now:
        held = (now, frozenset(db.session.scalars(select(Holiday.day))))
        if revision.settled():
            _app().extensions[EXTENSION] = held
    return held[1]


def years() -> list[int]:
    """Years of which any holiday is known, earliest first."""
    return sorted({day.year for day in holidays()})


def days_of(year: int) -> list[Holiday]:
    """The holidays of a year in order."""
    query = select(Holiday).where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.session.scalars(query.order_by(Holiday.day)))


def get(day: date) -> Holiday:
    """Raises NotFoundError for a day that is no holiday."""
    found = db.session.get(Holiday, day)
    if found is None:
        raise NotFoundError("Tanggal ini bukan hari libur.", detail="no such holiday")
    return found


def put(day: date, *, name: str, source: str, joint_leave: bool, verified: bool, actor: Actor, now: datetime) -> None:
    """Add a holiday, or correct the one of that day. In a transaction; the caller recomputes what is due."""
    there = db.session.get(Holiday, day)
    before = f"{there.name} ({there.source})" if there else None
    found = there or Holiday(day=day)
    found.name, found.source, found.joint_leave, found.verified = name, source, joint_leave, verified
    db.session.add(found)
    db.session.flush()
    revision.bump("holidays")
    audit.record("hari_libur.disimpan", f"hari_libur:{day}", actor, now, name=name, source=source, was=before)


def remove(day: date, *, actor: Actor, now: datetime) -> None:
    """The office is open on that day after all. In a transaction. Raises NotFoundError."""
    found = get(day)
    audit.record("hari_libur.dihapus", f"hari_libur:{day}", actor, now, name=found.name, source=found.source)
    db.session.delete(found)
    db.session.flush()
    revision.bump("holidays")


def seed() -> None:
    """Write the days of the shipped list that the table lacks, in the caller's transaction; a corrected row is kept."""
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = [
            {
                "day": date.fromisoformat(row["day"]),
                "name": row["name"],
                "joint_leave": row["joint_leave"] == "yes",
                "source": row["source"],
                "verified": row["verified"] == "yes",
            }
            for row in csv.DictReader(file)
        ]
    known = set(db.session.scalars(select(Holiday.day)))
    missing = [row for row in rows if row["day"] not in known]
    if missing:
        db.session.execute(insert_for(Holiday).on_conflict_do_nothing(), missing)
        revision.bump("holidays")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]
