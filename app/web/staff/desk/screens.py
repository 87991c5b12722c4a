"""Generated ModelViews: one per (code, version), never registered; `views.Desk` dispatches to them.

The generated class bears the registered view's name, so FAB's templates, which build `url_for(modelview_name + '.show')`
and `page_<name>` arguments, need no change.
"""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import Optional

from app.accounts.fab_screens import SafeScreen
from app.applications.kinds import typed_by_applicant
from app.errors import NotFoundError
from app.permits.model import Definition, FieldDef, FieldType, Section
from app.web import current
from app.web.context import locale
from app.web.staff.desk import showing
from app.web.staff.desk.columns import mappable
from app.web.staff.desk.forms import SectionForm, kind_title
from app.web.staff.desk.interface import PermitInterface
from app.web.staff.desk.mapping import map_definition

OWN_LIST = ("reference", "party_name")
OWN_LIST_END = ("status", "due_on")
OWN_SEARCH = ("reference", "party_name", "status", "kind", "variant", "kelurahan", "due_on")
OWN_SHOW = (*OWN_LIST, "kind", "variant", "submitted_at", *OWN_LIST_END)
LISTED_FIELDS = 3  # columns of the definition that a list shows
RIGHTS = ["can_list", "can_show", "can_add", "can_edit", "can_delete"]


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

    @property
    def export_address(self) -> str | None:
        """Where the rows of this very search are had as a file; None for who may not."""
        if not current.may("can_export", self.class_permission_name):
            return None
        searched: dict[str, Any] = {
            name: request.args.getlist(name) for name in request.args if name.startswith("_flt_")
        }
        return url_for("Desk.export", permit_code=self.definition.code, **searched)

    def update_redirect(self) -> None:
        """FAB keeps a page history in the session, which would make every GET write."""

    def render_template(self, template: str, **context: Any) -> Any:
        return super().render_template(template, export_address=self.export_address, **context)

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
        """The form of the section that the address names, on the page that edits; none while the screen is generated."""
        return SectionForm(self.definition, self.section()) if "desk_visible" in g else None

    @edit_form.setter
    def edit_form(self, value: Any) -> None:
        pass

    def sections(self) -> list[Section]:
        """Those that ask something of the request's application now."""
        definition, kind, visible = self.definition, g.desk_row.kind, g.desk_visible
        asked = {field.id for field in definition.fields if typed_by_applicant(definition, field, kind)} & visible
        return [section for section in definition.sections if asked & {field.id for field in section.fields}]

    def section(self) -> Section:
        """The one that the address names, else the first. Raises NotFoundError."""
        wanted = request.args.get("section", "")
        found = next((section for section in self.sections() if wanted in ("", section.id)), None)
        if found is None:
            raise NotFoundError
        return found

    def _get_edit_widget(self, form: Any, exclude_cols: Any = None, widgets: Any = None) -> Any:
        """FAB asks the screen for the columns, which threads share; here the request's own form says them."""
        inputs = [field.name for field in form if field.type not in ("CSRFTokenField", "HiddenField")]
        made = self.edit_widget(form=form, include_cols=inputs, exclude_cols=[], fieldsets=None)
        return {**(widgets or {}), "edit": made}

    def _delete(self, pk: Any) -> None:
        """As FAB's, but what the service refuses becomes the page that it is everywhere."""
        item = self.datamodel.get(pk, self._base_filters)
        if item is None:
            abort(404)
        self.datamodel.delete(item)
        flash(self.delete_row_message, "success")

    def pre_update(self, item: Any) -> None:
        item.posted_section = self.section().id
        item.posted_mark = request.args.get("versi")

    def post_edit_redirect(self) -> Response:
        return redirect(url_for("Desk.show", permit_code=self.definition.code, pk=request.view_args["pk"]))  # type: ignore[index]


def generate(definition: Definition) -> ApplicationScreen:
    """The screen of one definition; tens of milliseconds, so callers keep it (published versions never change)."""
    model = map_definition(definition)
    fields = [field for field in definition.fields if not field.sealed and field.type is not FieldType.NOTE]
    for field in fields:
        if not hasattr(model, field.id):
            setattr(model, field.id, _from_answers(field))
    listed = [f.id for f in fields if f.list_ and mappable(f)][:LISTED_FIELDS]
    searched = [f.id for f in fields if f.search and mappable(f) and f.id not in OWN_SEARCH]
    attributes = {
        "definition": definition,
        "datamodel": PermitInterface(model, definition),
        "class_permission_name": definition.camel,
        "base_permissions": list(RIGHTS),
        **dict.fromkeys(("list_title", "show_title", "edit_title"), definition.title.id),
        "list_columns": [*OWN_LIST, *listed, *OWN_LIST_END],
        "order_columns": [*OWN_LIST, *listed, *OWN_LIST_END],
        "search_columns": [*OWN_SEARCH, *searched],
        "search_form_extra_fields": _choices(definition),
        "show_columns": [*OWN_SHOW, *(f.id for f in fields)],
        "show_fieldsets": _fieldsets(definition, fields),
        "add_columns": ["kind"],
        "edit_columns": ["kind"],
        "label_columns": {**{f.id: f.label.id for f in fields}, **showing.LABELS},
        "formatters_columns": showing.formatters(definition, fields),
    }
    screen = type("Desk", (ApplicationScreen,), attributes)()
    screen.appbuilder = current_app.appbuilder  # type: ignore[attr-defined]
    screen.endpoint = "Desk"
    return screen


def _from_answers(field: FieldDef) -> property:
    """What is no column: read from the answers, or from what officers filled in."""
    if field.staff_only or field.tier_editable:
        return property(lambda item: item.staff_answers.get(field.id, item.answers.get(field.id)))
    return property(lambda item: item.answers.get(field.id))


def _choices(definition: Definition) -> dict[str, Any]:
    """Searches among a few known values are lists."""
    rows = definition.variants.rows if definition.variants else ()
    offered = {
        "status": [(status.name, str(name)) for status, name in showing.STATUS_NAMES.items()],
        "kind": [(kind, kind_title(definition, kind)) for kind in definition.requests],
        **({"variant": [(row.id, str(row.columns["title"])) for row in rows]} if rows else {}),
    }
    return {
        name: SelectField(showing.LABELS[name], choices=choices, validators=[Optional()])
        for name, choices in offered.items()
    }


def _fieldsets(definition: Definition, fields: list[FieldDef]) -> list[tuple[str, dict[str, Any]]]:
    shown = {field.id for field in fields}
    sets: list[tuple[str, dict[str, Any]]] = [(_("Permohonan"), {"fields": list(OWN_SHOW)})]
    for section in definition.sections:
        ids = [field.id for field in section.fields if field.id in shown and field.id not in OWN_SHOW]
        if ids:
            sets.append((section.title.text(locale()), {"fields": ids}))
    return sets
