"""What a case takes of allocation counters, and whether that much is left (schema-language §3.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.permits import fieldtypes
from app.permits.assessing.sheet import Sheet
from app.permits.case import Assessment, Problem
from app.permits.kinds import ends_in_permit
from app.permits.model import Definition, Quota, Rule, Text
from app.permits.rules import evaluate


def quota_problems(sheet: Sheet) -> Iterator[Problem]:
    """What others have taken of an allocation, and what this request would take besides."""
    if not ends_in_permit(sheet.definition, sheet.case.kind):
        return
    for quota in sheet.definition.quota:
        key = key_of(quota, sheet.values)
        if key is None:
            continue
        taken = sheet.case.taken.get(quota.id, {}).get(key, 0)
        capacity = sheet.ask(quota.capacity)
        wanted = sheet.ask(quota.take) if quota.take else 1
        if isinstance(capacity, int) and isinstance(wanted, int) and taken + wanted > capacity:
            left = max(0, capacity - taken)
            message = f"{quota.message.id} Tersisa {left}." if taken else quota.message.id
            yield Problem(quota.id, Text(id=message, en=quota.message.en), at=quota.per)


def allocations(definition: Definition, kind: str, assessment: Assessment) -> list[tuple[str, str, int]]:
    """(quota, key, amount) of everything that the request takes."""
    if not ends_in_permit(definition, kind):
        return []
    found = []
    for quota in definition.quota:
        key = key_of(quota, assessment.values)
        amount = 1 if quota.take is None else _ask(definition, quota.take, assessment.facts)
        if key is not None and isinstance(amount, int) and amount > 0:
            found.append((quota.id, key, amount))
    return found


def key_of(quota: Quota, values: Mapping[str, Any]) -> str | None:
    """The values of `per` as one text; None while one of them is missing."""
    parts = [values.get(name) for name in quota.per]
    return None if any(fieldtypes.is_missing(part) for part in parts) else "/".join(map(str, parts))


def _ask(definition: Definition, rule: Rule, facts: Mapping[str, Any]) -> Any:
    return evaluate(rule.logic, facts, tables=definition.tables, holidays=facts.get("_holidays") or frozenset())
