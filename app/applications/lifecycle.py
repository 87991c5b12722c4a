"""What may follow what. Pure; the only place that decides a status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.errors import WrongMomentError


class Status(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    TO_SIGN = "to_sign"  # every tier positive: a permit waits for the head
    TO_REFUSE = "to_refuse"  # a tier rejected: the refusal letter waits for the head
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # a correction was not made in time, or the permit that it is about is gone


ENDED = frozenset({Status.ISSUED, Status.REFUSED, Status.WITHDRAWN, Status.CLOSED})
OPEN_TO_APPLICANT = frozenset({Status.DRAFT, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Position:
    """Where an application stands: its status and the ids of the tiers that have it now."""

    status: Status
    open_tiers: frozenset[str] = frozenset()


def _only(position: Position, *allowed: Status) -> None:
    if position.status not in allowed:
        raise WrongMomentError(detail=f"{position.status} is not one of {', '.join(allowed)}")


def after_submission(position: Position, first_tiers: frozenset[str]) -> Position:
    """A draft handed in goes to the first tiers."""
    _only(position, Status.DRAFT)
    return Position(Status.IN_REVIEW, first_tiers)


def after_correction(position: Position, tiers: frozenset[str]) -> Position:
    """A corrected application goes back to the tier that returned it, or to those that must confirm first."""
    _only(position, Status.RETURNED)
    return Position(Status.IN_REVIEW, tiers)


def after_forward(position: Position, tier: str, opened: frozenset[str], *, gate_open: bool) -> Position:
    """A positive decision closes `tier`. While its gate waits for others they stay open; else `opened` or signing."""
    _only(position, Status.IN_REVIEW)
    if tier not in position.open_tiers:
        raise WrongMomentError(detail=f"tier {tier} is not open")
    if gate_open:
        return replace(position, open_tiers=position.open_tiers - {tier})
    return Position(Status.IN_REVIEW, opened) if opened else Position(Status.TO_SIGN)


def after_return(position: Position, tier: str) -> Position:
    """Returned for correction: nobody in the office has it."""
    _only(position, Status.IN_REVIEW)
    if tier not in position.open_tiers:
        raise WrongMomentError(detail=f"tier {tier} is not open")
    return Position(Status.RETURNED)


def after_rejection(position: Position, tier: str) -> Position:
    """Rejected by a tier that may: a letter is drawn up and waits for the head."""
    _only(position, Status.IN_REVIEW)
    if tier not in position.open_tiers:
        raise WrongMomentError(detail=f"tier {tier} is not open")
    return Position(Status.TO_REFUSE)


def after_signing(position: Position) -> Position:
    """Every paper of the application is signed and stored."""
    _only(position, Status.TO_SIGN, Status.TO_REFUSE)
    return Position(Status.ISSUED if position.status is Status.TO_SIGN else Status.REFUSED)


def after_partial_signing(position: Position) -> Position:
    """What could be signed is signed; somebody of the application comes again to a test."""
    _only(position, Status.TO_SIGN)
    return Position(Status.IN_REVIEW)


def after_retests(position: Position) -> Position:
    """Nobody comes again, and what could be issued was."""
    _only(position, Status.IN_REVIEW)
    return Position(Status.ISSUED)


def after_withdrawal(position: Position) -> Position:
    """The applicant takes it back; possible until something is signed."""
    _only(position, Status.DRAFT, Status.IN_REVIEW, Status.RETURNED)
    return Position(Status.WITHDRAWN)


def after_expiry(position: Position, *, refuse: bool = False) -> Position:
    """The correction was not made in time, or may not be asked once more: closed, or refused by a letter to be signed.

    An unpaid invoice closes a case that is in review.
    """
    _only(position, Status.RETURNED, Status.IN_REVIEW)
    return Position(Status.TO_REFUSE if refuse else Status.CLOSED)


def after_loss(position: Position) -> Position:
    """The permit that it is about ended meanwhile: nothing can be signed any more."""
    _only(position, Status.TO_SIGN)
    return Position(Status.CLOSED)
