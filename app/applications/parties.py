"""Details and consent of further persons. All of it is sealed; what is changed afterwards takes the consent away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import catalog
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.errors import InputError, NotFoundError, WrongMomentError
from app.foundation import audit, crypto, jobs
from app.foundation.actors import Actor
from app.foundation.database import Base, UtcDateTime, db
from app.permits.model import Party

LIFETIME = timedelta(days=7)
INVALID = "Tautan ini tidak berlaku: sudah dipakai, sudah lewat waktunya, atau tidak lengkap."
ASK, ANSWERED = "mail.party_consent", "mail.party_answered"


class Consent(StrEnum):
    NONE = "none"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class PartyPerson(Base):
    """One party of one application. Of the link only the token's hash is kept."""

    __tablename__ = "party_person"
    __table_args__ = (UniqueConstraint("application_id", "party"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    party: Mapped[str] = mapped_column(String(41))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    complete: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[Consent] = mapped_column(default=Consent.NONE)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")  # from which it was answered
    row_version: Mapped[int] = mapped_column()

    application: Mapped[Application] = relationship()

    __mapper_args__ = {"version_id_col": row_version}


def people(application: Application) -> dict[str, PartyPerson]:
    """The rows that there are, by party; nothing is read where the type knows none."""
    if not catalog.definition(application.code, application.version).parties:
        return {}
    query = select(PartyPerson).where(PartyPerson.application_id == application.id)
    return {row.party: row for row in db.session.scalars(query)}


def values_of(row: PartyPerson) -> dict[str, Any]:
    return dict(crypto.unseal_json(row.sealed, _aad(row.application_id, row.party)))


def all_values(application: Application) -> dict[str, dict[str, Any]]:
    """What was typed, by party: what rules read as `party.<id>.…`, and who holds a paper with `holder: party.<id>`."""
    return {name: values_of(row) for name, row in people(application).items()}


def facts(application: Application, scanned: frozenset[str]) -> dict[str, dict[str, Any]]:
    """As `Case.parties` holds them; `scanned` are the parties whose signed paper is there."""
    return {
        name: values_of(row) | {"consented": row.complete and (row.consent is Consent.GIVEN or name in scanned)}
        for name, row in people(application).items()
    }


def commitments(application: Application, salt: str) -> list[list[Any]]:
    """What of the parties goes into the content's hash: salted, so that it tells nothing about them."""
    found = []
    for name, row in sorted(people(application).items()):
        text = f"{salt}\n{json.dumps(values_of(row), sort_keys=True, default=str)}"
        answered = row.answered_at.isoformat() if row.answered_at else None
        found.append([name, hashlib.sha256(text.encode()).hexdigest(), row.consent.value, answered])
    return found


def save(
    application: Application, party: Party, values: Mapping[str, Any], complete: bool, *, actor: Actor, now: datetime
) -> bool:
    """Keep what was typed; whether anything changed, and with it any consent fell away. Raises WrongMomentError."""
    if application.status is not Status.DRAFT:
        raise WrongMomentError("Permohonan ini sudah dikirim, sehingga tidak dapat diubah.")
    row = people(application).get(party.id)
    if row is not None and values_of(row) == dict(values):
        row.complete = complete
        return False
    if row is None:
        row = PartyPerson(application_id=application.id, party=party.id)
        db.session.add(row)
    row.sealed = crypto.seal_json(dict(values), _aad(application.id, party.id))
    row.complete = complete
    row.consent, row.token_hash, row.answered_at = Consent.NONE, None, None
    application.changed_at = now
    db.session.flush()
    audit.record("pihak.diisi", application.reference, actor, now, party=party.id)
    return True


def ask(application: Application, party: Party, *, actor: Actor, now: datetime) -> None:
    """Send the party a link that can be used once; an earlier one is worth nothing any more.

    Raises InputError while the details are not complete, WrongMomentError.
    """
    row = people(application).get(party.id)
    if application.status is not Status.DRAFT or party.consent != "otp":
        raise WrongMomentError("Persetujuan tidak dapat diminta sekarang.")
    if row is None or not row.complete:
        raise InputError("Lengkapi data pihak ini sebelum meminta persetujuannya.")
    if row.consent is Consent.GIVEN:
        raise WrongMomentError("Persetujuan sudah diberikan.")
    token = crypto.new_token()
    row.token_hash, row.consent = crypto.token_hash(token), Consent.ASKED
    row.asked_at, row.expires_at, row.answered_at = now, now + LIFETIME, None
    db.session.flush()
    audit.record("pihak.dimintai_persetujuan", application.reference, actor, now, party=party.id)
    jobs.enqueue(ASK, f"consent:{row.token_hash[:32]}", secret={"token": token}, row_id=row.id)


def opens(row: PartyPerson, token: str) -> bool:
    """Whether this is the link that counts: a later one takes its place."""
    return row.token_hash == crypto.token_hash(token)


def find(token: str, now: datetime) -> PartyPerson:
    """The row whose link is open. Raises NotFoundError with the same words for every reason."""
    row = db.session.scalar(select(PartyPerson).where(PartyPerson.token_hash == crypto.token_hash(token)))
    usable = row is not None and row.consent is Consent.ASKED and row.expires_at is not None and now < row.expires_at
    if row is None or not usable or row.application.status is not Status.DRAFT:
        raise NotFoundError(INVALID)
    return row


def answer(token: str, agreed: bool, *, actor: Actor, now: datetime) -> PartyPerson:
    """Yes or no, once: of two who try, one wins. Raises NotFoundError."""
    row = find(token, now)
    consent = Consent.GIVEN if agreed else Consent.REFUSED
    spent = (
        update(PartyPerson)
        .where(PartyPerson.id == row.id, PartyPerson.token_hash == row.token_hash)
        .values(
            token_hash=None,
            consent=consent,
            answered_at=now,
            address=actor.address[:64],
            row_version=PartyPerson.row_version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(spent).rowcount != 1:  # type: ignore[attr-defined]  # an update has a row count
        raise NotFoundError(INVALID)
    db.session.refresh(row)
    reference = row.application.reference
    audit.record("pihak.menjawab", reference, actor, now, party=row.party, setuju=agreed)
    jobs.enqueue(ANSWERED, f"answered:{row.id}:{row.row_version}", reference=reference, party=row.party, agreed=agreed)
    return row


def _aad(application_id: int, party: str) -> str:
    return f"application:{application_id}:party:{party}"
