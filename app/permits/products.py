"""Which papers a case gives when it is signed: one for each certificate that applies, or for each row that passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.permits.conditions import holds, of_row
from app.permits.flow import stages
from app.permits.kinds import product_of
from app.permits.model import Certificate, Definition

Facts = Mapping[str, Any]
RowPassed = Callable[[str, str], "bool | None"]  # (group, row id) → passed, failed, or not known yet


@dataclass(frozen=True, slots=True)
class Product:
    """One paper to be. `row` holds the facts of its row; empty for a paper of the whole case."""

    certificate: Certificate
    row_id: str = ""
    row_index: int | None = None
    row: Mapping[str, Any] = field(default_factory=dict)


def products(
    definition: Definition, kind: str, facts: Facts, *, row_passed: RowPassed | None = None
) -> tuple[Product, ...]:
    """Papers in the order of `certificates`. What an inspection or event failed gives none; what is open yet counts."""
    named = product_of(definition, kind)
    if named is not None:
        return _of_certificate(definition, named, facts, row_passed)
    if not _whole_passed(definition, kind, facts):
        return ()
    route = {tier.id for stage in stages(definition, kind, facts) for tier in stage.tiers}
    found: list[Product] = []
    for certificate in definition.certificates:
        if certificate.kind == "revocation" or (certificate.kind == "interim" and certificate.at not in route):
            continue
        found.extend(_of_certificate(definition, certificate, facts, row_passed))
    return tuple(found)


def passed_row(definition: Definition, facts: Facts, group: str, row_id: str) -> bool | None:
    """Whether a row passed its own inspections and events; None while one of them has no result."""
    results: list[bool | None] = []
    for kind, declared in (("inspection", definition.inspections), ("event", definition.events)):
        for one in declared:
            if (one.per if kind == "inspection" else one.participants) == group:  # type: ignore[union-attr]
                rows = ((facts.get(kind) or {}).get(one.id) or {}).get("_rows") or {}
                results.append(rows.get(row_id, {}).get("passed"))
    if False in results:
        return False
    return None if None in results else True


def _whole_passed(definition: Definition, kind: str, facts: Facts) -> bool:
    """No inspection of the whole case, at a tier that it passes, was failed."""
    held = {tier.inspection for stage in stages(definition, kind, facts) for tier in stage.tiers}
    results = [
        (facts.get("inspection") or {}).get(one.id) or {}
        for one in definition.inspections
        if one.per is None and one.id in held
    ]
    return not any(result.get("passed") is False for result in results)


def _of_certificate(
    definition: Definition, certificate: Certificate, facts: Facts, row_passed: RowPassed | None
) -> tuple[Product, ...]:
    if certificate.per is None:
        return (Product(certificate),) if holds(definition, certificate.when, facts) else ()
    rows = facts.get(certificate.per)
    found = []
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        row_id = str(row.get("_id") or index)
        if not holds(definition, certificate.when, of_row(facts, row_id), row):
            continue
        passed = (
            row_passed(certificate.per, row_id)
            if row_passed
            else passed_row(definition, facts, certificate.per, row_id)
        )
        if passed is not False:
            found.append(Product(certificate, row_id, index, row))
    return tuple(found)
