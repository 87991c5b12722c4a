"""The few SQL forms that SQLite and PostgreSQL write differently."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement

from app.foundation.database import UtcDateTime, is_sqlite


def insert_for(model: Any) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(model) if is_sqlite() else postgresql.insert(model)


class moment(ColumnElement[datetime]):  # noqa: N801 - reads as the SQL function that it is
    """The database's own clock plus `seconds`: the clocks of processes and machines differ, this one is shared."""

    inherit_cache = False
    type = UtcDateTime()

    def __init__(self, seconds: int = 0) -> None:
        self.seconds = int(seconds)


@compiles(moment, "sqlite")
def _sqlite_moment(element: moment, compiler: Any, **_kw: Any) -> str:
    # six digits after the point, as SQLAlchemy writes them: moments are compared as text
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '{element.seconds:+d} seconds')"


@compiles(moment, "postgresql")
def _postgresql_moment(element: moment, compiler: Any, **_kw: Any) -> str:
    return f"(clock_timestamp() + interval '{element.seconds:d} seconds')"
