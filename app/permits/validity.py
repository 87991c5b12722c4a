"""Until when a paper holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.permits.days import shifted
from app.permits.model import Certificate
from app.permits.rules.facts import as_date

UNITS = {"years": "y", "months": "m", "days": "d"}
Facts = Mapping[str, Any]


def valid_to(certificate: Certificate, facts: Facts, row: Facts | None, signed_on: date) -> date | None:
    """The last day; None for a paper without end. Raises ValueError when a limit that is needed is missing.

    A kind with `keeps_expiry` does not prolong: the new paper ends when the one referred to would have.
    """
    validity = certificate.validity
    referred = facts.get("_referred")
    if certificate.kind == "permit" and referred and referred["keeps_expiry"]:
        return as_date(referred["valid_to"])
    if not validity or validity.get("unlimited"):
        return None
    found = _end(validity, certificate, facts, row, signed_on)
    if found is None:
        raise ValueError(f"certificate {certificate.id}: the end of validity cannot be told")
    return found


def _end(validity: Facts, certificate: Certificate, facts: Facts, row: Facts | None, signed_on: date) -> date | None:
    if "min" in validity:
        ends = [_end(one, certificate, facts, row, signed_on) for one in validity["min"] if isinstance(one, Mapping)]
        return min((end for end in ends if end is not None), default=None)
    if "until" in validity:
        return as_date(resolve(str(validity["until"]), certificate.per, facts, row))
    for unit, letter in UNITS.items():
        if unit in validity:
            length = validity[unit]
            count = resolve(length, certificate.per, facts, row) if isinstance(length, str) else length
            return shifted(signed_on, count, letter) if isinstance(count, int) and not isinstance(count, bool) else None
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
