"""A draft on its way to publication: handed in by one person, published or sent back by another. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.catalog import drafts
from app.catalog import source as sources
from app.catalog.drafts import Editor
from app.catalog.models import PermitDraft, PermitSubmission
from app.errors import ConflictError, InputError, NotFoundError
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.models import AuditEvent

WRITING = ("draf.dibuat", "draf.disimpan", "draf.diimpor")


def waiting(code: str) -> PermitSubmission | None:
    """The submission that somebody is asked to look at; None where there is none."""
    query = select(PermitSubmission).where(PermitSubmission.code == code, PermitSubmission.ended_at.is_(None))
    return db.session.scalar(query)


def all_waiting() -> dict[str, PermitSubmission]:
    """By code, in one statement."""
    found = db.session.scalars(select(PermitSubmission).where(PermitSubmission.ended_at.is_(None)))
    return {one.code: one for one in found}


def last_remark(code: str) -> PermitSubmission | None:
    """The submission that was sent back last, for whoever mends the draft."""
    query = select(PermitSubmission).where(PermitSubmission.code == code).order_by(PermitSubmission.id.desc()).limit(1)
    found = db.session.scalar(query)
    return found if found is not None and found.outcome == "kembali" else None


def is_current(submission: PermitSubmission, draft: PermitDraft | None) -> bool:
    """Whether the draft still says what was handed in."""
    return draft is not None and sources.fingerprint(draft.source) == submission.fingerprint


def submit(code: str, *, note: str, trial: bool, editor: Editor, actor: Actor, now: datetime) -> PermitSubmission:
    """Hand the draft in as it stands. Raises NotFoundError, ConflictError when one waits, DefinitionError for its faults."""
    draft = drafts.find(code)
    if draft is None or editor.user_id is None:
        raise NotFoundError(detail=f"{code} has no draft")
    before = waiting(code)
    if before is not None and is_current(before, draft):
        raise ConflictError("Draf ini sudah diajukan dan menunggu diperiksa.")
    sources.load(draft.source, code)
    if before is not None:
        _end(before, "batal", now)
    submission = PermitSubmission(
        code=code,
        fingerprint=sources.fingerprint(draft.source),
        note=note.strip(),
        trial=trial,
        writers=sorted({*writers(draft), editor.user_id}),
        submitted_by_id=editor.user_id,
        submitted_by=editor.name[:120],
        submitted_at=now,
    )
    db.session.add(submission)
    db.session.flush()
    audit.record("izin.diajukan", code, actor, now, submission=submission.id, text=submission.fingerprint)
    return submission


def send_back(code: str, remark: str, *, actor: Actor, now: datetime) -> None:
    """Not published, and why. Raises NotFoundError, InputError without a reason."""
    submission = waiting(code)
    if submission is None:
        raise NotFoundError(detail=f"nothing of {code} waits")
    if not remark.strip():
        raise InputError("Sebutkan apa yang perlu diperbaiki.")
    submission.remark = remark.strip()
    _end(submission, "kembali", now)
    audit.record("izin.dikembalikan", code, actor, now, submission=submission.id)


def published(submission: PermitSubmission, now: datetime) -> None:
    """It has become a version."""
    _end(submission, "terbit", now)


def writers(draft: PermitDraft) -> set[int]:
    """Every account that had a hand in this draft, as the log tells: none of them publishes it."""
    query = select(AuditEvent.actor_id).where(
        AuditEvent.object == draft.code, AuditEvent.action.in_(WRITING), AuditEvent.at >= draft.created_at
    )
    known = {found for found in db.session.scalars(query) if found is not None}
    return known | {found for found in (draft.author_id, draft.editor_id) if found is not None}


def _end(submission: PermitSubmission, outcome: str, now: datetime) -> None:
    submission.ended_at, submission.outcome = now, outcome
    db.session.flush()
