"""Registering and activating an applicant's account. Nothing is reserved until the link from the mail is used.

Whoever registers with an e-mail or NIK that is taken sees the same page as everybody; its owner gets a letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy.exc import IntegrityError

from app.accounts import assignments, links, people, profiles, registration_rules, roles
from app.accounts.models import LinkPurpose, Match, OneTimeLink
from app.accounts.profiles import ProfileData
from app.errors import NotFoundError
from app.foundation import audit, jobs
from app.foundation.actors import Actor
from app.foundation.database import db

FIRST_NAME = 64  # the width of FAB's columns


@dataclass(frozen=True, slots=True)
class Registered:
    """`link_id` is None when nothing was made; the page must look the same."""

    link_id: int | None


def statement(actor: Actor, now: datetime) -> dict[str, str]:
    """What the person has ticked, when and from where."""
    wording = {"wording": registration_rules.STATEMENT, "version": registration_rules.STATEMENT_VERSION}
    return {**wording, "at": now.isoformat(), "address": actor.address}


def register(person: ProfileData, stated: dict[str, str], *, actor: Actor, now: datetime) -> Registered:
    """Make an activation link for a new person, or tell the owner that somebody tried."""
    owner = people.find_by_email(person.email)
    if owner is None:
        owner = profiles.find_by_nik(person.nik)
    if owner is not None:
        day = now.date().isoformat()  # one letter a day is enough
        jobs.enqueue("mail.second_registration", f"second_registration:{owner}:{day}", user_id=owner, day=day)
        audit.record("pendaftaran.sudah_ada", f"pengguna:{owner}", actor, now)
        return Registered(None)
    payload = {"person": profiles.to_json(person), "statement": stated}
    link = _send_link(payload, now)
    audit.record("pendaftaran.diterima", f"tautan:{link.id}", actor, now, cara=person.match)
    return Registered(link.id)


def resend(link_id: int, *, actor: Actor, now: datetime) -> int | None:
    """A fresh link in place of one that was not used, and its id; None and nothing done for any other id."""
    old = db.session.get(OneTimeLink, link_id)
    if old is None or old.purpose is not LinkPurpose.ACTIVATION or old.used_at is not None:
        return None
    payload = links.payload_of(old)
    links.spend(old, now)
    fresh = _send_link(payload, now)
    audit.record("pendaftaran.tautan_baru", f"tautan:{fresh.id}", actor, now)
    return fresh.id


def pending(token: str, now: datetime) -> ProfileData:
    """Who waits behind an activation link. Raises NotFoundError."""
    link = links.get_open(LinkPurpose.ACTIVATION, token, now)
    return profiles.from_json(links.payload_of(link)["person"])


def activate(token: str, password_hash: str, *, actor: Actor, now: datetime) -> int:
    """Create the account. Raises NotFoundError when the link is used up, or the e-mail or NIK was taken meanwhile."""
    link = links.take(LinkPurpose.ACTIVATION, token, now)
    payload = links.payload_of(link)
    person = profiles.from_json(payload["person"])
    try:
        user = add_user(person.nama, person.email, password_hash, now)
        user.roles = [assignments.get_role(roles.PEMOHON)]  # type: ignore[attr-defined]  # FAB's backref
        profiles.add(user.id, person, payload["statement"], now)
    except IntegrityError as error:
        raise NotFoundError(links.INVALID) from error
    link.user_id = user.id
    audit.record("akun.diaktifkan", f"pengguna:{user.id}", actor, now)
    return user.id


def add_user(name: str, email: str, password_hash: str, now: datetime) -> User:
    """A row of FAB's; the user name is the e-mail in lower case. Flushes; raises IntegrityError when it is taken."""
    first, last = split_name(name)
    user = User(first_name=first, last_name=last, username=email.lower(), email=email.lower(), active=True)
    user.password = password_hash
    user.created_on = user.changed_on = now.replace(tzinfo=None)  # FAB's columns are naive
    db.session.add(user)
    db.session.flush()
    return user


def split_name(name: str) -> tuple[str, str]:
    """FAB wants two columns of 64; Indonesian names have no family name, so the first takes all it can."""
    if len(name) <= FIRST_NAME:
        return name, ""
    cut = name.rfind(" ", 0, FIRST_NAME + 1)
    cut = cut if cut > 0 else FIRST_NAME
    return name[:cut], name[cut:].strip()[:FIRST_NAME]


def person_of(values: dict[str, Any], *, from_city: bool, match: Match, region_names: dict[str, str]) -> ProfileData:
    """The profile out of what was typed or what the register answered."""
    known = {name: values[name] for name in ProfileData.__dataclass_fields__ if values.get(name)}
    known |= region_names
    known["tanggal_lahir"] = date.fromisoformat(values["tanggal_lahir"])
    return ProfileData(**{**known, "from_city": from_city, "match": match})


def _send_link(payload: dict[str, Any], now: datetime) -> OneTimeLink:
    link, token = links.create(LinkPurpose.ACTIVATION, now, payload=payload)
    jobs.enqueue("mail.activation", f"activation:{link.id}", secret={"token": token}, link_id=link.id)
    return link
