"""Permits after issue as the office looks after them: what waits for a look, and lifting a suspension."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.applications.duty_reports import DutyReport, ReportState
from app.applications.models import Application
from app.applications.queries import Viewer, scope
from app.certificates import links, reporting, suspensions
from app.certificates.models import Issued, PaperStatus
from app.certificates.queries import NEVER_ISSUED, PERMIT
from app.errors import NotFoundError, WrongMomentError
from app.foundation import jobs
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.timing import wib_date

RESUMED = "mail.permit_resumed"
LONGEST = 200


def find_reports(viewer: Viewer, state: ReportState) -> Sequence[tuple[DutyReport, Issued]]:
    """Reports in this state of permits that the viewer sees, the longest due first."""
    query = (
        _visible(select(DutyReport, Issued).join(Issued, Issued.id == DutyReport.issued_id), viewer)
        .where(DutyReport.state == state)
        .order_by(DutyReport.due_on, DutyReport.id)
        .limit(LONGEST)
    )
    return [(report, issued) for report, issued in db.session.execute(query).unique()]


def find_suspended(viewer: Viewer) -> Sequence[Issued]:
    query = _visible(select(Issued), viewer).where(Issued.status == PaperStatus.DITANGGUHKAN)
    return db.session.scalars(query.order_by(Issued.id).limit(LONGEST)).unique().all()


def find_by_number(viewer: Viewer, number: str) -> Sequence[Issued]:
    """Permits whose number holds these letters, the newest first."""
    query = _visible(select(Issued), viewer).where(Issued.number.icontains(number, autoescape=True))
    return db.session.scalars(query.order_by(Issued.id.desc()).limit(LONGEST)).unique().all()


def get(viewer: Viewer, issued_id: int) -> Issued:
    """A permit that the viewer sees. Raises NotFoundError."""
    found = db.session.scalars(_visible(select(Issued), viewer).where(Issued.id == issued_id)).unique().one_or_none()
    if found is None:
        raise NotFoundError("Izin tidak ditemukan.")
    return found


def resume(issued: Issued, reason: str, *, actor: Actor, now: datetime) -> None:
    """A person lets a permit hold again. In the caller's transaction.

    Raises WrongMomentError while the cause of a suspension lasts, or where there is none.
    """
    found, today = suspensions.standing(issued.id), wib_date(now)
    if not found:
        raise WrongMomentError("Izin ini tidak sedang ditangguhkan.")
    late = {f"kewajiban:{one.duty.id}" for one in reporting.of(issued, today) if one.missed(today)}
    if links.outlasting(issued, today) or any(one.cause in late for one in found):
        raise WrongMomentError("Sebab penangguhan izin ini masih ada.")
    suspensions.end_all(issued, now)
    suspensions.restore(issued, actor, now, reason)
    jobs.enqueue(RESUMED, f"{RESUMED}:{issued.id}:{found[-1].id}", issued_id=issued.id)


def _visible(query: Any, viewer: Viewer) -> Any:  # Select is generic by its columns' number
    joined = query.join(Application, Application.id == Issued.application_id)
    return scope(joined, viewer).where(Issued.kind == PERMIT, Issued.status.not_in(NEVER_ISSUED))
