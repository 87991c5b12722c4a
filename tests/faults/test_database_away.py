"""A database that is busy or goes away: a clear answer, nothing partial, and recovery without a restart."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.errors import UnavailableError
from app.foundation.database import db, transaction
from app.foundation.models import Revision


def revisions():
    db.session.rollback()
    return db.session.scalars(select(Revision.name)).all()


def test_a_lock_that_cannot_be_had_is_said_and_nothing_is_partial(sqlite_app):
    other = sqlite3.connect(sqlite_app.config["SAKPORE_DATA"] / "sakpore.sqlite3", isolation_level=None)
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=100")
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(UnavailableError), transaction():
        db.session.add(Revision(name="a", rev=1))

    other.execute("ROLLBACK")
    other.close()
    assert revisions() == []
    with transaction():
        db.session.add(Revision(name="b", rev=1))
    assert revisions() == ["b"]


def test_a_connection_cut_in_the_middle_undoes_the_block_and_the_next_one_works(postgresql_app):
    with pytest.raises(OperationalError):
        _write_while_the_server_hangs_up()

    assert revisions() == []
    with transaction():
        db.session.add(Revision(name="b", rev=1))
    assert revisions() == ["b"]


def _write_while_the_server_hangs_up():
    with transaction():
        db.session.add(Revision(name="a", rev=1))
        db.session.flush()
        me = db.session.scalar(text("SELECT pg_backend_pid()"))
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", (me,))
        db.session.execute(text("SELECT 1"))
