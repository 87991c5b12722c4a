"""Tembusan: after signing, the agencies and kelurahan that the definition names get the paper by mail (flow.copies)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import current_app
from sqlalchemy import or_, select

from app.accounts import people
from app.accounts.models import Assignment
from app.applications import content
from app.applications.models import Application
from app.applications.queries import get_by_reference
from app.certificates import letters, queries
from app.foundation import audit, jobs, mail
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now, wib_date

COPIES, COPY = "permohonan.tembusan", "mail.copy"


@jobs.handler(COPIES)
def send_copies(reference: str) -> None:
    """One letter per officer of each agency or kelurahan. One that nobody stands for is told in the audit log."""
    now = utc_now()
    with transaction():
        application = get_by_reference(reference)
        for copy in content.definition_of(application).flow.copies:
            name = copy.get("agency") or _named(application, copy.get("field", ""))
            found = _recipients(application, copy, name, wib_date(now)) if name else []
            for user_id in found:
                jobs.enqueue(COPY, f"{COPY}:{reference}:{user_id}", reference=reference, user_id=user_id)
            event = "tembusan.dikirim" if found else "tembusan.tanpa_penerima"
            audit.record(event, reference, SYSTEM, now, to=name, officers=len(found))


@jobs.handler(COPY)
def copy_letter(reference: str, user_id: int) -> None:
    """The stored bytes, to one officer."""
    application, address = get_by_reference(reference), people.email_of(user_id)
    if address is None:
        return
    papers = queries.find_papers(application.id)
    base = current_app.config["BASE_URL"].rstrip("/")
    context = {
        "name": people.name_of(user_id),
        "title": content.definition_of(application).title.text(),
        "reference": reference,
        "papers": [
            {"title": one.title, "number": one.number, "check": f"{base}/verifikasi/{one.token}"} for one in papers
        ],
    }
    mail.deliver(
        to=address,
        subject=f"SAKPORE {reference}: tembusan",
        template="permit_copy",
        context=context,
        message_id=f"copy-{user_id}.{reference}",
        attachments=[
            mail.Attachment(letters.file_name(one), "application/pdf", queries.signed_pdf(one)) for one in papers
        ],
        log=mail.LogEntry(reference),
    )


def _named(application: Application, field: str) -> str:
    """The kelurahan that the field says."""
    value = content.answers(application).get(field)
    value = value.get("kelurahan") if isinstance(value, Mapping) else value
    return value if isinstance(value, str) else ""


def _recipients(application: Application, copy: Mapping[str, str], name: str, today: date) -> list[int]:
    """Officers assigned to it today, for this type."""
    place = Assignment.agency if "agency" in copy else Assignment.kelurahan
    query = select(Assignment).where(
        place == name,
        Assignment.valid_from <= today,
        or_(Assignment.valid_until.is_(None), Assignment.valid_until >= today),
    )
    found = [one for one in db.session.scalars(query) if one.codes is None or application.code in one.codes]
    return sorted({one.user_id for one in found})
