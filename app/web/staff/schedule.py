"""`/jadwal`: the agency's dates of events, and the sheet on which attendance and marks are written."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app import catalog
from app.applications import queries, schedule
from app.applications.models import Application
from app.applications.schedule import EventDate, Seat
from app.errors import InputError, NotAllowedError, NotFoundError
from app.foundation import audit
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.permits import fieldtypes
from app.permits.model import Definition, Event
from app.verification import courses, dates, tiers
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.courses import Entry
from app.verification.dates import Details
from app.web import current
from app.web.context import locale

PAST = timedelta(days=90)  # results are written and looked up for so long
SEAT = re.compile(r"hadir-([0-9]{1,9})")


class Schedule(BaseView):
    """Dates of the events that this officer's agency holds; nothing of others."""

    route_base = "/jadwal"
    default_view = "index"

    @expose("")
    @current.staff_required
    def index(self) -> ResponseReturnValue:
        kept = _kept()
        if not kept:
            raise NotAllowedError(detail="no event is this officer's")
        today = wib_date(current.now())
        found = [(definition, event, _lines(definition.code, event.id, today)) for definition, event in kept]
        return self.render_template(
            "staff/schedule/index.html", page_title=_("Jadwal kegiatan"), found=found, today=today
        )

    @expose("/tambah/<code>/<event_id>", methods=["GET", "POST"])
    @current.staff_required
    def add(self, code: str, event_id: str) -> ResponseReturnValue:
        definition, event = _event(code, event_id)
        if request.method == "GET":
            return self._form(definition, event, None)
        actor, now = current.actor(), current.now()
        try:
            details = _details()
            with transaction():
                dates.add(code, event.id, details, actor=actor, now=now)
        except InputError as error:
            return self._form(definition, event, None, error.user_message), 400
        flash(_("Jadwal ditambahkan."), "success")
        return redirect(url_for("Schedule.index"))

    @expose("/<int:date_id>")
    @current.staff_required
    def show(self, date_id: int) -> ResponseReturnValue:
        """The sheet. Only cases that this officer may see are named; the others are counted."""
        day, definition, event = _date(date_id)
        audit.note("jadwal.dilihat", f"jadwal:{day.code}:{day.id}", current.actor(), current.now())
        return self._sheet(*_date(day.id))

    @expose("/<int:date_id>/ubah", methods=["GET", "POST"])
    @current.staff_required
    def change(self, date_id: int) -> ResponseReturnValue:
        day, definition, event = _date(date_id)
        if request.method == "GET":
            return self._form(definition, event, day)
        actor, now = current.actor(), current.now()
        try:
            details, seen = _details(), _seen()
            with transaction():
                dates.change(courses.get_date(date_id), details, seen, actor=actor, now=now)
        except InputError as error:
            return self._form(definition, event, _date(date_id)[0], error.user_message), 400
        flash(_("Jadwal diubah. Peserta yang terdaftar diberi tahu."), "success")
        return redirect(url_for("Schedule.show", date_id=date_id))

    @expose("/<int:date_id>/batal", methods=["POST"])
    @current.staff_required
    def cancel(self, date_id: int) -> ResponseReturnValue:
        _date(date_id)
        actor, now, seen = current.actor(), current.now(), _seen()
        other = request.form.get("pengganti", "")
        with transaction():
            instead = courses.get_date(int(other)) if other.isdecimal() and len(other) < 10 else None
            dates.cancel(
                courses.get_date(date_id), request.form.get("alasan", "")[:1000], instead, seen, actor=actor, now=now
            )
        flash(_("Jadwal dibatalkan. Peserta yang terdaftar diberi tahu."), "success")
        return redirect(url_for("Schedule.index"))

    @expose("/<int:date_id>/hasil", methods=["POST"])
    @current.staff_required
    def record(self, date_id: int) -> ResponseReturnValue:
        _day, _definition, event = _date(date_id)
        entries, who = _entries(event), _who()
        if not entries:
            raise InputError(_("Tandai kehadiran sedikitnya satu peserta."))
        try:
            with transaction():
                courses.record(date_id, entries, **who)
        except InputError as error:
            return self._sheet(*_date(date_id), problem=error.user_message), 400
        flash(_("Kehadiran dan nilai disimpan."), "success")
        return redirect(url_for("Schedule.show", date_id=date_id))

    @expose("/<int:date_id>/ulang", methods=["POST"])
    @current.staff_required
    def again(self, date_id: int) -> ResponseReturnValue:
        """A further date for somebody who did not pass, or the word that there is none."""
        _date(date_id)
        seat, chosen, who = request.form.get("kursi", ""), request.form.get("jadwal", ""), _who()
        if not seat.isdecimal() or not (chosen == "tidak" or chosen.isdecimal()) or len(seat + chosen) > 18:
            raise InputError(_("Pilih jadwal ujian ulang."))
        with transaction():
            courses.move(int(seat), None if chosen == "tidak" else int(chosen), **who)
        flash(_("Ujian ulang dicatat."), "success")
        return redirect(url_for("Schedule.show", date_id=date_id))

    def _form(self, definition: Definition, event: Event, day: EventDate | None, problem: str = "") -> str:
        today = wib_date(current.now())
        others = courses.days_ahead(day, today) if day is not None else []
        title = _("Ubah jadwal") if day is not None else _("Tambah jadwal")
        page: str = self.render_template(
            "staff/schedule/form.html", page_title=title, definition=definition, event=event, day=day, problem=problem,
            typed=request.form, today=today, others=others, show_day=_show_day, errors_found=bool(problem),
            booked=schedule.taken([day.id]).get(day.id, 0) if day is not None else 0,
        )  # fmt: skip
        return page

    def _sheet(self, day: EventDate, definition: Definition, event: Event, problem: str = "") -> str:
        lines, hidden = _people(day, definition, event)
        page: str = self.render_template(
            "staff/schedule/sheet.html", page_title=_show_day(day), definition=definition, event=event, day=day,
            lines=lines, hidden=hidden, stages=schedule.mark_stages(event), typed=request.form if problem else {},
            later=courses.days_ahead(day, wib_date(current.now())), show_day=_show_day, problem=problem,
            errors_found=bool(problem),
        )  # fmt: skip
        return page


def _kept() -> list[tuple[Definition, Event]]:
    """The events that this officer's assignments cover, by FAB's permission besides."""
    found = []
    for entry in catalog.entries():
        if entry.event_agencies:
            definition = catalog.live(entry.code)
            found += [(definition, event) for event in definition.events if _keeps(definition, event)]
    return found


def _keeps(definition: Definition, event: Event) -> bool:
    permission = courses.tier_of(definition, event).permission
    assigned = any(courses.covers(one, definition, event) for one in current.viewer().assignments)
    return assigned and current.may(permission, definition.camel)


def _event(code: str, event_id: str) -> tuple[Definition, Event]:
    """Raises NotFoundError, NotAllowedError."""
    definition = catalog.live(code)
    event = next((one for one in definition.events if one.id == event_id), None)
    if event is None:
        raise NotFoundError
    if not _keeps(definition, event):
        raise NotAllowedError(detail=f"{event_id} of {code} is not this officer's")
    return definition, event


def _date(date_id: int) -> tuple[EventDate, Definition, Event]:
    day = courses.get_date(date_id)
    return (day, *_event(day.code, day.event))


def _lines(code: str, event: str, today: date) -> list[tuple[EventDate, int]]:
    found = schedule.find_dates(code, event, today - PAST)
    used = schedule.taken([one.id for one in found])
    return [(one, used.get(one.id, 0)) for one in found]


def _people(day: EventDate, definition: Definition, event: Event) -> tuple[list[dict[str, Any]], int]:
    """Seats of cases in the officer's scope, with what may be written; and how many seats are of other cases."""
    query = (
        select(Seat)
        .join(Seat.application)
        .options(contains_eager(Seat.application))
        .where(Seat.date_id == day.id, Seat.released_at.is_(None), Application.status.not_in(schedule.GONE))
        .order_by(Seat.application_id, Seat.id)
    )
    lines: list[dict[str, Any]] = []
    cases: dict[int, tuple[Any, dict[str, str], bool]] = {}
    for seat in db.session.scalars(queries.scope(query, current.viewer())):
        if seat.application_id not in cases:
            dossier = dossiers.read(seat.application, current.register())
            tier = courses.tier_of(dossier.definition, event).id
            here = any(one.tier == tier for one in tiers.open_of(seat.application))
            cases[seat.application_id] = dossier, courses.row_names(dossier, event), here
        dossier, names, here = cases[seat.application_id]
        turn = schedule.turns(dossier.seats, event.id).get(seat.row)
        latest = turn is not None and (turn.next or turn.result) is not None
        current_one = latest and (turn.next or turn.result).id == seat.id  # type: ignore[union-attr]
        lines.append({
            "seat": seat, "name": names.get(seat.row, seat.application.party_name), "reference": seat.application.reference,
            "writable": here and current_one, "waits": bool(turn and here and turn.result is not None
            and turn.result.id == seat.id and seat.passed is False and not seat.given_up and turn.next is None),
            "next": turn.next.date if turn and turn.next and turn.next.id != seat.id else None,
        })  # fmt: skip
    return lines, schedule.taken([day.id]).get(day.id, 0) - len(lines)


def _entries(event: Event) -> dict[int, Entry]:
    found: dict[int, Entry] = {}
    for name, value in request.form.items():
        match = SEAT.fullmatch(name)
        if match and value in ("ya", "tidak"):
            marks = {
                stage: request.form.get(f"nilai-{match[1]}-{stage}", "")[:12] for stage in schedule.mark_stages(event)
            }
            found[int(match[1])] = Entry(value == "ya", marks)
    return found


def _details() -> Details:
    """Raises InputError for what cannot be read."""
    form = request.form
    try:
        day, seats = date.fromisoformat(form.get("tanggal", "")), int(form.get("kursi", ""))
    except ValueError:
        raise InputError(_("Isi tanggal dan jumlah tempat.")) from None
    return Details(
        day, form.get("tempat", ""), seats, form.get("mulai", "").replace(".", ":").strip()[:5],
        form.get("selesai", "").replace(".", ":").strip()[:5], form.get("narasumber", ""),
    )  # fmt: skip


def _seen() -> int:
    seen = request.form.get("versi", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


def _who() -> dict[str, Any]:
    roles = frozenset(role.name for role in current_user.roles)
    return {"register": current.register(), "officer": Officer(current.actor(), roles), "now": current.now()}


def _show_day(day: EventDate) -> str:
    return fieldtypes.long_date(day.day.isoformat(), locale())


VIEWS = (Schedule,)
