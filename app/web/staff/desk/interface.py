"""FAB's door to applications: every list, show, edit and action passes `apply_filters`, and every change our services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import g
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext as _
from sqlalchemy import func, literal_column, select

from app.applications import queries, service
from app.errors import SakporeError
from app.foundation.database import db, transaction
from app.permits.model import Definition
from app.verification import intake
from app.web import current
from app.web.staff.desk.columns import IsoDate
from app.web.staff.desk.filters import DeskFilterConverter

WHOLE = ("answers", "staff_answers")  # what columns are cut from; no column of a list itself
CAP = 10_000  # rows that a list counts and pages through; beyond it the search must be narrowed


class PermitInterface(SQLAInterface):
    """Applications of one definition. `definition` decides the columns, `scope` the rows."""

    filter_converter_class = DeskFilterConverter

    def __init__(self, model: type[Any], definition: Definition) -> None:
        super().__init__(model, db.session)
        self.definition = definition

    def apply_filters(self, query: Any, filters: Any) -> Any:
        """The only choke point that lists, shows, edits, deletions and FAB's bulk actions share."""
        seen = queries.visible_to(current.viewer())
        return super().apply_filters(query.filter(self.obj.code == self.definition.code).filter(seen), filters)

    def query_count(self, query: Any, filters: Any = None, select_columns: Any = None) -> int:
        """At most CAP + 1: the page says "10.000+"."""
        found = (
            self.apply_filters(query, self.get_inner_filters(filters)).with_entities(literal_column("1")).limit(CAP + 1)
        )
        return int(self.session.scalar(select(func.count()).select_from(found.subquery())) or 0)

    def apply_pagination(self, query: Any, page: int | None, page_size: int | None) -> Any:
        if page and page_size and page * page_size > CAP:
            raise FABException(_("Persempit pencarian: daftar ini terlalu panjang."))
        return super().apply_pagination(query, page, page_size or 25)

    def is_nullable(self, col_name: str) -> bool:
        return True  # whether an answer must be given is judged by permits.check alone

    def is_date(self, col_name: str) -> bool:
        return super().is_date(col_name) or isinstance(getattr(self.list_columns.get(col_name), "type", None), IsoDate)

    def is_string(self, col_name: str) -> bool:
        return super().is_string(col_name) and not self.is_date(col_name)

    def is_unique(self, col_name: str) -> bool:
        return False

    def get_columns_list(self) -> list[str]:
        return [name for name in super().get_columns_list() if name not in WHOLE]

    def get_search_columns_list(self) -> list[str]:
        return [name for name in self.get_columns_list() if not self.is_relation(name)]

    def edit(self, item: Any, commit: bool = True) -> None:
        """Save one section through the service, as the applicant's own page does."""
        reference, section, values = item.reference, item.posted_section, item.posted_answers
        with _told(), transaction():
            application = queries.get_editable(reference, current.viewer())
            given = {"actor": current.actor(), "now": current.now(), "seen": item.posted_mark}
            service.save_section(application, section, values, **given)

    def delete(self, item: Any, commit: bool = True) -> None:
        """Deleting is withdrawing: nothing leaves the table."""
        reference = item.reference
        with transaction():
            application = queries.get_editable(reference, current.viewer())
            intake.withdraw(
                application, _("Ditarik di loket atas permintaan pemohon"), actor=current.actor(), now=current.now()
            )


@contextmanager
def _told() -> Iterator[None]:
    """FAB swallows what a service raises; `screens` shows what is left here instead of FAB's one fixed text."""
    try:
        yield
    except SakporeError as error:
        g.desk_error = error.user_message
        raise
