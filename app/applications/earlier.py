"""Papers that an applicant handed in before and may use again: `reuse: true` of a document (schema-language §3.5).

Only the applicant's own papers, only for the applicant's own eyes: a counter officer who files on behalf is offered none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.applications.documents import Received, Slot
from app.applications.models import Application, Document, DocumentState
from app.errors import NotFoundError
from app.foundation.database import db
from app.foundation.files import Stored
from app.foundation.sandbox import MEDIA_TYPES, Examined

MEGABYTE = 1024 * 1024
LATEST = 200  # papers looked at
PER_PLACE = 3  # papers offered for one place


def offered(
    application: Application, slots: Iterable[Slot], viewer_id: int | None, today: date
) -> dict[str, list[Document]]:
    """Input name → papers of earlier requests that may stand there, newest first; each content once. One query."""
    wanted = [slot for slot in slots if slot.document.reuse]
    if not wanted or viewer_id != application.applicant_id:
        return {}
    query = (
        select(Document)
        .join(Document.application)
        .options(contains_eager(Document.application))  # the page names the request that each came with
        .where(Application.applicant_id == application.applicant_id, Application.id != application.id)
        .where(Application.party == application.party, Application.submitted_at.is_not(None))
        .where(Document.state == DocumentState.CLEAN, Document.removed_at.is_(None), Document.added_by_tier.is_(None))
        .order_by(Document.id.desc())
        .limit(LATEST)
    )
    found = list(db.session.scalars(query))
    return {slot.name: papers for slot in wanted if (papers := _for(slot, found, today))}


def take(offer: dict[str, list[Document]], slot: Slot, document_id: int) -> Received:
    """The earlier paper as if it had just been received for this place. Raises NotFoundError for one not offered."""
    paper = next((paper for paper in offer.get(slot.name, ()) if paper.id == document_id), None)
    if paper is None:
        raise NotFoundError("Berkas terdahulu ini tidak dapat dipakai di sini.", detail="paper is not on offer")
    return Received(
        slot,
        paper.name,
        paper.paper_date,
        Stored(paper.file_key, paper.sha256, paper.size),
        Examined(paper.media_type, paper.pages or 1, 0, 0),
    )


def _for(slot: Slot, papers: Iterable[Document], today: date) -> list[Document]:
    """Of the same document by its id, and such as could be uploaded there today."""
    chosen: dict[str, Document] = {}
    for paper in papers:
        if paper.input_name.rpartition("-")[2] == slot.document.id and _fits(slot, paper, today):
            chosen.setdefault(paper.sha256, paper)
    return list(chosen.values())[:PER_PLACE]


def _fits(slot: Slot, paper: Document, today: date) -> bool:
    rule = slot.document
    accepted = {MEDIA_TYPES.get(kind, kind) for kind in rule.accept}
    pages_fit = rule.max_pages is None or (paper.pages or 1) <= rule.max_pages
    young = rule.max_age_days is None or (
        paper.paper_date is not None and (today - paper.paper_date).days <= rule.max_age_days
    )
    return paper.media_type in accepted and paper.size <= rule.max_mb * MEGABYTE and pages_fit and young
