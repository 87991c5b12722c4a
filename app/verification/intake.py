"""An application arrives at the office: for the first time, or after a correction. Or it is taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.applications import bundles, queries, service, submission
from app.applications.corrections import Difference
from app.applications.lifecycle import ENDED, Status
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.certificates import queries as certificates
from app.certificates.register import PERMIT, Register
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now
from app.verification import dossier as dossiers
from app.verification import escalation, invoices, ladder, pauses, tiers
from app.verification.models import InvoiceState, Review

SUBMITTED = "submit"  # the start event of definitions whose clock does not wait for a tier


def open_first(application: Application, register: PermitRegister, actor: Actor, now: datetime) -> None:
    """Give a fresh application to its first tiers, in the transaction that submits. A second call does nothing.

    One that waits for another of its package is given when that has ended.
    """
    if waiting := bundles.awaited(application):
        references = [one.reference for one in waiting]
        audit.record("permohonan.menunggu_paket", application.reference, actor, now, members=references)
        return
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


@jobs.handler(bundles.PROCEED)
def proceed(reference: str) -> None:
    """An application of a package has ended: what waited for it comes to the office, and cites its permit."""
    now, register = utc_now(), Register()
    with transaction():
        ended = queries.get_by_reference(reference)
        for one in bundles.members(ended) if ended.status in ENDED else ():
            if ended in bundles.predecessors(one) and waits(one) and not bundles.awaited(one):
                submission.cite(one, _numbers(bundles.predecessors(one)), register, now)
                open_first(one, register, SYSTEM, now)


def waits(application: Application) -> bool:
    """Whether the office never had it, though it was handed in."""
    reviewed = select(Review.id).where(Review.application_id == application.id)
    had = tiers.open_of(application) or db.session.scalar(reviewed.limit(1)) is not None
    return application.status is Status.IN_REVIEW and not had


def _numbers(applications: list[Application]) -> dict[str, str]:
    """By reference, the number of the permit that an application gave."""
    found: dict[str, str] = {}
    for one in applications:
        for paper in certificates.find_papers(one.id):
            if paper.kind == PERMIT and paper.number:
                found.setdefault(one.reference, paper.number)
    return found


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
