"""The pages of types that are filed together: one list of parts, one review, one receipt, whichever draft was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app import catalog
from app.accounts import profiles
from app.applications import bundles, content, kinds, packages, queries
from app.applications.models import Application
from app.applications.packages import Offer
from app.catalog import TypeEntry
from app.errors import InputError
from app.foundation.database import transaction
from app.permits.model import Definition
from app.web import current
from app.web.context import locale
from app.web.portal import consenting, tasks
from app.web.portal.workspace import Workspace, workspace_of


@dataclass(frozen=True, slots=True)
class Part:
    """One draft in the list of what is to be filled in."""

    work: Workspace
    tasks: list[tasks.Task]
    parties: list[Any]

    @property
    def title(self) -> str:
        return self.work.definition.title.text(self.work.locale)


def parts(work: Workspace) -> list[Part]:
    """Every draft of the package in the order of filing; the application alone where it was begun alone."""
    return [Part(one, tasks.tasks(one), consenting.lines(one)) for one in work.together or (work,)]


def judged(work: Workspace) -> list[Workspace]:
    """As `parts`, with the applicant's own permits, which only limits read: for the review."""
    others = [one.application for one in work.together if one is not work]
    limited = {one.id: workspace_of(one, limits=True) for one in others}
    return [limited.get(one.application.id, work) for one in work.together] or [work]


def offers(entry: TypeEntry, definition: Definition) -> list[Offer]:
    """What may be filed together with this type; nothing where it takes no new requests."""
    return packages.offered(definition.code) if kinds.FIRST in kinds.offered(entry, definition) else []


def start(definition: Definition, key: str, kind: str, party: str) -> str:
    """Begin a draft of each type of the package; the reference of the first. Raises InputError, NotAllowedError."""
    if kind != packages.KIND:
        raise InputError(_("Paket hanya untuk permohonan baru."))
    for offer in packages.offered(definition.code):
        for entry in offer.members if offer.key == key else ():
            current.require("can_apply", entry.camel)
    user_id, actor = current.viewer().user_id or 0, current.actor()
    snapshot = profiles.snapshot(user_id, party)
    with transaction():
        begun = packages.start(
            definition.code, key, applicant_id=user_id, party=party, snapshot=snapshot,
            register=current.register(), actor=actor, now=current.now(),
        )  # fmt: skip
        return begun[0].reference


def filed(application: Application) -> list[dict[str, Any]]:
    """All that was filed together, for the pages of one of them; the application alone where it was filed alone.

    Each is read again under the viewer's own right to it. PINs are those of the receipts.
    """
    together = [one for one in bundles.members(application) if one.submitted_at is not None]
    mine = [queries.get_editable(one.reference, current.viewer()) for one in together]
    return [
        {
            "application": one,
            "title": catalog.definition(one.code, one.version).title.text(locale()),
            "pin": content.pin(one),
        }
        for one in mine or [application]
    ]
