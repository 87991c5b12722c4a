"""Small questions about people that other packages ask by user id."""

from __future__ import annotations

from collections.abc import Iterable

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.accounts.models import Profile
from app.foundation.database import db


def nik_index_of(user_id: int) -> str | None:
    """The blind index of the person's NIK: persons are told apart by it, not by account."""
    return db.session.scalar(select(Profile.nik_index).where(Profile.user_id == user_id))


def name_of(user_id: int) -> str:
    """As on papers and on the desk; empty for an unknown id."""
    return names_of([user_id]).get(user_id, "")


def names_of(user_ids: list[int]) -> dict[int, str]:
    """One statement for a list page."""
    rows = db.session.execute(select(User.id, User.first_name, User.last_name).where(User.id.in_(user_ids)))
    return {row.id: f"{row.first_name} {row.last_name}".strip() for row in rows}


def email_of(user_id: int) -> str | None:
    """Where the person gets mail; None when the account is not active."""
    return db.session.scalar(select(User.email).where(User.id == user_id, User.active.is_(True)))


def find_by_email(email: str) -> int | None:
    return db.session.scalar(select(User.id).where(User.username == email.strip().lower()))


def is_one_of(user_id: int, others: Iterable[int]) -> bool:
    """Whether this account's person is among them: by account, and by NIK where two accounts are one person's."""
    ids = set(others)
    if user_id in ids:
        return True
    own = nik_index_of(user_id)
    query = select(Profile.user_id).where(Profile.nik_index == own, Profile.user_id.in_(ids))
    return bool(own) and db.session.scalar(query.limit(1)) is not None
