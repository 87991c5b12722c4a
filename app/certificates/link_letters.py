"""Letters to the holder of a permit about the permit that it rests on. The worker calls these."""

from __future__ import annotations

from flask import current_app

from app.applications import content
from app.applications.models import Application
from app.certificates.models import Issued
from app.foundation import jobs, mail
from app.foundation.database import db

WARNED, SUSPENDED, REVOKED, RESUMED = "warned", "suspended", "revoked", "resumed"
TOLD = "mail.permit_linked"
SUBJECTS = {
    WARNED: "dasar izin Anda berakhir",
    SUSPENDED: "izin Anda ditangguhkan",
    REVOKED: "izin Anda dicabut",
    RESUMED: "izin Anda berlaku kembali",
}


def write(what: str, child: Issued, parent: Issued, event: str) -> None:
    """In the caller's transaction; once for each event."""
    key = f"{what}:{child.id}:{event}"
    jobs.enqueue(TOLD, f"{TOLD}:{key}", what=what, issued_id=child.id, parent_id=parent.id, key=key)


@jobs.handler(TOLD)
def permit_linked(what: str, issued_id: int, parent_id: int, key: str) -> None:
    """What became of the holder's permit, and because of which other one."""
    child, parent = db.session.get_one(Issued, issued_id), db.session.get_one(Issued, parent_id)
    application = db.session.get_one(Application, child.application_id)
    applicant = content.snapshot(application)
    address = applicant.get("email")
    if not address:
        return  # filed at the counter for a citizen without e-mail
    base = current_app.config["BASE_URL"].rstrip("/")
    context = {
        "what": what,
        "name": applicant.get("nama", ""),
        "title": child.title,
        "number": child.number,
        "parent": parent.number,
        "reference": application.reference,
        "check": f"{base}/verifikasi/{child.token}",
        "link": f"{base}/permohonan/{application.reference}",
    }
    mail.deliver(
        to=address,
        subject=f"SAKPORE {application.reference}: {SUBJECTS[what]}",
        template="permit_linked",
        context=context,
        message_id=f"permit_linked.{key.replace(':', '.')}.{application.reference}",
        log=mail.LogEntry(application.reference),
    )
