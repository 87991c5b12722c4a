"""Which invoices a treasurer sees: those of the permit types that an assignment of that role covers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import contains_eager

from app.accounts.roles import TREASURER
from app.applications.models import Application
from app.applications.queries import Viewer
from app.foundation.database import db
from app.verification.models import Invoice, InvoiceState

LONGEST = 200


def find(viewer: Viewer, state: InvoiceState, number: str = "") -> Sequence[Invoice]:
    """The first to expire on top; a number, or the beginning of one, finds it in any state."""
    query = select(Invoice).join(Invoice.application).options(contains_eager(Invoice.application))
    query = query.where(_covered(viewer))
    query = query.where(Invoice.number.startswith(number, autoescape=True) if number else Invoice.state == state)
    query = query.order_by(Invoice.expires_on.is_(None), Invoice.expires_on, Invoice.id).limit(LONGEST)
    return db.session.scalars(query).all()


def get(viewer: Viewer, invoice_id: int) -> Invoice | None:
    """None for what this treasurer may not see."""
    query = select(Invoice).join(Invoice.application).options(contains_eager(Invoice.application))
    return db.session.scalars(query.where(Invoice.id == invoice_id, _covered(viewer))).one_or_none()


def _covered(viewer: Viewer) -> ColumnElement[bool]:
    mine = [one for one in viewer.assignments if one.role == TREASURER and one.role in viewer.roles]
    return or_(false(), *(true() if one.codes is None else Application.code.in_(one.codes) for one in mine))
