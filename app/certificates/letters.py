"""Letters that carry papers: the permit, or the refusal. Attached are the stored bytes, never a copy saved again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import current_app

from app.applications import content
from app.applications.models import Application
from app.applications.queries import get_by_reference
from app.certificates import queries
from app.certificates.models import Issued
from app.certificates.products import LETTER_KINDS, REVOKING, SUSPENDING, WARNING
from app.certificates.sanctions import SEND
from app.certificates.supervision import RESUMED
from app.foundation import jobs, mail
from app.foundation.database import db
from app.foundation.timing import wib_date

WORDS = {WARNING: "surat peringatan", SUSPENDING: "izin Anda ditangguhkan", REVOKING: "izin Anda dicabut"}
ISSUED, REFUSED = "mail.permit_issued", "mail.refused"
NOT_IN_FILE_NAMES = re.compile(r"[^A-Za-z0-9.-]+")


@jobs.handler(ISSUED)
def permit_issued(reference: str, last: int | None = None) -> None:
    """The permit's PDF and the link to fetch it again. `last`: up to this paper, where others are still to come."""
    _send(get_by_reference(reference), "permit_issued", "izin diterbitkan", last)


@jobs.handler(REFUSED)
def refused(reference: str) -> None:
    """The letter of refusal."""
    _send(get_by_reference(reference), "permit_refused", "surat penolakan")


@jobs.handler(SEND)
def office_letter(paper_id: int) -> None:
    """What the office wrote by itself, to the holder."""
    paper = queries.get_issued(paper_id)
    application = db.session.get_one(Application, paper.application_id)
    _deliver(application, [paper], "office_letter", WORDS[paper.kind], f".{paper_id}")


@jobs.handler(RESUMED)
def permit_resumed(issued_id: int) -> None:
    """A person let the permit hold again."""
    permit = queries.get_issued(issued_id)
    application = db.session.get_one(Application, permit.application_id)
    _deliver(application, [permit], "permit_resumed", "izin Anda berlaku kembali", f".{issued_id}.{permit.row_version}")


def file_name(issued: Issued) -> str:
    """`0001-PK-III-2026.pdf`: the number as a file name on any system."""
    return f"{NOT_IN_FILE_NAMES.sub('-', issued.number or str(issued.id)).strip('-')}.pdf"


def _send(application: Application, template: str, words: str, last: int | None = None) -> None:
    own = [each for each in queries.find_papers(application.id) if each.kind not in LETTER_KINDS.values()]
    papers = [each for each in own if last is None or each.id <= last]
    _deliver(application, papers, template, words, "" if last is None else f".{last}")


def _deliver(application: Application, papers: Sequence[Issued], template: str, words: str, suffix: str) -> None:
    reference, applicant = application.reference, content.snapshot(application)
    address = applicant.get("email")
    if not address:
        return  # filed at the counter for a citizen without e-mail: the paper is handed over there
    base = current_app.config["BASE_URL"].rstrip("/")
    context = {
        "name": applicant.get("nama", ""),
        "title": content.definition_of(application).title.text(),
        "reference": reference,
        "link": f"{base}/permohonan/{reference}",
        "papers": [
            {
                "title": issued.title,
                "number": issued.number,
                "issued_on": wib_date(issued.issued_at) if issued.issued_at else None,
                "valid_to": issued.valid_to,
                "download": f"{base}/permohonan/{reference}/izin/{issued.id}.pdf",
                "check": f"{base}/verifikasi/{issued.token}",
                "sha256": issued.editions[-1].sha256,
            }
            for issued in papers
        ],
    }
    mail.deliver(
        to=address,
        subject=f"SAKPORE {reference}: {words}",
        template=template,
        context=context,
        message_id=f"{template}.{reference}{suffix}",
        attachments=[mail.Attachment(file_name(each), "application/pdf", queries.signed_pdf(each)) for each in papers],
        log=mail.LogEntry(reference),
    )
