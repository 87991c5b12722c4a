"""Allocation counters: how much of a limited thing (stalls of a street) applications and permits hold (§3.8).

What is held follows from the state of the application and of its permit: nothing has to be given back by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    and_,
    cast,
    column,
    delete,
    exists,
    or_,
    select,
    table,
)
from sqlalchemy import Date as DateType
from sqlalchemy.orm import Mapped, mapped_column

from app.applications.lifecycle import Status
from app.applications.models import Application
from app.foundation.database import Base, UtcDateTime, db

OPEN = (Status.IN_REVIEW, Status.RETURNED, Status.TO_SIGN, Status.TO_REFUSE)
# The register lies above; what counts reads three of its columns by name, as the row rule does with open tiers.
issued_columns = table(
    "issued",
    column("id", Integer),
    column("application_id", Integer),
    column("kind", String),
    column("row", String),
    column("status"),
    column("valid_to", DateType),
    column("ended_at", UtcDateTime),
)
LIVING = ("AKTIF", "DITANGGUHKAN")


class Allocation(Base):
    """What one application takes of one quota; `key` is made of the values of its `per` fields."""

    __tablename__ = "allocation"
    __table_args__ = (Index("ix_allocation_code_quota_key", "code", "quota", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    code: Mapped[str] = mapped_column(String(41))
    quota: Mapped[str] = mapped_column(String(41))
    key: Mapped[str] = mapped_column(String(300))
    amount: Mapped[int]


@dataclass(frozen=True, slots=True)
class _Held:
    application_id: int
    quota: str
    key: str
    amount: int
    before: int | None  # the application whose permit this one changes


def take(application: Application, wanted: Iterable[tuple[str, str, int]]) -> None:
    """Keep what the application takes, in place of what it took before. The caller holds the type's lock."""
    db.session.execute(delete(Allocation).where(Allocation.application_id == application.id))
    for quota, key, amount in wanted:
        db.session.add(
            Allocation(application_id=application.id, code=application.code, quota=quota, key=key[:300], amount=amount)
        )
    db.session.flush()


def taken(application: Application, today: date) -> dict[str, dict[str, int]]:
    """By quota and key, what all others hold. A change counts against what it adds to its permit's share only."""
    rows = _held(application.code, today)
    own = {application.id, _origin(application.referred_id)}
    held = {(one.application_id, one.quota, one.key): one.amount for one in rows}
    found: dict[str, dict[str, int]] = {}
    for one in rows:
        if one.application_id in own or one.before in {application.id}:
            continue
        already = held.get((one.before, one.quota, one.key), 0) if one.before is not None else 0
        keys = found.setdefault(one.quota, {})
        keys[one.key] = keys.get(one.key, 0) + max(0, one.amount - already)
    return found


def in_force(today: date) -> ColumnElement[bool]:
    """Of an application: it is with the office, or a permit of it lives."""
    lives = exists().where(
        issued_columns.c.application_id == Application.id,
        issued_columns.c.kind == "permit",
        cast(issued_columns.c.status, String).in_(LIVING),
        or_(issued_columns.c.valid_to.is_(None), issued_columns.c.valid_to >= today),
    )
    return or_(Application.status.in_(OPEN), and_(Application.status == Status.ISSUED, lives))


def _held(code: str, today: date) -> list[_Held]:
    """Shares of open applications and of permits that live."""
    before = (
        select(issued_columns.c.application_id)
        .where(issued_columns.c.id == Application.referred_id)
        .correlate(Application)
    ).scalar_subquery()
    query = (
        select(Allocation.application_id, Allocation.quota, Allocation.key, Allocation.amount, before)
        .join(Application, Application.id == Allocation.application_id)
        .where(Allocation.code == code, in_force(today))
    )
    return [_Held(*row) for row in db.session.execute(query)]


def _origin(issued_id: int | None) -> int | None:
    if issued_id is None:
        return None
    return db.session.scalar(select(issued_columns.c.application_id).where(issued_columns.c.id == issued_id))
