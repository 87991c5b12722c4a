"""The register of permits as rules, limits and references read it: `applications.register.PermitRegister`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select

from app.applications import content
from app.applications.answers import ROW_ID
from app.applications.models import Application, Referral
from app.certificates.holders import ROW
from app.certificates.models import Issued, PaperStatus
from app.errors import NotFoundError
from app.foundation.database import db
from app.permits.case import PermitFact
from app.permits.model import FieldType

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

    def together(self, issued_id: int) -> list[PermitFact]:
        """The permits of all rows that were issued with this one, itself the first, whatever their status."""
        own = db.session.get(Issued, issued_id)
        if own is None:
            raise NotFoundError(detail=f"permit {issued_id} is not in the register")
        query = _permits().where(Issued.application_id == own.application_id, Issued.product == own.product)
        found = db.session.scalars(query.where(Issued.row != ""))
        return _facts(sorted(found, key=lambda issued: (issued.id != issued_id, issued.id)))

    def facts(self, issued_ids: Sequence[int]) -> list[PermitFact]:
        """Several permits by id, in two statements; unknown ones are left out."""
        return _facts(db.session.scalars(_permits().where(Issued.id.in_(issued_ids)).order_by(Issued.id)))

    def find(self, numbers: Sequence[str], code: str) -> list[PermitFact]:
        """The permits of a type that bear these numbers; the newest edition of each number. With open answers only:
        whoever points to a permit need not be the one who gave them."""
        if not numbers:
            return []
        found = db.session.scalars(
            _permits().where(Issued.number.in_(numbers), Issued.code == code).order_by(Issued.id)
        )
        newest = {issued.number: issued for issued in found}
        facts = _facts(newest.values(), sealed=False)
        replaced = {one.id: one for one in facts if one.id and one.status == PaperStatus.DIGANTIKAN}
        return [*facts, *_successors(replaced)] if replaced else facts

    def held(self, nik_index: str, codes: Sequence[str]) -> list[PermitFact]:
        """Permits whose holder has this NIK."""
        query = _permits().where(Issued.holder_index == nik_index, Issued.code.in_(codes)).order_by(Issued.id)
        return _facts(db.session.scalars(query))

    def alike(self, codes: Sequence[str], values: Mapping[str, Any]) -> list[PermitFact]:
        """Permits of these types whose open answers hold these values."""
        query = _permits().join(Application, Application.id == Issued.application_id).where(Issued.code.in_(codes))
        for name, value in values.items():
            answer = Application.answers[name]
            same = answer.as_integer() == value if isinstance(value, int) else answer.as_string() == str(value)
            query = query.where(same)
        return _facts(db.session.scalars(query.order_by(Issued.id)))


def outline(issued: Issued) -> PermitFact:
    """A permit by what the register itself knows: nothing is unsealed, so there are no answers and no holder."""
    return PermitFact(
        number=issued.number or "",
        code=issued.code,
        status=str(issued.status),
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        row=issued.row,
        variant=issued.variant,
        id=issued.id,
    )


def _successors(replaced: Mapping[int, PermitFact]) -> list[PermitFact]:
    """The permits that stand for replaced ones now, each with the number that was asked for."""
    asked, hop = {issued_id: fact.number for issued_id, fact in replaced.items()}, set(replaced)
    last: dict[int, str] = {}
    while hop:
        steps = db.session.execute(
            select(Referral.issued_id, Issued.id, Issued.status)
            .join(Issued, Issued.id == Referral.ended_by_id)
            .where(Referral.issued_id.in_(hop), Issued.kind == PERMIT)
        ).all()
        hop = {new for _, new, status in steps if status is PaperStatus.DIGANTIKAN} - asked.keys()
        asked |= {new: asked[old] for old, new, _ in steps}
        last |= {new: asked[old] for old, new, status in steps if status is not PaperStatus.DIGANTIKAN}
    found = list(db.session.scalars(_permits().where(Issued.id.in_(last)).order_by(Issued.id))) if last else []
    return [replace(fact, formerly=(last[fact.id],)) for fact in _facts(found, sealed=False) if fact.id]


def _permits() -> Select[Issued]:
    return select(Issued).where(Issued.kind == PERMIT, Issued.status.not_in(NEVER_ISSUED))


def _facts(issued: Iterable[Issued], *, sealed: bool = True) -> list[PermitFact]:
    rows = list(issued)
    ids = {row.application_id for row in rows}
    applications = (
        {found.id: found for found in db.session.scalars(select(Application).where(Application.id.in_(ids)))}
        if ids
        else {}
    )
    return [_fact(row, applications[row.application_id], sealed=sealed) for row in rows]


def _holder_nik(issued: Issued, application: Application, answers: Mapping[str, Any]) -> str | None:
    """The NIK whose blind index the register keeps: the row's person where the paper is the row's, else the applicant."""
    definition = content.definition_of(application)
    certificate = next((one for one in definition.certificates if one.id == issued.product), None)
    if certificate is None or not issued.row or not certificate.per or not certificate.holder.startswith(ROW):
        return content.snapshot(application).get("nik")
    columns = [column.id for column in definition.field(certificate.per).fields if column.type is FieldType.NIK]
    rows: list[dict[str, Any]] = list(answers.get(certificate.per) or ())
    mine = [one for one in rows if one.get(ROW_ID) == issued.row]
    return next((str(one[name]) for one in mine for name in columns if one.get(name)), None)


def _fact(issued: Issued, application: Application, *, sealed: bool) -> PermitFact:
    officers = {name: value for name, value in content.staff_answers(application).items() if value is not None}
    answers = {**content.answers(application), **officers}
    opened = application.answers | {
        name: value for name, value in application.staff_answers.items() if value is not None
    }
    return PermitFact(
        number=issued.number or "",
        code=issued.code,
        status=str(issued.status),
        holder_nik=_holder_nik(issued, application, answers),
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        answers=answers if sealed else opened,
        row=issued.row,
        variant=issued.variant,
        id=issued.id,
        party=application.party,
        application_id=issued.application_id,
    )
