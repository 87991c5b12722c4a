"""The office's holidays. The clock of working days is counted elsewhere, over what this module knows."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from app.foundation import revision
from app.foundation.database import db
from app.foundation.models import Holiday
from app.foundation.sql import insert_for

__all__ = ["Holiday", "holidays", "seed"]

SEED = Path(__file__).parent.parent / "data" / "holidays.csv"
EXTENSION = "sakpore_holidays"


def holidays() -> frozenset[date]:
    """Every holiday known; kept per process until the revision `holidays` is raised."""
    now = revision.current().get("holidays", 0)
    held: tuple[int, frozenset[date]] | None = _app().extensions.get(EXTENSION)
    if held is None or held[0] != now:
        held = (now, frozenset(db.session.scalars(select(Holiday.day))))
        _app().extensions[EXTENSION] = held
    return held[1]


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
