"""Time: UTC inside, WIB for people. Only edges ask for the present moment; all others are given it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def utc_now() -> datetime:
    """The present moment, aware. For edges only."""
    return datetime.now(UTC)


def wib_date(moment: datetime) -> date:
    """The date that people in Pekalongan write at this moment."""
    return moment.astimezone(WIB).date()


def wib_moment(moment: datetime) -> str:
    """`22-11-2026 08.41 WIB`, for people of the office."""
    return moment.astimezone(WIB).strftime("%d-%m-%Y %H.%M WIB")
