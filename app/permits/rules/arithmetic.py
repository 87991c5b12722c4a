"""Exact arithmetic at compile time: scaled integers, and one denominator inside a rounding.

A term stands for logic / (under × 10^places). A denominator of a denominator is multiplied through on both sides, so
that a division by zero anywhere inside stays a division by zero, which is *missing*.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Literal

from app.permits.rules.terms import ONE, Logic, Term, Under, both, guarded, number

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
    under = _product(left.under, right.under)
    return _over(left, times(left.logic, right.under.logic), under), _over(
        right, times(right.logic, left.under.logic), under
    )


def add(left: Term, right: Term) -> Term:
    one, two = level(left, right)
    logic = plus(one.logic, two.logic, "iadd")
    return number(
        logic, one.places, left.low + right.low, left.high + right.high, under=one.under, sure=left.sure and right.sure
    )


def subtract(left: Term, right: Term) -> Term:
    one, two = level(left, right)
    logic = plus(one.logic, two.logic, "isub")
    return number(
        logic, one.places, left.low - right.high, left.high - right.low, under=one.under, sure=left.sure and right.sure
    )


def multiply(left: Term, right: Term) -> Term:
    low, high = _span(left, right.low, right.high)
    logic, places = times(left.logic, right.logic), left.places + right.places
    return number(logic, places, low, high, under=_product(left.under, right.under), sure=left.sure and right.sure)


def divide(left: Term, right: Term) -> Term:
    """A quotient waits for the rounding around it; nothing is divided here."""
    low, high = _span(left, *_reciprocal(right))
    largest = int(max(abs(right.low), abs(right.high)) * 10**right.places * right.under.most)
    top, under = times(left.logic, right.under.logic), _product(left.under, Under(right.logic, largest))
    if not right.under.constant:  # x / (a / b) is missing, not zero, where b is zero
        top, under = times(top, right.under.logic), _product(under, right.under)
    shift = left.places - right.places
    if shift < 0:
        top, shift = times(top, 10**-shift), 0
    return number(top, shift, low, high, under=under)


def rounded(term: Term, mode: Mode, places: int = 0) -> Term:
    """To `places` decimals: half away from zero, or towards zero. One division, however deep the expression was."""
    if term.under == ONE and term.places <= places:
        return rescaled(term, places)
    under = times(term.under.logic, 10 ** max(0, term.places - places))
    logic = times(term.logic, 10 ** max(0, places - term.places))
    low, high = (Fraction(divided(bound * 10**places, mode), 10**places) for bound in (term.low, term.high))
    return number({"rdiv": [logic, under, mode]}, places, low, high, sure=term.sure and term.under.constant)


def divided(value: Fraction, mode: Mode) -> int:
    """A fraction to a whole number: towards zero, or half away from zero (Decimal's ROUND_DOWN and ROUND_HALF_UP)."""
    top, bottom = abs(value.numerator), value.denominator
    whole = (2 * top + bottom) // (2 * bottom) if mode == "half_up" else top // bottom
    return whole if value >= 0 else -whole


def compare(sign: str, left: Term, right: Term) -> Logic:
    """The comparison of two numbers, false where an operand is missing or a divisor is zero."""
    one, two = level(left, right)
    if one.under == ONE:
        if sign == "===":  # only missing equals missing: one guard is enough, and none beside a literal
            return guarded({sign: [one.logic, two.logic]}, *([] if one.sure or two.sure else [one]))
        return guarded({sign: [one.logic, two.logic]}, one, two)
    difference = times(plus(one.logic, two.logic, "isub"), one.under.logic)  # the denominator may be negative
    return both({"filled": [difference]}, {"!==": [one.under.logic, 0]}, {sign: [difference, 0]})


def extreme(name: str, terms: list[Term]) -> Term:
    """The least or greatest of two or more numbers."""
    places = max(term.places for term in terms)
    terms = [rescaled(term, places) for term in terms]
    pick = min if name == "min" else max
    low, high = pick(term.low for term in terms), pick(term.high for term in terms)
    if all(term.under == ONE for term in terms):
        sure = all(term.sure for term in terms)
        return number({name: [term.logic for term in terms]}, places, low, high, sure=sure)
    under = reduce(_product, (term.under for term in terms))
    # over the square of the denominator, which is never negative, the order is that of the values
    logics = [times(times(_without(terms, index), term.logic), under.logic) for index, term in enumerate(terms)]
    return number({name: logics}, places, low, high, under=_product(under, under))


def either(condition: Logic, left: Term, right: Term) -> Term:
    """One number or the other, over one scale."""
    places = max(left.places, right.places)
    left, right = rescaled(left, places), rescaled(right, places)
    under = left.under
    if left.under != right.under:
        under = Under({"if": [condition, left.under.logic, right.under.logic]}, max(left.under.most, right.under.most))
    logic, low, high = (
        {"if": [condition, left.logic, right.logic]},
        min(left.low, right.low),
        max(left.high, right.high),
    )
    return number(logic, places, low, high, under=under, sure=left.sure and right.sure)


def total(group: Logic, cell: Term, rows: int) -> Term:
    """The sum over at most `rows` rows; a missing cell counts as 0."""
    logic, low, high = (
        {"sum": [{"map": [group, cell.logic]}]},
        min(cell.low * rows, Fraction(0)),
        max(cell.high * rows, Fraction(0)),
    )
    return number(logic, cell.places, low, high, under=cell.under, sure=cell.under.constant)


def _product(left: Under, right: Under) -> Under:
    return Under(times(left.logic, right.logic), left.most * right.most)


def _over(term: Term, logic: Logic, under: Under) -> Term:
    return number(logic, term.places, term.low, term.high, under=under, sure=term.sure)


def _without(terms: list[Term], index: int) -> Logic:
    others: list[Logic] = [term.under.logic for other, term in enumerate(terms) if other != index]
    return reduce(times, others, 1)


def _span(term: Term, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    corners = [one * two for one in (term.low, term.high) for two in (low, high)]
    return min(corners), max(corners)


def _reciprocal(term: Term) -> tuple[Fraction, Fraction]:
    """Bounds of 1 / term where it is not zero: it is then at least 1 / (under × 10^places) away from it."""
    steps = Fraction(term.under.most * 10**term.places)
    if term.low == 0 == term.high:
        return Fraction(0), Fraction(0)
    low = -steps if term.low < 0 <= term.high else 1 / term.high
    high = steps if term.low <= 0 < term.high else 1 / term.low
    if term.low < 0 == term.high:
        high = 1 / term.low
    return low, high
