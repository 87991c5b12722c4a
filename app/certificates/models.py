"""Counters, issued papers, their editions and the signers that the office acknowledges."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.database import Base, Json, UtcDateTime


class Counter(Base):
    """One gap-free counter. `key` names its scope and reset, such as `kode/izin/2026`; `value` is the last given."""

    __tablename__ = "counter"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class StickyValue(Base):
    """A value drawn once and kept by its holder (the producer's number within a P-IRT)."""

    __tablename__ = "sticky_value"
    __table_args__ = (UniqueConstraint("key", "holder_index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    holder_index: Mapped[str] = mapped_column(String(64))
    value: Mapped[int]


class PaperStatus(StrEnum):
    PREPARED = "prepared"
    AKTIF = "aktif"
    DITANGGUHKAN = "ditangguhkan"
    DIGANTIKAN = "digantikan"
    DICABUT = "dicabut"
    BERAKHIR = "berakhir"
    VOID = "void"  # a number that can never be used, with the reason


class Issued(Base):
    """One paper of one application: (application, product, row). Its number is claimed when it is prepared."""

    __tablename__ = "issued"
    __table_args__ = (UniqueConstraint("application_id", "product", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    code: Mapped[str] = mapped_column(String(41), index=True)
    version: Mapped[int]
    product: Mapped[str] = mapped_column(
        String(41)
    )  # id in certificates or letters; "penolakan" for the library's refusal
    kind: Mapped[str] = mapped_column(String(16))  # permit | refusal | …
    row: Mapped[str] = mapped_column(String(24), default="")
    status: Mapped[PaperStatus] = mapped_column(default=PaperStatus.PREPARED, index=True)
    number: Mapped[str | None] = mapped_column(String(120), index=True)
    claims: Mapped[dict[str, int]] = mapped_column(Json, default=dict)  # counter key → value
    token: Mapped[str] = mapped_column(String(64), unique=True)  # of the QR
    title: Mapped[str] = mapped_column(String(200), default="")
    holder_name: Mapped[str] = mapped_column(String(200), default="")
    holder_index: Mapped[str | None] = mapped_column(String(64), index=True)  # blind index of the holder's NIK
    holder_kind: Mapped[str] = mapped_column(String(12), default="perorangan")  # or badan: a person's name is masked
    public_values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    variant: Mapped[str | None] = mapped_column(String(60))
    approved_hash: Mapped[str] = mapped_column(String(64), default="")  # record_hash that the approval stood on
    unsigned_key: Mapped[str | None] = mapped_column(String(64))  # file of the bytes the head looks at
    unsigned_sha256: Mapped[str | None] = mapped_column(String(64))
    prepared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    signer_name: Mapped[str] = mapped_column(String(200), default="")
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    until_duty: Mapped[str | None] = mapped_column(String(41))  # it holds until this duty is missed: `valid_to` moves
    latest_end: Mapped[date | None]  # what bounds it besides
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("issued.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status_note: Mapped[str] = mapped_column(Text, default="")
    row_version: Mapped[int] = mapped_column()

    editions: Mapped[list[Edition]] = relationship(back_populates="issued", order_by="Edition.id")

    __mapper_args__ = {"version_id_col": row_version}


class Suspension(Base):
    """One cause for which a permit does not hold for a while. It holds again when no cause stands any more."""

    __tablename__ = "suspension"

    id: Mapped[int] = mapped_column(primary_key=True)
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued.id"), index=True)
    # "izin:<link>": the permit that it points to ended; "kewajiban:<duty>"; "surat:<paper>"
    cause: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")  # as people are told
    manual: Mapped[bool] = mapped_column(default=False)  # a person ends it, not the end of the cause
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Edition(Base):
    """The exact bytes of one edition of a signed paper. A renewal of its proof is a further edition."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_key: Mapped[str] = mapped_column(String(64))
    profile: Mapped[str] = mapped_column(String(10), default="B-B")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    issued: Mapped[Issued] = relationship(back_populates="editions")


class AwaitedPaper(Base):
    """An interim paper that a tier's yes calls for, until its signer has signed it."""

    __tablename__ = "awaited_paper"
    __table_args__ = (UniqueConstraint("application_id", "product"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    product: Mapped[str] = mapped_column(String(41))
    tier: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(64))  # of the signer
    agency: Mapped[str | None] = mapped_column(String(80))  # the tier's, whose signer it is


class Signer(Base):
    """A person whose certificate the office acknowledges. The private key lies encrypted under the data folder."""

    __tablename__ = "signer"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    nip: Mapped[str] = mapped_column(String(30), default="")
    rank: Mapped[str] = mapped_column(String(80), default="")
    certificate: Mapped[bytes] = mapped_column(LargeBinary)  # DER
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of the public key info: the pin
    key_file: Mapped[str] = mapped_column(String(200), default="")  # below the data folder; empty for other backends
    backend: Mapped[str] = mapped_column(String(16), default="pkcs12")
    development: Mapped[bool] = mapped_column(default=False)  # shown on every page and paper that it touches
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime] = mapped_column(UtcDateTime)
