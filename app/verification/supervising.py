"""Who may look after a permit that was issued: write letters about it, lift its suspension. Never its holder.

A sanction rests on the negative decision of a tier that may give it (architecture §5): whoever holds a tier of the
version that may reject draws it up. A version without such a tier has its last one do so.
"""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import Assignment
from app.applications import content
from app.applications.models import Application
from app.applications.queries import Viewer
from app.certificates.models import Issued
from app.foundation.database import db
from app.permits.model import Definition, Tier
from app.verification import authority

REJECT = "reject"


def tiers(definition: Definition) -> tuple[Tier, ...]:
    """Whose officers draw letters up, in the order of the flow."""
    every = tuple(definition.flow.all_tiers)
    return tuple(tier for tier in every if REJECT in tier.outcomes) or every[-1:]


def tiers_of(viewer: Viewer, issued: Issued) -> tuple[Tier, ...]:
    """Those that an assignment of the viewer covers; the edge asks FAB for the tier's permission besides."""
    application = db.session.get_one(Application, issued.application_id)
    definition = content.definition_of(application)
    mine = [one for one in viewer.assignments if one.role in viewer.roles]
    return tuple(tier for tier in tiers(definition) if any(_covers(one, tier, application) for one in mine))


def barrier(issued: Issued, user_id: int, person: str | None, now: datetime) -> str:
    """Why this person must not, whatever the office says; empty when nothing stands against it."""
    application = db.session.get_one(Application, issued.application_id)
    mine = {authority.account(user_id)} | ({person} if person else set())
    concerned = authority.excluded(application, now) | {issued.holder_index}
    return "Izin ini milik Anda atau Anda isikan, sehingga diawasi orang lain." if mine & concerned else ""


def _covers(assignment: Assignment, tier: Tier, application: Application) -> bool:
    return (
        assignment.role == tier.role
        and (assignment.codes is None or application.code in assignment.codes)
        and assignment.agency in (None, tier.agency)
        and assignment.kelurahan in (None, application.kelurahan)
    )
