"""Until when a paper holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.permits.days import shifted
from app.permits.duties import START, first_missable
from app.permits.model import Certificate, Duty
from app.permits.rules.facts import as_date

UNITS = {"years": "y", "months": "m", "days": "d"}
Facts = Mapping[str, Any]


def valid_to(
    certificate: Certificate, facts: Facts, row: Facts | None, signed_on: date, duties: Sequence[Duty] = ()
) -> date | None:
    """The last day; None for a paper without end. Raises ValueError when a limit that is needed is missing.

    Where it holds until a duty is missed, it is the day until which that cannot be: each report moves it on. A kind with
    `keeps_expiry` does not prolong: the new paper ends when the one referred to would have.
    """
    validity = certificate.validity
    referred = facts.get("_referred")
    if certificate.kind == "permit" and referred and referred["keeps_expiry"]:
        return as_date(referred["valid_to"])
    if not validity or validity.get("unlimited"):
        return None
    found = _end(validity, Ground(certificate, facts, row, signed_on, duties))
    if found is None:
        raise ValueError(f"certificate {certificate.id}: the end of validity cannot be told")
    return found


def until_duty(certificate: Certificate) -> str | None:
    """The duty that the paper's validity waits for, within `min` too."""
    validity = certificate.validity or {}
    limits = [validity, *(one for one in validity.get("min", ()) if isinstance(one, Mapping))]
    return next((str(one["until_duty_missed"]) for one in limits if "until_duty_missed" in one), None)


def latest_end(certificate: Certificate, facts: Facts, row: Facts | None, signed_on: date) -> date | None:
    """What bounds a paper besides the duty that it waits for."""
    return _end(certificate.validity or {}, Ground(certificate, facts, row, signed_on, ()))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a length or a day is reckoned from."""

    certificate: Certificate
    facts: Facts
    row: Facts | None
    signed_on: date
    duties: Sequence[Duty]

    def value(self, name: str) -> Any:
        return resolve(name, self.certificate.per, self.facts, self.row)

    def day(self, name: str) -> date | None:
        return self.signed_on if name == START else as_date(self.value(name))


def _end(validity: Facts, ground: Ground) -> date | None:
    if "min" in validity:
        ends = [_end(one, ground) for one in validity["min"] if isinstance(one, Mapping)]
        return min((end for end in ends if end is not None), default=None)
    if "until_duty_missed" in validity:
        return first_missable(ground.duties, str(validity["until_duty_missed"]), ground.day)
    if "until" in validity:
        return as_date(ground.value(str(validity["until"])))
    for unit, letter in UNITS.items():
        if unit in validity:
            length = validity[unit]
            count = ground.value(length) if isinstance(length, str) else length
            whole = isinstance(count, int) and not isinstance(count, bool)
            return shifted(ground.signed_on, count, letter) if whole else None
    return None


def resolve(name: str, per: str | None, facts: Facts, row: Facts | None) -> Any:
    """The fact behind a dotted name; of the row where the name begins with the group or with `row`."""
    parts: Iterable[str] = name.split(".")
    first, *rest = parts
    if row is not None and rest and first in ("row", per):
        here: Any = row
    else:
        here, rest = facts, [first, *rest]
    for part in rest:
        here = here.get(part) if isinstance(here, Mapping) else None
    return here
