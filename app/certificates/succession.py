"""What a new paper does to the permits that its request is about (language §3.6 and §3.13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.applications import content
from app.applications.models import Application, Referral
from app.certificates import links
from app.certificates.models import Issued, PaperStatus
from app.errors import ConflictError
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.permits.referring import PERMIT, REVOCATION, ends_permit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper stands: its kind, product and row, and the permits that the same request gives besides."""

    kind: str
    product: str
    row: str
    permits: frozenset[str]  # products of kind `permit`

    def succeeds(self, old: Issued) -> bool:
        """A permit of a row is followed by its own row's, another one by its own product's or, where the request gives
        none of that, by whatever permit it gives."""
        if self.kind == REVOCATION:
            return not self.row or not old.row or self.row == old.row
        if self.kind != PERMIT or self.row != old.row:
            return False
        return old.product == self.product or old.product not in self.permits


def predecessor(application: Application, place: Place) -> Issued | None:
    """The permit that a new permit takes the place of: whose number or end it may keep."""
    if place.kind != PERMIT:
        return None
    return next((old for _, old in _bases(application) if place.succeeds(old)), None)


def obstacle(application: Application, today: date) -> str | None:
    """Why no paper of this request can be signed any more: a permit that it is about has ended meanwhile.

    The last day passing does no harm to who filed in time, unless the new paper would end on that day too.
    """
    definition = content.definition_of(application)
    needs = definition.requests[application.kind].needs
    if needs is None:
        return None
    bound = definition.requests[application.kind].keeps_expiry
    for referral, old in _bases(application):
        if referral.ended_by_id is not None:
            continue  # by an earlier paper of this very request
        status = str(old.status)
        lapsed = old.valid_to is not None and old.valid_to < today
        if bound and lapsed:
            return f"Izin nomor {old.number} sudah berakhir, sedangkan permohonan ini tidak memperpanjangnya."
        if status in needs.status or (lapsed and status == PaperStatus.BERAKHIR):
            continue
        if not ends_permit(definition, application.kind) and status == PaperStatus.DIGANTIKAN:
            continue  # an extract or an added row stands beside whatever edition holds now
        return f"Izin nomor {old.number} sekarang {status}, sehingga permohonan atasnya tidak dapat diterbitkan lagi."
    return None


def end_predecessors(issued: Issued, application: Application, actor: Actor, now: datetime) -> None:
    """Enter in the register what the signed paper does to the permits that it stands for or withdraws.

    Raises ConflictError when one of them can no longer be the ground of this request.
    """
    if application.referred_id is None:
        return
    lock(one.issued_id for one in application.bases)
    if reason := obstacle(application, wib_date(now)):
        raise ConflictError(reason)
    definition = content.definition_of(application)
    if issued.kind not in (PERMIT, REVOCATION) or not ends_permit(definition, application.kind):
        return
    place = _place(issued)
    for referral, old in _bases(application):
        if referral.ended_by_id is None and place.succeeds(old):
            _end(referral, old, issued, definition.requests[application.kind].supersedes, actor, now)


def bases(application: Application) -> list[Issued]:
    """The permits that a request is about, the one that was chosen first."""
    return [old for _, old in _bases(application)]


def lock(issued_ids: Iterable[int]) -> None:
    """In one order for all, so that two acts never wait for each other."""
    query = select(Issued).where(Issued.id.in_(sorted(issued_ids))).order_by(Issued.id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).all()


def _bases(application: Application) -> list[tuple[Referral, Issued]]:
    found = ((referral, db.session.get(Issued, referral.issued_id)) for referral in application.bases)
    return [(referral, old) for referral, old in found if old is not None]


def _place(issued: Issued) -> Place:
    """Of a paper that is signed: all papers of its request were claimed before the first of them was."""
    query = select(Issued.product).where(
        Issued.application_id == issued.application_id, Issued.kind == PERMIT, Issued.status != PaperStatus.VOID
    )
    return Place(issued.kind, issued.product, issued.row, frozenset(db.session.scalars(query)))


def _end(referral: Referral, old: Issued, issued: Issued, declared: str | None, actor: Actor, now: datetime) -> None:
    default = PaperStatus.DICABUT if issued.kind == REVOCATION else PaperStatus.DIGANTIKAN
    before = old.status
    old.status = PaperStatus(declared) if declared else default
    old.ended_at = now
    old.status_note = (
        f"Digantikan dengan nomor {issued.number}." if issued.kind == PERMIT else f"Dicabut dengan {issued.number}."
    )
    referral.ended_by_id = issued.id
    issued.supersedes_id = issued.supersedes_id or old.id
    audit.record("izin.berakhir", f"naskah:{old.id}", actor, now, before=before, after=old.status, oleh=issued.number)
    if issued.kind == PERMIT:
        links.follow(old, issued)
    else:
        links.announce([old.id])
