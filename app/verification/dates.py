"""The agency keeps the dates of its events: adds, changes, cancels. Who is booked is told by mail in the same breath."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.applications import locks, schedule, schedule_letters
from app.applications.models import Application
from app.applications.schedule import EventDate, Seat
from app.errors import ConflictError, InputError, WrongMomentError
from app.foundation import audit, jobs
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.timing import wib_date

HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
MOST_SEATS = 10_000


@dataclass(frozen=True, slots=True)
class Details:
    """What a date says."""

    day: date
    place: str
    seats: int
    starts: str = ""
    ends: str = ""
    speakers: str = ""


def check(details: Details, today: date) -> None:
    """Raises InputError with what to mend."""
    if details.day < today:
        raise InputError("Tanggal jadwal sudah lewat.")
    if not details.place.strip():
        raise InputError("Isi tempat kegiatan.")
    if not 1 <= details.seats <= MOST_SEATS:
        raise InputError(f"Jumlah tempat diisi 1 sampai {MOST_SEATS}.")
    hours = [hour for hour in (details.starts, details.ends) if hour]
    if any(not HOUR.fullmatch(hour) for hour in hours) or (len(hours) == 2 and hours[0] >= hours[1]):
        raise InputError("Tulis jam seperti 08:00; jam selesai sesudah jam mulai.")


def add(code: str, event: str, details: Details, *, actor: Actor, now: datetime) -> EventDate:
    """A new date. Raises InputError, ConflictError where the event has that day already."""
    check(details, wib_date(now))
    locks.hold("type", code)
    _free(code, event, details.day)
    row = EventDate(code=code, event=event, created_at=now, reason="")
    _fill(row, details)
    db.session.add(row)
    db.session.flush()
    audit.record("jadwal.ditambah", _name(row), actor, now, **_facts(details))
    return row


def change(row: EventDate, details: Details, seen: int, *, actor: Actor, now: datetime) -> None:
    """Another day, place, hour or number of seats. Raises InputError, ConflictError, WrongMomentError."""
    check(details, wib_date(now))
    locks.hold("type", row.code)
    _require_open(row, seen)
    if details.day != row.day:
        _free(row.code, row.event, details.day)
    booked = schedule.taken([row.id]).get(row.id, 0)
    if details.seats < booked:
        raise InputError(f"Sudah ada {booked} peserta terdaftar; jumlah tempat tidak boleh kurang dari itu.")
    told = (details.day, details.place, details.starts, details.ends) != (row.day, row.place, row.starts, row.ends)
    _fill(row, details)
    db.session.flush()
    audit.record("jadwal.diubah", _name(row), actor, now, **_facts(details))
    if told:
        _tell(schedule_letters.MOVED, row, row.id, f"{row.id}:{row.row_version}")


def cancel(row: EventDate, reason: str, instead: EventDate | None, seen: int, *, actor: Actor, now: datetime) -> None:
    """Those who are booked go to another date. Raises InputError, ConflictError when that one has too few seats."""
    locks.hold("type", row.code)
    _require_open(row, seen)
    if not reason.strip():
        raise InputError("Tulis alasan pembatalan.")
    if _recorded(row):
        raise WrongMomentError("Kehadiran pada jadwal ini sudah dicatat.")
    booked = schedule.taken([row.id]).get(row.id, 0)
    if booked and instead is None:
        raise InputError(f"Pilih jadwal pengganti untuk {booked} peserta yang sudah terdaftar.")
    row.cancelled_at, row.reason = now, reason.strip()
    db.session.flush()
    audit.record("jadwal.dibatalkan", _name(row), actor, now, alasan=audit.commitment(reason), peserta=booked)
    if instead is None:
        return
    if (instead.code, instead.event) != (row.code, row.event) or instead.cancelled_at or instead.id == row.id:
        raise InputError("Pilih jadwal pengganti dari kegiatan yang sama.")
    if schedule.taken([instead.id]).get(instead.id, 0) + booked > instead.seats:
        raise ConflictError("Tempat pada jadwal pengganti tidak cukup.")
    _tell(schedule_letters.CANCELLED, row, instead.id, f"{row.id}")
    for seat in _waiting(row):
        seat.date_id = instead.id
    db.session.flush()


def _fill(row: EventDate, details: Details) -> None:
    row.day, row.seats = details.day, details.seats
    row.place, row.speakers = details.place.strip()[:200], details.speakers.strip()[:2000]
    row.starts, row.ends = details.starts, details.ends


def _free(code: str, event: str, day: date) -> None:
    """A day names the date in answers and examples, so that there is one of it."""
    if any(one.day == day for one in schedule.find_dates(code, event, day)):
        raise ConflictError("Kegiatan ini sudah memiliki jadwal pada tanggal itu.")


def _require_open(row: EventDate, seen: int) -> None:
    db.session.refresh(row)
    if row.cancelled_at is not None:
        raise WrongMomentError("Jadwal ini sudah dibatalkan.")
    if row.row_version != seen:
        raise ConflictError("Jadwal ini baru saja diubah orang lain. Muat ulang halaman.")


def _waiting(row: EventDate) -> list[Seat]:
    query = select(Seat).where(Seat.date_id == row.id, Seat.released_at.is_(None), Seat.recorded_at.is_(None))
    return list(db.session.scalars(query.order_by(Seat.id)))


def _recorded(row: EventDate) -> bool:
    query = select(Seat.id).where(Seat.date_id == row.id, Seat.recorded_at.is_not(None), Seat.released_at.is_(None))
    return db.session.scalars(query).first() is not None


def _tell(job: str, row: EventDate, date_id: int, mark: str) -> None:
    """One mail per application that is booked."""
    query = (
        select(Seat.application_id)
        .join(Application, Application.id == Seat.application_id)
        .where(Seat.date_id == row.id, Seat.released_at.is_(None), Application.status.not_in(schedule.GONE))
        .distinct()
    )
    for application_id in db.session.scalars(query):
        jobs.enqueue(
            job, f"{job}:{mark}:{application_id}", application_id=application_id, date_id=date_id, was_id=row.id
        )


def _name(row: EventDate) -> str:
    return f"jadwal:{row.code}:{row.id}"


def _facts(details: Details) -> dict[str, str | int]:
    return {"tanggal": details.day.isoformat(), "tempat": details.place[:200], "kursi": details.seats}
