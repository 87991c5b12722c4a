"""The register of permits as rules, limits and references read it: `applications.register.PermitRegister`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select

from app.applications import content
from app.applications.models import Application
from app.certificates.models import Issued, PaperStatus
from app.errors import NotFoundError
from app.foundation.database import db
from app.permits.case import PermitFact

PERMIT = "permit"  # only this kind is a right; letters, attachments and interim papers are none
NEVER_ISSUED = (PaperStatus.PREPARED, PaperStatus.VOID)


class Register:
    """Reads only. An unknown id raises NotFoundError; a paper that was never issued is unknown."""

    def fact(self, issued_id: int) -> PermitFact:
        """One permit, whatever its status."""
        found = db.session.get(Issued, issued_id)
        if found is None or found.kind != PERMIT or found.status in NEVER_ISSUED:
            raise NotFoundError(detail=f"permit {issued_id} is not in the register")
        return _facts([found])[0]

    def find(self, numbers: Sequence[str], code: str) -> list[PermitFact]:
        """The permits of a type that bear these numbers; the newest edition of each number."""
        if not numbers:
            return []
        found = db.session.scalars(
            _permits().where(Issued.number.in_(numbers), Issued.code == code).order_by(Issued.id)
        )
        newest = {issued.number: issued for issued in found}
        return _facts(newest.values())

    def held(self, nik_index: str, codes: Sequence[str]) -> list[PermitFact]:
        """Permits whose holder has this NIK."""
        query = _permits().where(Issued.holder_index == nik_index, Issued.code.in_(codes)).order_by(Issued.id)
        return _facts(db.session.scalars(query))


def _permits() -> Select[Issued]:
    return select(Issued).where(Issued.kind == PERMIT, Issued.status.not_in(NEVER_ISSUED))


def _facts(issued: Iterable[Issued]) -> list[PermitFact]:
    rows = list(issued)
    ids = {row.application_id for row in rows}
    applications = (
        {found.id: found for found in db.session.scalars(select(Application).where(Application.id.in_(ids)))}
        if ids
        else {}
    )
    return [_fact(row, applications[row.application_id]) for row in rows]


def _fact(issued: Issued, application: Application) -> PermitFact:
    applicant = content.snapshot(application)
    return PermitFact(
        number=issued.number or "",
        code=issued.code,
        status=str(issued.status),
        holder_nik=applicant.get("nik"),
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        answers=content.answers(application),
        row=issued.row,
        variant=issued.variant,
        id=issued.id,
    )
