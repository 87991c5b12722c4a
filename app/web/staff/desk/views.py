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
from flask_login import current_user
from sqlalchemy import select

from app import catalog
from app.accounts import profiles
from app.applications import queries, service
from app.applications.models import Application
from app.errors import InputError, NotFoundError
from app.foundation import throttle
from app.foundation.database import db, transaction
from app.web import current
from app.web.current import staff_required
from app.web.staff.desk.forms import FilingForm
from app.web.staff.desk.screens import ApplicationScreen, generate

NIK_LOOKUPS, HOUR = 60, 3600  # an officer who tries more NIKs than citizens come to a counter is stopped
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

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Blueprint:
        blueprint = super().create_blueprint(*args, **kwargs)
        blueprint.url_value_preprocessor(_take_code)
        blueprint.url_defaults(_give_code)
        return blueprint

    @expose("/list/")
    @staff_required
    def list(self) -> ResponseReturnValue:
        return self._screen("can_list").list()

    @expose("/show/<pk>")
    @staff_required
    def show(self, pk: str) -> ResponseReturnValue:
        return self._screen("can_show", pk).show(pk)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @staff_required
    def edit(self, pk: str) -> ResponseReturnValue:
        screen = self._screen("can_edit", pk)
        g.desk_reference = _reference_of(pk)
        return screen.edit(pk)

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @staff_required
    def delete(self, pk: str) -> ResponseReturnValue:
        screen = self._screen("can_delete", pk)
        if request.method == "GET":
            return screen.render_template("staff/desk/withdraw.html", page_title=_("Tarik permohonan"), pk=pk)
        return screen.delete(pk)

    @expose("/add", methods=["GET", "POST"])
    @staff_required
    def add(self) -> ResponseReturnValue:
        """Asks for the citizen, the kind and the party; the rest goes on in the applicant's own section pages."""
        screen = self._screen("can_add")
        form = FilingForm(screen.definition)
        if request.method == "POST" and form.validate():
            return self._file(screen, form)
        return self.render_template(
            "staff/desk/add.html", page_title=screen.definition.title.id, form=form, definition=screen.definition
        )

    def _file(self, screen: ApplicationScreen, form: FilingForm) -> ResponseReturnValue:
        throttle.hit(f"desk-nik:{current.viewer().user_id}", NIK_LOOKUPS, HOUR, current.now())
        user_id = profiles.find_by_nik(form.nik.data or "")
        if user_id is None:
            raise InputError(_("NIK ini belum memiliki akun. Bantu pemohon mendaftar lebih dahulu."))
        party = form.party.data
        snapshot = profiles.snapshot(user_id, party)
        with transaction():
            application = service.start(
                screen.definition.code,
                form.kind.data,
                applicant_id=user_id,
                filed_by_id=current_user.id,
                party=party,
                referred=form.referred_id(current.register()),
                snapshot=snapshot,
                register=current.register(),
                actor=current.actor(),
                now=current.now(),
            )
            reference = application.reference
        return redirect(url_for("Applying.show", reference=reference))

    def _screen(self, permission: str, pk: str | None = None) -> ApplicationScreen:
        """The screen for this address, its permission checked. Raises NotFoundError, NotAllowedError."""
        code = g.permit_code
        version = catalog.entry(code).version if pk is None else _version_of(pk, code)
        screen = screen_of(code, version)
        current.require(permission, screen.class_permission_name)
        g.desk_screen = screen
        return screen


def _take_code(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.permit_code = (values or {}).pop("permit_code", "")


def _give_code(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("permit_code", g.get("permit_code", ""))


def _row(pk: str) -> Any:
    if not pk.isdecimal():
        raise NotFoundError
    query = select(Application.version, Application.code, Application.reference).where(Application.id == int(pk))
    row = db.session.execute(query.where(queries.visible_to(current.viewer()))).one_or_none()
    if row is None:
        raise NotFoundError("Permohonan tidak ditemukan.")
    return row


def _version_of(pk: str, code: str) -> int:
    """The version that the application was begun under: it is shown and edited by that version's screen."""
    row = _row(pk)
    if row.code != code:
        raise NotFoundError("Permohonan tidak ditemukan.")
    return int(row.version)


def _reference_of(pk: str) -> str:
    return str(_row(pk).reference)
