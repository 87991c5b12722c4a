"""`/healthz`: this process answers. `/readyz`: it can do its work (database, schema, room on the disk)."""

from __future__ import annotations

import shutil

from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.foundation import migrate
from app.foundation.database import db

LEAST_FREE = 1024**3  # bytes; below it uploads would soon fail
pages = Blueprint("health", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(pages)


@pages.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answers without a look at anything else."""
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """503 names what is missing; no detail that an outsider could use."""
    faults = [name for name, fine in (("database", _database()), ("disk", _disk())) if not fine]
    return jsonify(status="ok" if not faults else "not ready", faults=faults), 503 if faults else 200


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
        return migrate.current() == migrate.head()
    except SQLAlchemyError:
        db.session.rollback()
        return False


def _disk() -> bool:
    return shutil.disk_usage(current_app.config["SAKPORE_DATA"]).free > LEAST_FREE
