"""Parent and child permits: what becomes of a permit when the one that it points to lapses or is withdrawn (§3.14).

Whatever changes a parent's status writes a job in the same transaction; the job compares each child with its parent and
acts on the difference. So it may run twice, late, or in the daily round that catches up, and does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from app.applications import content, links, locks
from app.applications.links import PermitLink
from app.applications.models import Application
from app.certificates import link_letters, suspensions
from app.certificates.models import Issued, PaperStatus, Suspension
from app.certificates.queries import PERMIT
from app.errors import ConflictError
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now, wib_date
from app.permits.assessing import limits_uses, overused, permit_references, pointers
from app.permits.case import LAPSING
from app.permits.model import FieldDef

COMPARE, ROUND = "izin.kaitan", "izin.kaitan_harian"
LIVE = tuple(PaperStatus(status) for status in LAPSING)
ENDED = {PaperStatus.BERAKHIR: "berakhir", PaperStatus.DICABUT: "dicabut", PaperStatus.DIGANTIKAN: "digantikan"}


@dataclass(frozen=True, slots=True)
class Tie:
    """One child and the permit that its answer points to."""

    child: Issued
    parent: Issued
    field: FieldDef
    link_id: int

    @property
    def cause(self) -> str:
        return f"izin:{self.link_id}"

    def ending(self, today: date) -> PaperStatus | None:
        """How the parent ended; None while it lives. One that is replaced and not followed has lapsed."""
        status, last = self.parent.status, self.parent.valid_to
        if status in LIVE:
            return PaperStatus.BERAKHIR if last is not None and last < today else None
        return status

    def wanted(self, today: date) -> str:
        """none | warn | suspend | revoke."""
        ending = self.ending(today)
        if ending is None:
            return "none"
        return (self.field.on_revoke if ending is PaperStatus.DICABUT else self.field.on_lapse) or "none"


def announce(issued_ids: Iterable[int]) -> None:
    """Have the children of permits whose status changed looked at. Call it in the transaction of the change."""
    ids = list(issued_ids)
    query = select(Issued.id, Issued.row_version).join(PermitLink, PermitLink.issued_id == Issued.id)
    db.session.flush()  # what has changed has its new version
    for issued_id, version in db.session.execute(query.where(Issued.id.in_(ids)).distinct()) if ids else ():
        jobs.enqueue(COMPARE, f"{COMPARE}:{issued_id}:{version}", issued_id=issued_id)


def announce_issue(issued: Issued) -> None:
    """A permit that was just signed: what it points to may have ended while it was in processing."""
    query = select(PermitLink.issued_id).where(PermitLink.application_id == issued.application_id).distinct()
    for parent_id in db.session.scalars(query):
        jobs.enqueue(COMPARE, f"{COMPARE}:{parent_id}:terbit:{issued.id}", issued_id=parent_id)


def follow(old: Issued, new: Issued) -> None:
    """A permit stands for another one: what follows the successor points to it from now on."""
    query = select(PermitLink, Application).join(Application, Application.id == PermitLink.application_id)
    for link, application in db.session.execute(query.where(PermitLink.issued_id == old.id)).unique().all():
        if _field(application, link.field).follow != "none":
            link.issued_id = new.id
    announce([old.id, new.id])


def check_uses(application: Application, facts: Mapping[str, Any], today: date) -> None:
    """Raise ConflictError when others use up a permit that the request points to: its limit may have shrunk since it
    was handed in. Call it in the transaction that claims the numbers."""
    definition = content.definition_of(application)
    if not limits_uses(definition):
        return
    locks.hold("type", application.code)
    numbers = {one.issued_id: one.number for one in pointers(definition, facts) if one.issued_id is not None}
    others = links.taken(application, definition, numbers, today)
    for pointer, most, _ in overused(definition, application.kind, facts, others):
        raise ConflictError(f"Izin nomor {pointer.number} sudah dipakai sampai batasnya, yaitu {most} kali.")


@jobs.handler(COMPARE)
def compare(issued_id: int) -> None:
    """Bring the children of one permit to what its state asks of them."""
    now = utc_now()
    with transaction():
        for tie in _ties(issued_id):
            _settle(tie, wib_date(now), now)


@jobs.handler(ROUND)
def compare_all(day: str) -> None:
    """Catch up: every permit that ended and has children that live, and every cause of a suspension."""
    today = date.fromisoformat(day)
    child = select(Issued.application_id).where(Issued.kind == PERMIT, Issued.status.in_(LIVE))
    gone = or_(Issued.status.not_in(LIVE), Issued.valid_to < today)
    suspended = select(Issued.application_id).join(Suspension).where(Suspension.ended_at.is_(None))
    parents = (
        select(PermitLink.issued_id)
        .join(Issued, Issued.id == PermitLink.issued_id)
        .where(or_(PermitLink.application_id.in_(suspended), gone & PermitLink.application_id.in_(child)))
        .distinct()
        .order_by(PermitLink.issued_id)
    )
    for issued_id in list(db.session.scalars(parents)):
        compare(issued_id)


def outlasting(issued: Issued, today: date) -> bool:
    """Whether a cause of its suspension lasts: a permit that it points to asks for it still."""
    causes = {one.cause for one in suspensions.standing(issued.id)}
    return any(tie.cause in causes and tie.wanted(today) == "suspend" for tie in _ties_of(issued))


def _settle(tie: Tie, today: date, now: datetime) -> None:
    child, wanted = tie.child, tie.wanted(today)
    if child.valid_to is not None and child.valid_to < today:
        return  # it ends by itself
    if wanted == "revoke":
        _revoke(tie, now)
    elif wanted == "suspend":
        _suspend(tie, now)
    else:
        _release(tie, now)
    if wanted == "warn":
        link_letters.write(link_letters.WARNED, child, tie.parent, f"{tie.parent.id}:{tie.ending(today)}")


def _suspend(tie: Tie, now: datetime) -> None:
    child, parent = tie.child, tie.parent
    reason, manual = _reason("Ditangguhkan", parent, wib_date(now)), tie.field.resume == "manual"
    added = suspensions.suspend(child, tie.cause, reason, now, manual=manual, by=f"naskah:{parent.id}")
    if added is not None:
        link_letters.write(link_letters.SUSPENDED, child, parent, str(added.id))


def _release(tie: Tie, now: datetime) -> None:
    """The cause is gone: what is suspended by nothing else holds again."""
    if (ended := suspensions.release(tie.child, tie.cause, now)) is not None:
        link_letters.write(link_letters.RESUMED, tie.child, tie.parent, str(ended.id))


def _revoke(tie: Tie, now: datetime) -> None:
    child, before = tie.child, tie.child.status
    suspensions.end_all(child, now)
    child.status, child.ended_at = PaperStatus.DICABUT, now
    child.status_note = _reason("Dicabut", tie.parent, wib_date(now))
    audit.record(
        "izin.berakhir", f"naskah:{child.id}", SYSTEM, now, before=before, after=child.status,
        sebab=f"naskah:{tie.parent.id}",
    )  # fmt: skip
    announce([child.id])
    link_letters.write(link_letters.REVOKED, child, tie.parent, str(tie.parent.id))


def _reason(what: str, parent: Issued, today: date) -> str:
    lapsed = parent.status in LIVE and parent.valid_to is not None and parent.valid_to < today
    ended = "berakhir" if lapsed else ENDED.get(parent.status, str(parent.status))
    return f"{what} karena izin nomor {parent.number} yang menjadi dasarnya sudah {ended}."


def _ties(parent_id: int) -> list[Tie]:
    """The children that live, locked in one order."""
    query = (
        select(Issued, PermitLink, Application)
        .join(PermitLink, PermitLink.application_id == Issued.application_id)
        .join(Application, Application.id == Issued.application_id)
        .where(PermitLink.issued_id == parent_id, Issued.kind == PERMIT, Issued.status.in_(LIVE))
        .order_by(Issued.id)
        .with_for_update(of=Issued)
        .execution_options(populate_existing=True)
    )
    parent = db.session.get_one(Issued, parent_id)
    return [
        Tie(child, parent, _field(application, link.field), link.id)
        for child, link, application in db.session.execute(query).unique().all()
        if link.row in ("", child.row) or not child.row
    ]


def _ties_of(child: Issued) -> list[Tie]:
    query = select(PermitLink.issued_id).where(PermitLink.application_id == child.application_id).distinct()
    found = (tie for parent_id in list(db.session.scalars(query)) for tie in _ties(parent_id))
    return [tie for tie in found if tie.child.id == child.id]


def _field(application: Application, path: str) -> FieldDef:
    return dict(permit_references(content.definition_of(application)))[path]
