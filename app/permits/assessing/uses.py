"""How often a permit may be pointed to: `max_uses` of a reference (schema-language §3.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.permits.assessing.sheet import Row, Sheet
from app.permits.case import Problem
from app.permits.kinds import ends_in_permit
from app.permits.model import Definition, FieldDef, FieldType, Rule, Text
from app.permits.names import input_name
from app.permits.products import products
from app.permits.rules import evaluate

ISSUED = "_issued"  # in the facts of a reference: the register's id of the permit, which no rule can read
PERMIT = "permit"


@dataclass(frozen=True, slots=True)
class Pointer:
    """One answer that points to a permit. `path` is `field` or `group.column`; `place` counts the rows of the group."""

    field: FieldDef
    path: str
    name: str
    number: str
    issued_id: int | None
    group: str = ""
    place: int | None = None
    row: Row | None = None


def permit_references(definition: Definition) -> Iterator[tuple[str, FieldDef]]:
    """Every reference to a permit with its path."""
    for field in definition.fields:
        if field.to == PERMIT:
            yield field.id, field
        if field.type is FieldType.GROUP:
            yield from ((f"{field.id}.{column.id}", column) for column in field.fields if column.to == PERMIT)


def limits_uses(definition: Definition) -> bool:
    """Whether some reference counts its uses."""
    return any(field.max_uses is not None for _, field in permit_references(definition))


def pointers(definition: Definition, facts: Mapping[str, Any]) -> Iterator[Pointer]:
    """The usable permits that the answers point to."""
    for path, field in permit_references(definition):
        group, _, column = path.rpartition(".")
        if not group:
            if isinstance(found := facts.get(path), Mapping):
                yield Pointer(field, path, path, str(found["number"]), found.get(ISSUED))
            continue
        held = facts.get(group)
        rows = held if isinstance(held, list) else [held]
        for place, row in enumerate(rows):
            if isinstance(row, Mapping) and isinstance(found := row.get(column), Mapping):
                name = input_name(group, place, column) if held is rows else input_name(group, column)
                yield Pointer(
                    field, path, name, str(found["number"]), found.get(ISSUED), group, place if held is rows else None,
                    dict(row),
                )  # fmt: skip


def weight(definition: Definition, kind: str, facts: Mapping[str, Any], pointer: Pointer) -> int:
    """How many uses it is: a row is one; a reference of the whole case as many as the permits that the case gives."""
    if pointer.place is not None:
        return 1
    return max(1, sum(one.certificate.kind == PERMIT for one in products(definition, kind, facts)))


def use_problems(sheet: Sheet) -> Iterator[Problem]:
    """Permits that others and this request together use more often than they may be used."""
    definition, kind = sheet.definition, sheet.case.kind
    if not limits_uses(definition) or not ends_in_permit(definition, kind):
        return
    for pointer, most, others in overused(definition, kind, sheet.facts, sheet.case.taken):
        left = max(0, most - others)
        message = f"{pointer.field.label.id}: izin itu dapat dipakai {most} kali. Tersisa {left}."
        yield Problem(pointer.name, Text(id=message))


def overused(
    definition: Definition, kind: str, facts: Mapping[str, Any], taken: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[Pointer, int, int]]:
    """Each answer that goes beyond the limit, with the limit and what others use. `taken`: reference → number → uses."""
    wanted: Counter[tuple[str, str]] = Counter()
    for pointer in pointers(definition, facts):
        key = (pointer.path, pointer.number)
        wanted[key] += weight(definition, kind, facts, pointer)
        others = taken.get(pointer.path, {}).get(pointer.number, 0)
        most = most_uses(definition, facts, pointer)
        if most is not None and others + wanted[key] > most:
            yield pointer, most, others


def most_uses(definition: Definition, facts: Mapping[str, Any], pointer: Pointer) -> int | None:
    """The limit as it stands in these facts; None where there is none, or what it reads is missing."""
    limit = pointer.field.max_uses
    if not isinstance(limit, Rule):
        return limit
    holidays = facts.get("_holidays") or frozenset()
    found = evaluate(limit.logic, facts, tables=definition.tables, holidays=holidays, row=pointer.row)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
