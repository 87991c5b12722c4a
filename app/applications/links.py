"""Permits that answers point to, kept from submission on: what counts their uses, and what finds parent and child.

A link is held by its application as long as that is open, then by the permits that it gave; nothing is given back by
hand. Sealed answers stay sealed: the link names the permit, not the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, cast, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.applications.answers import ROW_ID
from app.applications.models import Application, Referral
from app.applications.quotas import LIVING, OPEN, issued_columns
from app.foundation.database import Base, db
from app.permits.assessing import limits_uses, permit_references, pointers, weight
from app.permits.kinds import ends_in_permit
from app.permits.model import Definition
from app.permits.referring import ends_permit


class PermitLink(Base):
    """One use of a permit by an application; `row` is the stable id of the row whose column points to it."""

    __tablename__ = "permit_link"
    __table_args__ = (Index("ix_permit_link_code_field", "code", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    code: Mapped[str] = mapped_column(String(41))
    field: Mapped[str] = mapped_column(String(90))  # `field` or `group.column`
    row: Mapped[str] = mapped_column(String(24), default="")
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued.id"), index=True)
    uses: Mapped[int]


def points_to_permits(definition: Definition, kind: str) -> bool:
    """Whether an application of this kind keeps links: only what ends in a permit uses another one."""
    return ends_in_permit(definition, kind) and any(True for _ in permit_references(definition))


def keep(application: Application, definition: Definition, facts: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """Keep what the application points to, in place of what it pointed to before. The caller holds the type's lock
    where uses are limited. `stored` are the answers as they are kept, with the ids of their rows."""
    db.session.execute(delete(PermitLink).where(PermitLink.application_id == application.id))
    for pointer in pointers(definition, facts):
        if pointer.issued_id is None:
            continue
        rows = stored.get(pointer.group) if pointer.place is not None else None
        row = rows[pointer.place].get(ROW_ID, "") if isinstance(rows, list) and pointer.place is not None else ""
        db.session.add(
            PermitLink(
                application_id=application.id, code=application.code, field=pointer.path, row=row,
                issued_id=pointer.issued_id, uses=weight(definition, application.kind, facts, pointer),
            )
        )  # fmt: skip
    db.session.flush()


def taken(
    application: Application, definition: Definition, numbers: Mapping[int, str], today: date
) -> dict[str, dict[str, int]]:
    """By reference and number, how often others use these permits (register id → number): open applications with all
    that they ask for, issued ones with the permits of theirs that live. What this application replaces is not counted,
    nor a permit that an open application of the same reference stands to replace."""
    if not numbers or not limits_uses(definition):
        return {}
    query = (
        select(PermitLink, Application.status, Application.kind)
        .join(Application, Application.id == PermitLink.application_id)
        .where(
            PermitLink.code == application.code,
            PermitLink.issued_id.in_(numbers),
            PermitLink.application_id != application.id,
        )
    )
    rows = [(link, status, kind) for link, status, kind in db.session.execute(query)]
    still_open = {link.application_id: kind for link, status, kind in rows if status in OPEN}
    ending = {one for one, kind in still_open.items() if ends_permit(definition, kind)}
    replaced = {one.issued_id for one in application.bases} | _bases_of(ending)
    living = _living({link.application_id for link, *_ in rows}, replaced, today)
    found: dict[str, Counter[str]] = {}
    for link, status, _ in rows:
        uses = link.uses if status in OPEN else _held(link, living.get(link.application_id, []))
        found.setdefault(link.field, Counter())[numbers[link.issued_id]] += uses
    return {field: dict(counts) for field, counts in found.items()}


def _held(link: PermitLink, rows: list[str]) -> int:
    """By the permits that live, given by their rows; a row's link counts once where one permit is for all rows."""
    if not link.row:
        return len(rows)
    return sum(row in ("", link.row) for row in rows)


def _bases_of(application_ids: Iterable[int]) -> set[int]:
    ids = set(application_ids)
    query = select(Referral.issued_id).where(Referral.application_id.in_(ids))
    return set(db.session.scalars(query)) if ids else set()


def _living(application_ids: set[int], but: set[int], today: date) -> dict[int, list[str]]:
    """The rows of the permits that live, by the application that gave them."""
    query = select(issued_columns.c.application_id, issued_columns.c.row).where(
        issued_columns.c.application_id.in_(application_ids),
        issued_columns.c.kind == "permit",
        cast(issued_columns.c.status, String).in_(LIVING),
        or_(issued_columns.c.valid_to.is_(None), issued_columns.c.valid_to >= today),
        issued_columns.c.id.not_in(but),
    )
    found: dict[int, list[str]] = {}
    for application_id, row in db.session.execute(query) if application_ids else ():
        found.setdefault(application_id, []).append(row)
    return found
