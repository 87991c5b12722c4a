"""The publish report (D1): every draft, every open case and the last closed ones replayed through a new version.

One pass, in batches: the number of statements does not grow with the number of applications of a batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app import catalog
from app.accounts import assignments, permissions
from app.applications import replay
from app.applications.labels import label_of
from app.applications.lifecycle import Status
from app.applications.models import Application, Document, Referral
from app.applications.recalled import Recalled
from app.applications.register import PermitRegister
from app.errors import NotFoundError
from app.foundation import calendar
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.permits.model import Definition, Tier

OPEN = (Status.IN_REVIEW, Status.RETURNED, Status.TO_SIGN, Status.TO_REFUSE)
CLOSED = (Status.ISSUED, Status.REFUSED)
LAST_CLOSED = 50
BATCH = 500


@dataclass
class Tally:
    """Counts over one kind of applications."""

    count: int = 0
    touched: int = 0
    kept: int = 0
    route: int = 0
    fee: int = 0
    papers: int = 0
    needs: Counter[str] = field(default_factory=Counter)
    invalid: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: replay.Outcome) -> None:
        self.count += 1
        self.touched += bool(outcome.needs or outcome.invalid or outcome.aside)
        self.kept += outcome.kept
        self.route += outcome.route
        self.fee += outcome.fee
        self.papers += outcome.papers
        self.needs.update(outcome.needs)
        self.invalid.update(outcome.invalid)
        self.aside.update(outcome.aside)

    def as_json(self, definition: Definition) -> dict[str, Any]:
        numbers = {name: getattr(self, name) for name in ("count", "touched", "kept", "route", "fee", "papers")}
        return numbers | {name: _named(definition, getattr(self, name)) for name in ("needs", "invalid", "aside")}


def report(definition: Definition, now: datetime) -> dict[str, Any]:
    """Counts and names only, no applicant: it is stored with the version."""
    tallies = {"drafts": Tally(), "open": Tally(), "closed": Tally()}
    for part, outcome in _replays(definition, now):
        tallies[part].add(outcome)
    granted = permissions.would_grant(definition)
    return {name: tally.as_json(definition) for name, tally in tallies.items()} | {
        "roles": granted.created_roles,
        "permissions": granted.permissions,
        "without_officer": without_officer(definition, now),
        "at": now.isoformat(),
    }


def without_officer(definition: Definition, now: datetime) -> list[str]:
    """Tiers, and the signing, that nobody is assigned to today."""
    rungs = [(_tier_title(tier), tier.role) for tier in definition.flow.all_tiers]
    rungs.append(("Tanda tangan", definition.flow.sign.role))
    today = wib_date(now)
    staffed = {
        role: bool(assignments.people_with(role, definition.code, today)) for role in {role for _title, role in rungs}
    }
    return [f"{title} ({role})" for title, role in rungs if not staffed[role]]


def _replays(definition: Definition, now: datetime) -> Iterator[tuple[str, replay.Outcome]]:
    try:
        catalog.entry(definition.code)
    except NotFoundError:
        return  # the first version of its code: nothing is open
    register: PermitRegister = current_app.extensions["sakpore_register"]
    today, holidays = wib_date(now), calendar.holidays()
    paths: dict[int, list[tuple[int, Definition]]] = {}
    for batch in _batches(definition.code):
        recalled = Recalled(register, batch)
        for application in batch:
            if application.version not in paths:
                paths[application.version] = replay.path_to(definition.code, application.version, definition)
            outcome = replay.replayed(application, paths[application.version], recalled, today, holidays)
            yield _part(application), outcome


def _part(application: Application) -> str:
    if application.status is Status.DRAFT:
        return "drafts"
    return "open" if application.status in OPEN else "closed"


def _batches(code: str) -> Iterator[list[Application]]:
    """With their papers, and out of the session again once they were looked at."""
    last = 0
    while found := _page(select(Application).where(
        Application.code == code, Application.status.in_((Status.DRAFT, *OPEN)), Application.id > last
    ).order_by(Application.id).limit(BATCH)):  # fmt: skip
        last = found[-1].id
        yield found
        _let_go(found)
    closed = select(Application).where(Application.code == code, Application.status.in_(CLOSED))
    if found := _page(closed.order_by(Application.id.desc()).limit(LAST_CLOSED)):
        yield found
        _let_go(found)


def _page(query: Any) -> list[Application]:
    found = list(db.session.scalars(query))
    for name, model in (("documents", Document), ("referrals", Referral)):
        rows: dict[int, list[Any]] = {one.id: [] for one in found}
        if found:
            listed = select(model).where(model.application_id.in_(rows)).order_by(model.id)
            for row in db.session.scalars(listed):
                rows[row.application_id].append(row)
        for one in found:
            set_committed_value(one, name, rows[one.id])
    return found


def _let_go(applications: Sequence[Application]) -> None:
    for one in applications:
        for row in (*one.documents, *one.referrals):
            db.session.expunge(row)
        db.session.expunge(one)


def _named(definition: Definition, counts: Counter[str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": labelled(definition, name), "count": count}
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def labelled(definition: Definition, name: str) -> str:
    """“Barang: Jumlah” for a column of rows; the message of a rule; the name itself for what is gone."""
    head, _, column = name.replace(".", "-", 1).partition("-")
    group = next((one for one in definition.fields if one.id == head and one.repeats), None)
    if group is not None and column:
        inner = next((one for one in group.fields if one.id == column), None)
        paper = next((one for one in definition.documents if one.id == column), None)
        return f"{group.label.id}: {inner.label.id if inner else paper.label.id if paper else column}"
    rule = next((one for one in definition.rules if one.id == name), None)
    return rule.message.id if rule else label_of(definition, name)


def _tier_title(tier: Tier) -> str:
    return tier.title.id if tier.title else tier.id
