"""One way to ask a compiled condition of the facts that an assessment left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.permits.model import Definition, Rule
from app.permits.rules import evaluate


def ask(definition: Definition, rule: Rule, facts: Mapping[str, Any], row: Mapping[str, Any] | None = None) -> Any:
    """The value of a rule; facts of an assessment carry the holidays that it was made with."""
    return evaluate(
        rule.logic, facts, tables=definition.tables, holidays=facts.get("_holidays") or frozenset(), row=row
    )


def holds(
    definition: Definition, rule: Rule | None, facts: Mapping[str, Any], row: Mapping[str, Any] | None = None
) -> bool:
    """Whether a condition holds; where none is written it does."""
    return rule is None or ask(definition, rule, facts, row) is True


def of_row(facts: Mapping[str, Any], row_id: str) -> Mapping[str, Any]:
    """The facts as one row sees them: inspections and events that have a sheet per row show this row's result."""
    seen = dict(facts)
    for name in ("inspection", "event"):
        results = facts.get(name) or {}
        seen[name] = {
            key: {**result, **(result.get("_rows") or {}).get(row_id, {})}
            for key, result in results.items()
            if isinstance(result, Mapping)
        }
    return seen
