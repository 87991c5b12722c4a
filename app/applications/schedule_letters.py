"""Letters about dates of events: a date was moved or cancelled, a further one was set. The worker calls these."""

from __future__ import annotations

from flask import current_app

from app.applications import content
from app.applications.models import Application
from app.applications.schedule import EventDate
from app.foundation import jobs, mail
from app.foundation.database import db
from app.permits import fieldtypes

BOOKED, MOVED, CANCELLED = "mail.event_booked", "mail.event_moved", "mail.event_cancelled"


@jobs.handler(BOOKED)
def booked(application_id: int, row: str, date_id: int) -> None:
    """Somebody of the application comes again."""
    _send(application_id, date_id, "jadwal ujian ulang", "event_booked", f"event-booked-{date_id}-{row or 'semua'}")


@jobs.handler(MOVED)
def moved(application_id: int, date_id: int, was_id: int) -> None:
    """The date has another day, hour or place."""
    version = db.session.get_one(EventDate, date_id).row_version
    _send(application_id, date_id, "jadwal berubah", "event_moved", f"event-moved-{was_id}-{version}")


@jobs.handler(CANCELLED)
def cancelled(application_id: int, date_id: int, was_id: int) -> None:
    """The date is off; another one takes its place."""
    was = db.session.get_one(EventDate, was_id)
    context = {"was": fieldtypes.long_date(was.day.isoformat()), "reason": was.reason}
    _send(application_id, date_id, "jadwal dibatalkan", "event_cancelled", f"event-cancelled-{was_id}", context)


def _send(
    application_id: int, date_id: int, words: str, template: str, event: str, more: dict[str, str] | None = None
) -> None:
    application, day = db.session.get_one(Application, application_id), db.session.get_one(EventDate, date_id)
    applicant = content.snapshot(application)
    address = applicant.get("email")
    if not address:
        return  # filed at the counter for a citizen without e-mail
    hours = "–".join(part.replace(":", ".") for part in (day.starts, day.ends) if part)
    context = {
        "name": applicant.get("nama", ""),
        "title": content.definition_of(application).title.id,
        "reference": application.reference,
        "day": fieldtypes.long_date(day.day.isoformat()),
        "hours": f"{hours} WIB" if hours else "",
        "place": day.place,
        "link": f"{current_app.config['BASE_URL']}/permohonan/{application.reference}",
        **(more or {}),
    }
    mail.deliver(
        to=address,
        subject=f"SAKPORE {application.reference}: {words}",
        template=template,
        context=context,
        message_id=f"{event}.{application.reference}",
        log=mail.LogEntry(object=application.reference),
    )
