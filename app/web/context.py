"""What templates may call: built assets, the menu of this person, the office's contacts, the language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask, request, url_for
from flask_babel import get_locale, get_translations
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.local import LocalProxy

from app import catalog
from app.accounts import roles
from app.accounts.words import part_words, right_words, role_words
from app.foundation import settings
from app.permits import fieldtypes
from app.web import current


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    label: str
    here: bool


def register(app: Flask) -> None:
    """Globals, not a context processor: FAB's widgets are rendered without context processors."""
    manifest = _manifest(Path(app.static_folder or ""))
    app.jinja_env.globals.update(
        asset=partial(_asset, manifest),
        locale=locale,
        languages=lambda: [(code, found["name"]) for code, found in app.config["LANGUAGES"].items()],
        navigation=navigation,
        office=settings.office,
        may=current.may,
        part_words=part_words,
        right_words=right_words,
        role_words=role_words,
        show_value=lambda field, value: fieldtypes.show(field, value, locale()),
        demo=app.config["SAKPORE_ENV"] == "demo",
        errors_found=False,
        title="",
        page_title="",
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.before_request(_let_forms_speak)


def locale() -> str:
    """`id` or `en`."""
    return "en" if str(get_locale()) == "en" else "id"


def _let_forms_speak() -> None:
    """WTForms looks for words in its own folder only, which has no Indonesian; Flask-WTF keeps them on the request."""
    request.wtforms_translations = LocalProxy(get_translations)  # type: ignore[attr-defined]


def _manifest(static: Path) -> dict[str, str]:
    path = static / "dist" / "manifest.json"
    if not path.exists():
        return {}
    return {entry["name"]: entry["file"] for entry in json.loads(path.read_text())["files"]}


def _asset(manifest: dict[str, str], name: str) -> str:
    """The address of a built file; its name carries the hash of its content, so it may be cached for ever."""
    return url_for("static", filename=f"dist/{manifest.get(name, name)}")


def navigation() -> list[Link]:
    """The menu: what this person can open, and nothing else."""
    found = [
        ("Catalogue.types", _("Daftar izin")),
        ("Tracking.show", _("Lacak")),
        ("Authenticity.show", _("Periksa keaslian")),
    ]
    if not current_user.is_authenticated:
        found += [("Registering.form", _("Daftar")), ("AuthDBView.login", _("Masuk"))]
    else:
        found += _own_pages()
    return [Link(href := url_for(endpoint), label, request.path == href) for endpoint, label in found]


def _own_pages() -> list[tuple[str, str]]:
    viewer = current.viewer()
    found: list[tuple[str, str]] = []
    if viewer.is_applicant:
        found.append(("Applying.dashboard", _("Permohonan saya")))
    if viewer.assignments:
        found += [
            ("Meja.queue", _("Meja kerja")),
            ("Signing.show", _("Tanda tangan")),
            ("DeskIndex.index", _("Data permohonan")),
            ("Supervision.index", _("Pengawasan")),
        ]
    if any(assignment.role == roles.TREASURER for assignment in viewer.assignments):
        found.append(("Treasury.queue", _("Bendahara")))
    agencies = {agency for entry in catalog.entries() for agency in entry.event_agencies if agency}
    if any(assignment.agency in agencies for assignment in viewer.assignments):
        found.append(("Schedule.index", _("Jadwal kegiatan")))
    if any(assignment.role == roles.LOKET for assignment in viewer.assignments):
        found.append(("Matching.show", _("Pencocokan KTP")))
    if current.may("can_list", "Users"):
        found += [("UserDBModelView.list", _("Pengguna")), ("RoleModelView.list", _("Peran"))]
    if current.may("can_access", "Console"):
        found.append(("console.index", _("Konsol")))
    return found
