"""The smallest type, for stories that need many applications and care for none of their content."""

from __future__ import annotations

from datetime import date

from tests.acceptance.portal import Portal
from tests.journeys.citizen import Citizen

CODE = "satu_isian"


def publish(portal: Portal, source: str, replace: int | None = None) -> int:
    from app import catalog
    from app.foundation import timing
    from app.foundation.actors import SYSTEM

    now = timing.utc_now()
    with portal.app.app_context():
        published = catalog.publish(
            source, code=CODE, decree_number="503/2/2026", decree_date=date(2026, 1, 5), effective_from=timing.wib_date(now),
            author="Penyusun", approver="Penyetuju", actor=SYSTEM, now=now, replace=replace,
        )  # fmt: skip
    return published.version


def hand_in(portal: Portal, citizen: Citizen, number: int) -> list[tuple[str, int, int]]:
    """Applications at the first tier: (reference, open tier, its row version)."""
    from app.accounts import people, profiles
    from app.applications import service
    from app.foundation import timing
    from app.foundation.actors import Actor
    from app.foundation.database import transaction
    from app.verification import intake, tiers

    found, register = [], portal.app.extensions["sakpore_register"]
    with portal.app.app_context():
        user, now = people.find_by_email(citizen.email), timing.utc_now()
        actor, snapshot = Actor(user, f"pengguna-{user}", "pemohon"), profiles.snapshot(user, "perorangan")
        acts = {"register": register, "actor": actor, "now": now}
        for index in range(number):
            with transaction():
                application = service.start(
                    CODE, "baru", applicant_id=user, filed_by_id=user, party="perorangan", referred=None, snapshot=snapshot, **acts
                )  # fmt: skip
                service.save_section(application, "isi", {"judul": f"Berkas {index}"}, actor=actor, now=now)
                service.submit(application, statement_accepted=True, token=f"{application.reference}-token", **acts)
                intake.open_first(application, register, actor, now)
                [row] = tiers.open_of(application)
                found.append((application.reference, row.id, row.row_version))
    return found
