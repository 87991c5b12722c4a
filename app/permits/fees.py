"""What a request costs, with each line's amount so that the sum can be shown and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.permits.conditions import ask, holds
from app.permits.model import Definition, FeeLine


@dataclass(frozen=True, slots=True)
class FeeAmount:
    """`amount` in whole rupiah; None while a factor is missing."""

    line: FeeLine
    amount: int | None


def fees(definition: Definition, facts: Mapping[str, Any]) -> tuple[FeeAmount, ...]:
    """The lines that apply; an exempt one costs nothing."""
    found = []
    for line in definition.fees.lines:
        if not holds(definition, line.when, facts):
            continue
        exempt = line.exempt is not None and holds(definition, line.exempt, facts)
        amount = 0 if exempt else ask(definition, line.amount, facts)
        found.append(FeeAmount(line, amount if isinstance(amount, int) else None))
    return tuple(found)


def total(definition: Definition, facts: Mapping[str, Any]) -> int | None:
    """Whole rupiah; 0 where the type is free, None while a factor is missing."""
    amounts = [one.amount for one in fees(definition, facts)]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)
