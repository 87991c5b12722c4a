"""What the examples never show: fields that nobody is asked, conditions that are true in none of them (IZN319, 322)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.permits import examples
from app.permits.assessing import assess
from app.permits.case import Assessment
from app.permits.compiling import rules_of
from app.permits.conditions import holds
from app.permits.linter.names import Own, Path, Report, every_field
from app.permits.model import Definition, FieldDef, FieldType, Rule

_CONDITIONS = frozenset({"visible", "when"})


def lint_coverage(definition: Definition, report: Report, own: Own) -> None:
    """Warnings: an example more would show what is not tried yet, or the condition is wrong.

    Conditions of library blocks are not judged, nor levels by defects: examples give the level itself.
    """
    outcomes = [assess(definition, examples.case_of(definition, example)) for example in definition.examples]
    dead = set()
    for path, field in every_field(definition):
        if not any(_is_asked(definition, field, kind) for kind in definition.requests):
            dead.add(path)
            report(path, "IZN322", f"“{field.id}” tidak ditanyakan pada jenis permohonan mana pun.", "warning")
    if not outcomes:
        return
    told: set[str] = set()
    for path, rule in rules_of(definition):
        judged = path[-1] in _CONDITIONS and path[:-1] not in dead and rule.text not in told and own(path)
        if judged and not _ever(definition, path, rule, outcomes):
            told.add(rule.text)
            report(path, "IZN319", f"Rumus “{rule.text}” tidak benar pada satu pun contoh.", "warning")


def _is_asked(definition: Definition, field: FieldDef, kind: str) -> bool:
    """Not asking again in a kind that edits a few fields is no fault: another kind asked."""
    return field.for_ is None or kind in field.for_


def _ever(definition: Definition, path: Path, rule: Rule, outcomes: list[Assessment]) -> bool:
    if rule.logic is None or any(name.startswith("defects.") for name in rule.reads):
        return True
    return any(
        holds(definition, rule, outcome.facts, row) for outcome in outcomes for row in _rows(definition, path, outcome)
    )


def _rows(definition: Definition, path: Path, outcome: Assessment) -> Iterator[Any]:
    """The rows that a rule is asked of: those of its group, or none."""
    group = _group(definition, path)
    if group is None:
        yield None
        return
    rows = outcome.facts.get(group)
    yield from rows if isinstance(rows, list) else ()


def _group(definition: Definition, path: Path) -> str | None:
    match path:
        case ("sections", int(section), "fields", int(field), "fields" | "rules", *_):
            one = definition.sections[section].fields[field]
            return one.id if one.type is FieldType.GROUP and one.repeats else None
        case ("documents" | "inspections" | "certificates" | "letters" as key, int(index), *_):
            per = getattr(definition, key)[index].per
            return str(per) if per else None
        case ("events", int(index), *_):
            return definition.events[index].participants
    return None
