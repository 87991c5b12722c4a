"""What waits for a viewer: open tiers that one of their assignments covers, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Assignment
from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.queries import Viewer, scope
from app.foundation.database import db
from app.verification import clock, pauses
from app.verification.clock import Holidays, Pace, Wait
from app.verification.models import OpenTier, Outcome, Pause, Review
from app.verification.tiers import office_closes
from app.verification.tracking import tier_title

DUE = ("lewat", "hari_ini", "minggu_ini")
LAST_PAGE = 20  # beyond it one filters: nobody pages through a thousand cases
PAGE = 50  # rows of a page; a queue is worked off from its top, so that nobody needs a count of thousands


class Tab(StrEnum):
    MINE = "tugas"
    WAITING = "tahap"
    RETURNED = "dikembalikan"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the officer asked for in the GET form."""

    tab: Tab = Tab.WAITING
    code: str = ""
    tier: str = ""
    due: str = ""  # "lewat", "hari_ini" or "minggu_ini"
    reference: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. `open_tier` is None where the applicant has it."""

    application: Application
    open_tier: OpenTier | None
    tier_title: str
    due_on: date | None
    pace: Pace
    left: int | None  # working days
    waits_for: str = ""  # why the clock stands still, in words
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    rows: tuple[Waiting, ...]
    page: int
    more: bool


def waiting(viewer: Viewer, filters: Filters, now: datetime, holidays: Holidays) -> Queue:
    """One page of the viewer's queue."""
    query = scope(_returned(viewer) if filters.tab is Tab.RETURNED else _open(viewer, filters, now), viewer)
    if filters.code:
        query = query.where(Application.code == filters.code)
    if filters.reference:
        query = query.where(Application.reference == filters.reference)
    query = query.offset((filters.page - 1) * PAGE).limit(PAGE + 1)
    found = list(db.session.execute(query).unique())
    cases = [row[0].application if isinstance(row[0], OpenTier) else row[0] for row in found[:PAGE]]
    held = pauses.of(cases)
    rows = tuple(_line(row, held[case.id], now, holidays) for row, case in zip(found[:PAGE], cases, strict=True))
    return Queue(rows=rows, page=filters.page, more=len(found) > PAGE)


def within_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Open tiers that an assignment of the viewer covers; no assignment, no row."""
    return or_(false(), *(_covered(assignment) for assignment in viewer.assignments))


def _covered(assignment: Assignment) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [OpenTier.role == assignment.role]
    if assignment.codes is not None:
        conditions.append(Application.code.in_(assignment.codes))
    if assignment.agency is not None:
        conditions.append(OpenTier.agency == assignment.agency)
    if assignment.kelurahan is not None:
        conditions.append(
            or_(OpenTier.scope_value == assignment.kelurahan, Application.kelurahan == assignment.kelurahan)
        )
    return and_(*conditions)


def _open(viewer: Viewer, filters: Filters, now: datetime) -> Select[OpenTier]:
    query = (
        select(OpenTier)
        .join(OpenTier.application)
        .options(contains_eager(OpenTier.application))
        .where(within_reach(viewer), Application.status == Status.IN_REVIEW)
        .order_by(OpenTier.due_on.is_(None), OpenTier.due_on, OpenTier.opened_at, OpenTier.id)
    )
    mine = OpenTier.assignee_id == viewer.user_id
    query = query.where(mine if filters.tab is Tab.MINE else or_(OpenTier.assignee_id.is_(None), mine))
    if filters.tier:
        query = query.where(OpenTier.tier == filters.tier)
    if filters.due:
        query = query.where(_due(filters.due, now))
    return query


def _due(due: str, now: datetime) -> ColumnElement[bool]:
    today = now.astimezone(clock.WIB).date()
    if due == "lewat":
        return OpenTier.due_on < today
    if due == "hari_ini":
        return OpenTier.due_on == today
    return and_(OpenTier.due_on >= today, OpenTier.due_on <= today + timedelta(days=6 - today.weekday()))


def _returned(viewer: Viewer) -> Select[Application]:
    """What a tier of the viewer's sent back and the applicant has not handed in again."""
    roles = {assignment.role for assignment in viewer.assignments}
    sent_back = select(Review.application_id).where(
        Review.outcome == Outcome.RETURN, Review.superseded_at.is_(None), Review.role.in_(roles)
    )
    codes = [assignment.codes for assignment in viewer.assignments]
    query = select(Application).where(Application.status == Status.RETURNED, Application.id.in_(sent_back))
    if None not in codes:
        query = query.where(Application.code.in_([code for some in codes for code in some or ()]))
    return query.order_by(Application.changed_at, Application.id)


def _line(row: Sequence[OpenTier | Application], held: list[Pause], now: datetime, holidays: Holidays) -> Waiting:
    found = row[0]
    if isinstance(found, Application):
        return Waiting(found, None, "", None, Pace.SAFE, None)
    application, due = found.application, found.due_on
    title = tier_title(content.definition_of(application), found.tier)
    stop = next((pause for pause in held if pause.ended_at is None), None)
    words, expected = (pauses.words(stop.reason), stop.expected_on) if stop else ("", None)
    if due is None:
        return Waiting(application, found, title, None, Pace.SAFE, None, words, expected)
    closes = office_closes()
    off = holidays | clock.paused_days([Wait(one.begun_at, one.ended_at) for one in held], now, holidays, closes)
    start = clock.start_day(found.opened_at, holidays, closes)
    if stop and found.workdays is not None:
        due = clock.due_date(start, found.workdays, off)  # while the clock stands still the day moves on
    pace = clock.pace(start, due, now, off)
    return Waiting(application, found, title, due, pace, clock.left_days(now, due, off), words, expected)
