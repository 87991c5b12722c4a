"""Who may decide: role × assignment, and nobody who has another part in the file. Persons count, not accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts import officers
from app.accounts.models import Assignment
from app.accounts.officers import Standing
from app.applications import content, parties
from app.applications.models import Application
from app.errors import NotAllowedError
from app.foundation import crypto
from app.foundation.actors import Actor
from app.foundation.timing import wib_date
from app.permits import parties as party_forms
from app.permits.model import FieldDef, FieldType
from app.verification.models import OpenTier, Review


@dataclass(frozen=True, slots=True)
class Officer:
    """Who decides, with the roles of the account. What they are assigned to is read when they decide."""

    actor: Actor
    roles: frozenset[str]

    @property
    def user_id(self) -> int:
        """Raises NotAllowedError for the public and the system: neither decides."""
        if self.actor.user_id is None:
            raise NotAllowedError(detail="nobody is logged in")
        return self.actor.user_id


def standing(officer: Officer, application: Application, now: datetime) -> Standing:
    """What the database says of the officer now, and of the accounts that must not be the same person."""
    return officers.standing(officer.user_id, content.typists(application), wib_date(now))


def require(officer: Officer, tier: OpenTier, found: Standing, reviews: Sequence[Review]) -> str | None:
    """The officer's blind index. Raises NotAllowedError unless this person may decide here and now."""
    require_assignment(officer, tier, found)
    if reason := barrier(officer.user_id, tier, found, reviews):
        raise NotAllowedError(reason)
    return found.persons.get(officer.user_id)


def barrier(user_id: int, tier: OpenTier, found: Standing, reviews: Sequence[Review]) -> str:
    """Why this person, whatever the office says, must not decide; empty when nothing stands against it."""
    person = found.persons.get(user_id)
    mine = {account(user_id)} | ({person} if person else set())
    if mine & _excluded(tier.application, found.persons):
        return "Anda pemohon, pihak, atau pengisi berkas ini, sehingga tidak boleh memutusnya."
    if any(review.tier != tier.tier and mine & _reviewer(review) for review in reviews):
        return "Anda sudah memutus berkas ini pada tahap lain. Tahap ini harus diputus orang lain."
    return ""


def is_assigned(officer: Officer, tier: OpenTier, found: Standing) -> bool:
    """Whether a role that is held and an assignment in force cover the tier."""
    return any(one.role in officer.roles and covers(one, tier) for one in found.assignments)


def require_assignment(officer: Officer, tier: OpenTier, found: Standing) -> None:
    """Raises NotAllowedError."""
    if not is_assigned(officer, tier, found):
        raise NotAllowedError(detail=f"tier {tier.tier} of {tier.application.reference} is not of this officer")


def covers(assignment: Assignment, tier: OpenTier) -> bool:
    """Role, permit type, agency and kelurahan all fit; what an assignment leaves open means all of them."""
    application = tier.application
    return (
        assignment.role == tier.role
        and (assignment.codes is None or application.code in assignment.codes)
        and assignment.agency in (None, tier.agency)
        and (assignment.kelurahan is None or assignment.kelurahan in (tier.scope_value, application.kelurahan))
    )


def concerns(assignment: Assignment, application: Application, review: Review) -> bool:
    """Whether a review was made on a tier like the officer's own: then its outcome may be told to a late colleague."""
    return assignment.role == review.role and (assignment.codes is None or application.code in assignment.codes)


def excluded(application: Application, now: datetime) -> frozenset[str]:
    """The applicant, each person named by NIK, and whoever typed or scanned it in: they decide and sign nothing."""
    found = officers.standing(application.applicant_id, content.typists(application), wib_date(now))
    return _excluded(application, found.persons)


def account(user_id: int) -> str:
    """An account as one name of a person, as certificates.approval writes it."""
    return f"account:{user_id}"


def _excluded(application: Application, persons: Mapping[int, str]) -> frozenset[str]:
    """Accounts and blind indexes. The applicant's NIK counts as it was when the file was opened, too."""
    accounts = content.typists(application)
    definition = content.definition_of(application)
    niks = set(_niks(definition.fields, content.answers(application)))
    if definition.parties:
        niks |= set(party_forms.niks(definition, parties.all_values(application)))
    if applicant := content.snapshot(application).get("nik"):
        niks.add(applicant)
    return frozenset(
        {account(user_id) for user_id in accounts}
        | {persons[user_id] for user_id in accounts if user_id in persons}
        | {crypto.blind_index("nik", nik) for nik in niks}
    )


def _reviewer(review: Review) -> set[str]:
    return {account(review.officer_id)} | ({review.officer_index} if review.officer_index else set())


def _niks(fields: Iterable[FieldDef], answers: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        value = answers.get(field.id)
        if field.type is FieldType.NIK and isinstance(value, str) and value:
            yield value
        elif field.type is FieldType.GROUP and value:
            for row in value if isinstance(value, list) else [value]:
                if isinstance(row, Mapping):
                    yield from _niks(field.fields, row)
