"""Rule text → strict JsonLogic: the one door of the compiler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.permits.model import Rule, Table
from app.permits.rules import arithmetic
from app.permits.rules.sorts import BOOLEAN, MAX_SAFE, Kind, Sort, Symbols
from app.permits.rules.syntax import parse
from app.permits.rules.terms import Term, truth
from app.permits.rules.walk import Walk

_CHUNK = 10**15


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled rule with the sort of its result, for names that hold it (computed fields)."""

    rule: Rule
    sort: Sort


def compile_rule(
    text: str,
    symbols: Symbols,
    *,
    expect: Kind,
    row_of: str | None = None,
    tables: Mapping[str, Table] | None = None,
    places: int | None = None,
) -> Rule:
    """Check and compile a rule; raises RuleError (IZN201, 202, 203, 204, 209, 216, 219) and nothing else.

    A number must be whole unless `places` says how many decimals the field has; then it is rounded half-up to them.
    `row_of` names the repeating group whose row the rule stands in. `expect=Kind.ANY` takes a result of any kind.
    """
    return compile_typed(text, symbols, expect=expect, row_of=row_of, tables=tables, places=places).rule


def compile_typed(
    text: str,
    symbols: Symbols,
    *,
    expect: Kind,
    row_of: str | None = None,
    tables: Mapping[str, Table] | None = None,
    places: int | None = None,
) -> Compiled:
    """As `compile_rule`, with the sort of the result."""
    source = parse(text)
    walk = Walk(source, symbols, tables or {}, row_of)
    term = _finished(walk, walk.term(source.body), expect, places)
    return Compiled(Rule(text=text, logic=_portable(term.logic), reads=tuple(sorted(walk.reads))), term.as_sort())


def _portable(logic: Any) -> Any:
    """The logic with no number beyond 2⁵³ - 1, which JSON would not bring whole to the browser: it is reckoned there.

    Such numbers only stand inside a rounding, as scales and denominators.
    """
    if isinstance(logic, list):
        return [_portable(part) for part in logic]
    if isinstance(logic, dict):
        return {name: _portable(operands) for name, operands in logic.items()}
    if isinstance(logic, bool) or not isinstance(logic, int) or abs(logic) <= MAX_SAFE:
        return logic
    high, low = divmod(logic, _CHUNK)
    product = {"imul": [_portable(high), _CHUNK]}
    return {"iadd": [product, low]} if low else product


def _finished(walk: Walk, term: Term, expect: Kind, places: int | None) -> Term:
    """The result as the rule's place wants it: a boolean never missing, a number at its field's scale."""
    node = walk.source.body
    if term.kind is Kind.BOOLEAN and expect in {Kind.BOOLEAN, Kind.ANY}:
        return Term(BOOLEAN, truth(term), sure=True)
    if expect is Kind.ANY:
        return term
    term = walk.become(term, expect, node)
    if expect is not Kind.NUMBER:
        return term
    if not places and not term.whole:
        raise walk.error("IZN202", "Hasilnya harus bilangan bulat: pakai round_half_up(…) atau round_down(…).", node)
    term = arithmetic.rounded(term, "half_up", places or 0)
    walk.check_bounds(term, node)
    return term
