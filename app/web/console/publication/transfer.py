"""A type as one file: given out as it is published, taken in as a draft."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from app.catalog import bundles, drafts
from app.errors import InputError, NotFoundError, SakporeError
from app.foundation import audit
from app.foundation.database import transaction
from app.web import current
from app.web.console.publication import pages


class TransferPages:
    """Mixed into the view of publication."""

    @expose("/<code>/ekspor")
    def export(self, code: str) -> ResponseReturnValue:
        live = drafts.live_text(code)
        if live is None:
            raise NotFoundError
        data = bundles.export(code, live[1])
        audit.note("izin.diekspor", code, current.actor(), current.now(), version=live[0])
        name = f'attachment; filename="{code}-v{live[0]}.sakpore.json"'
        return Response(data, mimetype="application/json", headers={"Content-Disposition": name})

    @expose("/impor", methods=("GET", "POST"))
    def take_in(self) -> ResponseReturnValue:
        pages.require_editor()
        problem = ""
        if request.method == "POST":
            try:
                return redirect(url_for("console-terbit.show", code=_take_in()))
            except SakporeError as error:
                problem = error.user_message
        problems = [{"name": "paket", "message": problem}] if problem else []
        return pages.page(self, "import", _("Impor jenis izin"), problems=problems), 422 if problem else 200


def _take_in() -> str:
    """The code whose draft the file has become."""
    posted = request.files.get("paket")
    data = posted.read(bundles.MAX_BYTES + 1) if posted else b""
    if not data:
        raise InputError(_("Pilih berkas paketnya."))
    bundle = bundles.parse(data)
    if drafts.find(bundle.code) is not None:
        raise InputError(_("%(code)s sedang punya draf. Terbitkan atau buang dahulu.", code=bundle.code))
    added = bundles.install(bundle)
    editor, actor, now = pages.me(), current.actor(), current.now()
    with transaction():
        drafts.take_in(bundle.source, code=bundle.code, expected=0, editor=editor, actor=actor, now=now)
        audit.record("izin.diimpor", bundle.code, actor, now, added=added)
    flash(_("Paket menjadi draf. Tidak ada yang terbit."), "success")
    if added:
        flash(_("Berkas bersama yang ditambahkan: %(names)s", names=", ".join(added)), "info")
    return bundle.code
