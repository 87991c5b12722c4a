"""Limits on tries, counted in the database so that all processes share them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete, select

from app.errors import TooManyError
from app.foundation import crypto
from app.foundation.database import db, transaction
from app.foundation.models import ThrottleCounter
from app.foundation.sql import insert_for, moment


def hit(key: str, limit: int, seconds: int, now: datetime) -> None:
    """Count one try in its own short transaction. Raises TooManyError above `limit` within `seconds`.

    The key is stored as a blind index; it may name a person or an address.
    """
    count, ends_at = _count(key, seconds, now)
    if count > limit:
        raise TooManyError(retry_after=max(1, int((ends_at - now).total_seconds())))


def used(key: str, now: datetime) -> int:
    """How many tries the key's window holds now; counts none. For limits on failures, counted by `hit` afterwards."""
    query = select(ThrottleCounter.count).where(ThrottleCounter.key == _index(key), ThrottleCounter.ends_at > now)
    return db.session.scalar(query) or 0


def clear(key: str) -> None:
    """Forget the tries, as after a good sign-in. Its own short transaction."""
    with transaction():
        db.session.execute(delete(ThrottleCounter).where(ThrottleCounter.key == _index(key)))


def sweep() -> None:
    """Drop windows that are long over."""
    with transaction():
        db.session.execute(delete(ThrottleCounter).where(ThrottleCounter.ends_at < moment(-86_400)))


def _count(key: str, seconds: int, now: datetime) -> tuple[int, datetime]:
    ends_at = now + timedelta(seconds=seconds)
    over = ThrottleCounter.ends_at <= now
    statement = insert_for(ThrottleCounter).values(key=_index(key), count=1, ends_at=ends_at)
    again = {
        "count": case((over, 1), else_=ThrottleCounter.count + 1),
        "ends_at": case((over, ends_at), else_=ThrottleCounter.ends_at),
    }
    statement = statement.on_conflict_do_update(index_elements=[ThrottleCounter.key], set_=again)
    with transaction():
        row = db.session.execute(statement.returning(ThrottleCounter.count, ThrottleCounter.ends_at)).one()
    return row.count, row.ends_at


def _index(key: str) -> str:
    return crypto.blind_index("throttle", key)
