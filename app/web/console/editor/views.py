"""The editor of definitions as one view of Flask-Admin, put together from its parts."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from app.catalog import drafts
from app.errors import NotFoundError
from app.foundation.database import transaction
from app.web import current
from app.web.console.editor import desk
from app.web.console.editor.examples import ExamplePages
from app.web.console.editor.item_pages import ItemPages
from app.web.console.editor.preview import PreviewPages
from app.web.console.editor.tabs import TabPages
from app.web.console.editor.text import TextPages
from app.web.console.guard import EditsDefinitions


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
