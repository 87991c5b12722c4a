"""Who an officer is at the moment of a decision: assignments in force and the blind indexes of those concerned, at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import and_, or_, select

from app.accounts.models import Assignment, Profile
from app.foundation.database import db


@dataclass(frozen=True, slots=True)
class Standing:
    """`persons` maps account → blind index of the NIK; an account without a known NIK is not in it."""

    assignments: tuple[Assignment, ...]
    persons: dict[int, str]


def standing(officer_id: int, others: Iterable[int], today: date) -> Standing:
    """One statement. `others` are accounts that must be other persons than the officer."""
    in_force = and_(
        Assignment.user_id == User.id,
        User.id == officer_id,
        Assignment.valid_from <= today,
        or_(Assignment.valid_until.is_(None), Assignment.valid_until >= today),
    )
    query = (
        select(User.id, Profile.nik_index, Assignment)
        .outerjoin(Profile, Profile.user_id == User.id)
        .outerjoin(Assignment, in_force)
        .where(User.id.in_({officer_id, *others}))
    )
    rows = db.session.execute(query).all()
    return Standing(
        assignments=tuple(row.Assignment for row in rows if row.Assignment is not None),
        persons={row.id: row.nik_index for row in rows if row.nik_index},
    )
