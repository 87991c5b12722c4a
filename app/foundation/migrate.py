"""Alembic without a file of settings: one history over FAB's tables and ours, on both engines."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine import Connection

from app.foundation.database import Base, connection_for_writing, db

FOLDER = Path(__file__).parent.parent.parent / "migrations"
CATALOG_PREFIX = "ixp_"  # expression indexes of permit fields belong to the catalog, not to the history


def upgrade(app: Flask, revision: str = "head") -> None:
    """Bring the database to `revision`, all of it or nothing."""
    with app.app_context(), connection_for_writing() as connection:
        command.upgrade(_config(connection), revision)


def revise(app: Flask, message: str, revision_id: str) -> None:
    """Write a new version file from the difference between the models and a database at the head. For developers."""
    with app.app_context(), connection_for_writing() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)


def head() -> str | None:
    """The newest revision that this version of the portal brings."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def current() -> str | None:
    """The revision that the database is at."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def differences(connection: Connection) -> list[object]:
    """What the models and the tables disagree on; nothing when the history is complete."""
    context = MigrationContext.configure(connection, opts={"include_object": include_object})
    return list(compare_metadata(context, Base.metadata))


def include_object(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (kind == "index" and name is not None and name.startswith(CATALOG_PREFIX))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
