"""What processes cache and how they notice a change: revisions, holidays, the office's settings."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select, update

from app.errors import InputError
from app.foundation import audit, calendar, revision, settings
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.models import Holiday

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
OFFICER = Actor(1, "petugas", "Admin")


def test_a_revision_rises_and_is_read_once_per_request(app):
    with transaction():
        revision.bump("schema")
        revision.bump("schema")
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))

    with app.test_request_context():
        app.preprocess_request()
        first = revision.current()
        again = revision.current()

    assert first == again == {"schema": 2}
    assert len([line for line in seen if "revision" in line]) == 1


def test_the_next_request_sees_the_new_number(app):
    for wanted in (1, 2):
        with transaction():
            revision.bump("schema")
        with app.test_request_context():
            app.preprocess_request()
            assert revision.current()["schema"] == wanted


def test_holidays_are_seeded_once_and_a_corrected_day_is_kept(app):
    with transaction():
        calendar.seed()
    with transaction():
        db.session.execute(update(Holiday).where(Holiday.day == date(2026, 12, 24)).values(name="Dikoreksi"))
    with transaction():
        calendar.seed()

    assert date(2026, 12, 25) in calendar.holidays()
    assert date(2026, 3, 2) not in calendar.holidays()
    assert db.session.get(Holiday, date(2026, 12, 24)).name == "Dikoreksi"
    assert not any(db.session.scalars(select(Holiday.verified)))
    assert {day.year for day in calendar.holidays()} == {2025, 2026, 2027}


def test_a_new_holiday_is_seen_after_its_revision(app):
    assert calendar.holidays() == frozenset()
    with transaction():
        db.session.add(Holiday(day=date(2026, 4, 1), name="Hari Jadi"))
        revision.bump("holidays")

    assert calendar.holidays() == {date(2026, 4, 1)}


def test_what_is_rolled_back_is_not_kept(app):
    """The next writer gets the very number that was rolled back."""

    def fails() -> None:
        with transaction():
            calendar.put(date(2026, 4, 1), name="Batal", source="-", joint_leave=False, verified=False, actor=OFFICER, now=NOW)  # fmt: skip
            settings.change("phone", "0", actor=OFFICER, now=NOW)
            assert date(2026, 4, 1) in calendar.holidays(), "who writes sees what was written"
            assert settings.office().phone == "0"
            raise RuntimeError("recomputing failed")

    with app.test_request_context():
        app.preprocess_request()
        with pytest.raises(RuntimeError):
            fails()
        assert calendar.holidays() == frozenset()
        assert settings.office().phone != "0"
    with transaction():  # as another process does it: this one's cache is not told
        db.session.add(Holiday(day=date(2026, 4, 2), name="Lain"))
        revision.bump("holidays")
    assert calendar.holidays() == {date(2026, 4, 2)}


def test_the_office_is_known_and_can_be_changed(app):
    with transaction():
        settings.seed()
    assert settings.office().region == "3375"
    assert settings.office().whatsapp == ("+6285100925600", "+6285713012755")

    with transaction():
        settings.change("phone", "(0285) 123456", actor=OFFICER, now=NOW)
    with transaction():
        settings.seed()

    assert settings.office().phone == "(0285) 123456"
    audit.sequence()
    assert audit.size_and_root()[0] == 1
    with pytest.raises(InputError), transaction():
        settings.change("lain", "x", actor=OFFICER, now=NOW)
