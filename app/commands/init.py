"""`flask --app run init`: bring a database to where this version of the portal can serve. Safe to run by many at once."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from app import catalog
from app.accounts import housekeeping, invitations
from app.certificates import keys
from app.foundation import calendar, migrate, settings, timing
from app.foundation.actors import SYSTEM
from app.foundation.database import db, is_sqlite, transaction, writing

Say = Callable[[str], None]
LOCK_NUMBER = 7_352_018  # PostgreSQL's advisory lock of `init`


@contextmanager
def only_one(app: Flask) -> Iterator[None]:
    """Hold the lock of `init`: advisory on PostgreSQL, a locked file on SQLite. Others wait."""
    if is_sqlite():
        with open(app.config["SAKPORE_DATA"] / "init.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": LOCK_NUMBER})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": LOCK_NUMBER})


def initialise(app: Flask, *, publish: bool = True, say: Say = click.echo) -> None:
    """Migrate, create roles and permissions, seed, publish the types that have no version yet, make the development CA.

    A type that has a version is never touched: a later `init` rolls no publication back (architecture §2).
    """
    with only_one(app):
        migrate.upgrade(app)
        with writing():
            app.appbuilder.sm.create_roles_and_permissions()  # type: ignore[attr-defined]
        with transaction():
            calendar.seed()
            settings.seed()
            housekeeping.schedule(timing.utc_now())
        keys.ensure_development_ca(app.config["SAKPORE_DATA"])
        if publish:
            _publish_missing(say)
        link = invitations.first_administrator(now=timing.utc_now())
        if link:
            say(f"First administrator, valid once: {link}")


def _publish_missing(say: Say) -> None:
    published, left = catalog.publish_missing(
        actor=SYSTEM, now=timing.utc_now(), author="init", approver="Perwali 35/2018 Pasal 13(1)"
    )
    for version in published:
        say(f"{version.code}: version {version.version} published")
    for state in left:
        for line in (state.sentence, *state.faults):
            say(line)


@click.command("init")
@with_appcontext
def init() -> None:
    """Migrate the database, create roles, seed, publish the types that have no version."""
    initialise(current_app._get_current_object())  # type: ignore[attr-defined]
