"""Permit types and their published, immutable versions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, Json, UtcDateTime


class TypeState(StrEnum):
    TRIAL = "trial"
    ACTIVE = "active"
    CLOSED = "closed"
    ARCHIVED = "archived"


class PermitType(Base):
    """The life of a code. `live_version` is what new applications start from; 0 while the first one lies ahead."""

    __tablename__ = "permit_type"

    code: Mapped[str] = mapped_column(String(41), primary_key=True)
    state: Mapped[TypeState] = mapped_column(default=TypeState.ACTIVE)
    live_version: Mapped[int]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_decree: Mapped[str | None] = mapped_column(String(120))
    successor: Mapped[str | None] = mapped_column(String(200))
    closes_on: Mapped[date | None]  # the first day on which nothing new is taken
    close_notice: Mapped[str] = mapped_column(Text, default="", server_default="")
    next_version: Mapped[int | None]  # published, in force from `next_from` on
    next_from: Mapped[date | None]


class PermitVersion(Base):
    """One publication. `canonical` is what counts, `source` the YAML it came from. Never changed, never deleted."""

    __tablename__ = "permit_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("permit_type.code"))
    version: Mapped[int]
    card: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # what lists show, so that they build no definition
    canonical: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    source_sha256: Mapped[str] = mapped_column(String(64))
    decree_number: Mapped[str] = mapped_column(String(120))
    decree_date: Mapped[date]
    effective_from: Mapped[date]
    author: Mapped[str] = mapped_column(String(120))
    approver: Mapped[str] = mapped_column(String(120))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    base_version: Mapped[int | None]  # the version that it followed
    author_id: Mapped[int | None]  # no foreign key: the version outlives the account
    approver_id: Mapped[int | None]
    policy: Mapped[dict[str, Any] | None] = mapped_column(Json)  # what becomes of open drafts
    dossier: Mapped[dict[str, Any] | None] = mapped_column(Json)  # changes, publish report, readiness, scan


class PermitSubmission(Base):
    """A draft handed in for publication: what another person is asked to publish, word for word."""

    __tablename__ = "permit_submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(41), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the text; a draft that changed since is another one
    note: Mapped[str] = mapped_column(Text, default="")
    trial: Mapped[bool] = mapped_column(default=False)
    writers: Mapped[list[int]] = mapped_column(Json)  # accounts that had a hand in the draft
    submitted_by_id: Mapped[int]
    submitted_by: Mapped[str] = mapped_column(String(120))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20), default="")  # terbit, kembali, batal
    remark: Mapped[str] = mapped_column(Text, default="")  # why it was sent back


class PermitDraft(Base):
    """What somebody writes towards the next version of a code: one at most per type, and never what applicants see."""

    __tablename__ = "permit_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(41), unique=True)
    source: Mapped[str] = mapped_column(Text)
    base_version: Mapped[int | None]  # the live version that it was written on; None for a new type
    author_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    author: Mapped[str] = mapped_column(String(200))
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))  # who changed it last
    editor: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}


class DraftReader(Base):
    """Who has the editor of a type open, by the minute: told to the others, and nothing else follows from it."""

    __tablename__ = "draft_reader"

    code: Mapped[str] = mapped_column(String(41), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MasterRecord(Base):
    """One thing that the office keeps a list of (a stall, a street): what was so from a day on, until it is closed."""

    __tablename__ = "master_record"
    __table_args__ = (Index("ix_master_record_kind_key", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(41))
    key: Mapped[str] = mapped_column(String(80))
    cells: Mapped[dict[str, Any]] = mapped_column(Json)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
