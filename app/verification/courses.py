"""Events of a case (a course, a test): which tier records them, what is lacking, and rows that come again (§3.11).

The rows that passed go on to signing. A row that failed keeps a seat on a later date; when the others' papers are signed,
the case comes back to the event's tier for it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Assignment
from app.applications import answers as halves
from app.applications import bundles, locks, schedule, schedule_letters
from app.applications.lifecycle import Position, Status, after_retests
from app.applications.models import Application
from app.applications.queries import get_by_reference
from app.applications.register import PermitRegister
from app.applications.schedule import EventDate, Seat, Turn
from app.certificates import queries as certificates
from app.certificates.register import Register
from app.certificates.storing import RETEST
from app.errors import ConflictError, InputError, NotAllowedError, WrongMomentError
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now
from app.permits.case import Problem
from app.permits.model import Definition, Event, FieldType, Text, Tier
from app.verification import authority, intake, tiers
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.dossier import Dossier
from app.verification.models import OpenTier

DONE = "event.done"  # the start event of clocks that wait for the course
HIGHEST = Decimal(100)


@dataclass(frozen=True, slots=True)
class Person:
    """One participant as the sheet shows it."""

    row: str
    name: str
    turn: Turn

    @property
    def waits_for_a_date(self) -> bool:
        """Failed, and neither a further date nor the word that there will be none."""
        result = self.turn.result
        return self.turn.next is None and result is not None and result.passed is False and not result.given_up


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written beside one seat."""

    attended: bool
    marks: Mapping[str, str]


def tier_of(definition: Definition, event: Event) -> Tier:
    """The tier that records an event: the first one at its agency; of an event of the office itself, the first of all."""
    found = [tier for tier in definition.flow.all_tiers if tier.agency == event.agency]
    return (found or list(definition.flow.all_tiers))[0]


def covers(assignment: Assignment, definition: Definition, event: Event) -> bool:
    """Whether an officer of this assignment keeps the dates of the event."""
    tier = tier_of(definition, event)
    return (
        assignment.role == tier.role
        and (assignment.codes is None or definition.code in assignment.codes)
        and assignment.agency in (None, tier.agency)
    )


def events_at(dossier: Dossier, tier: Tier) -> list[Event]:
    """The events that this tier records and that somebody of the case has a seat on."""
    seated = {seat.date.event for seat in dossier.seats}
    definition = dossier.definition
    return [event for event in definition.events if event.id in seated and tier_of(definition, event).id == tier.id]


def people_of(dossier: Dossier, event: Event) -> list[Person]:
    """The participants in the order of the request."""
    found = schedule.turns(dossier.seats, event.id)
    names = row_names(dossier, event)
    return [Person(row, names.get(row, dossier.application.party_name), turn) for row, turn in found.items()]


def row_names(dossier: Dossier, event: Event) -> dict[str, str]:
    """What to call a row: its first name of a person or text, else its place."""
    if event.participants is None:
        return {}
    group = dossier.definition.field(event.participants)
    texts = [column.id for column in group.fields if column.type in (FieldType.PERSON_NAME, FieldType.TEXT)]
    rows = dossier.answers.get(group.id) or []
    return {
        str(row.get(halves.ROW_ID)): next(
            (str(row[name]) for name in texts if row.get(name)), f"{group.label.id} {place}"
        )
        for place, row in enumerate(rows, start=1)
    }


def problems(dossier: Dossier, tier: Tier) -> tuple[Problem, ...]:
    """What keeps the case at the event's tier."""
    found: list[Problem] = []
    for event in events_at(dossier, tier):
        people = people_of(dossier, event)
        for person in people:
            if person.turn.result is None:
                found.append(_problem(f"{person.name}: kehadiran dan nilai belum dicatat."))
            elif person.waits_for_a_date and event.on_fail == "retest":
                found.append(
                    _problem(f"{person.name}: belum lulus. Pilih jadwal ujian ulang, atau catat tidak melanjutkan.")
                )
        if not found and event.on_fail == "retest" and _only_waiting(dossier, people):
            found.append(_problem("Belum ada peserta yang lulus untuk diterbitkan. Permohonan menunggu ujian ulang."))
    return tuple(found)


def _only_waiting(dossier: Dossier, people: list[Person]) -> bool:
    """Somebody still comes again, and nobody passed who has no paper yet."""
    papers = {issued.row for issued in certificates.find_papers(dossier.application.id)}
    passed = [person for person in people if person.turn.result and person.turn.result.passed]
    coming = any(person.turn.next is not None for person in people)
    return coming and not any(person.row not in papers for person in passed)


# --- what officers write ------------------------------------------------------------------------------------------------


def record(
    date_id: int, entries: Mapping[int, Entry], *, register: PermitRegister, officer: Officer, now: datetime
) -> int:
    """Keep attendance and marks of a date, by seat; gives how many. Only of cases that the event's tier has now.

    Raises InputError for a mark that is none, NotAllowedError, WrongMomentError.
    """
    day = get_date(date_id)
    locks.hold("type", day.code)
    written = 0
    for application_id, seats in _by_application(date_id, entries).items():
        dossier, event = _dossier(application_id, register), None
        event = next(one for one in dossier.definition.events if one.id == day.event)
        _require_tier(dossier, event, officer, now)
        for seat in seats:
            _write(dossier, event, seat, entries[seat.id], officer, now)
            written += 1
        _judge(dossier, event, seats)
        _changed(dossier, officer.actor, now, "kegiatan.dicatat", tanggal=day.day.isoformat(), peserta=len(seats))
        tiers.start_clock(dossier, DONE, now)
    return written


def move(seat_id: int, date_id: int | None, *, register: PermitRegister, officer: Officer, now: datetime) -> None:
    """Give a failed row a further date; None: it comes to none. Raises ConflictError when that date is full."""
    seat = db.session.get(Seat, seat_id)
    if seat is None or seat.recorded_at is None or seat.passed or seat.released_at is not None:
        raise WrongMomentError(detail=f"seat {seat_id} has not failed")
    day = seat.date
    locks.hold("type", day.code)
    dossier = _dossier(seat.application_id, register)
    event = next(one for one in dossier.definition.events if one.id == day.event)
    _require_tier(dossier, event, officer, now)
    turn = schedule.turns(dossier.seats, event.id).get(seat.row)
    if turn is None or turn.result is None or turn.result.id != seat.id:
        raise ConflictError("Peserta ini sudah memiliki hasil yang lebih baru. Muat ulang halaman.")
    if turn.next is not None:
        turn.next.released_at = now
    seat.given_up = date_id is None
    if date_id is not None:
        _seat_on(date_id, event, seat.application_id, seat.row, now)
    db.session.flush()
    _changed(dossier, officer.actor, now, "kegiatan.ujian_ulang", lanjut=date_id is not None)
    _end_if_over(dossier, officer.actor, now)


def _seat_on(date_id: int, event: Event, application_id: int, row: str, now: datetime) -> None:
    day = get_date(date_id)
    if day.event != event.id or day.cancelled_at is not None:
        raise InputError("Jadwal itu tidak dibuka lagi.")
    if event.quota and schedule.taken([day.id]).get(day.id, 0) >= day.seats:
        raise ConflictError("Jadwal itu sudah penuh. Pilih jadwal lain.")
    db.session.add(Seat(date_id=day.id, application_id=application_id, row=row, taken_at=now, marks={}))
    jobs.enqueue(
        schedule_letters.BOOKED,
        f"retest:{application_id}:{row}:{day.id}",
        application_id=application_id,
        row=row,
        date_id=day.id,
    )


def get_date(date_id: int) -> EventDate:
    """Raises NotAllowedError for a date that is not there, as for one that is not the officer's."""
    found = db.session.get(EventDate, date_id)
    if found is None:
        raise NotAllowedError(detail=f"no event date {date_id}")
    return found


def _by_application(date_id: int, entries: Mapping[int, Entry]) -> dict[int, list[Seat]]:
    query = select(Seat).where(Seat.id.in_(entries), Seat.date_id == date_id, Seat.released_at.is_(None))
    found: dict[int, list[Seat]] = {}
    for seat in db.session.scalars(query.order_by(Seat.id)):
        found.setdefault(seat.application_id, []).append(seat)
    return found


def _dossier(application_id: int, register: PermitRegister) -> Dossier:
    """The case, locked."""
    query = select(Application).where(Application.id == application_id).with_for_update(of=Application)
    application = db.session.scalars(query.execution_options(populate_existing=True)).unique().one()
    return dossiers.read(application, register)


def _require_tier(dossier: Dossier, event: Event, officer: Officer, now: datetime) -> OpenTier:
    """The event's tier, open and this officer's. Raises WrongMomentError, NotAllowedError."""
    tier = tier_of(dossier.definition, event)
    query = (
        select(OpenTier)
        .join(OpenTier.application)
        .options(contains_eager(OpenTier.application).options(joinedload(Application.documents)))
        .where(OpenTier.application_id == dossier.application.id, OpenTier.tier == tier.id)
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        reference = dossier.application.reference
        raise WrongMomentError(f"Permohonan {reference} tidak sedang pada tahap kegiatan ini.")
    authority.require(officer, found, authority.standing(officer, dossier.application, now), dossier.reviews)
    return found


def _write(dossier: Dossier, event: Event, seat: Seat, entry: Entry, officer: Officer, now: datetime) -> None:
    turn = schedule.turns(dossier.seats, event.id).get(seat.row)
    latest = turn.next or turn.result if turn else None
    if latest is None or latest.id != seat.id:
        raise ConflictError("Peserta ini sudah memiliki jadwal yang lebih baru. Muat ulang halaman.")
    marks = {}
    for stage in schedule.mark_stages(event):
        typed = str(entry.marks.get(stage, "")).strip().replace(",", ".")
        if typed:
            marks[stage] = _mark(typed)
    if entry.attended and event.pass_ is not None and "mark" in event.pass_.text:
        last = schedule.mark_stages(event)[-1:]
        if last and last[0] not in marks:
            raise InputError("Isi nilai akhir setiap peserta yang hadir.")
    held = next(one for one in dossier.seats if one.id == seat.id)
    held.attended, held.marks = entry.attended, marks
    held.recorded_by_id, held.recorded_at = officer.user_id, now


def _mark(typed: str) -> str:
    try:
        value = Decimal(typed)
    except InvalidOperation:
        raise InputError(f"Nilai {typed} bukan angka.") from None
    if not value.is_finite() or not 0 <= value <= HIGHEST or value != value.quantize(Decimal("0.01")):
        raise InputError("Nilai ditulis 0 sampai 100, paling banyak dua angka di belakang koma.")
    return format(value, "f")


def _judge(dossier: Dossier, event: Event, seats: list[Seat]) -> None:
    """Whether each row passed, by the definition's own rule."""
    db.session.flush()
    dossier.changed()
    facts = dossier.assessment.facts["event"].get(event.id) or {}
    for seat in seats:
        held = next(one for one in dossier.seats if one.id == seat.id)
        found = facts if event.participants is None else (facts.get("_rows") or {}).get(seat.row) or {}
        held.passed = found.get("passed") is True


def _changed(dossier: Dossier, actor: Actor, now: datetime, event: str, **facts: Any) -> None:
    db.session.flush()
    dossier.changed()
    dossier.fix_record()
    dossier.application.changed_at = now
    audit.record(event, dossier.application.reference, actor, now, **facts)


# --- rows that come again ------------------------------------------------------------------------------------------------


@jobs.handler(RETEST)
def bring_back(reference: str) -> None:
    """The papers of those who passed are signed: the case returns to the event's tier for the others."""
    now = utc_now()
    with transaction():
        application = get_by_reference(reference)
        if application.status is not Status.IN_REVIEW or tiers.open_of(application):
            return
        dossier = dossiers.read(application, Register())
        if not schedule.awaits(application, dossier.definition):
            return
        order = [tier.id for stage in dossier.stages for tier in stage.tiers]
        held = {tier_of(dossier.definition, event).id for event in dossier.definition.events}
        first = min((order.index(tier) for tier in held if tier in order), default=0)
        for review in dossier.reviews:
            if review.tier in order[first:]:
                review.superseded_at = review.superseded_at or now
        db.session.flush()
        intake.open_first(application, Register(), SYSTEM, now)


def _end_if_over(dossier: Dossier, actor: Actor, now: datetime) -> None:
    """Nobody comes again and every paper that there will be is signed: the case is over."""
    application = dossier.application
    papers = {issued.row for issued in certificates.find_papers(application.id)}
    if not papers or schedule.awaits(application, dossier.definition):
        return
    for event in dossier.definition.events:
        people = people_of(dossier, event)
        if any(one.turn.result and one.turn.result.passed and one.row not in papers for one in people):
            return
    tiers.close_all(tiers.open_of(application))
    bundles.end(application, after_retests(Position(application.status)).status, now)
    db.session.flush()
    audit.record("permohonan.selesai", application.reference, actor, now, status=str(application.status))


def _problem(message: str) -> Problem:
    return Problem(name="kegiatan", message=Text(id=message), at=("kegiatan",), missing=True)


def days_ahead(event: EventDate, today: date) -> list[EventDate]:
    """Later dates of the same event with a seat that is free."""
    dates = [one for one in schedule.find_dates(event.code, event.event, today) if one.id != event.id]
    used = schedule.taken([one.id for one in dates])
    return [one for one in dates if used.get(one.id, 0) < one.seats]
