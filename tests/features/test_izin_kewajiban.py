"""What comes after issue: the holder is reminded once of each term."""

from __future__ import annotations

from datetime import date, timedelta

from tests.features.requesting import register, settle
from tests.features.test_izin_anak import subjects, work
from tests.features.town import Town

TYPES = ("izin_kewajiban",)
CODE = TYPES[0]


def day(town: Town, offset: int) -> list[str]:
    """The reminders that have been written when the morning's job has run, twice, on a coming day."""
    from app.certificates import duties

    with town.app.app_context():
        duties.remind_all((date.today() + timedelta(days=offset)).isoformat())
        duties.remind_all((date.today() + timedelta(days=offset)).isoformat())
    work(town)
    return [one.split(": ")[1] for one in subjects(town) if "pengingat" in one]


def test_each_term_is_told_once(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios", uji_alat=(date.today() + timedelta(days=10)).isoformat())
    assert register(town, CODE)[0][3] == "aktif"
    assert day(town, 0) == ["pengingat masa berlaku"], "thirty days left: the term of sixty has come"
    assert day(town, 1) == ["pengingat masa berlaku"]
    assert day(town, 8) == ["pengingat masa berlaku", "pengingat uji alat"]
    assert day(town, 25) == ["pengingat masa berlaku", "pengingat uji alat", "pengingat masa berlaku"]
    assert day(town, 26) == ["pengingat masa berlaku", "pengingat uji alat", "pengingat masa berlaku"]
