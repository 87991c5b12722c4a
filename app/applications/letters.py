"""Letters about an application: its receipt, and what to mend. The worker calls these outside any transaction."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import select

from app.accounts import profiles
from app.applications import content
from app.applications.labels import labels
from app.applications.models import Application, Correction
from app.applications.queries import get_by_reference
from app.catalog.dossier import DraftRule
from app.foundation import jobs, mail
from app.foundation.database import db
from app.permits import fieldtypes

RECEIVED, RETURNED, CLOSED = "mail.application_received", "mail.returned", "mail.closed"
MOVED, LOST = "mail.draft_moved", "mail.lost"


@jobs.handler(RECEIVED)
def application_received(reference: str) -> None:
    """The receipt: reference and PIN, what happens next."""
    application = get_by_reference(reference)
    filed = fieldtypes.long_date(application.filed_on.isoformat()) if application.filed_on else ""
    context = {**_common(application), "pin": content.pin(application), "filed_on": filed}
    _send(application, f"SAKPORE {reference}: permohonan diterima", "application_received", "received", context)


@jobs.handler(RETURNED)
def returned(reference: str, round: int) -> None:  # noqa: A002 - the job's argument
    """What to mend, and until when."""
    application = get_by_reference(reference)
    correction = db.session.scalars(
        select(Correction).where(Correction.application_id == application.id, Correction.round == round)
    ).one()
    names = labels(application, correction.remarks)
    remarks = [(names[name], remark) for name, remark in correction.remarks.items()]
    due = fieldtypes.long_date(correction.due_on.isoformat())
    context = {**_common(application), "remarks": remarks, "note": correction.note, "due_on": due}
    _send(application, f"SAKPORE {reference}: perlu diperbaiki", "application_returned", f"returned-{round}", context)


@jobs.handler(CLOSED)
def closed(reference: str) -> None:
    """The correction was not made in time."""
    application = get_by_reference(reference)
    subject = f"SAKPORE {reference}: permohonan ditutup"
    _send(application, subject, "application_closed", "closed", _common(application))


def write(application: Application, subject: str, template: str, event: str, **context: Any) -> None:
    """A letter to the applicant about this application, for handlers of jobs; once per `event`."""
    reference = application.reference
    _send(application, f"SAKPORE {reference}: {subject}", template, event, {**_common(application), **context})


@jobs.handler(MOVED)
def draft_moved(reference: str) -> None:
    """A new version reaches the applicant's draft: what is new, what is to be answered again."""
    application = get_by_reference(reference)
    notice = application.brought_over or {}
    context = {**_common(application), "notice": notice, "restarted": notice.get("rule") == DraftRule.RESTART.value}
    subject = f"SAKPORE {reference}: ketentuan izin berubah"
    _send(application, subject, "draft_moved", f"moved-{notice.get('to', 0)}", context)


@jobs.handler(LOST)
def lost(reference: str, reason: str) -> None:
    """The permit that the request is about ended before the request was signed."""
    application = get_by_reference(reference)
    context = {**_common(application), "reason": reason}
    _send(application, f"SAKPORE {reference}: permohonan ditutup", "application_lost", "lost", context)


def _common(application: Application) -> dict[str, Any]:
    definition = content.definition_of(application)
    base = current_app.config["BASE_URL"]
    return {
        "reference": application.reference,
        "name": profiles.readable(application.applicant_id, content.snapshot(application)).get("nama", ""),
        "title": definition.title.id,
        "link": f"{base}/permohonan/{application.reference}",
        "track_link": f"{base}/lacak",
    }


def _send(application: Application, subject: str, template: str, event: str, context: dict[str, Any]) -> None:
    address = content.snapshot(application).get("email")
    if not address:
        return  # filed at the counter for a citizen without e-mail: the receipt was printed there
    mail.deliver(
        to=address,
        subject=subject,
        template=template,
        context=context,
        message_id=f"{event}.{application.reference}",
        log=mail.LogEntry(object=application.reference),
    )
