"""Look-up tables as the definitions use them: each row with the days of its validity and its source. Looked at only."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from app import catalog
from app.errors import NotFoundError
from app.foundation.timing import wib_date
from app.permits.library import Library
from app.permits.model import Table
from app.permits.tables import rows_on
from app.web import current
from app.web.console.guard import Guarded

SHOWN = 300  # rows of one page; large tables are files to be read in a spreadsheet


class Tables(Guarded, BaseView):
    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every table of `permit_schemas/tables`, with the types that are live with it."""
        library = _library()
        return self.render(
            "console/office/tables.html", tables=library.tables, users=_users(), faults=library.faults, words=_words
        )

    @expose("/<table_id>")
    def show(self, table_id: str) -> ResponseReturnValue:
        table = _library().tables.get(table_id)
        if table is None:
            raise NotFoundError("Tabel ini tidak ada.", detail="no such table")
        valid = rows_on(table, wib_date(current.now()))
        return self.render(
            "console/office/table.html",
            table=table,
            title=_words(table),
            rows=[(row, row in valid) for row in table.rows[:SHOWN]],
            users=_users().get(table_id, ()),
        )


def _library() -> Library:
    return Library.read(Path(current_app.config["PERMIT_SCHEMAS"]))


def _users() -> dict[str, list[str]]:
    """Table → titles of the types whose live version carries it."""
    found: dict[str, list[str]] = {}
    for entry in catalog.entries():
        for name in catalog.live(entry.code).tables:
            found.setdefault(name, []).append(entry.title)
    return found


def _words(table: Table) -> str:
    return table.title.id if table.title else table.table
