"""Generated ModelViews: one per (code, version), never registered; `views.Desk` dispatches to them.

The generated class bears the registered view's name, so FAB's templates, which build `url_for(modelview_name + '.show')`
and `page_<name>` arguments, need no change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.accounts.fab_screens import SafeScreen
from app.applications.lifecycle import Status
from app.errors import NotFoundError
from app.foundation import timing
from app.permits import fieldtypes
from app.permits.model import Definition, FieldDef, FieldType, Section
from app.web.context import locale
from app.web.staff.desk.columns import mappable
from app.web.staff.desk.forms import SectionForm
from app.web.staff.desk.interface import PermitInterface
from app.web.staff.desk.mapping import map_definition

OWN_LIST = ("reference", "party_name")
OWN_LIST_END = ("status", "due_on")
OWN_SEARCH = ("reference", "party_name", "status", "kind", "variant", "kelurahan", "due_on")
LABELS = {
    "reference": lazy_gettext("Nomor permohonan"),
    "party_name": lazy_gettext("Pemohon"),
    "status": lazy_gettext("Status"),
    "kind": lazy_gettext("Jenis permohonan"),
    "variant": lazy_gettext("Golongan"),
    "kelurahan": lazy_gettext("Kelurahan"),
    "due_on": lazy_gettext("Batas waktu"),
    "submitted_at": lazy_gettext("Diajukan"),
}
STATUS_NAMES = {
    Status.DRAFT: lazy_gettext("Draf"),
    Status.IN_REVIEW: lazy_gettext("Sedang diproses"),
    Status.RETURNED: lazy_gettext("Perlu diperbaiki"),
    Status.TO_SIGN: lazy_gettext("Menunggu tanda tangan"),
    Status.TO_REFUSE: lazy_gettext("Menunggu tanda tangan penolakan"),
    Status.ISSUED: lazy_gettext("Diterbitkan"),
    Status.REFUSED: lazy_gettext("Ditolak"),
    Status.WITHDRAWN: lazy_gettext("Ditarik kembali"),
    Status.CLOSED: lazy_gettext("Ditutup"),
}
INDEXED_FIELDS = 3  # columns of the definition that a list shows


class ApplicationScreen(SafeScreen):
    """What all generated screens share. Attributes that depend on the definition are set by `generate`."""

    definition: Definition
    base_order = ("id", "desc")
    page_size = 25
    list_template = "staff/desk/list.html"
    show_template = "staff/desk/show.html"
    edit_template = "staff/desk/edit.html"
    edit_row_message = lazy_gettext("Perubahan disimpan.")
    delete_row_message = lazy_gettext("Permohonan ditarik kembali.")

    def update_redirect(self) -> None:
        """FAB keeps a page history in the session, which would make every GET write."""

    def get_redirect(self) -> str:
        return url_for("Desk.list", permit_code=self.definition.code)

    @property
    def database_error_message(self) -> str:
        """FAB swallows what a service raises and shows one fixed text; this lets it show the right one."""
        return g.pop("desk_error", _("Tidak dapat disimpan. Silakan coba lagi."))

    @database_error_message.setter
    def database_error_message(self, value: Any) -> None:
        pass

    @property
    def edit_form(self) -> SectionForm | None:
        """The form of the section that the address names."""
        return SectionForm(self.definition, self.section()) if "permit_code" in g else None

    @edit_form.setter
    def edit_form(self, value: Any) -> None:
        pass

    def section(self) -> Section:
        """Raises NotFoundError when the definition has no such section."""
        wanted = request.args.get("section") or self.definition.sections[0].id
        try:
            return self.definition.section(wanted)
        except KeyError:
            raise NotFoundError from None

    def _edit(self, pk: Any) -> Any:
        self.edit_columns = [field.id for field in self.section().fields]
        return super()._edit(pk)

    def pre_update(self, item: Any) -> None:
        item.posted_section = self.section().id

    def post_edit_redirect(self) -> Response:
        return redirect(url_for("Desk.show", permit_code=self.definition.code, pk=request.view_args["pk"]))  # type: ignore[index]


def generate(definition: Definition) -> ApplicationScreen:
    """The screen of one definition; tens of milliseconds, so callers keep it (published versions never change)."""
    model = map_definition(definition)
    fields = [field for field in definition.fields if not field.sealed and field.type is not FieldType.NOTE]
    for field in fields:
        if not hasattr(model, field.id):
            setattr(model, field.id, _from_answers(field.id))
    listed = [f.id for f in fields if f.list_ and mappable(f)][:INDEXED_FIELDS]
    searched = [f.id for f in fields if f.search and mappable(f)]
    attributes = {
        "definition": definition,
        "datamodel": PermitInterface(model, definition),
        "class_permission_name": definition.camel,
        "base_permissions": ["can_list", "can_show", "can_add", "can_edit", "can_delete"],
        "list_title": definition.title.id,
        "show_title": definition.title.id,
        "edit_title": definition.title.id,
        "list_columns": [*OWN_LIST, *listed, *OWN_LIST_END],
        "order_columns": ["reference", "party_name", *listed, "status", "due_on"],
        "search_columns": [*OWN_SEARCH, *searched],
        "show_columns": [*OWN_LIST, "kind", "variant", "submitted_at", *OWN_LIST_END, *(f.id for f in fields)],
        "show_fieldsets": _fieldsets(definition),
        "add_columns": ["kind"],
        "edit_columns": ["kind"],
        "label_columns": {**LABELS, **{f.id: f.label.id for f in fields}},
        "formatters_columns": {**_own_formatters(definition), **{f.id: _formatter(f) for f in fields}},
    }
    screen = type("Desk", (ApplicationScreen,), attributes)()
    screen.appbuilder = current_app.appbuilder  # type: ignore[attr-defined]
    screen.endpoint = "Desk"
    return screen


def _from_answers(field_id: str) -> property:
    return property(lambda item: item.answers.get(field_id))


def _formatter(field: FieldDef) -> Callable[[Any], str]:
    return lambda value: "" if value is None else fieldtypes.show(field, str(value) if _is_decimal(field) else value, locale())


def _is_decimal(field: FieldDef) -> bool:
    return field.type is FieldType.DECIMAL


def _own_formatters(definition: Definition) -> dict[str, Callable[[Any], Any]]:
    titles = {kind: (spec.title.id if spec.title else kind.capitalize()) for kind, spec in definition.requests.items()}
    return {
        "status": lambda value: STATUS_NAMES.get(Status(value), value) if value else "",
        "kind": lambda value: titles.get(value, value),
        "due_on": lambda value: value.strftime("%d-%m-%Y") if value else "",
        "submitted_at": lambda value: value.astimezone(timing.WIB).strftime("%d-%m-%Y %H.%M WIB") if value else "",
        "variant": lambda value: value or "",
    }


def _fieldsets(definition: Definition) -> list[tuple[str, dict[str, Any]]]:
    sets: list[tuple[str, dict[str, Any]]] = [
        (_("Permohonan"), {"fields": [*OWN_LIST, "kind", "variant", "submitted_at", *OWN_LIST_END]})
    ]
    for section in definition.sections:
        shown = [f.id for f in section.fields if not f.sealed and f.type is not FieldType.NOTE]
        if shown:
            sets.append((section.title.id, {"fields": shown}))
    return sets
