"""Applications, their documents and corrections. One table, many shapes (architecture §3)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.applications.lifecycle import Status
from app.foundation.database import Base, Json, UtcDateTime


class Application(Base):
    """`answers` are open, `sealed` is one AES-GCM blob; services see one mapping through `applications.answers`."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("code", "reference"),
        Index("ix_application_code_id", "code", "id"),
        Index("ix_application_code_status_id", "code", "status", "id"),
        Index("ix_application_applicant_id", "applicant_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(128))
    code: Mapped[str] = mapped_column(String(41))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(41), default="baru")
    referred_id: Mapped[int | None] = mapped_column(
        ForeignKey("issued.id", use_alter=True, name="fk_application_referred")
    )
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))  # the officer at the counter, or the applicant
    party: Mapped[str] = mapped_column(String(12), default="perorangan")  # or badan
    party_name: Mapped[str] = mapped_column(String(200), default="")  # for lists; a person's or a badan's
    applicant_snapshot: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: what rules read as `applicant.…`
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    staff_answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # staff_only and tier_editable, open part
    staff_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    variant: Mapped[str | None] = mapped_column(String(60))
    kelurahan: Mapped[str | None] = mapped_column(String(80))  # of the place asked about, for row scope
    content_hash: Mapped[str | None] = mapped_column(String(64))
    record_hash: Mapped[str | None] = mapped_column(String(64))
    fees: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)  # as reckoned at submission: line id and amount
    statement: Mapped[dict[str, Any] | None] = mapped_column(Json)  # wording, version, time, address, document hashes
    submit_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_on: Mapped[date | None]  # `today` of the rules: the WIB date of submission
    clock_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock_workdays: Mapped[float | None]  # what was promised, so that the due date can be reckoned anew
    due_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    brought_over: Mapped[dict[str, Any] | None] = mapped_column(Json)  # what a new version changed in this draft
    # What it was filed with, and its place in the order of filing. No foreign key: SQLite would have to write the whole
    # table anew to get one, and its triggers and the indexes on answers with it.
    bundle_id: Mapped[int | None] = mapped_column(index=True)
    bundle_place: Mapped[int | None]
    row_version: Mapped[int] = mapped_column()

    documents: Mapped[list[Document]] = relationship(back_populates="application", order_by="Document.id")
    corrections: Mapped[list[Correction]] = relationship(back_populates="application", order_by="Correction.round")
    referrals: Mapped[list[Referral]] = relationship(back_populates="application", order_by="Referral.id")

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def bases(self) -> list[Referral]:
        """The permits that it is about; no statement is spent on a request about none."""
        return self.referrals if self.referred_id is not None else []


class Referral(Base):
    """One permit that an application is about. `Application.referred_id` is the first of them."""

    __tablename__ = "referral"
    __table_args__ = (UniqueConstraint("application_id", "issued_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued.id"), index=True)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("issued.id"))  # this application's paper that ended it

    application: Mapped[Application] = relationship(back_populates="referrals")


class DocumentState(StrEnum):
    QUARANTINE = "quarantine"
    CLEAN = "clean"
    REFUSED = "refused"


class Document(Base):
    """One uploaded file. A replaced one keeps its row with `removed_at`; the file store holds the bytes encrypted."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    input_name: Mapped[str] = mapped_column(String(120))  # "ktp", or with the row's stable id "peserta-r1-foto"
    file_key: Mapped[str] = mapped_column(String(64))  # of foundation.files
    name: Mapped[str] = mapped_column(String(200))  # as the person called it
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int | None]
    paper_date: Mapped[date | None]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.CLEAN)
    added_by_tier: Mapped[str | None] = mapped_column(String(41))
    place: Mapped[str | None] = mapped_column(String(40))  # of an inspector's photograph: "-6.88870,109.67530"
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship(back_populates="documents")


class Correction(Base):
    """One round of *dikembalikan*: which inputs are open to the applicant, why, until when."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("application_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    round: Mapped[int]
    tier: Mapped[str] = mapped_column(String(41))  # that returned it
    remarks: Mapped[dict[str, str]] = mapped_column(Json)  # input name → what to mend
    note: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed answers as they were, for the difference
    hash_before: Mapped[str] = mapped_column(String(64))
    returned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship(back_populates="corrections")


class SealedIndex(Base):
    """Blind index of a sealed NIK that a definition lets officers search by exact match."""

    __tablename__ = "sealed_index"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    field: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(32), index=True)
