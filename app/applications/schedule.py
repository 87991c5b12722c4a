"""Dates of an event (a course, a test) and who has a seat: records of the agency, no definition (schema-language §3.11).

A seat counts while its application lives, so a withdrawal or a refusal frees it by itself. A row that failed keeps its
result and gets a further seat on a later date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased, contains_eager, mapped_column, relationship

from app.applications.lifecycle import Status
from app.applications.models import Application
from app.foundation.database import Base, Json, UtcDateTime, db
from app.permits.case import EventDay
from app.permits.model import Definition, Event, FieldDef, FieldType
from app.permits.names import input_name

WITHOUT_PARTICIPANTS = ""  # the row of an event that the whole application attends
RETEST = "retest"
GONE = (Status.DRAFT, Status.WITHDRAWN, Status.REFUSED, Status.CLOSED)


class EventDate(Base):
    """One date of a type's event. A cancelled one keeps its row, with the reason that the booked were told."""

    __tablename__ = "event_date"
    __table_args__ = (Index("ix_event_date_code_event_day", "code", "event", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(41))
    event: Mapped[str] = mapped_column(String(41))
    day: Mapped[date]
    starts: Mapped[str] = mapped_column(String(5), default="")
    ends: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(200))
    speakers: Mapped[str] = mapped_column(Text, default="")
    seats: Mapped[int]
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}


class Seat(Base):
    """One person of one application on one date, with what came of it. `row` is the group row's stable id."""

    __tablename__ = "event_seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    date_id: Mapped[int] = mapped_column(ForeignKey("event_date.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    row: Mapped[str] = mapped_column(String(24), default=WITHOUT_PARTICIPANTS)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attended: Mapped[bool | None]
    passed: Mapped[bool | None]  # by the definition's `pass`, when it was recorded
    marks: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # stage → mark as decimal text
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up: Mapped[bool] = mapped_column(default=False)  # failed, and comes to no further date

    date: Mapped[EventDate] = relationship()
    application: Mapped[Application] = relationship()


@dataclass(frozen=True, slots=True)
class Turn:
    """How one row stands: its latest result, and the seat that it still has before it."""

    row: str
    result: Seat | None
    next: Seat | None

    @property
    def settled(self) -> bool:
        return self.next is None and self.result is not None


def awaits(application: Application, definition: Definition) -> bool:
    """Whether a row that failed comes again, or may still be given a date."""
    seats = seats_of(application.id) if any(event.on_fail == RETEST for event in definition.events) else []
    for event in (event for event in definition.events if event.on_fail == RETEST):
        for turn in turns(seats, event.id).values():
            result = turn.result
            if turn.next is not None or (result is not None and result.passed is False and not result.given_up):
                return True
    return False


def seat_fact(seat: Seat) -> list[Any]:
    """What of a recorded seat goes into the record's hash."""
    return [
        seat.date.event,
        seat.row,
        seat.date.day.isoformat(),
        seat.attended,
        seat.marks,
        seat.passed,
        seat.given_up,
        seat.recorded_by_id,
    ]


def find_dates(code: str, event: str, since: date) -> Sequence[EventDate]:
    """Dates that are not cancelled, from a day on, earliest first."""
    query = select(EventDate).where(
        EventDate.code == code, EventDate.event == event, EventDate.day >= since, EventDate.cancelled_at.is_(None)
    )
    return db.session.scalars(query.order_by(EventDate.day, EventDate.id)).all()


def taken(date_ids: Iterable[int]) -> dict[int, int]:
    """Seats that are taken, by date."""
    query = (
        select(Seat.date_id, func.count())
        .join(Application, Application.id == Seat.application_id)
        .where(Seat.date_id.in_(list(date_ids)), Seat.released_at.is_(None), Application.status.not_in(GONE))
        .group_by(Seat.date_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def seats_of(application_id: int) -> list[Seat]:
    """All seats that the application has and had, in the order in which they were taken; released ones left out."""
    query = (
        select(Seat)
        .join(Seat.date)
        .options(contains_eager(Seat.date))
        .where(Seat.application_id == application_id, Seat.released_at.is_(None))
        .order_by(Seat.id)
    )
    return list(db.session.scalars(query))


def turns(seats: Iterable[Seat], event: str) -> dict[str, Turn]:
    """By row: the latest result of this event and the seat that waits."""
    found: dict[str, Turn] = {}
    for seat in (seat for seat in seats if seat.date.event == event):
        before = found.get(seat.row)
        result = seat if seat.recorded_at else (before.result if before else None)
        found[seat.row] = Turn(seat.row, result, None if seat.recorded_at else seat)
    return found


@dataclass(frozen=True, slots=True)
class Timetable:
    """What one application has and may have: its seats as `seats_of` gives them, and each date with its free seats."""

    seats: Sequence[Seat]
    dates: Sequence[tuple[EventDate, int]]


def timetable(application: Application, today: date) -> Timetable:
    """In one statement. Its own date is among them also when it is past or full; the seats of others are not free."""
    theirs, their_case = aliased(Seat), aliased(Application)
    others = (
        select(func.count())
        .select_from(theirs)
        .join(their_case, their_case.id == theirs.application_id)
        .where(theirs.date_id == EventDate.id, theirs.released_at.is_(None), their_case.status.not_in(GONE))
        .where(theirs.application_id != application.id)
        .scalar_subquery()
    )
    own = and_(Seat.date_id == EventDate.id, Seat.application_id == application.id, Seat.released_at.is_(None))
    query = (
        select(EventDate, Seat, others)
        .outerjoin(Seat, own)
        .where(
            EventDate.code == application.code,
            or_(Seat.id.is_not(None), and_(EventDate.day >= today, EventDate.cancelled_at.is_(None))),
        )
        .order_by(EventDate.day, EventDate.id)
    )
    seats: dict[int, Seat] = {}
    dates: dict[int, tuple[EventDate, int]] = {}
    for one, seat, used in db.session.execute(query):
        dates[one.id] = (one, max(0, one.seats - used))
        if seat is not None:
            seats[seat.id] = seat
    return Timetable([seats[key] for key in sorted(seats)], list(dates.values()))


def open_days(definition: Definition, held: Timetable, answers: Mapping[str, Any]) -> dict[str, tuple[EventDay, ...]]:
    """By event: what can be chosen, with the seats left for this application; its own date stays choosable."""
    found: dict[str, tuple[EventDay, ...]] = {}
    for event in definition.events:
        days = tuple(
            EventDay(one.day, one.place, one.starts, one.ends, left, one.speakers)
            for one, left in held.dates
            if one.event == event.id
        )
        found[event.id] = (*days, *_as_answered(definition, event.id, answers, days, held.seats))
    return found


def _as_answered(
    definition: Definition, event: str, answers: Mapping[str, Any], days: Sequence[EventDay], own: Sequence[Seat]
) -> Iterable[EventDay]:
    """The date as it was chosen, where the agency has moved the application's seats to another day since."""
    held = [seat for seat in own if seat.date.event == event]
    for one in event_fields(definition, event) if held else ():
        chosen = answers.get(one.id)
        if not isinstance(chosen, Mapping):
            continue
        day = _as_day(chosen.get("date"))
        if day is not None and day not in {known.day for known in days}:
            yield EventDay(day, str(chosen.get("place") or held[-1].date.place), left=len(held))


def results(definition: Definition, seats: Iterable[Seat]) -> dict[str, dict[str, Any]]:
    """What officers recorded, as `Case.events` holds it."""
    kept = list(seats)
    found: dict[str, dict[str, Any]] = {}
    for event in definition.events:
        rows = {turn.row: fact(event, turn.result) for turn in turns(kept, event.id).values() if turn.result}
        if event.participants is None:
            found[event.id] = rows.get(WITHOUT_PARTICIPANTS, {})
        else:
            found[event.id] = {input_name(event.participants, row): one for row, one in rows.items()}
    return found


def fact(event: Event, seat: Seat) -> dict[str, Any]:
    """One result as rules read it: the mark is that of the last stage."""
    last = mark_stages(event)[-1:]
    return {
        "attended": seat.attended is True,
        "mark": seat.marks.get(last[0]) if last else None,
        "date": seat.date.day.isoformat(),
        "place": seat.date.place,
    }


def mark_stages(event: Event) -> tuple[str, ...]:
    """The stages that take a mark: all but the first, which is attendance."""
    return event.stages[1:] if event.stages else ("nilai",)


def event_fields(definition: Definition, event: str) -> list[FieldDef]:
    return [one for one in definition.fields if one.type is FieldType.EVENT and event in (one.of or ())]


def book(application: Application, definition: Definition, values: Mapping[str, Any], now: datetime) -> None:
    """Take a seat for each participant on the date chosen, and give back what is no longer wanted.

    The caller holds the type's lock and has the validator's word that the seats suffice.
    """
    if not definition.events:
        return
    seats = seats_of(application.id)
    for event in definition.events:
        chosen = next((values[one.id] for one in event_fields(definition, event.id) if one.id in values), None)
        if not isinstance(chosen, Mapping):
            continue
        day = _date_of(definition.code, event.id, str(chosen.get("date")))
        if day is not None:
            _seat_rows(
                application, [seat for seat in seats if seat.date.event == event.id], day, _rows(event, values), now
            )
    db.session.flush()


def _seat_rows(
    application: Application, held: Sequence[Seat], day: EventDate, rows: Sequence[str], now: datetime
) -> None:
    waiting = {seat.row: seat for seat in held if seat.recorded_at is None}
    done = {seat.row for seat in held if seat.recorded_at is not None}
    for row, seat in waiting.items():
        if row not in rows or (seat.date_id != day.id and row not in done):
            seat.released_at = now
    kept = {row for row, seat in waiting.items() if seat.released_at is None}
    for row in rows:
        if row not in kept and row not in done:
            db.session.add(Seat(date_id=day.id, application_id=application.id, row=row, taken_at=now, marks={}))


def _rows(event: Event, values: Mapping[str, Any]) -> list[str]:
    if event.participants is None:
        return [WITHOUT_PARTICIPANTS]
    rows = values.get(event.participants)
    return [str(row.get("_id", "")) for row in rows] if isinstance(rows, list) else []


def _date_of(code: str, event: str, day: str) -> EventDate | None:
    wanted = _as_day(day)
    return next((one for one in find_dates(code, event, wanted) if one.day == wanted), None) if wanted else None


def _as_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
