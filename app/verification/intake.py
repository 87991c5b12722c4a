"""An application arrives at the office: for the first time, or after a correction. Or it is taken back."""

from __future__ import annotations

from datetime import datetime

from app.applications import service
from app.applications.corrections import Difference
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.verification import dossier as dossiers
from app.verification import escalation, invoices, ladder, pauses, tiers
from app.verification.models import InvoiceState

SUBMITTED = "submit"  # the start event of definitions whose clock does not wait for a tier


def open_first(application: Application, register: PermitRegister, actor: Actor, now: datetime) -> None:
    """Give a fresh application to its first tiers, in the transaction that submits. A second call does nothing."""
    _open(application, register, actor, now)


def reopen(
    application: Application, difference: Difference, register: PermitRegister, actor: Actor, now: datetime
) -> None:
    """Give a corrected application back; called in the transaction that hands it in. A second call does nothing.

    What changed takes the weight from every review: tiers that had decided confirm the difference, then it reaches the
    one that returned it. When nothing changed the reviews go on counting, and that tier alone gets it.
    """
    if difference.changed and application.status is Status.IN_REVIEW and not tiers.open_of(application):
        dossiers.supersede(dossiers.read(application, register), now)
    _open(application, register, actor, now)


def _open(application: Application, register: PermitRegister, actor: Actor, now: datetime) -> None:
    if application.status is not Status.IN_REVIEW or tiers.open_of(application):
        return
    dossier = dossiers.read(application, register)
    dossier.fix_record()
    if tiers.start_clock(dossier, SUBMITTED, now):
        escalation.plan(application, now)
    wanted = ladder.next_tiers(dossier.stages, dossier.standings())
    tiers.move(dossier, (), wanted, now)
    db.session.flush()
    invoices.follow(dossier, wanted, actor, now)
    pauses.reckon(application, now)  # what the applicant needed is not the office's time
    audit.record("permohonan.dibuka", application.reference, actor, now, tiers=sorted(wanted))


def note_event(application: Application, event: str, register: PermitRegister, now: datetime) -> None:
    """Something that the clock may start with happened, such as `event.done`; called inside the transaction of it."""
    if tiers.start_clock(dossiers.read(application, register), event, now):
        escalation.plan(application, now)


def withdraw(application: Application, reason: str, *, actor: Actor, now: datetime) -> None:
    """The applicant takes it back: nobody in the office has it any more. Raises WrongMomentError once it waits to be signed."""
    tiers.close_all(tiers.open_of(application))
    for invoice in invoices.of(application):
        if invoice.state is InvoiceState.OPEN:
            invoices.void(invoice, actor, now)
    service.withdraw(application, reason, actor=actor, now=now)
