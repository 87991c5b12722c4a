"""What holders hand in after issue, by duty and due day: a row per paper, and one per day that was missed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, UtcDateTime, db


class ReportState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"  # the office asks for it again, with its remark
    MISSED = "missed"  # no paper came; noted once the last day had passed


class DutyReport(Base):
    """One paper for one due day of one permit. What persons wrote goes when the request is past its retention."""

    __tablename__ = "duty_report"
    __table_args__ = (Index("ix_duty_report_issued_id_duty", "issued_id", "duty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued.id"))
    duty: Mapped[str] = mapped_column(String(41))
    due_on: Mapped[date]
    state: Mapped[ReportState] = mapped_column(index=True)
    file_key: Mapped[str | None] = mapped_column(String(64))  # of foundation.files
    name: Mapped[str] = mapped_column(String(200), default="")  # as the person called it
    media_type: Mapped[str] = mapped_column(String(60), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int | None]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)  # handed in, or noted as missed
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    note: Mapped[str] = mapped_column(Text, default="")  # the office's, when it asks again
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}


def of_permits(issued_ids: Iterable[int]) -> list[DutyReport]:
    """Every row of these permits, the oldest first."""
    ids = list(issued_ids)
    query = select(DutyReport).where(DutyReport.issued_id.in_(ids)).order_by(DutyReport.id)
    return list(db.session.scalars(query)) if ids else []


def forget(application_id: int) -> list[str]:
    """What the papers say goes, that they came stays; the keys of their files. In the caller's transaction."""
    query = select(DutyReport).where(DutyReport.application_id == application_id, DutyReport.file_key.is_not(None))
    found = db.session.scalars(query).all()
    keys = [one.file_key for one in found if one.file_key]
    for one in found:
        one.file_key, one.name, one.note = None, "", ""
    return keys
