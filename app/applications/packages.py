"""Filing several types at once: one draft for each, begun together and handed in together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import catalog
from app.applications import bundles, kinds, service
from app.applications.bundles import Bundle
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.catalog import TypeEntry
from app.errors import IncompleteError, InputError, NotFoundError
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.permits.packages import KIND

GONE = "Paket ini tidak dapat diajukan sekarang. Ajukan izinnya satu per satu."


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that can be filed now. `key` names it in forms; `members` are in the order of filing."""

    key: str
    title: str
    members: tuple[TypeEntry, ...]


def offered(code: str) -> list[Offer]:
    """The packages that this type is in, whichever type declares them, when each takes new requests from applicants."""
    found = []
    for owner in catalog.entries():
        for package in owner.packages:
            if code in package["members"]:
                offer = _offer(owner, package)
                if offer is not None and all(one.open and not kinds.on_trial(one) for one in offer.members):
                    found.append(offer)
    return found


def start(
    code: str,
    key: str,
    *,
    applicant_id: int,
    party: str,
    snapshot: Mapping[str, Any],
    register: PermitRegister,
    actor: Actor,
    now: datetime,
) -> list[Application]:
    """Begin a draft of each type of a package that `code` is in. Raises InputError, and as `service.start`."""
    offer = next((one for one in offered(code) if one.key == key), None)
    if offer is None:
        raise InputError(GONE)
    owner, _colon, package = offer.key.partition(":")
    bundle = Bundle(code=owner, package=package)
    db.session.add(bundle)
    db.session.flush()
    begun = []
    for place, entry in enumerate(offer.members):
        application = service.start(
            entry.code, KIND, applicant_id=applicant_id, filed_by_id=applicant_id, party=party, referred=None,
            snapshot=snapshot, register=register, actor=actor, now=now,
        )  # fmt: skip
        application.bundle_id, application.bundle_place = bundle.id, place
        begun.append(application)
    db.session.flush()
    references = [one.reference for one in begun]
    audit.record("paket.dimulai", references[0], actor, now, code=owner, package=package, members=references)
    return begun


def submit(
    application: Application,
    *,
    statement_accepted: bool,
    token: str,
    register: PermitRegister,
    actor: Actor,
    now: datetime,
) -> list[Application]:
    """Hand in every draft of its bundle, or the application alone; what was handed in just now.

    All of them or none: IncompleteError holds what is missing in any. The same token again hands nothing in twice.
    Raises as `service.submit`.
    """
    drafts = bundles.drafts(application) or [application]
    fresh: list[Application] = []
    problems: list[object] = []
    for one in drafts:
        own = _own_token(token, one) if one.bundle_id is not None else token
        try:
            receipt = service.submit(
                one, statement_accepted=statement_accepted, token=own, register=register, actor=actor, now=now
            )
        except IncompleteError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
            continue
        if receipt.pin:
            fresh.append(one)
    if problems:
        raise IncompleteError(problems=tuple(problems))
    return fresh


def _own_token(token: str, application: Application) -> str:
    """One page hands in several applications: each keeps a token of its own that follows from the page's."""
    return hashlib.sha256(f"{token}:{application.reference}".encode()).hexdigest()


def _offer(owner: TypeEntry, package: Mapping[str, Any]) -> Offer | None:
    try:
        members = tuple(catalog.entry(code) for code in package["members"])
    except NotFoundError:
        return None
    return Offer(f"{owner.code}:{package['id']}", str(package["title"]), members)
