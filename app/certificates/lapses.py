"""Each day: permits whose last day has passed are entered as ended, and requests about a permit that is gone are closed.

Nothing waits for this: pages and rules judge a permit by its dates. The register says it too, and who may tell others.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.applications import bundles, letters
from app.applications.lifecycle import Position, Status, after_loss
from app.applications.models import Application, Referral
from app.certificates import handing, links, queries, succession
from app.certificates.models import Issued, PaperStatus
from app.certificates.preparing import void
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now
from app.permits.case import LAPSING

LAPSE = "izin.akhir_hari"
BATCH = 200
LIVE = tuple(PaperStatus(status) for status in LAPSING)


@jobs.handler(LAPSE)
def lapse(day: str) -> None:
    """Twice for one day, or late, does no harm: what has ended is no longer live."""
    now = utc_now()
    while _end_some(date.fromisoformat(day), now):
        pass
    for reference in _lost(date.fromisoformat(day)):
        _close(reference, date.fromisoformat(day), now)


def _end_some(today: date, now: datetime) -> bool:
    """Whether there may be more."""
    with transaction():
        query = (
            select(Issued)
            .where(Issued.kind == queries.PERMIT, Issued.status.in_(LIVE), Issued.valid_to < today)
            .order_by(Issued.id)
            .limit(BATCH)
            .with_for_update()
        )
        found = db.session.scalars(query).unique().all()
        for issued in found:
            before, issued.status, issued.ended_at = issued.status, PaperStatus.BERAKHIR, now
            handing.note_end(issued, now)
            audit.record("izin.berakhir", f"naskah:{issued.id}", SYSTEM, now, before=before, after=issued.status)
        links.announce(issued.id for issued in found)
    return len(found) == BATCH


def _lost(today: date) -> list[str]:
    """References of requests that wait for a signature which can never be given."""
    waiting = (
        select(Application)
        .join(Referral)
        .where(Application.status == Status.TO_SIGN)
        .order_by(Application.id)
        .distinct()
    )
    found = db.session.scalars(waiting).unique().all()
    return [application.reference for application in found if succession.obstacle(application, today)]


def _close(reference: str, today: date, now: datetime) -> None:
    with transaction():
        query = select(Application).where(Application.reference == reference).with_for_update()
        application = db.session.scalars(query.execution_options(populate_existing=True)).unique().one()
        reason = succession.obstacle(application, today)
        if application.status is not Status.TO_SIGN or reason is None:
            return
        for issued in queries.find_prepared([application]).get(application.id, []):
            void(issued, reason, actor=SYSTEM, now=now)
        bundles.end(application, after_loss(Position(application.status)).status, now)
        db.session.flush()
        audit.record("permohonan.ditutup", reference, SYSTEM, now, reason=reason)
        jobs.enqueue(letters.LOST, f"lost:{reference}", reference=reference, reason=reason)
