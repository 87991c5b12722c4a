"""A person's own permits and what may be asked about each of them today, with the reason where it may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from app import catalog
from app.accounts import profiles
from app.applications import kinds, referrals
from app.catalog import TypeEntry
from app.certificates import queries as certificates
from app.certificates import reporting
from app.certificates.models import Issued
from app.certificates.register import outline
from app.certificates.reporting import Claim
from app.foundation.timing import wib_date
from app.permits.case import PermitFact
from app.permits.model import Definition
from app.permits.referring import window_of
from app.web import current
from app.web.portal import wording

CALLING = ("due", "returned", "missed")


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of request about one permit. `reason` is empty where it may be begun; `from_on` when it may be later."""

    kind: str
    title: str
    url: str
    reason: str
    from_on: date | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A permit as its holder sees it."""

    issued: Issued
    reference: str
    type_title: str
    status: str
    offers: tuple[Offer, ...]
    claims: tuple[Claim, ...] = ()  # what is due, sent back or missed

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if not offer.reason)

    @property
    def closed_offers(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.reason)


def own() -> list[Holding]:
    """Every permit that the person holds in its newest edition, the newest first."""
    person = profiles.of(current.viewer().user_id or 0)
    if person is None or not person.nik_index:
        return []
    entries, today = {entry.code: entry for entry in catalog.entries()}, wib_date(current.now())
    found = []
    for issued, reference in certificates.find_held(person.nik_index):
        entry = entries.get(issued.code)
        if entry is not None:
            definition = catalog.definition(entry.code, entry.version)
            offers_ = tuple(offers(entry, definition, outline(issued), today))
            status = outline(issued).status_on(today)
            claims = tuple(one for one in reporting.of(issued, today) if one.state(today) in CALLING)
            found.append(Holding(issued, reference, entry.title, status, offers_, claims))
    return found


def offers(entry: TypeEntry, definition: Definition, permit: PermitFact, today: date) -> list[Offer]:
    """The kinds that refer to a permit, in the order of the definition."""
    found = []
    for kind in kinds.offered(entry, definition):
        needs = definition.requests[kind].needs
        if needs is None:
            continue
        window = window_of(needs, permit)
        found.append(
            Offer(
                kind=kind,
                title=wording.kind_title(definition, kind),
                url=url_for("Applying.begin", code=definition.code, jenis=kind, izin=permit.id),
                reason=referrals.why_not(definition, kind, permit, today),
                from_on=window[0] if window and window[0] > today else None,
            )
        )
    return found
