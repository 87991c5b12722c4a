"""Interim papers (language §3.9, §3.13): a tier's yes is followed by a paper of its own, such as a recommendation.

Whoever the definition names as `signer` signs it there by the same prepare, look, sign, store. Until then the later
tiers have the case before them but cannot say yes, and the permit cannot be signed. A tier that decides anew, after a
correction, owes a new paper: the one before is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.queries import Viewer, scope
from app.certificates.models import AwaitedPaper, Issued, PaperStatus
from app.certificates.products import INTERIM
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.permits.model import Certificate, Definition, Tier
from app.permits.products import products

OPEN = (Status.IN_REVIEW, Status.TO_SIGN)


def owed(definition: Definition, kind: str, facts: Mapping[str, Any], tier: str) -> tuple[Certificate, ...]:
    """The papers that follow a yes of this tier."""
    papers = products(definition, kind, facts)
    found = {one.certificate.id: one.certificate for one in papers if one.certificate.kind == INTERIM}
    return tuple(one for one in found.values() if one.at == tier)


def expect(application: Application, tier: Tier, papers: tuple[Certificate, ...], actor: Actor, now: datetime) -> None:
    """The tier has just said yes: its papers wait for their signer. In the caller's transaction; the caller flushes."""
    for paper in papers:
        query = select(Issued).where(
            Issued.application_id == application.id, Issued.product == paper.id, Issued.status == PaperStatus.AKTIF
        )
        for old in db.session.scalars(query).unique():
            old.status, old.ended_at, old.row = PaperStatus.DIGANTIKAN, now, f"{old.row[:12]}~{old.id}"
            audit.record("surat.digantikan", f"naskah:{old.id}", actor, now, nomor=old.number)
        _forget(application.id, paper.id)
        db.session.add(
            AwaitedPaper(
                application_id=application.id,
                product=paper.id,
                tier=tier.id,
                role=paper.signer or "",
                agency=tier.agency,
            )
        )


def awaited(application: Application) -> list[AwaitedPaper]:
    """What is still to be signed, the longest waiting first."""
    query = select(AwaitedPaper).where(AwaitedPaper.application_id == application.id).order_by(AwaitedPaper.id)
    return list(db.session.scalars(query))


def find_awaiting(viewer: Viewer, *, limit: int = 200) -> list[Application]:
    """Open applications with a paper that somebody is to sign, in the viewer's scope."""
    query = (
        select(Application)
        .where(Application.status.in_(OPEN), Application.id.in_(select(AwaitedPaper.application_id)))
        .order_by(Application.id)
        .limit(limit)
    )
    return list(db.session.scalars(scope(query, viewer)).unique())


def done(issued: Issued) -> None:
    """It is signed and stored."""
    left = select(Issued.id).where(
        Issued.application_id == issued.application_id,
        Issued.product == issued.product,
        Issued.status == PaperStatus.PREPARED,
    )
    if db.session.scalars(left).first() is None:  # the last of its rows
        _forget(issued.application_id, issued.product)


def _forget(application_id: int, product: str) -> None:
    mine = (AwaitedPaper.application_id == application_id, AwaitedPaper.product == product)
    db.session.execute(delete(AwaitedPaper).where(*mine))
