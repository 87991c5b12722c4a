"""From the first page of registration to the letter: limits, the population register, the case that travels sealed.

What was typed waits in the browser's form, sealed, so that nothing is stored for somebody who never comes back.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts import population, profiles, regions, registration
from app.accounts import registration_rules as rules
from app.accounts.models import Match
from app.accounts.population import Outcome, Person
from app.accounts.profiles import ProfileData
from app.errors import InputError
from app.foundation import crypto, throttle

DAY = 24 * 60 * 60  # seconds
PER_NIK = 5
PER_ADDRESS = 50  # a kelurahan office or a mobile network shares one address
PER_DAY = 5_000
OPEN_FOR = timedelta(hours=1)
NO_MATCH = "NIK dan tanggal lahir tidak cocok. Periksa kembali KTP Anda, atau datang ke loket kami."
EXPIRED = "Halaman ini sudah terlalu lama terbuka. Ulangi pendaftaran."
AAD = "onboarding"
NO_LINK = 0


def limit(nik: str, address: str, now: datetime) -> None:
    """Count one try. Raises TooManyError; each count is a short transaction of its own."""
    throttle.hit(f"daftar:nik:{nik}", PER_NIK, DAY, now)
    throttle.hit(f"daftar:alamat:{address}", PER_ADDRESS, DAY, now)
    throttle.hit("daftar:hari", PER_DAY, DAY, now)


def ask_register(values: dict[str, str]) -> tuple[Outcome, Person | None]:
    """What the population register says of a resident. Raises InputError when NIK and date of birth do not agree."""
    answer = population.register().look_up(values["nik"], date.fromisoformat(values["tanggal_lahir"]))
    if answer.outcome is Outcome.NO_MATCH:
        raise InputError(NO_MATCH)
    return answer.outcome, answer.person


def seal_case(values: dict[str, str], outcome: Outcome, person: Person | None, now: datetime) -> str:
    """For a hidden field of the next page."""
    known = asdict(person) if person else None
    return seal({"values": values, "outcome": outcome, "person": known, "at": now.isoformat()})


def open_case(sealed: str, now: datetime) -> dict[str, Any]:
    """Raises InputError when it was altered or is too old."""
    case = unseal(sealed)
    if now - datetime.fromisoformat(case["at"]) > OPEN_FOR:
        raise InputError(EXPIRED)
    return case


def masked_person(case: dict[str, Any]) -> dict[str, str]:
    """What the confirmation page may show of the register's answer."""
    person = Person(**case["person"])
    names = regions.path_of(person.kode_wilayah) if person.kode_wilayah else ()
    return {"nama": profiles.mask(person.nama), "alamat": profiles.mask(" ".join([person.alamat, *reversed(names)]))}


def resident_by_register(case: dict[str, Any]) -> ProfileData:
    """A resident whose data the register gave."""
    person = case["person"]
    values = {**case["values"], **{name: value for name, value in person.items() if value}}
    names = region_names(person["kode_wilayah"])
    return registration.person_of(values, from_city=True, match=Match.DATA, region_names=names)


def resident_by_hand(case: dict[str, Any], completion: dict[str, str]) -> ProfileData:
    """A resident who typed the rest, since the register gave no data."""
    match = Match.MATCH_ONLY if case["outcome"] == Outcome.MATCH_ONLY else Match.DOWN
    values = {**case["values"], **completion}
    names = region_names(completion["kelurahan"])
    return registration.person_of(values, from_city=True, match=match, region_names=names)


def from_elsewhere(values: dict[str, str]) -> ProfileData:
    """A person whose KTP is not of this city: everything is typed."""
    names = region_names(values["kelurahan"])
    return registration.person_of(values, from_city=False, match=Match.SELF, region_names=names)


def region_names(code: str) -> dict[str, str]:
    """The names of the four levels and the code itself; nothing for no code."""
    if not code:
        return {}
    return {**dict(zip(rules.REGION_LEVELS, regions.path_of(code), strict=True)), "kode_wilayah": code}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the page 'cek email Anda' knows. `key` counts resends for one e-mail."""

    link_id: int
    masked_email: str
    key: str


def ticket_for(link_id: int | None, email: str) -> Ticket:
    return Ticket(link_id or NO_LINK, mask_email(email), crypto.blind_index("email", email))


def seal_ticket(ticket: Ticket) -> str:
    """As long for a link that was never made as for one that was."""
    return seal({"link": f"{ticket.link_id:012d}", "email": ticket.masked_email, "key": ticket.key})


def open_ticket(sealed: str) -> Ticket:
    """Raises InputError."""
    ticket = unseal(sealed)
    return Ticket(int(ticket["link"]), ticket["email"], ticket["key"])


def mask_email(email: str) -> str:
    """`siti@contoh.id` → `s***@contoh.id`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***@{domain}"


def seal(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(crypto.seal_json(value, AAD)).decode()


def unseal(sealed: str) -> dict[str, Any]:
    try:
        return dict(crypto.unseal_json(urlsafe_b64decode(sealed), AAD))
    except (crypto.SealError, Base64Error, ValueError) as error:
        raise InputError(EXPIRED) from error
