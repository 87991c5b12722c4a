"""The daily round over `duties` (schema-language §3.14): reminders, and what follows when a report is missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import or_, select

from app import catalog
from app.applications import content, duty_reports
from app.applications.duty_reports import DutyReport, ReportState
from app.applications.models import Application
from app.certificates import duty_letters, handing, reporting
from app.certificates.models import Issued, Suspension
from app.certificates.queries import PERMIT
from app.certificates.reporting import GONE, LIVE
from app.foundation import jobs, mail
from app.foundation.database import db, transaction
from app.foundation.models import Job
from app.foundation.timing import utc_now
from app.permits import fieldtypes
from app.permits.duties import END, ONCE, START
from app.permits.model import Definition, Duty
from app.permits.rules.facts import as_date

ROUND, REMIND = "izin.kewajiban_harian", "mail.duty_due"
BATCH = 200


@jobs.handler(ROUND)
def remind_all(day: str) -> None:
    """Write the reminders that are due or overdue; each is written once, however often this runs."""
    today = date.fromisoformat(day)
    known = select(Issued.code, Issued.version).where(Issued.kind == PERMIT, Issued.status.in_((*LIVE, *GONE)))
    for code, version in db.session.execute(known.distinct()).all():
        definition = catalog.definition(code, version)
        for duty in definition.duties:
            if duty.reminders and duty.paper is None:
                _remind(definition, version, duty, today)
        if any(duty.paper for duty in definition.duties):
            _follow_reports(definition, version, today)


@jobs.handler(REMIND)
def duty_due(issued_id: int, duty: str, on: str, key: str) -> None:
    """To the holder, unless the permit ended meanwhile."""
    issued = db.session.get_one(Issued, issued_id)
    application = db.session.get_one(Application, issued.application_id)
    applicant = content.snapshot(application)
    address = applicant.get("email")
    if issued.status not in LIVE or not address:
        return
    definition = content.definition_of(application)
    base = next((one.of or END for one in definition.duties if one.id == duty), END)
    context = {
        "name": applicant.get("nama", ""),
        "title": issued.title,
        "number": issued.number,
        "what": _words(definition, base),
        "due": fieldtypes.long_date(on),
        "ends": base == END,
        "link": f"{current_app.config['BASE_URL'].rstrip('/')}/permohonan",
    }
    mail.deliver(
        to=address,
        subject=f"SAKPORE {application.reference}: pengingat {_words(definition, base).lower()}",
        template="duty_due",
        context=context,
        message_id=f"duty_due.{key.replace(':', '.')}.{application.reference}",
        log=mail.LogEntry(application.reference),
    )


def _remind(definition: Definition, version: int, duty: Duty, today: date) -> None:
    """Of several terms that have come the nearest one is told: who was away is not told twice."""
    base, terms = duty.of or END, duty.reminders
    wanted: dict[str, dict[str, Any]] = {}
    for issued in _live(definition.code, version, base, today + timedelta(days=terms[-1])):
        due = _base_date(issued, base)
        term = next((days for days in terms if due and today >= due - timedelta(days=days)), None)
        if due is not None and term is not None:
            key = f"{issued.id}:{duty.id}:{due.isoformat()}:{term}"
            wanted[f"{REMIND}:{key}"] = {"issued_id": issued.id, "duty": duty.id, "on": due.isoformat(), "key": key}
    _write(REMIND, wanted)


def _follow_reports(definition: Definition, version: int, today: date) -> None:
    """Tell what is due, once for each term; bring permits whose report was missed to what that means."""
    found = _reporting(definition, version)
    ids = [one.id for one in found]
    rows = duty_reports.of_permits(ids)
    stopped = _stopped(ids)
    wanted: dict[str, dict[str, Any]] = {}
    unsettled: list[int] = []
    for issued in found:
        alone = issued.supersedes_id is None
        claims = reporting.claims(definition, [issued], rows, today) if alone else reporting.of(issued, today)
        if any(_unsettled(one, (issued.id, f"kewajiban:{one.duty.id}") in stopped, today) for one in claims):
            unsettled.append(issued.id)
        for claim in claims:
            term = None if claim.done or claim.missed(today) else _come(claim, today)
            if term is not None:
                key = duty_letters.key_of(duty_letters.DUE, issued.id, claim, str(term))
                wanted[f"{duty_letters.TOLD}:{key}"] = duty_letters.arguments(duty_letters.DUE, issued.id, claim, key)
    _write(duty_letters.TOLD, wanted)
    for issued_id in unsettled:
        with transaction():
            handing.settle(handing.locked(issued_id), today, utc_now())


def _unsettled(claim: reporting.Claim, suspended: bool, today: date) -> bool:
    missed = claim.missed(today)
    suspends = claim.duty.report is not None and claim.duty.report.on_missed == "suspend"
    return missed and (not claim.noted or (suspends and not suspended))


def _come(claim: reporting.Claim, today: date) -> int | None:
    """The nearest term that has come; one that names none is told on the day."""
    return next((days for days in (claim.duty.reminders or (0,)) if today >= claim.on - timedelta(days=days)), None)


def _reporting(definition: Definition, version: int) -> list[Issued]:
    """Permits that live, and ended ones from which something is still to come."""
    late = [one.id for one in definition.duties if one.after_end or (one.report and one.report.every == ONCE)]
    states = (*reporting.DONE, ReportState.MISSED)
    settled = [
        select(DutyReport.id).where(
            DutyReport.issued_id == Issued.id, DutyReport.duty == duty, DutyReport.state.in_(states)
        )
        for duty in late
    ]
    open_still = or_(Issued.status.in_(LIVE), *(Issued.status.in_(GONE) & ~one.exists() for one in settled))
    query = select(Issued).where(
        Issued.kind == PERMIT, Issued.code == definition.code, Issued.version == version, open_still
    )
    return list(db.session.scalars(query.order_by(Issued.id)).unique())


def _stopped(ids: Sequence[int]) -> set[tuple[int, str]]:
    """(permit, cause) of suspensions that last."""
    query = select(Suspension.issued_id, Suspension.cause).where(
        Suspension.issued_id.in_(ids), Suspension.ended_at.is_(None)
    )
    return {(issued_id, cause) for issued_id, cause in db.session.execute(query)} if ids else set()


def _write(job: str, wanted: dict[str, dict[str, Any]]) -> None:
    """One job for each name that was never written."""
    for names in _batches(sorted(wanted)):
        known = set(db.session.scalars(select(Job.dedup).where(Job.dedup.in_(names))))
        if new := [name for name in names if name not in known]:
            with transaction():
                for name in new:
                    jobs.enqueue(job, name, **wanted[name])


def _live(code: str, version: int, base: str, until: date) -> list[Issued]:
    query = select(Issued).where(
        Issued.kind == PERMIT, Issued.status.in_(LIVE), Issued.code == code, Issued.version == version
    )
    if base == END:
        query = query.where(Issued.valid_to <= until)
    return list(db.session.scalars(query.order_by(Issued.id)).unique())


def _base_date(issued: Issued, base: str) -> date | None:
    if base in (END, START):
        return issued.valid_to if base == END else issued.valid_from
    return as_date(content.answers(db.session.get_one(Application, issued.application_id)).get(base))


def _words(definition: Definition, base: str) -> str:
    """What the date is, in words."""
    labels = {field.id: field.label.text() for field in definition.fields}
    return {END: "Masa berlaku", START: "Tanggal terbit", **labels}.get(base, base)


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]
