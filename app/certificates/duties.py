"""Reminders of what comes after a permit: `duties` with `remind_days_before` (schema-language §3.14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from app import catalog
from app.applications import content
from app.applications.models import Application
from app.certificates.models import Issued, PaperStatus
from app.certificates.queries import PERMIT
from app.foundation import jobs, mail
from app.foundation.database import db, transaction
from app.foundation.models import Job
from app.permits import fieldtypes
from app.permits.case import LAPSING
from app.permits.model import Definition
from app.permits.rules.facts import as_date

ROUND, REMIND = "izin.kewajiban_harian", "mail.duty_due"
END, START = "berlaku_sd", "terbit"
LIVE = tuple(PaperStatus(status) for status in LAPSING)
BATCH = 200


@jobs.handler(ROUND)
def remind_all(day: str) -> None:
    """Write the reminders that are due or overdue; each is written once, however often this runs."""
    today = date.fromisoformat(day)
    live = select(Issued.code, Issued.version).where(Issued.kind == PERMIT, Issued.status.in_(LIVE)).distinct()
    for code, version in db.session.execute(live).all():
        definition = catalog.definition(code, version)
        for duty in definition.duties:
            if terms := _terms(duty):
                _remind(definition, version, duty, terms, today)


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
    base = next((str(one.get("of", END)) for one in definition.duties if one.get("id") == duty), END)
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


def _terms(duty: Mapping[str, Any]) -> list[int]:
    days = duty.get("remind_days_before")
    return sorted(day for day in (days if isinstance(days, list | tuple) else [days]) if isinstance(day, int))


def _remind(definition: Definition, version: int, duty: Mapping[str, Any], terms: Sequence[int], today: date) -> None:
    """Of several terms that have come the nearest one is told: who was away is not told twice."""
    base = str(duty.get("of", END))
    wanted: dict[str, dict[str, Any]] = {}
    for issued in _live(definition.code, version, base, today + timedelta(days=terms[-1])):
        due = _base_date(issued, base)
        term = next((days for days in terms if due and today >= due - timedelta(days=days)), None)
        if due is not None and term is not None:
            key = f"{issued.id}:{duty['id']}:{due.isoformat()}:{term}"
            wanted[f"{REMIND}:{key}"] = {"issued_id": issued.id, "on": due.isoformat(), "key": key}
    for names in _batches(sorted(wanted)):
        known = set(db.session.scalars(select(Job.dedup).where(Job.dedup.in_(names))))
        if new := [name for name in names if name not in known]:
            with transaction():
                for name in new:
                    jobs.enqueue(REMIND, name, duty=str(duty["id"]), **wanted[name])


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
