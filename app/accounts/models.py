"""People: the applicant's profile, assignments of officers, one-time links, sessions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, Json, UtcDateTime


class Match(StrEnum):
    """How the population register confirmed the profile."""

    DATA = "data"  # the register gave name and address
    MATCH_ONLY = "match_only"  # it said "sesuai", the person typed the rest
    DOWN = "down"  # it did not answer
    SELF = "self"  # KTP from elsewhere: the person typed everything
    STAFF = "staff"  # an officer's account


class Profile(Base):
    """The person behind an account. `sealed` holds NIK, birth date, address, phone and so on; see accounts.profiles."""

    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), unique=True)
    nik_index: Mapped[str | None] = mapped_column(String(32), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    nama: Mapped[str] = mapped_column(String(200))
    from_city: Mapped[bool] = mapped_column(default=True)
    match: Mapped[Match]
    matched_with_ktp_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    matched_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    statement: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # wording, version, time, address
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Assignment(Base):
    """What an officer sees and decides: role × permits × agency × kelurahan × dates. No row, no access."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    role: Mapped[str] = mapped_column(String(64))
    codes: Mapped[list[str] | None] = mapped_column(Json)  # None: all permit types
    agency: Mapped[str | None] = mapped_column(String(64))
    kelurahan: Mapped[str | None] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    sk_number: Mapped[str] = mapped_column(String(120), default="")
    granted_by: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LinkPurpose(StrEnum):
    ACTIVATION = "activation"
    RESET = "reset"
    INVITATION = "invitation"


class OneTimeLink(Base):
    """A link sent by mail. Only the token's hash is kept; used by POST, once, until `expires_at`."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: what was registered, or the invitation
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebSession(Base):
    """A server-side session: the cookie holds a random id, here lies its hash. Revoked by deleting the row."""

    __tablename__ = "web_session"
    __table_args__ = (UniqueConstraint("id_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    id_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
