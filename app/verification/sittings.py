"""An officer takes up one case: everything that a decision stands on is read here, under lock, inside its transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts import officers, people
from app.applications import queries
from app.applications.lifecycle import Position, Status
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.errors import ConflictError, NotFoundError
from app.foundation.database import db
from app.foundation.timing import WIB, wib_date
from app.permits.model import Tier
from app.verification import authority
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.decision import Ticket
from app.verification.dossier import Dossier
from app.verification.models import OpenTier, Outcome, Review

DONE = {
    Outcome.FORWARD: "diteruskan",
    Outcome.COMPLETE: "dinyatakan lengkap",
    Outcome.CONFIRM: "dikonfirmasi",
    Outcome.RETURN: "dikembalikan",
    Outcome.REJECT: "ditolak",
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """One officer over one case at one moment, allowed to decide it. `held` are all tiers that have it now."""

    open_tier: OpenTier
    held: tuple[OpenTier, ...]
    dossier: Dossier
    officer: Officer
    person: str | None  # the officer's blind index
    now: datetime

    @property
    def application(self) -> Application:
        return self.open_tier.application

    @property
    def tier(self) -> Tier:
        return self.dossier.tier(self.open_tier.tier)

    @property
    def position(self) -> Position:
        return Position(self.application.status, frozenset(tier.tier for tier in self.held))


def take_up(ticket: Ticket, *, register: PermitRegister, officer: Officer, now: datetime) -> Sitting:
    """Read again what the officer saw, and lock it until the transaction ends.

    Raises ConflictError when somebody was faster (saying who decided what), NotAllowedError, NotFoundError.
    """
    held = _held(ticket)
    open_tier = next((tier for tier in held if tier.id == ticket.open_tier_id), None)
    if open_tier is None or open_tier.application.status is not Status.IN_REVIEW:
        raise ConflictError(what_happened(ticket.reference, officer, now))
    found = authority.standing(officer, open_tier.application, now)
    fresh = open_tier.row_version == ticket.row_version
    if fresh or authority.is_assigned(officer, open_tier, found):
        authority.require_assignment(officer, open_tier, found)
        _check_not_anothers(open_tier, officer)
    if not fresh:  # claimed or given back meanwhile, or the id of a closed tier that another one got
        raise ConflictError(what_happened(ticket.reference, officer, now))
    dossier = dossiers.read(open_tier.application, register)
    person = authority.require(officer, open_tier, found, dossier.reviews)
    return Sitting(open_tier, held, dossier, officer, person, now)


def what_happened(reference: str, officer: Officer, now: datetime) -> str:
    """Who was faster and what they decided, for a colleague of the same role. Raises NotFoundError for all others."""
    application = queries.get_by_reference(reference)
    mine = officers.standing(officer.user_id, (), wib_date(now)).assignments
    mine = tuple(one for one in mine if one.role in officer.roles)
    if not any(one.codes is None or application.code in one.codes for one in mine):
        raise NotFoundError("Permohonan tidak ditemukan.")
    if application.status is Status.WITHDRAWN:
        return f"Permohonan {reference} sudah ditarik kembali oleh pemohon."
    query = select(Review).where(Review.application_id == application.id).order_by(Review.id.desc())
    reviews = db.session.scalars(query).all()
    last = next((one for one in reviews if any(authority.concerns(each, application, one) for each in mine)), None)
    if last is None:
        return f"Permohonan {reference} sudah berubah. Muat ulang halaman, lalu periksa kembali."
    when = last.decided_at.astimezone(WIB)
    return (
        f"Permohonan {reference} sudah {DONE[last.outcome]} oleh {people.name_of(last.officer_id)} "
        f"({last.role.replace('_', ' ')}) pada {when:%d-%m-%Y} pukul {when:%H.%M} WIB."
    )


def _check_not_anothers(open_tier: OpenTier, officer: Officer) -> None:
    if open_tier.assignee_id not in (None, officer.user_id):
        raise ConflictError(f"Permohonan ini sedang dikerjakan oleh {people.name_of(open_tier.assignee_id or 0)}.")


def _held(ticket: Ticket) -> tuple[OpenTier, ...]:
    """All open tiers of the case with its papers and corrections: one statement, both rows locked where locks exist."""
    query = (
        select(OpenTier)
        .join(OpenTier.application)
        .options(
            contains_eager(OpenTier.application).options(
                joinedload(Application.documents), joinedload(Application.corrections)
            )
        )
        .where(Application.reference == ticket.reference)
        .order_by(OpenTier.id)
        .with_for_update(of=(OpenTier, Application))
        .execution_options(populate_existing=True)
    )
    return tuple(db.session.scalars(query).unique())
