"""Limits, revisions, settings, holidays, logs."""

import json
import logging
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from app.errors import InputError, TooManyError
from app.foundation import audit, calendar, logs, revision, settings, throttle
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.models import Holiday, ThrottleCounter

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
OFFICER = Actor(1, "petugas", "Admin")


def test_the_limit_holds_and_says_how_long(app):
    for _ in range(3):
        throttle.hit("masuk:budi@contoh.id", 3, 900, NOW)

    with pytest.raises(TooManyError) as caught:
        throttle.hit("masuk:budi@contoh.id", 3, 900, NOW + timedelta(seconds=300))

    assert caught.value.retry_after == 600
    throttle.hit("masuk:siti@contoh.id", 3, 900, NOW)


def test_a_new_window_begins_anew(app):
    for _ in range(3):
        throttle.hit("a", 3, 900, NOW)

    throttle.hit("a", 3, 900, NOW + timedelta(seconds=900))


def test_a_good_sign_in_forgets_the_tries(app):
    for _ in range(3):
        throttle.hit("a", 3, 900, NOW)
    throttle.clear("a")

    throttle.hit("a", 3, 900, NOW)


def test_the_counter_does_not_name_the_person(app):
    throttle.hit("masuk:budi@contoh.id", 3, 900, NOW)

    assert "budi" not in db.session.scalars(select(ThrottleCounter.key)).one()


def test_tries_of_many_threads_are_all_counted(app):
    refused = []

    def hit():
        with app.app_context():
            for _ in range(5):
                try:
                    throttle.hit("a", 12, 900, NOW)
                except TooManyError:
                    refused.append(1)

    threads = [threading.Thread(target=hit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 8


def test_old_windows_are_swept(app):
    throttle.hit("a", 3, 900, NOW - timedelta(days=400))
    throttle.sweep()

    assert db.session.scalars(select(ThrottleCounter)).all() == []


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


@pytest.mark.parametrize(
    ("clear", "scrubbed"),
    [
        ("NIK 3375010101900001 salah", "NIK [nik] salah"),
        ("33.75.01.010190.0001", "[nik]"),
        ("3375 0101 0190 0001", "[nik]"),
        ("ke budi.s@contoh.co.id", "ke [surel]"),
        ("hp 081234567890, +62 812-3456-7890", "hp [telepon], [telepon]"),
        ("SP-7F3K-9Q2M pada 2026-03-02 05:00:00", "SP-7F3K-9Q2M pada 2026-03-02 05:00:00"),
        ("Rp1.250.000 dan 12345", "Rp1.250.000 dan 12345"),
    ],
)
def test_texts_are_scrubbed(clear, scrubbed):
    assert logs.scrub(clear) == scrubbed


def test_a_log_line_is_json_without_personal_data_and_cannot_be_forged():
    record = logging.LogRecord("app", logging.INFO, "x", 1, "gagal %s", ("budi@contoh.id\nINFO palsu",), None)
    record.nik = 3375010101900001
    record.status = 403

    line = logs.JsonFormatter().format(record)

    assert "\n" not in line
    found = json.loads(line)
    assert found["message"] == "gagal [surel]\nINFO palsu"
    assert found["nik"] == "[nik]"
    assert found["status"] == 403


def test_an_exception_in_the_log_is_scrubbed_too():
    try:
        raise ValueError("3375010101900001")
    except ValueError as error:
        record = logging.LogRecord("app", logging.ERROR, "x", 1, "rusak", (), (type(error), error, error.__traceback__))

    line = logs.JsonFormatter().format(record)

    assert "3375010101900001" not in line
    assert "ValueError" in line
