"""Limits on tries: shared by all processes, forgotten after their window."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.errors import TooManyError
from app.foundation import throttle
from app.foundation.database import db
from app.foundation.models import ThrottleCounter

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


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
