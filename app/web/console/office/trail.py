"""The audit log, to be read: newest first, by object, action, person and day.

Who may read the console does not thereby see applicants' cases: an event about an application is shown only to whom
`applications.queries.scope` shows the application (architecture §4: administrators see no applicant's row).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from sqlalchemy import Select, func, or_, select

from app.applications.models import Application
from app.applications.queries import scope
from app.errors import NotFoundError
from app.foundation import audit, timing
from app.foundation.database import db
from app.foundation.models import AuditEvent, AuditLeaf
from app.web import current, spreadsheet
from app.web.console.guard import Guarded

PAGE = 50
LONGEST = 120  # letters of a search word
BATCH = 500
COLUMNS = ("nomor", "waktu", "tindakan", "tentang", "pelaku", "peran", "keterangan", "sidik")
APPLICATIONS = "SP-%"  # objects that are references of applications


class Trail(Guarded, BaseView):
    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Fifty events per page; the next page begins before the last one seen, so new events move nothing."""
        wanted = _wanted()
        query = _filtered(_visible(), wanted).order_by(AuditEvent.id.desc()).limit(PAGE + 1)
        if (before := request.args.get("sebelum", "")).isdecimal() and len(before) < 16:
            query = query.where(AuditEvent.id < int(before))
        rows = list(db.session.scalars(query))
        size, _root = audit.size_and_root()
        more = rows[PAGE - 1].id if len(rows) > PAGE else None
        return self.render(
            "console/office/trail.html", rows=rows[:PAGE], wanted=wanted, size=size, moment=timing.wib_moment,
            older=more and self.get_url(".index", sebelum=more, **{k: v for k, v in wanted.items() if v}),
            file=self.get_url(".export", **{k: v for k, v in wanted.items() if v}),
        )  # fmt: skip

    @expose("/unduh.csv")
    def export(self) -> ResponseReturnValue:
        """What the same search finds, whole, as a file. Raises InputError where that is too much."""
        wanted = _wanted()
        query = _filtered(_visible(), wanted)
        some = query.with_only_columns(AuditEvent.id).limit(spreadsheet.MAX_ROWS + 1)
        found = db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
        spreadsheet.check_size(found)
        day, filters = timing.wib_date(current.now()), sorted(name for name, value in wanted.items() if value)
        audit.note("jejak.diunduh", "jejak-audit", current.actor(), current.now(), rows=found, filters=filters)
        return spreadsheet.respond(f"jejak-audit-{day}", COLUMNS, _rows(query))

    @expose("/<int:event_id>")
    def show(self, event_id: int) -> ResponseReturnValue:
        """One event with all that was recorded, and its place in the tree."""
        event = db.session.scalar(_visible().where(AuditEvent.id == event_id))
        if event is None:
            raise NotFoundError(detail="no such event for this reader")
        place = db.session.scalar(select(AuditLeaf.idx).where(AuditLeaf.event_id == event.id))
        facts: dict[str, Any] = json.loads(event.payload)["facts"]
        return self.render("console/office/event.html", event=event, facts=facts, place=place, moment=timing.wib_moment)


def _wanted() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:LONGEST] for name in ("objek", "tindakan", "pelaku", "hari")}


def _rows(query: Select[AuditEvent]) -> Iterator[tuple[Any, ...]]:
    """Newest first, some at a time; no read stays open while a slow line takes what was found."""
    below: int | None = None
    for _batch in range(spreadsheet.MAX_ROWS // BATCH):
        step = query if below is None else query.where(AuditEvent.id < below)
        events = db.session.scalars(step.order_by(AuditEvent.id.desc()).limit(BATCH)).all()
        rows = [
            (
                one.id,
                timing.wib_moment(one.at),
                one.action,
                one.object,
                one.actor,
                one.role,
                _facts(one),
                one.leaf.hex(),
            )
            for one in events
        ]
        db.session.rollback()
        yield from rows
        if len(rows) < BATCH:
            return
        below = rows[-1][0]


def _facts(event: AuditEvent) -> str:
    return audit.canonical(json.loads(event.payload)["facts"])


def _visible() -> Select[AuditEvent]:
    own_cases = scope(select(Application.reference), current.viewer())
    return select(AuditEvent).where(or_(~AuditEvent.object.like(APPLICATIONS), AuditEvent.object.in_(own_cases)))


def _filtered(query: Select[AuditEvent], wanted: dict[str, str]) -> Select[AuditEvent]:
    if wanted["objek"]:
        query = query.where(AuditEvent.object == wanted["objek"])
    if wanted["tindakan"]:
        query = query.where(AuditEvent.action.startswith(wanted["tindakan"], autoescape=True))
    if wanted["pelaku"]:
        query = query.where(AuditEvent.actor == wanted["pelaku"])
    day = _day(wanted["hari"])
    if day is not None:
        start = datetime(day.year, day.month, day.day, tzinfo=timing.WIB)
        query = query.where(AuditEvent.at >= start, AuditEvent.at < start + timedelta(days=1))
    return query


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
