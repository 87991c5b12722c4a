"""Master records that forms refer to: listed, added, closed. A record is never changed: what was decided by it stays so."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from app.catalog import records, source
from app.errors import ConflictError, InputError, NotFoundError
from app.foundation.database import transaction
from app.foundation.timing import wib_date
from app.permits import fieldtypes
from app.permits.model import Table
from app.permits.records import columns_of
from app.web import current
from app.web.console.guard import Guarded

SINCE, UNTIL = "mulai_berlaku", "berlaku_terakhir"


class Records(Guarded, BaseView):
    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every kind of record that a table file declares."""
        return self.render("console/office/records.html", kinds=_kinds())

    @expose("/<kind>", methods=("GET", "POST"))
    def show(self, kind: str) -> ResponseReturnValue:
        """The records of a kind, and a form for one more."""
        table = _kind(kind)
        typed, wrong = request.form, dict[str, str]()
        if request.method == "POST":
            wrong = self._add(table, typed)
            if not wrong:
                flash(_("Data disimpan."), "success")
                return redirect(self.get_url(".show", kind=kind))
        columns = columns_of(table)
        page = self.render(
            "console/office/record_list.html",
            table=table,
            columns=columns,
            rows=[(one, [fieldtypes.show(column, one.cells.get(column.id)) for column in columns]) for one in records.of_kind(kind)],
            typed=typed,
            wrong=wrong,
            today=_today(),
        )  # fmt: skip
        return page, 422 if wrong else 200

    @expose("/<kind>/tutup/<int:record_id>", methods=("GET", "POST"))
    def close(self, kind: str, record_id: int) -> ResponseReturnValue:
        """Ask for the last day first."""
        table, record, problem = _kind(kind), records.get(record_id), ""
        if record.kind != kind:
            raise NotFoundError(detail="a record of another kind")
        if request.method == "POST":
            last_day = _date(request.form.get(UNTIL, ""))
            problem = _("Isi tanggalnya.") if last_day is None else ""
            try:
                if last_day is not None:
                    with transaction():
                        records.close(
                            records.get(record_id), last_day, today=_today(), actor=current.actor(), now=current.now()
                        )
                    flash(_("Data ditutup."), "success")
                    return redirect(self.get_url(".show", kind=kind))
            except InputError as error:
                problem = error.user_message
        page = self.render(
            "console/office/record_close.html", table=table, record=record, problem=problem, today=_today()
        )
        return page, 422 if problem else 200

    def _add(self, table: Table, typed: Any) -> dict[str, str]:
        cells, wrong = records.parsed(table, typed)
        since = _date(typed.get(SINCE, ""))
        if since is None:
            wrong[SINCE] = _("Isi tanggalnya.")
        elif since < _today():
            wrong[SINCE] = _("Paling awal hari ini: yang sudah diputus tidak berubah.")
        if wrong or since is None:
            return wrong
        try:
            with transaction():
                records.add(table, cells, since, actor=current.actor(), now=current.now())
        except ConflictError as error:
            return {table.keys[0]: error.user_message}
        return {}


def _kinds() -> list[Table]:
    return [table for _name, table in sorted(source.library().tables.items()) if table.records]


def _kind(kind: str) -> Table:
    found = next((table for table in _kinds() if table.table == kind), None)
    if found is None:
        raise NotFoundError(detail="no such kind of record")
    return found


def _today() -> date:
    return wib_date(current.now())


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
