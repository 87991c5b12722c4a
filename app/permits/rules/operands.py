"""Whether a rule can be judged: an `assert` is skipped while something that it speaks of is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.permits.model import Rule
from app.permits.rules.evaluator import evaluate

_QUIET = frozenset({"filled", "sum", "count", "map", "filter", "some", "all"})
_QUIET_NAMES = ("doc.", "verdict.", "_changed.")


def operands(rule: Rule) -> tuple[str, ...]:
    """The dotted names that must be answered; a column of the rule's own row begins with `row.`.

    Names inside `filled()` and aggregates, documents, verdicts and `changed()` are none.
    """
    return tuple(dict.fromkeys(_operands(rule.logic)))


def applicable(rule: Rule, facts: Mapping[str, Any], row: Mapping[str, Any] | None = None) -> bool:
    """Every operand of the rule is there; evaluate it only then."""
    return all(evaluate({"filled": [{"var": name}]}, facts, row=row) for name in operands(rule))


def _operands(logic: Any) -> Iterator[str]:
    if isinstance(logic, list):
        for part in logic:
            yield from _operands(part)
    elif isinstance(logic, dict):
        ((name, inner),) = logic.items()
        if name == "var":
            if not inner.startswith(_QUIET_NAMES):
                yield inner
        elif name not in _QUIET:
            yield from _operands(inner)
