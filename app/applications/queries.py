"""Reading applications. `scope` is the one rule about which rows a person sees; whatever lists or opens passes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, column, exists, false, or_, select, table
from sqlalchemy.orm import joinedload

from app.accounts.models import Assignment
from app.accounts.roles import ADMIN, LOKET, TREASURER
from app.applications.lifecycle import OPEN_TO_APPLICANT, Status
from app.applications.models import Application, Document
from app.errors import NotAllowedError, NotFoundError
from app.foundation.database import db

# What waits for whom belongs to `verification`, which lies above; the row rule reads two of its columns by name.
_open_tier = table(
    "open_tier",
    column("application_id"),
    column("role", String),
    column("agency", String),
    column("scope_value", String),
)
_awaited = table("awaited_paper", column("application_id"), column("role", String), column("agency", String))
_review = table("review", column("application_id"), column("officer_id"))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `assignments` are those in force today whose role the person holds."""

    user_id: int | None
    roles: frozenset[str] = frozenset()
    assignments: tuple[Assignment, ...] = ()
    is_applicant: bool = False


def scope(query: Select[Any], viewer: Viewer) -> Select[Any]:
    """`query` over Application, cut down to the rows that the viewer may see. Nothing is seen by default."""
    return query.where(visible_to(viewer))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The row rule as a condition: one's own as applicant, or what an assignment covers. `Admin` and treasurer cover nothing."""
    if viewer.user_id is None:
        return false()
    rules: list[ColumnElement[bool]] = [false()]
    if viewer.is_applicant:
        rules.append(Application.applicant_id == viewer.user_id)
    for assignment in viewer.assignments:
        if assignment.role not in (ADMIN, TREASURER) and assignment.role in viewer.roles:
            rules.append(_covered(assignment, viewer.user_id))
    return or_(*rules)


def get_by_reference(reference: str) -> Application:
    """Whoever asks: for jobs and for edges that check something else, such as a PIN. Raises NotFoundError."""
    return _one(select(Application).where(Application.reference == reference))


def get_own(reference: str, user_id: int) -> Application:
    """The applicant's own, with its documents. Raises NotFoundError, also for another person's."""
    return _one(select(Application).where(Application.reference == reference, Application.applicant_id == user_id))


def get_visible(reference: str, viewer: Viewer) -> Application:
    """One that the viewer may see. Raises NotFoundError."""
    return _one(scope(select(Application).where(Application.reference == reference), viewer))


def get_editable(reference: str, viewer: Viewer) -> Application:
    """One that the viewer may fill in: the applicant, or a counter officer where it was filed on behalf.

    Raises NotFoundError for what the viewer may not see, NotAllowedError for what may only be looked at.
    """
    application = get_visible(reference, viewer)
    if not may_fill_in(application, viewer):
        raise NotAllowedError(detail=f"{reference} is not filled in by this viewer")
    return application


def may_fill_in(application: Application, viewer: Viewer) -> bool:
    """Whether the viewer acts for the applicant: is that person, or sits at the counter that typed it in."""
    if viewer.is_applicant and application.applicant_id == viewer.user_id:
        return True
    on_behalf = application.filed_by_id != application.applicant_id
    counter = LOKET in viewer.roles and any(
        one.role == LOKET and (one.codes is None or application.code in one.codes) for one in viewer.assignments
    )
    return on_behalf and counter and application.applicant_id != viewer.user_id


def find_of(user_id: int) -> list[Application]:
    """An applicant's own, newest first. Withdrawn drafts that were never handed in are left out."""
    query = (
        select(Application)
        .where(Application.applicant_id == user_id)
        .where(or_(Application.status != Status.WITHDRAWN, Application.submitted_at.is_not(None)))
        .order_by(Application.changed_at.desc(), Application.id.desc())
        .limit(200)
    )
    return list(db.session.scalars(query))


def find_together(application: Application, viewer: Viewer) -> list[Application]:
    """The others of its package, as far as the viewer sees them, in the order of filing."""
    if application.bundle_id is None:
        return []
    query = select(Application).where(Application.bundle_id == application.bundle_id, Application.id != application.id)
    return list(db.session.scalars(scope(query, viewer).order_by(Application.bundle_place)).unique())


def get_document(application: Application, document_id: int) -> Document:
    """A paper of this application, removed ones included. Raises NotFoundError."""
    found = next((document for document in application.documents if document.id == document_id), None)
    if found is None:
        raise NotFoundError(detail=f"document {document_id} is not of {application.reference}")
    return found


def _one(query: Select[Any]) -> Application:
    found: Application | None = (
        db.session.scalars(query.options(joinedload(Application.documents))).unique().one_or_none()
    )
    if found is None:
        raise NotFoundError("Permohonan tidak ditemukan.")
    return found


def _covered(assignment: Assignment, user_id: int) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [_handed_in(assignment, user_id)]
    if assignment.codes is not None:
        conditions.append(Application.code.in_(assignment.codes))
    if assignment.agency is not None:
        conditions.append(_concerns_agency(assignment, user_id))
    elif assignment.kelurahan is not None:
        conditions.append(Application.kelurahan == assignment.kelurahan)
    return and_(*conditions)


def _handed_in(assignment: Assignment, user_id: int) -> ColumnElement[bool]:
    """A draft is the applicant's affair; the counter sees the drafts that it typed in itself."""
    handed_in = and_(Application.status != Status.DRAFT, Application.submitted_at.is_not(None))
    if assignment.role != LOKET:
        return handed_in
    typed_in = and_(
        Application.filed_by_id == user_id,
        Application.applicant_id != user_id,
        Application.status.in_(OPEN_TO_APPLICANT),
    )
    return or_(handed_in, typed_in)


def _concerns_agency(assignment: Assignment, user_id: int) -> ColumnElement[bool]:
    """Another agency sees what is before it now, what it is to sign, and what this officer decided there."""
    waits = [
        _open_tier.c.application_id == Application.id,
        _open_tier.c.role == assignment.role,
        _open_tier.c.agency == assignment.agency,
    ]
    if assignment.kelurahan is not None:
        waits.append(
            or_(_open_tier.c.scope_value == assignment.kelurahan, Application.kelurahan == assignment.kelurahan)
        )
    to_sign = [
        _awaited.c.application_id == Application.id,
        _awaited.c.role == assignment.role,
        _awaited.c.agency == assignment.agency,
    ]
    decided = exists().where(_review.c.application_id == Application.id, _review.c.officer_id == user_id)
    return or_(exists().where(and_(*waits)), exists().where(and_(*to_sign)), decided)
