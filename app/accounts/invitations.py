"""Officers come by invitation: a one-time link that carries role, scope and decree. There is no default account."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import assignments, links, people, profiles, registration, roles
from app.accounts.assignments import Scope, Term
from app.accounts.models import LinkPurpose, Match, OneTimeLink
from app.accounts.profiles import ProfileData
from app.errors import InputError, NotFoundError
from app.foundation import audit, jobs, timing
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was offered to whom. `codes` None means every permit type; `since` and `until` are ISO dates."""

    email: str
    name: str
    role: str
    codes: list[str] | None = None
    agency: str | None = None
    kelurahan: str | None = None
    sk_number: str = ""
    since: str = ""
    until: str | None = None
    by_id: int | None = None
    by: str = SYSTEM.name


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What an invited person gives of his own. The NIK tells persons apart at the tiers, whatever their accounts."""

    name: str
    nik: str
    born: date


def invite(
    email: str,
    name: str,
    role: str,
    codes: list[str] | None,
    agency: str | None,
    kelurahan: str | None,
    sk: str,
    until: date | None,
    actor: Actor,
    now: datetime,
) -> str:
    """Write an invitation and its letter in the caller's transaction; the link. Raises InputError: no such role."""
    assignments.get_role(role)
    today = timing.wib_date(now).isoformat()
    end = until.isoformat() if until else None
    email = email.strip().lower()
    offer = Invitation(email, name, role, codes, agency, kelurahan, sk, today, end, actor.user_id, actor.name)
    link, token = links.create(LinkPurpose.INVITATION, now, payload=asdict(offer))
    jobs.enqueue("mail.invitation", f"invitation:{link.id}", secret={"token": token}, link_id=link.id)
    audit.record("undangan.dikirim", f"tautan:{link.id}", actor, now, peran=role, izin=codes, sk=sk, sampai=end)
    return address(token)


def first_administrator(now: datetime) -> str | None:
    """A link for the first administrator while there is none; None once there is. Commits by itself.

    An older link that was not used is replaced: what an earlier `init` printed may have been lost.
    """
    query = select(User.id).where(User.active.is_(True), User.roles.any(name=roles.ADMIN))  # type: ignore[attr-defined]
    if db.session.scalar(query.limit(1)) is not None:
        return None
    with transaction():
        for old in _unused_first_links(now):
            links.spend(old, now)
        today = timing.wib_date(now).isoformat()
        offer = Invitation(email="", name="", role=roles.ADMIN, sk_number="init", since=today)
        link, token = links.create(LinkPurpose.INVITATION, now, payload=asdict(offer))
        audit.record("undangan.admin_pertama", f"tautan:{link.id}", SYSTEM, now)
    return address(token)


def address(token: str) -> str:
    return f"{current_app.config['BASE_URL']}/undangan/{token}"


def offered(token: str, now: datetime) -> Invitation:
    """What an open link offers. Raises NotFoundError."""
    return _offer_of(links.get_open(LinkPurpose.INVITATION, token, now))


def accept(token: str, who: Acceptance, email: str, password_hash: str, *, actor: Actor, now: datetime) -> int:
    """Create the officer's account, or give an existing one the role. Raises NotFoundError, InputError.

    `email` counts only where the invitation names none (the first administrator).
    """
    link = links.take(LinkPurpose.INVITATION, token, now)
    offer = _offer_of(link)
    user_id = people.find_by_email(offer.email or email)
    if user_id is not None and not offer.email:
        # Nobody has shown that this mailbox is theirs, and the link sets a password.
        raise InputError("Alamat email ini sudah dipakai oleh akun lain. Pakai alamat email yang lain.")
    if user_id is None:
        user_id = _add_officer(who, offer.email or email, password_hash, now)
    else:
        db.session.get_one(User, user_id).password = password_hash
    link.user_id = user_id
    _give(user_id, offer, actor, now)
    audit.record("undangan.diterima", f"pengguna:{user_id}", actor, now, tautan=link.id)
    return user_id


def _give(user_id: int, offer: Invitation, actor: Actor, now: datetime) -> None:
    giver = Actor(offer.by_id, offer.by, "", actor.address, actor.request_id)
    codes = tuple(offer.codes) if offer.codes is not None else None
    scope = Scope(codes, offer.agency, offer.kelurahan)
    until = date.fromisoformat(offer.until) if offer.until else None
    term = Term(date.fromisoformat(offer.since), until, offer.sk_number)
    if offer.role == roles.ADMIN:
        user = db.session.get_one(User, user_id)
        user.roles = [*user.roles, assignments.get_role(roles.ADMIN)]  # type: ignore[attr-defined]
        return  # an administrator sees no application, so there is nothing to assign
    assignments.assign(user_id, offer.role, scope, term, actor=giver, now=now)


def _add_officer(who: Acceptance, email: str, password_hash: str, now: datetime) -> int:
    person = ProfileData(nama=who.name, nik=who.nik, tanggal_lahir=who.born, email=email, match=Match.STAFF)
    try:
        user = registration.add_user(who.name, email, password_hash, now)
        profiles.add(user.id, person, {}, now)
    except IntegrityError as error:
        # Said openly: the link is in the hands of an officer, who must know to ask for his own account to be invited.
        raise InputError("NIK ini sudah dipakai oleh akun lain. Minta undangan untuk akun itu.") from error
    return user.id


def _offer_of(link: OneTimeLink) -> Invitation:
    values: dict[str, Any] = links.payload_of(link)
    return Invitation(**values)


def _unused_first_links(now: datetime) -> list[OneTimeLink]:
    query = select(OneTimeLink).where(OneTimeLink.purpose == LinkPurpose.INVITATION, OneTimeLink.used_at.is_(None))
    return [link for link in db.session.scalars(query) if not _offer_of(link).email]


def get_letter(link_id: int) -> Invitation:
    """For the letter. Raises NotFoundError."""
    link = db.session.get(OneTimeLink, link_id)
    if link is None:
        raise NotFoundError(links.INVALID)
    return _offer_of(link)
