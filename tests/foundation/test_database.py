"""The rules of writing: read-only by default, one writer, no lost update."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from app.errors import ConflictError
from app.foundation import migrate, timing
from app.foundation.database import UtcDateTime, connection_for_writing, db, is_sqlite, transaction, writing
from app.foundation.models import Revision

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def count():
    return db.session.scalar(select(Revision.rev).where(Revision.name == "n"))


def start():
    with transaction():
        db.session.add(Revision(name="n", rev=0))


def test_nothing_is_written_outside_a_transaction(app):
    start()

    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE revision SET rev = 5"))

    db.session.rollback()
    assert count() == 0


def test_a_transaction_commits_and_reading_goes_on_read_only(app):
    start()
    with transaction():
        db.session.get(Revision, "n").rev = 3

    assert count() == 3
    with pytest.raises(DBAPIError):
        db.session.execute(text("DELETE FROM revision"))
    db.session.rollback()


def test_an_exception_undoes_the_whole_block(app):
    start()

    with pytest.raises(ZeroDivisionError):
        _write_and_fail()

    assert count() == 0


def _write_and_fail():
    with transaction():
        db.session.get(Revision, "n").rev = 3
        db.session.flush()
        1 / 0  # noqa: B018 - any failure will do


def test_a_transaction_within_a_transaction_is_refused_and_undoes_nothing_silently(app):
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass


def test_writing_lets_foreign_code_commit_several_times_and_drops_the_rest(app):
    start()

    with writing():
        for rev in (1, 2):
            db.session.get(Revision, "n").rev = rev
            db.session.commit()
        db.session.get(Revision, "n").rev = 9

    assert count() == 2


def test_a_lost_race_is_a_conflict(app):
    with pytest.raises(ConflictError), transaction():
        raise StaleDataError("row version")


def test_eight_threads_raise_a_counter_and_no_update_is_lost(app):
    start()

    def raise_it():
        with app.app_context():
            for _ in range(5):
                with transaction():
                    row = db.session.get(Revision, "n", with_for_update=not is_sqlite())
                    row.rev += 1

    threads = [threading.Thread(target=raise_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert count() == 40


def test_a_reader_never_waits_for_a_writer(app):
    start()
    seen = []

    def read():
        with app.app_context():
            seen.append(count())

    with transaction():
        db.session.get(Revision, "n").rev = 7
        db.session.flush()
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(5)

    assert seen == [0]


def test_beginning_costs_postgresql_no_statement_of_ours(app):
    start()
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))

    count()
    db.session.rollback()
    count()

    assert [line for line in seen if not line.startswith(("BEGIN", "PRAGMA"))] == [
        line for line in seen if "SELECT" in line
    ]


def test_sqlite_is_set_for_durability(sqlite_app):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0}

    found = {name: db.session.scalar(text(f"PRAGMA {name}")) for name in wanted}

    assert found == wanted
    assert db.session.scalar(text("PRAGMA busy_timeout")) == 10_000


def test_moments_are_aware_and_come_back_in_utc(app):
    wib = NOON.astimezone(timezone(timedelta(hours=7)))
    bound = UtcDateTime()

    assert bound.process_bind_param(wib, db.engine.dialect) == NOON
    with pytest.raises(ValueError):
        bound.process_bind_param(datetime(2026, 3, 2), db.engine.dialect)


def test_the_date_of_people_is_that_of_pekalongan():
    assert timing.wib_date(datetime(2026, 3, 2, 17, 30, tzinfo=UTC)).isoformat() == "2026-03-03"


def test_the_history_is_complete_and_named(app):
    assert migrate.current() == migrate.head()
    with connection_for_writing() as connection:
        unnamed = [name for name in _constraint_names(connection) if name is None]
    assert unnamed == []


def _constraint_names(connection):
    from sqlalchemy import inspect

    inspector = inspect(connection)
    for table in inspector.get_table_names():
        yield from (key["name"] for key in inspector.get_foreign_keys(table))
        yield from (key["name"] for key in inspector.get_unique_constraints(table))
