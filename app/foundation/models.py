"""The tables of the plumbing: jobs, the audit log, the outbox, counters of tries, holidays, revisions, settings."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, Json, UtcDateTime


class JobState(StrEnum):
    WAITING = "waiting"  # due, postponed or being worked on (then `leased_until` lies ahead)
    DONE = "done"
    DEAD = "dead"  # tried too often: a person decides


class Job(Base):
    """Work to be done later, written in the transaction that made it necessary. The row is the truth."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_due_at_id", "state", "due_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    dedup: Mapped[str] = mapped_column(String(200), unique=True)
    args: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # references and ids, never personal data
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed arguments, dropped when done
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(String(40))  # the fence: only who holds it may finish the job
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEvent(Base):
    """What happened. `payload` is what counts, the columns repeat it for queries. Never changed, never deleted."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_object_id", "object", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(80))
    object: Mapped[str] = mapped_column(String(120))
    actor_id: Mapped[int | None]  # no foreign key: the log outlives the account
    actor: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(64), default="")
    request_id: Mapped[str] = mapped_column(String(64), default="")
    payload: Mapped[str] = mapped_column(Text)  # canonical JSON
    leaf: Mapped[bytes] = mapped_column(LargeBinary)  # SHA-256(0x00 ‖ payload)


class AuditLeaf(Base):
    """The event's place in the tree. `frontier` holds the tree's peaks after it: size and root at any place."""

    __tablename__ = "audit_leaf"

    idx: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), unique=True)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailMessage(Base):
    """One mail of the outbox. The address is sealed; the message itself, where it is kept, lies in the file store."""

    __tablename__ = "mail_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    object: Mapped[str] = mapped_column(String(120), index=True)  # what it is about, such as the reference
    template: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    recipient: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    recipient_index: Mapped[str] = mapped_column(String(32), index=True)
    attachments: Mapped[list[str]] = mapped_column(Json, default=list)  # file names
    file_key: Mapped[str | None] = mapped_column(String(64))  # the whole message; none where it carries a one-time link
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    resend_of_id: Mapped[int | None] = mapped_column(ForeignKey("mail_message.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ThrottleCounter(Base):
    """How often something was tried in the running window. The key is a blind index."""

    __tablename__ = "throttle_counter"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Holiday(Base):
    """A day on which the office is closed, besides Saturdays and Sundays."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    joint_leave: Mapped[bool] = mapped_column(default=False)  # cuti bersama
    source: Mapped[str] = mapped_column(String(200), default="")
    verified: Mapped[bool] = mapped_column(default=False)  # compared with the decree by a person


class Revision(Base):
    """Freshness: a counter per kind of cached thing, raised in the transaction that changes it."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    rev: Mapped[int] = mapped_column(default=1)


class Setting(Base):
    """One office setting. `value` is JSON: a text, a number or a list of texts."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(Json)  # {"v": …}, since a bare JSON null would be SQL NULL
