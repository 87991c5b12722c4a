"""Further persons of one request: which of them are asked, and their block as a small form of its own (§3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.permits.case import Case, Problem
from app.permits.conditions import holds
from app.permits.model import Definition, FieldType, Party, RequestKind, Section

KIND = "baru"  # of the small form: every field of the block is open in it


def asked(definition: Definition, kind: str, facts: Mapping[str, Any]) -> tuple[Party, ...]:
    """The parties that this kind asks and whose `visible` holds."""
    return tuple(
        party
        for party in definition.parties
        if (party.for_ is None or kind in party.for_) and holds(definition, party.visible, facts)
    )


def paper_of(party: Party) -> str:
    """The id of the signed paper that a consent by scan is."""
    return f"persetujuan_{party.id}"


def section_of(party: Party) -> Section:
    """The party's block as a section."""
    return Section(id=party.id, title=party.title or party.id, fields=party.fields)


def form_of(definition: Definition, party: Party) -> Definition:
    """A definition that asks this party's block and nothing else, so that one validator and one form serve it too."""
    alone: dict[str, Any] = {
        "sections": (section_of(party),),
        "requests": {KIND: RequestKind()},
        **dict.fromkeys(
            ("parties", "documents", "rules", "eligibility", "limits", "quota", "events", "inspections"), ()
        ),
        "variants": None,
    }
    return definition.model_copy(update=alone)


def case_of(case: Case, answers: Mapping[str, Any]) -> Case:
    """The party's answers on the day of the request."""
    return Case(kind=KIND, today=case.today, applicant=case.applicant, answers=answers, holidays=case.holidays)


def niks(definition: Definition, values: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """The NIKs of all parties: none of them may decide on the request."""
    for party in definition.parties:
        for field in party.fields:
            found = values.get(party.id, {}).get(field.id)
            if field.type is FieldType.NIK and isinstance(found, str) and found:
                yield found


def address_of(party: Party, values: Mapping[str, Any]) -> str | None:
    """Where the party is asked by mail."""
    found = (values.get(field.id) for field in party.fields if field.type is FieldType.EMAIL)
    return next((value for value in found if isinstance(value, str) and value), None)


def name_of(party: Party, values: Mapping[str, Any]) -> str:
    found = (values.get(field.id) for field in party.fields if field.type is FieldType.PERSON_NAME)
    return next((value for value in found if isinstance(value, str) and value), "")


def is_complete(problems: Iterable[Problem]) -> bool:
    return not any(True for _ in problems)
