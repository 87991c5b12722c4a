"""What every generated FAB screen of ours is built from: FAB's holes closed once, for the desk too.

`SafeScreen` parses page arguments without failing, caps the page size, orders only by what the view names, and gives
every request its own filters (FAB keeps them on the view, which threads share). `WritingInterface` stores in our
transaction.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import has_request_context, request
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, StatementError

from app.errors import InputError
from app.foundation.database import db, transaction

MAX_PAGE_SIZE = 100
MAX_PAGE = 10_000


@contextmanager
def searching() -> Iterator[None]:
    """A search that nobody could have clicked is refused in words. Raises InputError."""
    try:
        yield
    except OperationalError:
        raise
    except FABException as error:
        raise InputError(str(error)) from error
    except (StatementError, OverflowError, IndexError) as error:  # not of the column's type, or no such filter
        db.session.rollback()
        raise InputError(_("Saringan ini tidak dapat dipakai. Periksa isian pencarian.")) from error


class WritingInterface(SQLAInterface):
    """FAB changes a row in the read-only session and commits; here the change is carried into our transaction."""

    def add(self, item: Any, commit: bool = True) -> None:
        with transaction():
            db.session.add(item)

    def edit(self, item: Any, commit: bool = True) -> None:
        state = inspect(item)
        changes = {a.key: _plain(a.value) for a in state.attrs if a.history.has_changes()}
        with transaction():  # begins by forgetting what was loaded, so the change is made again inside
            for name, value in changes.items():
                setattr(item, name, value)

    def delete(self, item: Any, commit: bool = True) -> None:
        with transaction():
            db.session.delete(item)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


class SafeScreen(ModelView):
    """Base of our FAB views. `order_columns` is a whitelist here, not only what the header offers as a link."""

    page_size = 25
    order_columns: list[str] | None = None

    @property
    def _filters(self) -> Any:
        shared = self.__dict__.get("_shared_filters")
        if shared is None or not has_request_context():
            return shared
        mine = request.environ.setdefault("sakpore.filters", {})
        return mine.setdefault(id(self), copy.copy(shared))

    @_filters.setter
    def _filters(self, value: Any) -> None:
        self.__dict__["_shared_filters"] = value

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """As FAB's, with `searching`. Raises InputError."""
        with searching():
            widgets = self._list()
        return self.render_template(self.list_template, title=self.list_title, widgets=widgets)

    def _edit(self, pk: Any) -> Any:
        with db.session.no_autoflush:  # FAB fills the row in while the session still only reads
            return super()._edit(pk)

    def _get_list_widget(self, **kwargs: Any) -> Any:
        name = self.__class__.__name__
        kwargs["page"] = _number(f"page_{name}", 0, MAX_PAGE)
        kwargs["page_size"] = _number(f"psize_{name}", self.page_size, MAX_PAGE_SIZE) or self.page_size
        if kwargs.get("order_column") not in (self.order_columns or ()):
            kwargs["order_column"], kwargs["order_direction"] = "", ""
        return super()._get_list_widget(**kwargs)


def _number(argument: str, default: int, ceiling: int) -> int:
    value = request.args.get(argument, default=default, type=int)
    return min(max(value, 0), ceiling)


def drop_unreadable_page_arguments() -> None:
    """FAB reads `page_…` and `psize_…` with int() and fails with 500, and takes an input that was left blank for a
    filter: drop both before any view runs."""
    broken = [name for name, value in request.args.items() if not _is_usable(name, value)]
    if broken:
        kept = request.args.copy()
        for name in broken:
            kept.poplist(name)
        request.args = kept  # a cached property, which may be replaced


def _is_usable(name: str, value: str) -> bool:
    if _is_paging(name):
        return _is_small_number(value)
    return not name.startswith("_flt_") or bool(value.strip())


def _is_small_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


def _is_paging(name: str) -> bool:
    return "page_" in name or "psize_" in name
