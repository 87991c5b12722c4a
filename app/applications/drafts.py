"""Filling in: what is taken from a form, what is kept, what is refused. Drafts are saved even when they are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from app.applications import answers as halves
from app.applications.corrections import is_named
from app.applications.kinds import typed_by_applicant
from app.permits.model import Definition, FieldDef, FieldType, Section
from app.permits.referring import fixed_groups


def merged(
    definition: Definition,
    section: Section,
    kind: str,
    old: Mapping[str, Any],
    posted: Mapping[str, Any],
    opened: Set[str] | None,
) -> dict[str, Any]:
    """All answers after a section was posted. `opened` names the inputs of a correction; None in a draft.

    What was not posted stays; what is not the section's, not open in this kind or not to be typed is left as it was.
    """
    result = dict(old)
    for field in section.fields:
        if not typed_by_applicant(definition, field, kind):
            continue
        for key in _keys(field):
            if key in posted:
                result[key] = _chosen(field, key, old.get(key), posted[key], opened)
        if field.id in fixed_groups(definition, kind) and halves.is_rows(old.get(field.id)):
            result[field.id] = _same_rows(old[field.id], result[field.id])
    return result


def prefilled(
    definition: Definition, kind: str, snapshot: Mapping[str, Any], copied: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers to begin with: copied from the permit referred to, else from profile and defaults."""
    values = dict(copied)
    for field in definition.fields:
        if field.id in values or not typed_by_applicant(definition, field, kind):
            continue
        value = _profile_value(field, snapshot) if field.prefill else field.default
        if value is not None:
            values[field.id] = value
    return values


def copied(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What of a permit's answers goes into the draft: all but what only officers fill in."""
    officers = {field.id for field in definition.fields if field.staff_only}
    return {name: value for name, value in answers.items() if name not in officers}


def _keys(field: FieldDef) -> tuple[str, ...]:
    return (field.id, field.id + halves.OTHER) if field.other else (field.id,)


def _profile_value(field: FieldDef, snapshot: Mapping[str, Any]) -> Any:
    """`prefill: profile` takes the value of the same name, `profile.email` the one it names."""
    origin, _, name = (field.prefill or "").partition(".")
    if origin != "profile":
        return None
    if field.type is FieldType.GROUP and not field.repeats:
        held = snapshot.get(name or field.id)
        return dict(held) if isinstance(held, Mapping) else None
    return snapshot.get(name or field.id)


def _chosen(field: FieldDef, key: str, old: Any, new: Any, opened: Set[str] | None) -> Any:
    if opened is None or opened & {key, field.id}:
        return new
    if isinstance(new, Mapping):
        return _cells(key, old if isinstance(old, Mapping) else {}, new, opened)
    if halves.is_rows(new) and halves.is_rows(old):
        return _rows(key, old, new, opened)
    return old


def _rows(
    key: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], opened: Set[str]
) -> list[dict[str, Any]]:
    """Cell by cell; a correction of cells neither adds nor removes rows."""
    posted = {row.get(halves.ROW_ID): row for row in new}
    return [
        _cells(f"{key}-{place}", row, posted.get(row.get(halves.ROW_ID), row), opened) for place, row in enumerate(old)
    ]


def _same_rows(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the permits referred to, as they are typed over: none comes, none goes."""
    typed = {row.get(halves.ROW_ID): row for row in new}
    return [dict(typed.get(row.get(halves.ROW_ID), row)) for row in old]


def _cells(prefix: str, old: Mapping[str, Any], new: Mapping[str, Any], opened: Set[str]) -> dict[str, Any]:
    result = dict(old)
    for column, value in new.items():
        if is_named(f"{prefix}-{column}", opened) or is_named(f"{prefix}-{column.removesuffix(halves.OTHER)}", opened):
            result[column] = value
    return result
