"""Assignments of officers: role × permits × agency × kelurahan × dates. No row, no access."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import or_, select

from app.accounts.models import Assignment
from app.errors import InputError, NotAllowedError, NotFoundError
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db


@dataclass(frozen=True, slots=True)
class Scope:
    """What an assignment covers. `codes` None means every permit type; `agency` and `kelurahan` None mean all."""

    codes: tuple[str, ...] | None = None
    agency: str | None = None
    kelurahan: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when (both inclusive, `until` None is open) and by which decree."""

    since: date
    until: date | None = None
    sk_number: str = ""


def active(user_id: int, today: date) -> list[Assignment]:
    """The assignments that hold on this date."""
    query = select(Assignment).where(
        Assignment.user_id == user_id,
        Assignment.valid_from <= today,
        or_(Assignment.valid_until.is_(None), Assignment.valid_until >= today),
    )
    return list(db.session.scalars(query.order_by(Assignment.id)))


def roles_for(user_id: int, today: date, code: str | None = None) -> frozenset[str]:
    """The roles that this person is assigned today, for one permit type or for any."""
    return frozenset(
        row.role for row in active(user_id, today) if code is None or row.codes is None or code in row.codes
    )


def assign(user_id: int, role: str, scope: Scope, term: Term, *, actor: Actor, now: datetime) -> Assignment:
    """Give a role and its scope to somebody else.

    Raises NotAllowedError for oneself, NotFoundError for an unknown person, InputError for a role that does not exist.
    """
    if actor.user_id == user_id:
        raise NotAllowedError("Peran hanya dapat diberikan oleh orang lain.")
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFoundError
    held = get_role(role)
    if held not in user.roles:  # type: ignore[attr-defined]  # FAB's backref
        user.roles.append(held)  # type: ignore[attr-defined]
    row = Assignment(
        user_id=user_id,
        role=role,
        codes=list(scope.codes) if scope.codes is not None else None,
        agency=scope.agency,
        kelurahan=scope.kelurahan,
        valid_from=term.since,
        valid_until=term.until,
        sk_number=term.sk_number,
        granted_by=actor.name,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("penugasan.diberikan", f"pengguna:{user_id}", actor, now, **_shown(row))
    return row


def end(assignment_id: int, last_day: date, *, actor: Actor, now: datetime) -> None:
    """Let an assignment end with this day. Raises NotFoundError."""
    row = db.session.get(Assignment, assignment_id)
    if row is None:
        raise NotFoundError
    row.valid_until = last_day
    audit.record("penugasan.diakhiri", f"pengguna:{row.user_id}", actor, now, **_shown(row))


def get_role(name: str) -> Role:
    """Raises InputError: roles come from definitions and from `init`, never from an assignment."""
    role = db.session.scalar(select(Role).where(Role.name == name))
    if role is None:
        raise InputError(f"Peran {name} tidak ada. Terbitkan dahulu jenis izin yang memakainya.")
    return role


def people_with(role: str, code: str, today: date) -> list[int]:
    """Ids of the active people who hold this role for this permit type today: is a tier staffed, who can be told."""
    query = (
        select(Assignment)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.role == role, Assignment.valid_from <= today, User.active.is_(True))
        .where(or_(Assignment.valid_until.is_(None), Assignment.valid_until >= today))
    )
    rows: Iterable[Assignment] = db.session.scalars(query)
    return sorted({row.user_id for row in rows if row.codes is None or code in row.codes})


def posts(code: str, today: date) -> frozenset[tuple[str, str | None]]:
    """Role and agency of everybody who is assigned to this permit type today; None stands for every agency."""
    query = (
        select(Assignment.role, Assignment.agency, Assignment.codes)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.valid_from <= today, User.active.is_(True))
        .where(or_(Assignment.valid_until.is_(None), Assignment.valid_until >= today))
    )
    return frozenset(
        (role, agency) for role, agency, codes in db.session.execute(query) if codes is None or code in codes
    )


def agencies() -> set[str]:
    """Every agency that somebody is or was assigned to."""
    return {found for found in db.session.scalars(select(Assignment.agency).distinct()) if found}


def _shown(row: Assignment) -> dict[str, object]:
    return {
        "peran": row.role,
        "izin": row.codes,
        "perangkat_daerah": row.agency,
        "kelurahan": row.kelurahan,
        "sejak": row.valid_from.isoformat(),
        "sampai": row.valid_until.isoformat() if row.valid_until else None,
        "sk": row.sk_number,
    }
