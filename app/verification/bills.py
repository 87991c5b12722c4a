"""What an invoice says: lines, amounts, and why, kept so that the sum can be shown and reckoned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.foundation import crypto
from app.permits import fees
from app.permits.explaining import Explainer, sealed_names
from app.permits.model import Definition, FeeLine


@dataclass(frozen=True, slots=True)
class Line:
    """`why` tells each factor to the applicant; `office` the same without sealed answers."""

    id: str
    label: str
    amount: int
    exempt: bool
    why: str
    office: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Bill:
    """`factors` are the facts that the lines read: with them `replay` gives the same amounts."""

    lines: tuple[Line, ...]
    factors: Mapping[str, Any]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


def reckon(definition: Definition, facts: Mapping[str, Any], locale: str = "id") -> Bill | None:
    """What the case costs now; None while a factor is missing."""
    found = fees.fees(definition, facts)
    if any(one.amount is None for one in found):
        return None
    open_, closed = Explainer(definition, facts, locale), Explainer(definition, facts, locale, sealed_names(definition))
    lines = tuple(
        Line(
            id=one.line.id,
            label=one.line.label.text(locale),
            amount=one.amount or 0,
            exempt=one.exempt,
            why=_reasons(open_, one.line, locale),
            office=_reasons(closed, one.line, locale),
            legal_basis=one.line.legal_basis or "",
        )
        for one in found
    )
    return Bill(lines, fees.factors(definition, facts))


def replay(definition: Definition, bill: Bill) -> int | None:
    """The sum that the version's rules give for the factors of a bill: the bill's total, or somebody changed it."""
    return fees.total(definition, bill.factors)


def seal(bill: Bill, bound_to: str) -> bytes:
    lines = [{name: getattr(line, name) for name in Line.__slots__} for line in bill.lines]
    return crypto.seal_json({"lines": lines, "factors": bill.factors}, bound_to)


def unseal(blob: bytes, bound_to: str) -> Bill:
    held = crypto.unseal_json(blob, bound_to)
    return Bill(tuple(Line(**line) for line in held["lines"]), held["factors"])


def _reasons(explainer: Explainer, line: FeeLine, locale: str) -> str:
    """How the amount came about; the label stands beside it already."""
    return explainer.fee(line).removeprefix(f"{line.label.text(locale)}: ")
