"""Letters to a permit's holder about what is to be handed in after issue. The worker calls these."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from app.applications import content
from app.applications.models import Application
from app.certificates import reporting
from app.certificates.models import Issued
from app.foundation import jobs, mail
from app.foundation.database import db
from app.permits import fieldtypes

DUE, MISSED, SUSPENDED, RESUMED, RETURNED, ENDED = "due", "missed", "suspended", "resumed", "returned", "ended"
TOLD = "mail.duty_report"
SUBJECTS = {
    DUE: "laporan jatuh tempo",
    MISSED: "laporan terlewat",
    SUSPENDED: "izin Anda ditangguhkan",
    RESUMED: "izin Anda berlaku kembali",
    RETURNED: "laporan perlu diperbaiki",
    ENDED: "izin Anda berakhir",
}


def write(what: str, issued: Issued, claim: reporting.Claim, event: str) -> None:
    """In the caller's transaction; once for each event."""
    key = key_of(what, issued.id, claim, event)
    jobs.enqueue(TOLD, f"{TOLD}:{key}", **arguments(what, issued.id, claim, key))


def key_of(what: str, issued_id: int, claim: reporting.Claim, event: str) -> str:
    return f"{what}:{issued_id}:{claim.duty.id}:{claim.on.isoformat()}:{event}"


def arguments(what: str, issued_id: int, claim: reporting.Claim, key: str) -> dict[str, Any]:
    days: dict[str, Any] = {"on": claim.on.isoformat(), "last": claim.last.isoformat()}
    return {"what": what, "issued_id": issued_id, "duty": claim.duty.id, "key": key, **days}


@jobs.handler(TOLD)
def duty_report(what: str, issued_id: int, duty: str, on: str, last: str, key: str) -> None:  # noqa: PLR0913 - the job's
    """What is due, or what became of the permit for want of it; nothing where it was handed in meanwhile."""
    issued = db.session.get_one(Issued, issued_id)
    application = db.session.get_one(Application, issued.application_id)
    applicant = content.snapshot(application)
    address = applicant.get("email")
    claim = next(
        (
            one
            for one in reporting.of(issued, date.fromisoformat(on))
            if one.duty.id == duty and one.on.isoformat() == on
        ),
        None,
    )
    if not address or (what == DUE and (claim is None or claim.done)):
        return
    definition = content.definition_of(application)
    named = next(one for one in definition.duties if one.id == duty)
    base = current_app.config["BASE_URL"].rstrip("/")
    context = {
        "what": what,
        "name": applicant.get("nama", ""),
        "title": issued.title,
        "number": issued.number,
        "report": reporting.title_of(named),
        "due": fieldtypes.long_date(on),
        "last": fieldtypes.long_date(last),
        "note": claim.newest.note if claim is not None and claim.newest is not None else "",
        "suspends": named.report is not None and named.report.on_missed == "suspend",
        "ends": issued.until_duty == duty,
        "link": f"{base}/izin-saya/{issued.id}",
    }
    mail.deliver(
        to=address,
        subject=f"SAKPORE {application.reference}: {SUBJECTS[what]}",
        template="duty_report",
        context=context,
        message_id=f"duty_report.{key.replace(':', '.')}.{application.reference}",
        log=mail.LogEntry(application.reference),
    )
