"""Which permits a request may be about: whose they are, whether they may be referred to now, who was faster.

Judged when a request is begun, when it is handed in (under the lock of the person, who holds them all) and, by
`certificates`, when its papers are prepared and stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application, Referral
from app.applications.register import PermitRegister
from app.errors import ConflictError, InputError, NotAllowedError
from app.foundation.database import db
from app.permits.case import PermitFact, Problem
from app.permits.model import Definition, Text
from app.permits.referring import adds_rows, ends_permit, fixed_groups, not_now

WITH_THE_OFFICE = (Status.IN_REVIEW, Status.RETURNED, Status.TO_SIGN, Status.TO_REFUSE)


def chosen(
    definition: Definition,
    kind: str,
    wanted: Sequence[int],
    register: PermitRegister,
    nik: str | None,
    today: date,
) -> tuple[PermitFact, ...]:
    """The permits that a request of this kind is begun on.

    A kind that takes over every row is about the permits of all of them. Raises InputError without a permit or with too
    many, NotAllowedError for another person's, ConflictError where one cannot be referred to now.
    """
    needs = definition.requests[kind].needs
    if needs is None or not wanted:
        raise InputError("Pilih izin yang menjadi dasar permohonan ini.")
    ids = tuple(dict.fromkeys(wanted))
    if len(ids) > 1 and not needs.many:
        raise InputError("Pilih satu izin saja untuk permohonan ini.")
    facts = [register.fact(one) for one in ids]
    for fact in facts:
        if fact.code != definition.code or not nik or fact.holder_nik != nik:
            raise NotAllowedError("Izin yang dirujuk bukan milik pemohon.")
        if reason := not_now(needs, fact, today):
            raise ConflictError(reason.id)
    if facts[0].row and not fixed_groups(definition, kind) and not adds_rows(definition, kind):
        others = (one for one in register.together(ids[0]) if one.holder_nik == nik and one.id not in ids)
        facts += [one for one in others if not_now(needs, one, today) is None]
    if busy := rivals(definition, kind, [one.id for one in facts if one.id is not None]):
        raise ConflictError(_taken(facts, busy))
    return tuple(facts)


def why_not(definition: Definition, kind: str, fact: PermitFact, today: date) -> str:
    """Why the holder of a permit cannot begin this kind of request about it today; "" where nothing is in the way."""
    needs = definition.requests[kind].needs
    if needs is None or fact.id is None:
        return ""
    reason = not_now(needs, fact, today)
    if reason is not None:
        return reason.id
    busy = rivals(definition, kind, [fact.id])
    return _taken([fact], busy) if busy else ""


def rivals(
    definition: Definition, kind: str, issued_ids: Iterable[int], except_id: int | None = None
) -> dict[int, str]:
    """Permit → reference of the open request that will end it, where this kind would end it too."""
    if not ends_permit(definition, kind):
        return {}
    query = (
        select(Referral.issued_id, Application)
        .join(Application, Application.id == Referral.application_id)
        .where(Referral.issued_id.in_(list(issued_ids)), Application.status.in_(WITH_THE_OFFICE))
    )
    found = db.session.execute(query).unique()
    return {
        issued_id: other.reference
        for issued_id, other in found
        if other.id != except_id and ends_permit(content.definition_of(other), other.kind)
    }


def problems(application: Application, register: PermitRegister) -> tuple[Problem, ...]:
    """What another request that is with the office says against handing this one in."""
    definition = content.definition_of(application)
    ids = [one.issued_id for one in application.bases]
    busy = rivals(definition, application.kind, ids, application.id) if ids else {}
    if not busy:
        return ()
    return (Problem("needs", Text(id=_taken([register.fact(one) for one in busy], busy))),)


def _taken(facts: Sequence[PermitFact], busy: dict[int, str]) -> str:
    named = next(fact for fact in facts if fact.id in busy)
    reference = busy[named.id or 0]
    return (
        f"Izin nomor {named.number} sedang diproses dalam permohonan {reference}. Tunggu sampai permohonan itu selesai."
    )
