"""`== != < <= > >= in` of the rule language: typed, chained, and false where an operand is missing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from app.permits.rules import arithmetic
from app.permits.rules.sorts import TEXT, Kind, Sort
from app.permits.rules.terms import ONE, Logic, Term, boolean, both, guarded

if TYPE_CHECKING:
    from app.permits.rules.walk import Walk

_ORDERED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME})
_EQUAL = _ORDERED | {Kind.TEXT, Kind.BOOLEAN, Kind.ANY}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "===",
    ast.NotEq: "!==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def compare(walk: Walk, node: ast.Compare) -> Term:
    """A chain `a < b <= c` is each of its comparisons."""
    left = walk.term(node.left)
    parts = []
    for sign, comparator in zip(node.ops, node.comparators, strict=True):
        right = walk.term(comparator)
        parts.append(_pair(walk, sign, left, right, comparator))
        left = right
    return boolean(both(*parts))


def _pair(walk: Walk, sign: ast.cmpop, left: Term, right: Term, node: ast.expr) -> Logic:
    if isinstance(sign, ast.In | ast.NotIn):
        inside = {"in": [left.logic, _values(walk, left, right, node)]}
        if left.kind is Kind.NUMBER and right.sort.item is not None:
            inside = {"in": [_scaled(walk, left, right.sort.item.places, node).logic, inside["in"][1]]}
        return inside if isinstance(sign, ast.In) else guarded({"!": [inside]}, left, right)
    operator = _SIGNS.get(type(sign))
    if operator is None:
        raise walk.error("IZN203", "Pembanding ini tidak dikenal; pakai == != < <= > >= in.", node)
    left, right = walk.same_kind(left, right, node)
    kind = right.kind if left.kind is Kind.ANY else left.kind
    if kind not in (_EQUAL if operator in {"===", "!=="} else _ORDERED):
        raise walk.error("IZN202", "Nilai sejenis ini tidak dapat dibandingkan dengan cara ini.", node)
    if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
        scaled = _scaled(walk, left, right.places, node), _scaled(walk, right, left.places, node)
        return arithmetic.compare(operator, *scaled)
    comparison = {operator: [left.logic, right.logic]}
    if operator == "===":  # only missing equals missing
        return guarded(comparison, *([] if left.sure or right.sure else [left]))
    return guarded(comparison, left, right)


def _scaled(walk: Walk, term: Term, places: int, node: ast.expr) -> Term:
    """The term at the scale that it is compared on."""
    term = arithmetic.rescaled(term, places)
    if not walk.rounding:
        walk.check_bounds(term, node)
    return term


def _values(walk: Walk, item: Term, values: Term, node: ast.expr) -> Logic:
    """The list at the right of `in`, of the item's kind and scale."""
    sort = values.sort.item
    if values.kind is not Kind.LIST or sort is None:
        raise walk.error("IZN202", "Di kanan “in” harus daftar, misalnya ['a', 'b'], atau isian pilihan ganda.", node)
    if item.under != ONE:
        raise walk.error("IZN203", "Bulatkan dahulu hasil bagi di kiri “in”.", node)
    if item.kind is Kind.NUMBER and sort.kind is Kind.NUMBER:
        return _numbers(walk, item, sort, values, node)
    if item.kind in {sort.kind, Kind.ANY} and item.kind not in {Kind.LIST, Kind.GROUP}:
        return values.logic
    if values.sure and sort.kind is Kind.TEXT:
        return [walk.become(Term(TEXT, text, written=text), item.kind, node).logic for text in values.logic]
    raise walk.error("IZN202", "Isi daftar ini tidak sejenis dengan nilai di kirinya.", node)


def _numbers(walk: Walk, item: Term, sort: Sort, values: Term, node: ast.expr) -> Logic:
    finer = item.places - sort.places
    if finer <= 0:
        return values.logic
    if not values.sure:
        raise walk.error("IZN202", "Nilai di kiri mempunyai lebih banyak desimal daripada daftarnya.", node)
    return [value * 10**finer for value in values.logic]
