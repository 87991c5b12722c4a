"""Times in which the clock stands still: a correction at the applicant, an unpaid invoice, whatever a tier waits for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.applications import content
from app.applications.models import Application
from app.errors import InputError, WrongMomentError
from app.foundation import audit, calendar
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.permits.model import Definition
from app.verification import clock, tiers
from app.verification.clock import Wait
from app.verification.models import OpenTier, Pause
from app.verification.sittings import Sitting

HOLD = "hold"
CORRECTION = "perbaikan_pemohon"
UNNAMED = "menunggu_kelengkapan"  # of a definition that lets a tier hold but names no reason


def reasons(definition: Definition) -> tuple[str, ...]:
    """What a tier may say it waits for; the payment has its own gate."""
    declared, pay = definition.flow.clock, definition.fees.pay
    named = tuple(name for name in (declared.pauses if declared else ()) if pay is None or name != pay.pause)
    return named or (UNNAMED,)


def may_hold(sitting_tier: OpenTier, outcomes: Iterable[str], held: Sequence[Pause]) -> bool:
    """Whether the tier has the outcome and is not holding already."""
    return HOLD in outcomes and not any(pause.tier == sitting_tier.tier for pause in held)


def of(applications: Sequence[Application]) -> dict[int, list[Pause]]:
    """Pauses by application; one statement for a list."""
    found: dict[int, list[Pause]] = {application.id: [] for application in applications}
    query = select(Pause).where(Pause.application_id.in_(found)).order_by(Pause.id)
    for pause in db.session.scalars(query) if found else ():
        found[pause.application_id].append(pause)
    return found


def of_one(application: Application) -> list[Pause]:
    """All pauses of a case, oldest first; nothing is read where its definition lets nobody wait."""
    return of([application])[application.id] if _may_wait(content.definition_of(application)) else []


def _may_wait(definition: Definition) -> bool:
    holding = any(HOLD in tier.outcomes for tier in definition.flow.all_tiers)
    twice = any(one.repeat_after_days is not None for one in definition.inspections)
    return holding or twice or definition.fees.pay is not None


def running(application: Application) -> list[Pause]:
    """What the case waits for now."""
    return [pause for pause in of_one(application) if pause.ended_at is None]


def waits(application: Application, held: Iterable[Pause] | None = None) -> tuple[Wait, ...]:
    """Every time that is not the office's, corrections among them. Give `held` where they are read already."""
    pauses = of_one(application) if held is None else held
    return (
        *(Wait(one.returned_at, one.handed_in_at, CORRECTION, True) for one in application.corrections),
        *(Wait(one.begun_at, one.ended_at, one.reason, one.applicant) for one in pauses),
    )


def hold(sitting: Sitting, reason: str, note: str, expected_on: date | None) -> Pause:
    """The officer waits for something that is named. Raises WrongMomentError, InputError."""
    definition, application = sitting.dossier.definition, sitting.application
    if HOLD not in sitting.tier.outcomes:
        raise WrongMomentError("Tahap ini tidak dapat menahan berkas.")
    if any(pause.tier == sitting.open_tier.tier for pause in running(application)):
        raise WrongMomentError("Berkas ini sudah ditahan. Lanjutkan dahulu.")
    if reason not in reasons(definition):
        raise InputError("Pilih alasan penahanan.")
    return begin(sitting, reason, note, expected_on)


def begin(sitting: Sitting, reason: str, note: str, expected_on: date | None) -> Pause:
    """Stop the clock for a tier that waits. Raises InputError for a date that is not ahead."""
    if expected_on is None or expected_on <= wib_date(sitting.now):
        raise InputError("Isi tanggal perkiraan berkas dilanjutkan, sesudah hari ini.")
    pause = start(
        sitting.application, sitting.open_tier.tier, reason, sitting.now, note=note.strip(), expected_on=expected_on,
        begun_by_id=sitting.officer.user_id,
    )  # fmt: skip
    sitting.application.changed_at = sitting.now
    sitting.open_tier.assignee_id = sitting.officer.user_id
    audit.record(
        "permohonan.ditahan", sitting.application.reference, sitting.officer.actor, sitting.now,
        tier=pause.tier, reason=reason, expected_on=str(expected_on),
    )  # fmt: skip
    db.session.flush()
    return pause


def start(application: Application, tier: str, reason: str, now: datetime, **more: object) -> Pause:
    """The row alone; whoever calls says it in the audit log."""
    pause = Pause(application_id=application.id, tier=tier, reason=reason, begun_at=now, **more)
    db.session.add(pause)
    return pause


def resume(sitting: Sitting) -> None:
    """The officer goes on. Raises WrongMomentError where nothing was held."""
    if not end(sitting.application, sitting.open_tier.tier, sitting.officer.actor, sitting.now):
        raise WrongMomentError("Berkas ini tidak sedang ditahan.")
    sitting.open_tier.assignee_id = sitting.officer.user_id
    db.session.flush()


def end(
    application: Application, tier: str | None, actor: Actor, now: datetime, held: Sequence[Pause] | None = None
) -> int:
    """End what this tier (None: any) waits for, and reckon the due dates anew; how many pauses ended.

    Give `held`, all of the case, where they are read already.
    """
    known = of_one(application) if held is None else held
    ended = [pause for pause in known if pause.ended_at is None and tier in (None, pause.tier)]
    for pause in ended:
        pause.ended_at = now
        audit.record("permohonan.dilanjutkan", application.reference, actor, now, tier=pause.tier, reason=pause.reason)
    if ended:
        db.session.flush()
        reckon(application, now)
        application.changed_at = now
    return len(ended)


def reckon(application: Application, now: datetime) -> bool:
    """Set the due dates of the case and of its open tiers anew; whether one moved. Of an old row only the tier's."""
    holidays, closes = calendar.holidays(), tiers.office_closes()
    off = holidays | clock.paused_days(waits(application), now, holidays, closes)
    before = application.due_on
    if application.clock_started_at and application.clock_workdays is not None:
        start_day = clock.start_day(application.clock_started_at, holidays, closes)
        application.due_on = clock.due_date(start_day, application.clock_workdays, off)
    moved = application.due_on != before
    for tier in tiers.open_of(application):
        if tier.workdays is not None:
            due = clock.due_date(clock.start_day(tier.opened_at, holidays, closes), tier.workdays, off)
            moved, tier.due_on = moved or due != tier.due_on, due
    return moved


def words(reason: str) -> str:
    """`menunggu_hasil_lab` as people read it."""
    return reason.replace("_", " ")
