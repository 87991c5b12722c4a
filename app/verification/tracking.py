"""What an applicant, or whoever holds reference and PIN, may know of a case: steps, dates, roles, no officer's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app.applications import bundles, content, references
from app.applications.lifecycle import Status
from app.applications.models import Application, Correction
from app.errors import NotFoundError
from app.foundation import calendar
from app.foundation.database import db
from app.permits.flow import PAYMENT
from app.permits.model import Definition
from app.verification import clock, pauses, tiers
from app.verification.clock import Holidays, Wait
from app.verification.models import Invoice, InvoiceState, OpenTier, Outcome, Pause, Review

UNKNOWN = "Nomor permohonan atau PIN tidak cocok. Periksa kembali bukti penerimaan Anda."


class State(StrEnum):
    DONE = "done"
    NOW = "now"
    ENDED = "ended"  # the end of the way, good or bad


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `role` is the post that had it; `until` the date by which it should be done."""

    title: str
    role: str
    at: datetime | None
    state: State
    note: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The office's promise: working days, used and total, since the start event. `uncertain` years lack a calendar.

    `yours` are working days that waited for the applicant, `others` those that waited for a named reason; neither is
    used. `waiting` says what is waited for now, and since when.
    """

    due_on: date
    used: float
    total: float
    late: bool
    uncertain: tuple[int, ...]
    yours: int = 0
    others: int = 0
    waiting: tuple[Wait, ...] = ()

    @property
    def words(self) -> str:
        """ "3 dari 5 hari kerja terpakai; 2 hari menunggu Anda"."""
        used, total = _number(self.used), _number(self.total)
        said = [_("%(used)s dari %(total)s hari kerja terpakai", used=used, total=total)]
        if self.yours:
            said.append(_("%(days)s hari menunggu Anda", days=self.yours))
        if self.others:
            said.append(_("%(days)s hari menunggu hal lain", days=self.others))
        return "; ".join(said)


def find_by_pin(typed_reference: str, pin: str) -> Application:
    """Raises NotFoundError with the same words for an unknown reference and a wrong PIN, after the same work."""
    reference = references.parse_reference(typed_reference) or ""
    query = select(Application).where(Application.reference == reference)
    application = db.session.scalars(query).one_or_none()
    stored = application.pin_hash if application else None
    if not references.pin_matches(reference, stored, pin) or application is None:
        raise NotFoundError(UNKNOWN)
    return application


def timeline(application: Application) -> list[Step]:
    """What happened and where the case is now, in order of time."""
    definition = content.definition_of(application)
    reviews = db.session.scalars(
        select(Review).where(Review.application_id == application.id).order_by(Review.id)
    ).all()
    steps: list[Step] = []
    if application.submitted_at:
        steps.append(Step("Permohonan diterima", "pemohon", application.submitted_at, State.DONE))
    held = pauses.of_one(application)
    past = [*(_decided(definition, review) for review in reviews), *_handed_in(application), *_paused(held)]
    steps += sorted(past, key=lambda step: step.at or application.created_at)
    return steps + list(_now(application, definition))


def progress(application: Application, now: datetime) -> Progress | None:
    """None while the clock has not started."""
    if application.clock_started_at is None or application.due_on is None:
        return None
    holidays, closes = calendar.holidays(), tiers.office_closes()
    start = clock.start_day(application.clock_started_at, holidays, closes)
    until = application.ended_at or now
    found = pauses.waits(application)
    off = holidays | clock.paused_days(found, until, holidays, closes)
    due, total = application.due_on, application.clock_workdays
    if total is None:
        total = clock.workdays_between(start, due, off)
    elif found:
        due = clock.due_date(start, total, off)  # while the clock stands still the day moves on
    mine, last = [wait for wait in found if wait.applicant], until.astimezone(clock.WIB).date()
    waited = _waited(start, last, holidays, clock.paused_days(found, until, holidays, closes))
    yours = _waited(start, last, holidays, clock.paused_days(mine, until, holidays, closes))
    return Progress(
        due_on=due,
        used=clock.used_days(start, until, off),
        total=total,
        late=last > due,
        uncertain=clock.uncertain_years(start, due, holidays),
        yours=yours,
        others=waited - yours,
        waiting=() if application.ended_at else tuple(wait for wait in found if wait.ended is None),
    )


def _waited(start: date, last: date, holidays: Holidays, off: Holidays) -> int:
    """Working days of the case so far on which it waited."""
    return sum(start < day <= last and clock.is_workday(day, holidays) for day in off)


def _number(days: float) -> str:
    return f"{days:g}".replace(".", ",")


def open_correction(application: Application) -> Correction | None:
    """What the applicant must mend now; None when it is not their turn."""
    if application.status is not Status.RETURNED:
        return None
    return next((found for found in reversed(application.corrections) if found.handed_in_at is None), None)


def tier_title(definition: Definition, tier_id: str) -> str:
    """As people call the tier."""
    if tier_id == PAYMENT:
        return "Pembayaran"
    tier = next((tier for tier in definition.flow.all_tiers if tier.id == tier_id), None)
    return tier.title.id if tier and tier.title else tier_id.replace("_", " ").capitalize()


def role_name(role: str) -> str:
    """`kepala_seksi` as people read it."""
    return role.replace("_", " ").capitalize()


def _decided(definition: Definition, review: Review) -> Step:
    title = tier_title(definition, review.tier)
    tier = next((one for one in definition.flow.all_tiers if one.id == review.tier.split("-")[0]), None)
    if review.outcome is Outcome.RETURN and tier and tier.return_to:
        told = f"{title}: dikembalikan ke {tier_title(definition, tier.return_to)}"
        return Step(told, role_name(review.role), review.decided_at, State.DONE)
    words = {
        Outcome.RETURN: f"{title}: dikembalikan untuk diperbaiki",
        Outcome.REJECT: f"{title}: tidak disetujui",
        Outcome.CONFIRM: f"{title}: perbaikan diperiksa",
        Outcome.COMPLETE: f"{title}: dinyatakan lengkap",
    }
    return Step(words.get(review.outcome, f"{title}: selesai"), role_name(review.role), review.decided_at, State.DONE)


def _handed_in(application: Application) -> Iterator[Step]:
    for correction in application.corrections:
        if correction.handed_in_at:
            yield Step("Perbaikan diterima", "pemohon", correction.handed_in_at, State.DONE)


def _paused(held: list[Pause]) -> Iterator[Step]:
    """When it was held and went on. The note is the office's own; the reason is told."""
    for pause in held:
        reason = pauses.words(pause.reason)
        if pause.ended_at:
            yield Step(f"Dilanjutkan setelah {reason}", "", pause.ended_at, State.DONE)
        note = "Waktu layanan tidak berjalan selama menunggu."
        yield Step(
            f"Ditahan: {reason}", "", pause.begun_at, State.DONE, note, None if pause.ended_at else pause.expected_on
        )


def _now(application: Application, definition: Definition) -> Iterator[Step]:
    sign = definition.flow.sign
    if application.status is Status.IN_REVIEW:
        query = select(OpenTier).where(OpenTier.application_id == application.id).order_by(OpenTier.id)
        for tier in db.session.scalars(query):
            title = tier_title(definition, tier.tier)
            yield Step(title, role_name(tier.role), tier.opened_at, State.NOW, until=tier.due_on)
        for other in bundles.awaited(application):
            title = content.definition_of(other).title.text()
            note = "Permohonan ini diperiksa setelah permohonan itu selesai."
            yield Step(f"Menunggu {title} ({other.reference}) dalam paket yang sama", "", None, State.NOW, note)
    elif application.status is Status.RETURNED and (correction := open_correction(application)):
        note = "Pemohon perlu memperbaiki permohonan."
        yield Step("Menunggu perbaikan", "pemohon", correction.returned_at, State.NOW, note, correction.due_on)
    elif application.status is Status.TO_SIGN:
        yield Step("Menunggu tanda tangan elektronik", role_name(sign.role), None, State.NOW)
    elif application.status is Status.TO_REFUSE:
        yield Step("Menunggu tanda tangan surat penolakan", role_name(sign.role), None, State.NOW)
    elif application.status is Status.CLOSED and _unpaid(application):
        yield Step(
            "Permohonan ditutup karena tagihan tidak dibayar sampai batas waktu", "", application.ended_at, State.ENDED
        )
    elif application.status in ENDINGS:
        yield Step(ENDINGS[application.status], "", application.ended_at, State.ENDED)


def _unpaid(application: Application) -> bool:
    query = select(Invoice.id).where(Invoice.application_id == application.id, Invoice.state == InvoiceState.EXPIRED)
    return db.session.scalar(query.limit(1)) is not None


ENDINGS = {
    Status.ISSUED: "Izin diterbitkan dan dikirim melalui surel",
    Status.REFUSED: "Permohonan ditolak; surat penolakan dikirim melalui surel",
    Status.WITHDRAWN: "Permohonan ditarik kembali oleh pemohon",
    Status.CLOSED: "Permohonan ditutup karena tidak diperbaiki sampai batas waktu",
}
