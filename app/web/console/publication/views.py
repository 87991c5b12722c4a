"""`/console/terbit/`: every type with its state, and the way from a draft to a version. One view put together from parts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app import catalog
from app.accounts import roles
from app.catalog import drafts, submissions
from app.catalog import source as sources
from app.catalog.models import PermitDraft, PermitSubmission, PermitVersion
from app.catalog.weighing import compared
from app.errors import DefinitionError, NotFoundError
from app.foundation import audit, files
from app.foundation.database import db
from app.permits.comparing import Comparison
from app.web import current
from app.web.console.guard import Guarded
from app.web.console.publication import pages
from app.web.console.publication.closing import ClosingPages
from app.web.console.publication.handing import HandingPages
from app.web.console.publication.publishing import PublishingPages
from app.web.console.publication.transfer import TransferPages


@dataclass(frozen=True, slots=True)
class Card:
    """One type on the list. `changes` is None where the draft cannot be read yet."""

    code: str
    title: str
    entry: catalog.TypeEntry | None
    draft: PermitDraft | None
    changes: int | None
    submission: PermitSubmission | None


class Publication(HandingPages, PublishingPages, ClosingPages, TransferPages, Guarded, BaseView):
    """Writers see and hand in; who holds `can_publish on Definitions` publishes, closes and reopens."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and (
            current.may(*roles.EDIT_DEFINITIONS) or current.may(*roles.PUBLISH_DEFINITIONS)
        )

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return pages.page(self, "list", _("Penerbitan jenis izin"), cards=_cards())

    @expose("/<code>/")
    def show(self, code: str) -> ResponseReturnValue:
        card = next((one for one in _cards(code) if one.code == code), None)
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
        return pages.page(
            self, "compare", _("Bandingkan dengan yang berlaku"), code=code, comparison=found, faults=faults, live=live,
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


def _cards(only: str | None = None) -> list[Card]:
    """Types and drafts of new ones; a draft is compared where it can be read."""
    written = {one.code: one for one in drafts.all_drafts()}
    waiting = submissions.all_waiting()
    found = []
    known = {one.code: one for one in catalog.entries()}
    for code in sorted({*known, *written}):
        if only is not None and code != only:
            continue
        entry, draft = known.get(code), written.get(code)
        title, changes = _draft_state(code, draft)
        found.append(Card(code, entry.title if entry else title, entry, draft, changes, waiting.get(code)))
    return found


def _draft_state(code: str, draft: PermitDraft | None) -> tuple[str, int | None]:
    if draft is None:
        return code, None
    try:
        definition, _warnings = sources.load(draft.source, code)
    except DefinitionError:
        return code, None
    found: Comparison | None = compared(definition)
    return definition.title.id, len(found.changes) if found else 0
