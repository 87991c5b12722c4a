"""Where each answer comes from: the account, an officer, the applicant, the permit referred to. Parsed once, here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.permits import fieldtypes
from app.permits.assessing.sheet import Row, mapping_of
from app.permits.case import Case
from app.permits.kinds import is_open
from app.permits.model import Definition, FieldDef, FieldType


def given_values(definition: Definition, case: Case) -> dict[str, Any]:
    """Parsed values of every field by its origin: account, officer, applicant, or the permit referred to."""
    found: dict[str, Any] = {}
    answers, staff = mapping_of(case.answers), mapping_of(case.staff)
    for one in definition.fields:
        if one.computed is not None or one.type is FieldType.NOTE:
            continue
        found[one.id] = parsed(one, _origin(definition, case, one, answers, staff))
        if one.other:
            found[f"{one.id}_lain"] = _other_text(answers.get(f"{one.id}_lain"))
    return found


def _origin(
    definition: Definition, case: Case, one: FieldDef, answers: Mapping[str, Any], staff: Mapping[str, Any]
) -> Any:
    if from_account(one):
        return account_value(one, case)
    if one.tier_editable and one.id in staff:
        return staff[one.id]
    if one.staff_only:
        return staff.get(one.id, mapping_of(case.referred.answers).get(one.id) if case.referred is not None else None)
    if is_open(definition, one, case.kind):
        value = answers.get(one.id)
        if one.type is FieldType.GROUP and not one.repeats and case.referred is not None:
            return _mixed(definition, case.kind, one, mapping_of(value), mapping_of(case.referred.answers.get(one.id)))
        return one.default if value is None and not one.required else value
    return mapping_of(case.referred.answers).get(one.id) if case.referred is not None else None


def _mixed(
    definition: Definition, kind: str, group: FieldDef, typed: Mapping[str, Any], kept: Mapping[str, Any]
) -> Row:
    """An object of which a kind opens only some fields."""
    return {
        column.id: (typed if is_open(definition, column, kind, group) else kept).get(column.id)
        for column in group.fields
    }


def from_account(one: FieldDef) -> bool:
    """A read-only snapshot of the applicant's profile: `prefill: profile` or `profile.<name>` with `readonly: true`."""
    return one.readonly is True and one.prefill is not None and one.prefill.partition(".")[0] == "profile"


def account_value(one: FieldDef, case: Case) -> Any:
    """What the profile holds for a field that is prefilled from it."""
    return mapping_of(case.applicant).get((one.prefill or "").partition(".")[2] or one.id)


def parsed(one: FieldDef, raw: Any) -> Any:
    if one.type is not FieldType.GROUP:
        return fieldtypes.parse(one, raw)
    if not one.repeats:
        return _parsed_row(one, raw) if isinstance(raw, Mapping) else {}
    if not isinstance(raw, list | tuple):
        return []
    most = one.repeat.max if one.repeat else 0
    return [_parsed_row(one, row, index) for index, row in enumerate(raw[: most + 1])]


def _parsed_row(group: FieldDef, row: Any, index: int | None = None) -> Row:
    typed = mapping_of(row)
    found: Row = {}
    if index is not None:
        own = typed.get("_id")
        found["_id"] = own if isinstance(own, str) and own else f"r{index}"
    for column in group.fields:
        if column.computed is None and column.type is not FieldType.NOTE and not column.is_paper:
            found[column.id] = parsed(column, typed.get(column.id))
            if column.other:
                found[f"{column.id}_lain"] = _other_text(typed.get(f"{column.id}_lain"))
    return found


def _other_text(value: Any) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None
