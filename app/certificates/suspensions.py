"""A permit that does not hold for a while. Each cause is a row; it holds again when no cause stands any more.

In the caller's transaction, on a row that the caller has locked. Who holds permits that rest on this one is told by the
caller (`links.announce`); a suspended permit still counts as living there.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.certificates.models import Issued, PaperStatus, Suspension
from app.foundation import audit
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db


def standing(issued_id: int) -> list[Suspension]:
    """The causes that last, the oldest first."""
    query = select(Suspension).where(Suspension.issued_id == issued_id, Suspension.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(Suspension.id)))


def suspend(
    issued: Issued, cause: str, reason: str, now: datetime, *, manual: bool, actor: Actor = SYSTEM, by: str = ""
) -> Suspension | None:
    """None where this cause stands already. `manual`: a person ends it. `by` goes into the audit log."""
    if any(one.cause == cause for one in standing(issued.id)):
        return None
    added = Suspension(issued_id=issued.id, cause=cause, reason=reason, manual=manual, since=now)
    db.session.add(added)
    db.session.flush()
    if issued.status is PaperStatus.AKTIF:
        issued.status, issued.status_note = PaperStatus.DITANGGUHKAN, reason
        audit.record(
            "izin.ditangguhkan", f"naskah:{issued.id}", actor, now, before=PaperStatus.AKTIF, after=issued.status,
            sebab=by or cause,
        )  # fmt: skip
    return added


def release(issued: Issued, cause: str, now: datetime, *, actor: Actor = SYSTEM) -> Suspension | None:
    """The cause is gone: the suspension that was thereby the last one, so that the permit holds again; else None."""
    found = standing(issued.id)
    ended = [one for one in found if one.cause == cause and not one.manual]
    for one in ended:
        one.ended_at = now
    if not ended or len(ended) < len(found):
        _explain(issued, [one for one in found if one not in ended])
        return None
    restore(issued, actor, now)
    return ended[-1]


def restore(issued: Issued, actor: Actor, now: datetime, reason: str = "") -> None:
    """Holds again; the causes are ended by the caller. `reason` is a person's, for the log."""
    if issued.status is not PaperStatus.DITANGGUHKAN:
        return
    issued.status, issued.status_note = PaperStatus.AKTIF, ""
    facts = {"alasan": reason} if reason else {}
    audit.record(
        "izin.dipulihkan", f"naskah:{issued.id}", actor, now, before=PaperStatus.DITANGGUHKAN, after=issued.status,
        **facts,
    )  # fmt: skip
    db.session.flush()


def end_all(issued: Issued, now: datetime) -> None:
    """The permit itself ended."""
    for one in standing(issued.id):
        one.ended_at = now


def _explain(issued: Issued, left: list[Suspension]) -> None:
    """What is told is a cause that still stands."""
    reason = next((one.reason for one in left if one.reason), "")
    if issued.status is PaperStatus.DITANGGUHKAN and reason:
        issued.status_note = reason
