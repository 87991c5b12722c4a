"""Locks that last until the transaction ends, for what is counted before it is written. SQLite has one writer anyway."""

from __future__ import annotations

from sqlalchemy import text

from app.foundation import crypto
from app.foundation.database import db, is_sqlite


def hold(what: str, key: str) -> None:
    """Wait until nobody else holds it. Two locks are taken in the order person, type: never the other way round."""
    if not is_sqlite():
        number = int(crypto.blind_index(what, key)[:15], 16)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": number})
