"""A compiled piece of a rule with what is known of it: sort, bounds, whether it can be missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from app.permits.rules.sorts import ANY, BOOLEAN, MAX_SAFE, Kind, Sort

Logic = Any


@dataclass(frozen=True, slots=True)
class Under:
    """The denominator of a quotient: whole, at most `most` in size; zero where something is divided by zero."""

    logic: Logic
    most: int

    @property
    def constant(self) -> bool:
        return isinstance(self.logic, int) and self.logic != 0


ONE = Under(1, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """The value is `logic`; of a NUMBER logic / (under × 10^places), where `under` is not ONE only inside a rounding.

    `low` and `high` bound the real value. `sure` says that the value is never missing; `written` is a text literal,
    which may still become a date or a time.
    """

    sort: Sort
    logic: Logic
    under: Under = ONE
    low: Fraction = Fraction(-MAX_SAFE)
    high: Fraction = Fraction(MAX_SAFE)
    sure: bool = False
    written: str | None = None

    @property
    def kind(self) -> Kind:
        return self.sort.kind

    @property
    def places(self) -> int:
        return self.sort.places

    @property
    def whole(self) -> bool:
        """No decimals and no division."""
        return self.under == ONE and self.places == 0

    def as_sort(self) -> Sort:
        """What a name that holds this value may be declared as."""
        if self.kind is not Kind.NUMBER:
            return self.sort
        scale = 10**self.places
        return replace(self.sort, low=int(self.low * scale), high=int(self.high * scale))


def read(sort: Sort, logic: Logic) -> Term:
    """The term of a name."""
    scale = 10**sort.places
    low = Fraction(-MAX_SAFE if sort.low is None else sort.low, scale)
    high = Fraction(MAX_SAFE if sort.high is None else sort.high, scale)
    return Term(sort, logic, low=low, high=high)


def number(logic: Logic, places: int, low: Fraction, high: Fraction, *, under: Under = ONE, sure: bool = False) -> Term:
    return Term(Sort(Kind.NUMBER, places), logic, under=under, low=low, high=high, sure=sure)


def truth(term: Term) -> Logic:
    """A boolean that is never missing: missing counts as false."""
    return term.logic if term.sure else {"!!": [term.logic]}


def boolean(logic: Logic) -> Term:
    return Term(BOOLEAN, logic, sure=True)


def both(*parts: Logic) -> Logic:
    """`and` of at least one part, without needless nesting."""
    return parts[0] if len(parts) == 1 else {"and": list(parts)}


def guarded(comparison: Logic, *terms: Term) -> Logic:
    """The comparison, false where an operand is missing: without this both engines hold `missing < 1` for true."""
    return both(*[filled(term) for term in terms if not term.sure], comparison)


def filled(term: Term) -> Logic:
    return {"filled": [term.logic]}


def mixed(first: Sort, second: Sort) -> Sort:
    """The sort of a value that may be one or the other, both of one kind."""
    if first.kind is Kind.ANY or second.kind is Kind.ANY:
        return ANY
    return first


def size(logic: Logic, limit: int) -> int:
    """How many parts the compiled logic has; stops counting at `limit`, since shared parts may stand in it often."""
    count, waiting = 0, [logic]
    while waiting and count < limit:
        part = waiting.pop()
        count += 1
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return count
