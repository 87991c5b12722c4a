"""What accounts leave behind: ended sessions and links nobody used. A job that writes its own successor, once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts import sessions
from app.accounts.models import OneTimeLink
from app.foundation import jobs
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now, wib_date

DAILY = "akun.rumah_tangga"
KEPT = timedelta(days=30)  # a spent link still explains "sudah dipakai" for a while


def schedule(moment: datetime) -> None:
    """Once per day, however many nodes try; in the caller's transaction."""
    jobs.enqueue(DAILY, f"{DAILY}:{wib_date(moment)}", due=moment)


@jobs.handler(DAILY)
def tidy() -> None:
    """Drop what has ended, and come back tomorrow."""
    now = utc_now()
    sessions.delete_expired(now)
    with transaction():
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now - KEPT))
        schedule(now + timedelta(days=1))
