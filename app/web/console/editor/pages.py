"""The frame of every page of the editor: tabs, what is wrong, who else is here, and what happens when two saved."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import catalog
from app.errors import DraftConflictError, NotFoundError
from app.permits.editing.nodes import Path
from app.web import current
from app.web.console.editor import differing
from app.web.console.editor.desk import Work, note_presence, of_path, open_work, save
from app.web.console.editor.listing import title_of
from app.web.console.editor.shapes import shape_of

TABS = (
    ("umum", lazy_gettext("Umum")),
    ("isian", lazy_gettext("Bagian & isian")),
    ("dokumen", lazy_gettext("Dokumen")),
    ("tahap", lazy_gettext("Tahap")),
    ("biaya", lazy_gettext("Biaya")),
    ("sertifikat", lazy_gettext("Sertifikat")),
    ("pesan", lazy_gettext("Pesan")),
    ("pustaka", lazy_gettext("Pustaka")),
    ("contoh", lazy_gettext("Contoh")),
    ("pratinjau", lazy_gettext("Pratinjau")),
    ("yaml", lazy_gettext("YAML")),
)
TAB_OF = {
    "sections": "isian",
    "rules": "isian",
    "eligibility": "isian",
    "limits": "isian",
    "quota": "isian",
    "parties": "isian",
    "documents": "dokumen",
    "flow": "tahap",
    "inspections": "tahap",
    "events": "tahap",
    "fees": "biaya",
    "certificates": "sertifikat",
    "letters": "sertifikat",
    "duties": "sertifikat",
    "examples": "contoh",
    "packages": "umum",
    "variants": "umum",
}


def page(console: Any, template: str, work: Work, tab: str, /, **context: Any) -> str:
    """A page of the editor within its frame; opening it tells colleagues that somebody is here."""
    others = note_presence(work.code)
    title = title_of(work, work.values) or work.code
    errors = [found for found in work.faults if found.error]
    rendered: str = console.render(
        f"console/editor/{template}.html",
        page_title=context.pop("page_title", title),
        type_title=title,
        work=work,
        tab=tab,
        tabs=TABS,
        others=[(one.name, minutes(one.seen_at)) for one in others],
        errors=errors,
        advice=[found for found in work.faults if not found.error],
        fault_url=lambda found: fault_url(work, found),
        live=live_version(work.code),
        of_path=of_path,
        **context,
    )
    return rendered


def keep(view: Any, work: Work, text: str, target: str, *, said: str = "") -> ResponseReturnValue:
    """Save and go on to `target`; where somebody else saved meanwhile, the page that shows both texts."""
    try:
        save(work.code, text)
    except DraftConflictError as error:
        return conflict(view, work.code, error), 409
    flash(said or _("Tersimpan dalam draf."), "success")
    return redirect(target)


def conflict(view: Any, code: str, error: DraftConflictError) -> str:
    """Who saved what, and both texts: nothing is lost, and nothing was overwritten."""
    rendered: str = view.render(
        "console/editor/conflict.html",
        page_title=_("Draf sudah diubah orang lain"),
        code=code,
        error=error,
        difference=differing.lines(error.theirs, error.mine),
    )
    return rendered


def tab_url(code: str, tab: str, anchor: str = "") -> str:
    known = {"yaml": "text", "contoh": "examples", "pratinjau": "preview", "pesan": "messages"}
    if tab in known:
        return url_for(f"console-draf.{known[tab]}", code=code, _anchor=anchor or None)
    return url_for("console-draf.tab", code=code, tab=tab, _anchor=anchor or None)


def item_url(code: str, path: Path) -> str:
    return url_for("console-draf.item", code=code, at=of_path(path))


def fault_url(work: Work, found: Any) -> str:
    """The form of the item where it has one; the line of the text otherwise."""
    path = found.path
    while path:
        if shape_of(path, work.at(path)) is not None and work.at(path) is not None:
            return item_url(work.code, path)
        path = path[:-1]
    if found.path and found.path[0] in TAB_OF and found.path[0] not in ("flow", "fees"):
        return tab_url(work.code, TAB_OF[str(found.path[0])])
    return url_for("console-draf.text", code=work.code, baris=found.fault.line, _anchor="naskah")


def live_version(code: str) -> int | None:
    try:
        return catalog.entry(code).version
    except NotFoundError:
        return None


def minutes(moment: Any) -> int:
    """Whole minutes ago."""
    return max(0, int((current.now() - moment).total_seconds() // 60))


def opened(code: str) -> Work:
    """The work of this request. Raises NotFoundError."""
    return open_work(code)


def posting() -> bool:
    return request.method == "POST"
