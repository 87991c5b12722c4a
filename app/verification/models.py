"""What waits for whom, and what was decided."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.applications.models import Application
from app.foundation.database import Base, Json, UtcDateTime


def _next_version(version: int | None) -> int:
    """SQLite gives a deleted row's id to the next row: a form made for a tier that was closed must not fit its successor."""
    return secrets.randbelow(2**30) if version is None else version + 1


class OpenTier(Base):
    """One row per tier that has the application now: queues, claims, gates and clocks read it."""

    __tablename__ = "open_tier"
    __table_args__ = (UniqueConstraint("application_id", "tier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    tier: Mapped[str] = mapped_column(String(41))
    role: Mapped[str] = mapped_column(String(64), index=True)
    agency: Mapped[str | None] = mapped_column(String(64))
    scope_value: Mapped[str | None] = mapped_column(String(80))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    reconfirm: Mapped[bool] = mapped_column(default=False)  # only the difference after a correction
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    workdays: Mapped[float | None]  # of the tier, so that its due date can be reckoned anew
    due_on: Mapped[date | None]
    row_version: Mapped[int] = mapped_column()

    application: Mapped[Application] = relationship()

    __mapper_args__ = {"version_id_col": row_version, "version_id_generator": _next_version}


class Outcome(StrEnum):
    FORWARD = "forward"
    COMPLETE = "complete"
    RETURN = "return"
    REJECT = "reject"
    CONFIRM = "confirm"


POSITIVE = frozenset({Outcome.FORWARD, Outcome.COMPLETE, Outcome.CONFIRM})


class Review(Base):
    """One decision. Never changed but for `superseded_at`, when a correction takes its weight away."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    tier: Mapped[str] = mapped_column(String(41))
    role: Mapped[str] = mapped_column(String(64))
    officer_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    officer_index: Mapped[str | None] = mapped_column(
        String(32)
    )  # blind index of the officer's NIK: a person, no account
    outcome: Mapped[Outcome]
    verdicts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # input name → {"ok": bool, "remark": str}
    remark: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    record_hash: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()


class InspectionSheet(Base):
    """One filled inspection form, of the application or of one group row."""

    __tablename__ = "inspection_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    inspection: Mapped[str] = mapped_column(String(41))
    row: Mapped[str] = mapped_column(String(24), default="")
    marks: Mapped[dict[str, Any]] = mapped_column(Json)  # item id → mark
    note: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[str | None] = mapped_column(String(12))  # decimal text
    level: Mapped[str | None] = mapped_column(String(41))
    passed: Mapped[bool]
    officer_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    inspected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RefusalDraft(Base):
    """A refusal drawn up over a tier's negative decision; another person signs it."""

    __tablename__ = "refusal_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    reason: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    drawn_up_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    drawn_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    snapshot: Mapped[bytes | None] = mapped_column(LargeBinary)


class Pause(Base):
    """A time in which the clock stands still, with its reason; `expected_on` is when the office looks again."""

    __tablename__ = "pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    tier: Mapped[str] = mapped_column(String(41))
    reason: Mapped[str] = mapped_column(String(41))
    note: Mapped[str] = mapped_column(Text, default="")
    applicant: Mapped[bool] = mapped_column(default=False)  # whether the applicant is waited for
    expected_on: Mapped[date | None]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InvoiceState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    VOID = "void"  # the fee changed, or the case ended otherwise
    EXPIRED = "expired"  # not paid in time: the case was closed


class Invoice(Base):
    """What a case costs, as reckoned when it was issued. A fee that grew later has a further invoice for the rest."""

    __tablename__ = "invoice"
    __table_args__ = (UniqueConstraint("method", "receipt"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[InvoiceState] = mapped_column(default=InvoiceState.OPEN)
    content: Mapped[bytes] = mapped_column(LargeBinary)  # sealed: lines with their factors, see `invoices.Bill`
    total: Mapped[int] = mapped_column(BigInteger)
    credit: Mapped[int] = mapped_column(BigInteger, default=0)  # received before, for an earlier invoice
    due: Mapped[int] = mapped_column(BigInteger)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    method: Mapped[str | None] = mapped_column(String(20))
    receipt: Mapped[str | None] = mapped_column(String(60))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column()

    application: Mapped[Application] = relationship()

    __mapper_args__ = {"version_id_col": row_version}
