"""The author hands a draft in: the to-do list, and what is told to the second person."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from app.catalog import drafts, submissions
from app.errors import ConflictError, NotFoundError
from app.foundation.database import transaction
from app.web import current
from app.web.console.publication import pages
from app.web.console.publication.checks import judge
from app.web.console.publication.given import Given


class HandingPages:
    """Mixed into the view of publication."""

    @expose("/<code>/ajukan", methods=("GET", "POST"))
    def hand_in(self, code: str) -> ResponseReturnValue:
        pages.require_editor()
        draft = drafts.find(code)
        if draft is None:
            raise NotFoundError
        source, version = draft.source, draft.row_version
        found, given = judge(source, code, current.now()), Given()
        if request.method == "POST" and found.ready:
            given.ticked("pratinjau", _("Lihat dahulu pratinjaunya, sebagai pemohon dan sebagai petugas."))
            note = given.text("catatan")
            if not given.problems:
                self._hand_in(code, version, note)
                flash(_("Draf diajukan. Orang lain kini dapat memeriksa dan menerbitkannya."), "success")
                return redirect(url_for("console-terbit.show", code=code))
        page = pages.page(
            self, "hand_in", _("Ajukan untuk diterbitkan"), code=code, found=found, version=version,
            problems=given.listed, is_new=found.weighed is not None and found.weighed.base is None,
        )  # fmt: skip
        return page, 422 if request.method == "POST" else 200

    def _hand_in(self, code: str, version: int, note: str) -> None:
        shown = request.form.get("versi", "")
        trial, editor, actor, now = bool(request.form.get("uji_coba")), pages.me(), current.actor(), current.now()
        with transaction():
            draft = drafts.find(code)
            if draft is None or str(draft.row_version) != shown:
                raise ConflictError(_("Draf ini baru saja diubah. Muat ulang, lalu periksa lagi."))
            submissions.submit(code, note=note, trial=trial, editor=editor, actor=actor, now=now)

    @expose("/<code>/kembalikan", methods=("POST",))
    def send_back(self, code: str) -> ResponseReturnValue:
        pages.require_publisher()
        actor, now = current.actor(), current.now()
        with transaction():
            submissions.send_back(code, request.form.get("alasan", "")[:2000], actor=actor, now=now)
        flash(_("Draf dikembalikan kepada penyusunnya."), "success")
        return redirect(url_for("console-terbit.show", code=code))
