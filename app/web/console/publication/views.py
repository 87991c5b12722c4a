"""`/console/terbit/<code>/`: the way from a draft to a version, and what was published. One view put together from parts."""

from __future__ import annotations

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import roles
from app.catalog import drafts, submissions
from app.catalog.models import PermitVersion
from app.errors import NotFoundError
from app.foundation import audit, files
from app.foundation.database import db
from app.web import current
from app.web.console.guard import Guarded
from app.web.console.publication import cards, pages
from app.web.console.publication.closing import ClosingPages
from app.web.console.publication.handing import HandingPages
from app.web.console.publication.publishing import PublishingPages
from app.web.console.publication.transfer import TransferPages


class Publication(HandingPages, PublishingPages, ClosingPages, TransferPages, Guarded, BaseView):
    """Writers see and hand in; who holds `can_publish on Definitions` publishes, closes and reopens."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and (
            current.may(*roles.EDIT_DEFINITIONS) or current.may(*roles.PUBLISH_DEFINITIONS)
        )

    def is_visible(self) -> bool:
        return False  # it needs a type; the list of types leads here

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return redirect(url_for("console-jenis.index"))

    @expose("/<code>/")
    def show(self, code: str) -> ResponseReturnValue:
        card = cards.card_or_none(code)
        if card is None:
            raise NotFoundError
        query = select(PermitVersion).where(PermitVersion.code == code).order_by(PermitVersion.version.desc()).limit(50)
        return pages.page(
            self, "type", card.title, card=card, versions=db.session.scalars(query).all(),
            remark=submissions.last_remark(code),
        )  # fmt: skip

    @expose("/<code>/bandingkan")
    def compare(self, code: str) -> ResponseReturnValue:
        """The draft beside the live version, in words."""
        draft, live = drafts.find(code), drafts.live_text(code)
        if draft is None:
            raise NotFoundError
        found, faults = pages.comparison(draft.source, code)
        title = _("Bandingkan dengan yang berlaku") if live else _("Yang dibawa jenis izin baru ini")
        return pages.page(
            self, "compare", title, code=code, comparison=found, faults=faults, live=live,
            brings=None if live else pages.introduction(draft.source, code),
            lines=pages.text_difference(live[1] if live else "", draft.source),
        )  # fmt: skip

    @expose("/<code>/versi/<int:version>")
    def version(self, code: str, version: int) -> ResponseReturnValue:
        row = _version(code, version)
        return pages.page(
            self, "version", _("%(code)s versi %(n)s", code=code, n=version), row=row, dossier=row.dossier or {}
        )

    @expose("/<code>/versi/<int:version>/keputusan.pdf")
    def scan(self, code: str, version: int) -> ResponseReturnValue:
        held = (_version(code, version).dossier or {}).get("scan")
        if not held:
            raise NotFoundError
        data = files.read(held["key"])
        audit.note("keputusan.dibuka", code, current.actor(), current.now(), version=version)
        name = f'attachment; filename="keputusan-{code}-{version}.pdf"'
        return Response(data, mimetype="application/pdf", headers={"Content-Disposition": name})


def _version(code: str, version: int) -> PermitVersion:
    row = db.session.scalar(select(PermitVersion).where(PermitVersion.code == code, PermitVersion.version == version))
    if row is None:
        raise NotFoundError
    return row
