"""A case while it is worked out: relevant values, facts for the rules, names of the inputs that are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.permits.case import Case
from app.permits.model import Definition, Rule
from app.permits.rules import evaluate

Row = dict[str, Any]


def mapping_of(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one: what was sent may be anything."""
    return value if isinstance(value, Mapping) else {}


@dataclass(slots=True)
class Sheet:
    """`values` hold relevant stored values; `facts` what rules read; names of inputs stand in the three sets."""

    definition: Definition
    case: Case
    given: dict[str, Any]  # parsed, by field, before relevance
    facts: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    readonly: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)  # reference input → why
    variant: Mapping[str, Any] | None = None
    changed: dict[str, bool] = field(default_factory=dict)

    def holds(self, rule: Rule | None, row: Row | None = None, *, default: bool = True) -> bool:
        """Whether a condition holds; `default` where there is none."""
        return default if rule is None else self.ask(rule, row) is True

    def ask(self, rule: Rule, row: Row | None = None) -> Any:
        """The value of a rule in facts as they are."""
        return evaluate(rule.logic, self.facts, tables=self.definition.tables, holidays=self.case.holidays, row=row)
