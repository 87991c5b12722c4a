"""After publication: a type is closed, opened again, archived; a version that waits is called off; old content returns."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from sqlalchemy import select

from app import catalog
from app.catalog import drafts, lifecycle
from app.catalog.models import PermitVersion
from app.errors import NotFoundError
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.web import current
from app.web.console.publication import pages
from app.web.console.publication.given import Given


class ClosingPages:
    """Mixed into the view of publication. Each change is asked on a page and needs the typed code."""

    @expose("/<code>/tutup", methods=("GET", "POST"))
    def close(self, code: str) -> ResponseReturnValue:
        pages.require_publisher()
        entry, given = catalog.entry(code), Given()
        if request.method == "POST":
            number = given.text("nomor", _("Isi nomor Keputusan."), 120)
            day = given.day("mulai", _("Isi hari pertama tanpa permohonan baru."))
            successor, notice = given.text("pengganti", most=200), given.text("keterangan")
            given.typed("kode", code)
            if not given.problems:
                actor, now = current.actor(), current.now()
                with transaction():
                    lifecycle.close(
                        code,
                        decree_number=number,
                        successor=successor,
                        closes_on=day,
                        notice=notice,
                        actor=actor,
                        now=now,
                    )
                return _back(code, _("Penutupan dicatat."))
        page = pages.page(
            self, "close", _("Tutup untuk permohonan baru"), entry=entry, problems=given.listed, given=request.form,
            today=wib_date(current.now()), lives_on=catalog.live(code).after_close,
        )  # fmt: skip
        return page, 422 if given.problems else 200

    @expose("/<code>/buka", methods=("GET", "POST"))
    def reopen(self, code: str) -> ResponseReturnValue:
        pages.require_publisher()
        entry, given = catalog.entry(code), Given()
        if request.method == "POST":
            number = given.text("nomor", _("Isi nomor Keputusan."), 120)
            given.typed("kode", code)
            if not given.problems:
                actor, now = current.actor(), current.now()
                with transaction():
                    lifecycle.reopen(code, decree_number=number, actor=actor, now=now)
                return _back(code, _("Jenis izin dibuka kembali."))
        page = pages.page(
            self, "confirm", _("Buka kembali"), entry=entry, problems=given.listed, given=request.form, decree=True,
            sentence=_("Permohonan baru diterima lagi."), verb=_("Buka kembali"),
        )  # fmt: skip
        return page, 422 if given.problems else 200

    @expose("/<code>/arsipkan", methods=("GET", "POST"))
    def archive(self, code: str) -> ResponseReturnValue:
        sentence = _("Jenis izin hilang dari daftar. Izin yang terbit tetap dapat diperiksa keasliannya.")
        return self._confirmed(
            code, lifecycle.archive, _("Arsipkan"), sentence, _("Arsipkan"), _("Jenis izin diarsipkan.")
        )

    @expose("/<code>/batalkan-jadwal", methods=("GET", "POST"))
    def call_off(self, code: str) -> ResponseReturnValue:
        title, sentence = (
            _("Batalkan versi yang menunggu"),
            _("Versi itu tidak akan berlaku. Catatannya tetap disimpan."),
        )
        return self._confirmed(
            code, lifecycle.cancel_scheduled, title, sentence, _("Batalkan versi"), _("Versi yang menunggu dibatalkan.")
        )

    def _confirmed(
        self, code: str, change: Callable[..., None], title: str, sentence: str, verb: str, done: str
    ) -> ResponseReturnValue:
        """A change that needs nothing but the typed code: its page, and the change itself."""
        pages.require_publisher()
        entry, given = catalog.entry(code), Given()
        if request.method == "POST":
            given.typed("kode", code)
            if not given.problems:
                actor, now = current.actor(), current.now()
                with transaction():
                    change(code, actor=actor, now=now)
                return _back(code, done)
        page = pages.page(
            self, "confirm", title, entry=entry, problems=given.listed, given=request.form, decree=False,
            sentence=sentence, verb=verb,
        )  # fmt: skip
        return page, 422 if given.problems else 200

    @expose("/<code>/pulihkan/<int:version>", methods=("POST",))
    def restore(self, code: str, version: int) -> ResponseReturnValue:
        """The old content becomes the draft; it is published like any other, as a new version."""
        pages.require_editor()
        text = db.session.scalar(
            select(PermitVersion.source).where(PermitVersion.code == code, PermitVersion.version == version)
        )
        if text is None:
            raise NotFoundError
        editor, actor, now = pages.me(), current.actor(), current.now()
        with transaction():
            drafts.save(code, text, expected=drafts.NO_DRAFT, editor=editor, actor=actor, now=now)
        return _back(code, _("Naskah versi %(n)s menjadi draf. Bandingkan, lalu ajukan seperti biasa.", n=version))


def _back(code: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("console-terbit.show", code=code))
