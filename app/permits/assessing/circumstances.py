"""Facts that no answer changes: who asks, for what kind, on which day, about which permit."""

from __future__ import annotations

from typing import Any

from app.permits import symbols
from app.permits.assessing.sheet import mapping_of
from app.permits.case import Case, PermitFact
from app.permits.kinds import request_kind
from app.permits.model import Definition, RequestKind
from app.permits.rules import to_fact


def circumstances(definition: Definition, case: Case) -> dict[str, Any]:
    """Facts that no answer changes."""
    known = symbols.APPLICANT
    person = {name: to_fact(sort, mapping_of(case.applicant).get(name)) for name, sort in known.items()}
    parties = {}
    for party in definition.parties:
        data = mapping_of(mapping_of(case.parties).get(party.id))
        parties[party.id] = {
            name: to_fact(sort, data.get(name)) for name, sort in symbols.party_columns(party).items()
        } | {"consented": data.get("consented") is True}
    return {
        "today": case.today.isoformat(),
        "request": {"kind": case.kind},
        "applicant": person,
        "party": parties,
        "verdict": {name: value for name, value in case.verdicts.items() if isinstance(value, str)},
        "inspection": {},
        "event": {},
        "doc": {},
        "variant": {},
        "_changed": {},
        "_referred": _referred_facts(case.referred, request_kind(definition, case.kind)),
    }


def _referred_facts(permit: PermitFact | None, kind: RequestKind) -> dict[str, Any] | None:
    """What validity and numbers of the new paper may need of the old one."""
    if permit is None:
        return None
    return {
        "number": permit.number,
        "row": permit.row,
        "valid_to": permit.valid_to.isoformat() if permit.valid_to else None,
        "keeps_number": kind.keeps_number,
        "keeps_expiry": kind.keeps_expiry,
    }
