"""What others hold that a request is judged against: permits that limits count, shares, uses, answers that must differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.applications import links, quotas, uniqueness
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.foundation import crypto
from app.permits.assessing import limits_uses, must_differ
from app.permits.case import PermitFact
from app.permits.model import Definition

APPLICANT_NIK = "applicant.nik"


def types_to_lock(definition: Definition) -> list[str]:
    """The types of which only one request at a time may be judged; the lock of the person covers what is a person's own."""
    counted = definition.quota or definition.events or limits_uses(definition) or must_differ(definition)
    codes = {definition.code} if counted else set()
    for limit in definition.limits:
        if APPLICANT_NIK not in limit.same:
            codes |= {*(limit.of or (definition.code,))}
    return sorted(codes)


def held(
    application: Application,
    definition: Definition,
    values: Mapping[str, Any],
    nik: str | None,
    register: PermitRegister,
) -> tuple[PermitFact, ...]:
    """The permits that `limits` count: the applicant's, and those that hold the same where a limit is on answers."""
    found: dict[tuple[str, str, str], PermitFact] = {}
    for limit in definition.limits:
        codes = sorted(limit.of) or [definition.code]
        if APPLICANT_NIK in limit.same:
            facts = register.held(crypto.blind_index("nik", nik), codes) if nik else []
        else:
            wanted = {name: values.get(name) for name in limit.same}
            facts = [] if None in wanted.values() else register.alike(codes, wanted)
        found |= {(fact.code, fact.number, fact.row): fact for fact in facts}
    return tuple(fact for fact in found.values() if fact.application_id != application.id)


def taken(
    application: Application,
    definition: Definition,
    values: Mapping[str, Any],
    permits: Sequence[PermitFact],
    nik: str,
    day: date,
) -> dict[str, Mapping[str, int]]:
    """Shares of quotas by their key, uses of the permits that are pointed to, answers that must differ."""
    numbers = {one.id: one.number for one in permits if one.id is not None}
    return {
        **(quotas.taken(application, day) if definition.quota else {}),
        **uniqueness.taken(application, definition, values, nik, day),
        **links.taken(application, definition, numbers, day),
    }
