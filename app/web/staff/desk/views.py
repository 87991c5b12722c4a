"""The desk: one registered FAB view under `/desk/<code>/` that dispatches to the generated screen of that type and version.

A published type is served by every process on its next request, since nothing is registered at publication.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app import catalog
from app.accounts import profiles
from app.applications import queries, service
from app.applications.lifecycle import OPEN_TO_APPLICANT, Status
from app.applications.models import Application
from app.errors import ConflictError, InputError, NotFoundError, WrongMomentError
from app.foundation import throttle
from app.foundation.database import db, transaction
from app.web import current
from app.web.context import locale
from app.web.current import staff_required
from app.web.staff.desk import exporting
from app.web.staff.desk.forms import FilingForm, note_visible
from app.web.staff.desk.screens import ApplicationScreen, generate

EXPORTS = 20
NIK_LOOKUPS, HOUR = 60, 3600  # an officer who tries more NIKs than citizens come to a counter is stopped
WITHDRAWABLE = OPEN_TO_APPLICANT | {Status.IN_REVIEW}
KEPT = 64  # generated screens per process; a published version never changes, so none is ever stale


def screen_of(code: str, version: int) -> ApplicationScreen:
    """The generated screen of one version, made when first asked for. Raises NotFoundError."""
    kept: OrderedDict[tuple[str, int], ApplicationScreen]
    kept = current_app.extensions.setdefault("sakpore_desk_screens", OrderedDict())
    key = (code, version)
    if key not in kept:
        kept[key] = generate(catalog.definition(code, version))
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return kept[key]


class DeskIndex(BaseView):
    """`/desk/`: the types whose applications this officer may list."""

    route_base = "/desk"
    default_view = "index"

    @expose("/")
    @staff_required
    def index(self) -> ResponseReturnValue:
        entries = [entry for entry in catalog.entries() if current.may("can_list", entry.camel)]
        return self.render_template("staff/desk/index.html", page_title=_("Data permohonan"), entries=entries)


class Desk(BaseView):
    """List, show, add, edit of a section, withdraw: FAB's own screens over one permit type."""

    route_base = "/desk/<permit_code>"
    default_view = "list"

    @property
    def class_permission_name(self) -> str:
        """FAB asks it for buttons and checks; the request decides which type is meant."""
        return g.desk_screen.class_permission_name if "desk_screen" in g else "Desk"

    @class_permission_name.setter
    def class_permission_name(self, value: str) -> None:
        pass  # FAB assigns to it while it registers the view

    @property
    def base_permissions(self) -> list[str]:
        """Buttons that FAB's list may show. Changing a row is offered on its page, where it is known to be possible."""
        return ["can_list", "can_show", "can_add"] if "desk_screen" in g else []

    @base_permissions.setter
    def base_permissions(self, value: Any) -> None:
        pass  # as above; permissions are made by publishing, per type

    def get_method_permission(self, method_name: str) -> str:
        """What a button needs; FAB reads it from its own decorator, which these methods leave to the screen."""
        return method_name

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Blueprint:
        blueprint = super().create_blueprint(*args, **kwargs)
        blueprint.url_value_preprocessor(_take_code)
        blueprint.url_defaults(_give_code)
        return blueprint

    @expose("/list/")
    @staff_required
    def list(self) -> ResponseReturnValue:
        return self._screen("can_list").list()

    @expose("/unduh.csv")
    @staff_required
    def export(self) -> ResponseReturnValue:
        """What the list's search finds, whole, as a file: own columns, and fields that the definition marks `export`."""
        screen = self._screen("can_export")
        throttle.hit(f"desk-export:{current.viewer().user_id}", EXPORTS, HOUR, current.now())
        return exporting.respond(screen)

    @expose("/show/<pk>")
    @staff_required
    def show(self, pk: str) -> ResponseReturnValue:
        screen = self._screen("can_show", pk)
        fillable = queries.may_fill_in(g.desk_row, current.viewer())
        g.desk_may_edit = fillable and g.desk_row.status in OPEN_TO_APPLICANT and _may("can_edit")
        g.desk_may_withdraw = fillable and g.desk_row.status in WITHDRAWABLE and _may("can_delete")
        return screen.show(pk)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @staff_required
    def edit(self, pk: str) -> ResponseReturnValue:
        screen = self._screen("can_edit", pk)
        application = queries.get_editable(g.desk_row.reference, current.viewer())
        if application.status not in OPEN_TO_APPLICANT:
            raise WrongMomentError(_("Permohonan ini sudah dikirim, sehingga tidak dapat diubah."))
        note_visible(screen.definition, application)
        return screen.edit(pk)

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @staff_required
    def delete(self, pk: str) -> ResponseReturnValue:
        screen = self._screen("can_delete", pk)
        queries.get_editable(g.desk_row.reference, current.viewer())
        if request.method == "GET":
            return self.render_template("staff/desk/withdraw.html", page_title=_("Tarik permohonan"), pk=pk)
        return screen.delete(pk)

    @expose("/add", methods=["GET", "POST"])
    @staff_required
    def add(self) -> ResponseReturnValue:
        """Asks for the citizen, the kind and the party; the rest goes on in the applicant's own section pages."""
        screen = self._screen("can_add")
        form = FilingForm(catalog.entry(g.permit_code), screen.definition)
        status = 200
        if request.method == "POST":
            status = 422
            try:
                if form.validate():
                    return redirect(url_for("Applying.show", reference=_file(screen, form)))
            except (ConflictError, InputError) as error:
                form.nik.errors = [error.user_message]
        title = screen.definition.title.text(locale())
        return self.render_template("staff/desk/add.html", page_title=title, form=form), status

    def _screen(self, permission: str, pk: str | None = None) -> ApplicationScreen:
        """The screen for this address, its permission checked. Raises NotFoundError, NotAllowedError."""
        code = g.permit_code
        if pk is None:
            screen = screen_of(code, catalog.entry(code).version)
        else:
            g.desk_row = _row(pk)  # it is shown and edited by the screen of the version that it was begun under
            screen = screen_of(code, g.desk_row.version)
        current.require(permission, screen.class_permission_name)
        g.desk_screen = screen
        return screen


def _take_code(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.permit_code = (values or {}).pop("permit_code", "")


def _give_code(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("permit_code", g.get("permit_code", ""))


def _row(pk: str) -> Any:
    """What decides how a row is served, read within the viewer's scope. Raises NotFoundError."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 16):
        raise NotFoundError
    columns = ("version", "code", "kind", "reference", "status", "applicant_id", "filed_by_id")
    query = select(*(getattr(Application, name) for name in columns)).where(Application.id == int(pk))
    row = db.session.execute(queries.scope(query, current.viewer())).one_or_none()
    if row is None or row.code != g.permit_code:
        raise NotFoundError("Permohonan tidak ditemukan.")
    return row


def _may(permission: str) -> bool:
    return current.may(permission, g.desk_screen.class_permission_name)


def _file(screen: ApplicationScreen, form: FilingForm) -> str:
    """Begin a draft for the citizen at the counter; its reference. Raises InputError, NotAllowedError, TooManyError."""
    officer = current.viewer().user_id or 0
    throttle.hit(f"desk-nik:{officer}", NIK_LOOKUPS, HOUR, current.now())
    user_id, party = profiles.find_by_nik(form.nik.data or ""), form.party.data
    if user_id is None:
        raise InputError(_("NIK ini belum memiliki akun. Bantu pemohon mendaftar lebih dahulu."))
    if user_id == officer:
        raise InputError(_("Permohonan Anda sendiri diajukan melalui akun pemohon, atau oleh petugas lain."))
    bases = form.referred_permits(current.register())
    party = bases[0].party or party if bases else party  # on behalf of whom the permit is
    given: dict[str, Any] = {
        "applicant_id": user_id,
        "filed_by_id": officer,
        "party": party,
        "referred": bases[0].id if bases else None,
        "also": [one.id for one in bases[1:]],
        "snapshot": profiles.snapshot(user_id, party),
        "register": current.register(),
        "actor": current.actor(),
        "now": current.now(),
    }
    with transaction():
        return service.start(screen.definition.code, form.kind.data, **given).reference
