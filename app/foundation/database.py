"""The database: one metadata with FAB's tables, deferred read-only transactions, and `transaction()` to write.

Every transaction begins read-only, whatever the request's method. Only inside `transaction()` (ours) or `writing()`
(for FAB's own functions, which commit by themselves) does a transaction write: on SQLite it then begins with BEGIN
IMMEDIATE, on PostgreSQL as READ WRITE. That readers never queue, and writers only briefly, rests on this module alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_appbuilder.models.sqla import Model as FabModel
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import JSON, DateTime, Engine, Enum, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.errors import ConflictError, UnavailableError

# Names for every constraint, FAB's included: a migration can then drop what it made, on both engines.
FabModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose the last committed permits in a power cut
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # without it INSERT OR REPLACE walks past the append-only triggers
    "PRAGMA trusted_schema=OFF",
)

# A thread (or greenlet) writes or it does not; FAB commits several times in one call, so this outlives a transaction.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """Our models. One MetaData with FAB's ab_* tables, so that foreign keys to ab_user resolve."""

    metadata = FabModel.metadata
    type_annotation_map = {
        datetime: UtcDateTime,
        StrEnum: Enum(StrEnum, native_enum=False, length=20),
    }


class Database(SQLA):  # type: ignore[misc] # FAB ships no types
    """FAB's SQLA whose engines begin read-only."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        options.setdefault("hide_parameters", True)  # the text of an error is kept with a job that failed
        if make_url(options["url"]).get_backend_name() == "postgresql":
            options.setdefault("pool_pre_ping", True)  # the server may have been restarted meanwhile
        engine: Engine = super()._make_engine(bind_key, options, app)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            event.listen(engine, "begin", _begin_postgresql)
        return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin by ourselves; the driver would begin too late
    for setting in SQLITE_SETTINGS:
        connection.execute(setting)


def _begin_sqlite(connection: Connection) -> None:
    writing = _writing.get()
    if connection.info.get("writing") is not writing:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.info["writing"] = writing
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # psycopg sends BEGIN with the first statement; the attribute makes it BEGIN READ ONLY and costs no statement.
    driver = connection.connection.dbapi_connection
    if driver is not None and driver.read_only is not (not _writing.get()):
        driver.read_only = not _writing.get()


db = Database()


@contextmanager
def transaction() -> Iterator[None]:
    """Take the writer's lock, commit when the block ends well, roll back when it does not.

    What was loaded before is read again inside. Raises UnavailableError when the lock cannot be had,
    ConflictError when a row was changed by somebody else meanwhile.
    """
    with writing():
        yield
        try:
            db.session.commit()
        except StaleDataError as error:
            raise ConflictError(detail=str(error)) from error


@contextmanager
def writing() -> Iterator[None]:
    """Let the session write without committing: for FAB's functions and screens, which commit by themselves.

    What is not committed when the block ends is rolled back.
    """
    if _writing.get():
        raise RuntimeError("a transaction within a transaction")
    db.session.rollback()  # ends the read that loading the user began
    token = _writing.set(True)
    try:
        _take_lock()
        yield
    except StaleDataError as error:
        raise ConflictError(detail=str(error)) from error
    finally:
        try:
            db.session.rollback()  # after a commit there is nothing left to roll back
        finally:
            _writing.reset(token)


@contextmanager
def connection_for_writing() -> Iterator[Connection]:
    """A connection apart from the session, in one writing transaction: for migrations."""
    if _writing.get():
        raise RuntimeError("a transaction within a transaction")
    db.session.rollback()
    token = _writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


def is_writing() -> bool:
    """Whether this thread is inside `transaction()` or `writing()`."""
    return _writing.get()


def is_sqlite() -> bool:
    return bool(db.engine.dialect.name == "sqlite")


def _take_lock() -> None:
    try:
        db.session.connection()
    except OperationalError as error:
        raise UnavailableError(detail="the database does not let us write now") from error
