"""The editor of definitions as one view of Flask-Admin, put together from its parts, and the list of types before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from app import catalog
from app.catalog import drafts
from app.catalog.models import PermitDraft
from app.errors import ConflictError, InputError, NotFoundError
from app.foundation.database import transaction
from app.permits import source as reader
from app.permits.editing import skeleton
from app.permits.editing.outline import words
from app.web import current
from app.web.console.editor import desk
from app.web.console.editor.examples import ExamplePages
from app.web.console.editor.item_pages import ItemPages
from app.web.console.editor.preview import PreviewPages
from app.web.console.editor.tabs import TabPages
from app.web.console.editor.text import TextPages
from app.web.console.guard import EditsDefinitions
from app.web.console.views import TYPE_STATES


@dataclass(frozen=True, slots=True)
class Card:
    """One type on the list: what is published, what is being written."""

    code: str
    title: str
    version: int | None
    state: str
    draft: PermitDraft | None


class Types(EditsDefinitions, BaseView):
    """`/console/jenis/`: every type with its published version and its draft; where a new one begins."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.render("console/editor/types.html", page_title=_("Jenis izin"), cards=_cards())

    @expose("/baru", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        problems: dict[str, str] = {}
        if request.method == "POST":
            try:
                return redirect(url_for("console-draf.tab", code=_start(problems), tab="umum"))
            except (InputError, ConflictError) as error:
                problems = problems or {"kode": error.user_message}
        page = self.render(
            "console/editor/new.html",
            page_title=_("Jenis izin baru"),
            problems=[{"name": name, "message": message} for name, message in problems.items()],
            entries=catalog.entries(),
            drafted=[(draft.code, _draft_title(draft)) for draft in drafts.all_drafts() if draft.base_version is None],
        )
        return page, 422 if problems else 200


class Editor(TabPages, ItemPages, ExamplePages, PreviewPages, TextPages, EditsDefinitions, BaseView):
    """`/console/draf/<code>/…`: the draft of one type. Opening it writes no draft."""

    def is_visible(self) -> bool:
        return False  # it needs a type; the list leads here

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return redirect(url_for("console-jenis.index"))

    @expose("/<code>/buang", methods=("GET", "POST"))
    def discard(self, code: str) -> ResponseReturnValue:
        draft = drafts.find(code)
        if draft is None:
            raise NotFoundError
        if request.method == "GET":
            return self.render("console/editor/discard.html", page_title=_("Buang draf"), draft=draft)
        with transaction():
            drafts.discard(code, expected=desk.posted_version(), actor=current.actor(), now=current.now())
        flash(_("Draf %(code)s dibuang.", code=code), "success")
        return redirect(url_for("console-jenis.index"))


def _start(problems: dict[str, str]) -> str:
    """The code of the draft that the posted form begins. Raises InputError, ConflictError; tells what is missing."""
    title, code = request.form.get("nama", "").strip(), request.form.get("kode", "").strip()
    if not title:
        problems["nama"] = _("Isi nama izin.")
        raise InputError
    code = code or skeleton.slug(title, {entry.code for entry in catalog.entries()}, "izin")
    pattern = request.form.get("contoh", "")
    text = (
        skeleton.copy_of(_text_of(pattern), code, title) if pattern else skeleton.new_type(code, title, kind=_service())
    )
    with transaction():
        drafts.start(code, text, editor=desk.me(), actor=current.actor(), now=current.now())
    return code


def _service() -> str:
    return "non_perizinan" if request.form.get("layanan") == "non_perizinan" else "perizinan"


def _text_of(code: str) -> str:
    text = drafts.opened(code).source
    tree, faults = reader.read(text, code)
    if tree is None or faults:
        raise InputError(_("Naskah %(code)s belum dapat dibaca, jadi belum dapat disalin.", code=code))
    return text


def _cards() -> list[Card]:
    written = {draft.code: draft for draft in drafts.all_drafts()}
    found = [
        Card(one.code, one.title, one.version, str(TYPE_STATES.get(one.state, one.state)), written.pop(one.code, None))
        for one in catalog.entries()
    ]
    return [*(Card(code, _draft_title(draft), None, "", draft) for code, draft in written.items()), *found]


def _draft_title(draft: PermitDraft) -> str:
    tree, _faults = reader.read(draft.source, draft.code)
    title: Any = tree.get("title") if tree is not None else None
    return words(title) or draft.code
