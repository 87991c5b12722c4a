"""The desk's list as a file: the rows that its search finds within `scope`, the columns that the definition lets out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_appbuilder.urltools import get_filter_args

from app.accounts.fab_screens import searching
from app.foundation import audit, timing
from app.foundation.database import db
from app.permits.model import Definition, FieldDef, FieldType
from app.web import current, spreadsheet
from app.web.staff.desk.screens import ApplicationScreen

OWN = ("reference", "kind", "variant", "status", "submitted_at", "due_on")  # who applied is a field like any other
NO_CELL = frozenset({FieldType.NOTE, FieldType.GROUP, FieldType.FILE, FieldType.SIGNATURE_PAD})
BATCH = 500


def columns(definition: Definition) -> list[FieldDef]:
    """Fields marked `export`. What is sealed is none, whatever a definition says (IZN317 refuses it)."""
    return [one for one in definition.fields if one.export and not one.sealed and one.type not in NO_CELL]


def respond(screen: ApplicationScreen) -> Response:
    """Counted first and told to the audit log, then sent. Raises InputError for a search that finds too much."""
    definition, interface = screen.definition, screen.datamodel
    get_filter_args(screen._filters)
    filters = screen._filters.get_joined_filters(screen._base_filters)
    with searching():
        found = interface.query_count(db.session.query(interface.obj), filters)
    spreadsheet.check_size(found)
    names = [*OWN, *(field.id for field in columns(definition))]
    today = timing.wib_date(current.now())
    audit.note("daftar.diunduh", definition.code, current.actor(), current.now(), rows=found, columns=names)
    header = [screen.label_columns[name] for name in names]
    query = interface.apply_filters(db.session.query(interface.obj), filters)
    return spreadsheet.respond(f"{definition.code}-{today}", header, _rows(screen, query, names))


def _rows(screen: ApplicationScreen, query: Any, names: list[str]) -> Iterator[list[Any]]:
    """Newest first, some at a time; no read stays open while a slow line takes what was found."""
    model, below = screen.datamodel.obj, None
    shows = [screen.formatters_columns.get(name, lambda value: value) for name in names]
    for _batch in range(spreadsheet.MAX_ROWS // BATCH):
        step = query if below is None else query.filter(model.id < below)
        items = step.order_by(model.id.desc()).limit(BATCH).all()
        rows = [[show(getattr(item, name)) for name, show in zip(names, shows, strict=True)] for item in items]
        below = items[-1].id if items else None
        db.session.rollback()
        yield from rows
        if len(rows) < BATCH:
            return
