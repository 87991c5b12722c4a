"""Exact arithmetic at compile time: scaled integers, and one denominator inside a rounding.

A term stands for logic / (under × 10^places). A denominator of a denominator is multiplied through on both sides, so that a
division by zero anywhere inside stays a division by zero, which is *missing*.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from app.permits.rules.terms import Logic, Term, both, guarded, number

Mode = Literal["down", "half_up"]


def times(left: Logic, right: Logic) -> Logic:
    """Product of two whole-number logics; constants are multiplied here and now."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if left == 1:
        return right
    return left if right == 1 else {"imul": [left, right]}


def plus(left: Logic, right: Logic, sign: Literal["iadd", "isub"]) -> Logic:
    if isinstance(left, int) and isinstance(right, int):
        return left + right if sign == "iadd" else left - right
    return {sign: [left, right]}


def rescaled(term: Term, places: int) -> Term:
    """The same value with at least `places` places."""
    if places <= term.places:
        return term
    logic = times(term.logic, 10 ** (places - term.places))
    return number(logic, places, term.low, term.high, under=term.under, sure=term.sure)


def level(left: Term, right: Term) -> tuple[Term, Term]:
    """Both over the same places and the same denominator."""
    places = max(left.places, right.places)
    left, right = rescaled(left, places), rescaled(right, places)
    if left.under == right.under:
        return left, right
    under = times(left.under, right.under)
    return _over(left, times(left.logic, right.under), under), _over(right, times(right.logic, left.under), under)


def add(left: Term, right: Term) -> Term:
    one, two = level(left, right)
    return number(plus(one.logic, two.logic, "iadd"), one.places, left.low + right.low, left.high + right.high,
                  under=one.under, sure=left.sure and right.sure)  # fmt: skip


def subtract(left: Term, right: Term) -> Term:
    one, two = level(left, right)
    return number(plus(one.logic, two.logic, "isub"), one.places, left.low - right.high, left.high - right.low,
                  under=one.under, sure=left.sure and right.sure)  # fmt: skip


def multiply(left: Term, right: Term) -> Term:
    low, high = _span(left, right.low, right.high)
    return number(times(left.logic, right.logic), left.places + right.places, low, high,
                  under=times(left.under, right.under), sure=left.sure and right.sure)  # fmt: skip


def divide(left: Term, right: Term) -> Term | None:
    """None where the divisor may come so near to zero that no bound can be given."""
    bounds = _reciprocal(right)
    if bounds is None:
        return None
    low, high = _span(left, *bounds)
    top, bottom = times(left.logic, right.under), times(left.under, right.logic)
    if not _constant(right.under):  # x / (a / b) is missing, not zero, where b is zero
        top, bottom = times(top, right.under), times(bottom, right.under)
    shift = left.places - right.places
    if shift < 0:
        top, shift = times(top, 10**-shift), 0
    return number(top, shift, low, high, under=bottom)


def rounded(term: Term, mode: Mode, places: int = 0) -> Term:
    """To `places` decimals: half away from zero, or towards zero. One division, however deep the expression was."""
    if term.under == 1 and term.places <= places:
        return rescaled(term, places)
    under = times(term.under, 10 ** max(0, term.places - places))
    logic = times(term.logic, 10 ** max(0, places - term.places))
    scale = 10**places
    low, high = (Fraction(divided(bound * scale, mode), scale) for bound in (term.low, term.high))
    return number({"rdiv": [logic, under, mode]}, places, low, high, sure=term.sure and _constant(under))


def divided(value: Fraction, mode: Mode) -> int:
    """A fraction to a whole number: towards zero, or half away from zero (Decimal's ROUND_DOWN and ROUND_HALF_UP)."""
    top, bottom = abs(value.numerator), value.denominator
    whole = (2 * top + bottom) // (2 * bottom) if mode == "half_up" else top // bottom
    return whole if value >= 0 else -whole


def compare(sign: str, left: Term, right: Term) -> Logic:
    """The comparison of two numbers, false where an operand is missing or a divisor is zero."""
    one, two = level(left, right)
    if one.under == 1:
        if sign == "===":  # null equals null only; one guard is enough, and none beside a literal
            return guarded({sign: [one.logic, two.logic]}, *([] if one.sure or two.sure else [one]))
        return guarded({sign: [one.logic, two.logic]}, one, two)
    difference = times(plus(one.logic, two.logic, "isub"), one.under)  # the denominator may be negative
    return both({"filled": [difference]}, {"!==": [one.under, 0]}, {sign: [difference, 0]})


def extreme(name: str, terms: list[Term]) -> Term:
    """The least or greatest of two or more numbers."""
    places = max(term.places for term in terms)
    terms = [rescaled(term, places) for term in terms]
    low, high = _extreme_bounds(name, terms)
    sure = all(term.sure for term in terms)
    if all(term.under == 1 for term in terms):
        return number({name: [term.logic for term in terms]}, places, low, high, sure=sure)
    under: Logic = 1
    for term in terms:
        under = times(under, term.under)
    logics = [times(_without(terms, index), term.logic) for index, term in enumerate(terms)]
    # over the square of the denominator, which is never negative, the order is that of the values
    return number(
        {name: [times(logic, under) for logic in logics]}, places, low, high, under=times(under, under), sure=False
    )


def either(condition: Logic, left: Term, right: Term) -> Term:
    """One number or the other, over one scale."""
    places = max(left.places, right.places)
    left, right = rescaled(left, places), rescaled(right, places)
    under = left.under if left.under == right.under else {"if": [condition, left.under, right.under]}
    return number({"if": [condition, left.logic, right.logic]}, places, min(left.low, right.low), max(left.high, right.high),
                  under=under, sure=left.sure and right.sure)  # fmt: skip


def total(group: Logic, cell: Term, rows: int) -> Term:
    """The sum over at most `rows` rows; a missing cell counts as 0."""
    logic = {"sum": [{"map": [group, cell.logic]}]}
    return number(logic, cell.places, min(cell.low * rows, Fraction(0)), max(cell.high * rows, Fraction(0)),
                  under=cell.under, sure=_constant(cell.under))  # fmt: skip


def _constant(under: Logic) -> bool:
    return isinstance(under, int) and under != 0


def _over(term: Term, logic: Logic, under: Logic) -> Term:
    return number(logic, term.places, term.low, term.high, under=under, sure=term.sure)


def _without(terms: list[Term], index: int) -> Logic:
    product: Logic = 1
    for other, term in enumerate(terms):
        if other != index:
            product = times(product, term.under)
    return product


def _span(term: Term, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    corners = [one * two for one in (term.low, term.high) for two in (low, high)]
    return min(corners), max(corners)


def _extreme_bounds(name: str, terms: list[Term]) -> tuple[Fraction, Fraction]:
    pick = min if name == "min" else max
    return pick(term.low for term in terms), pick(term.high for term in terms)


def _reciprocal(term: Term) -> tuple[Fraction, Fraction] | None:
    """Bounds of 1 / term where it is not zero: a scaled integer is then at least one unit away from it."""
    if term.low > 0 or term.high < 0:
        return 1 / term.high, 1 / term.low
    if term.under != 1:
        return None
    unit = Fraction(10**term.places)
    return (-unit if term.low < 0 else Fraction(0)), (unit if term.high > 0 else Fraction(0))
