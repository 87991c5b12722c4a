"""The two halves of answers, open and sealed, and the stable ids of group rows. Plain mappings in and out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from app.permits.model import FieldDef, FieldType

ROW_ID = "_id"
ROW_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
OTHER = "_lain"  # the text of "other" stands beside its choice

Halves = tuple[dict[str, Any], dict[str, Any]]


def split(fields: Sequence[FieldDef], answers: Mapping[str, Any]) -> Halves:
    """Open and sealed halves. What the definition does not know is sealed: nobody said that it may lie open."""
    open_half: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    known = by_id(fields)
    for key, value in answers.items():
        field = known.get(key)
        if field is None or field.sealed:
            sealed[key] = value
        elif field.repeats and is_rows(value):
            open_half[key], hidden = _split_rows(field, value)
            if hidden:
                sealed[key] = hidden
        elif field.type is FieldType.GROUP and isinstance(value, Mapping):
            open_half[key], hidden = split(field.fields, value)
            if hidden:
                sealed[key] = hidden
        else:
            open_half[key] = value
    return open_half, sealed


def join(open_half: Mapping[str, Any], sealed: Mapping[str, Any]) -> dict[str, Any]:
    """The one mapping that services see."""
    answers = dict(open_half)
    for key, hidden in sealed.items():
        shown = answers.get(key)
        if isinstance(shown, list) and isinstance(hidden, Mapping):
            answers[key] = [join(row, hidden.get(row.get(ROW_ID), {})) for row in shown]
        elif isinstance(shown, Mapping) and isinstance(hidden, Mapping):
            answers[key] = join(shown, hidden)
        else:
            answers[key] = hidden
    return answers


def by_id(fields: Iterable[FieldDef]) -> dict[str, FieldDef]:
    """Fields by the keys under which answers hold them, the text of "other" included."""
    known: dict[str, FieldDef] = {}
    for field in fields:
        known[field.id] = field
        if field.other:
            known[field.id + OTHER] = field
    return known


def is_rows(value: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    """Whether this is a list of mappings, as a repeating group stores them."""
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def with_row_ids(fields: Sequence[FieldDef], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers where every row has an id of its own; ids that are there stay."""
    result = dict(answers)
    for field in fields:
        value = result.get(field.id)
        if field.type is not FieldType.GROUP or value is None:
            continue
        if field.repeats and is_rows(value):
            result[field.id] = _named_rows(field, value)
        elif isinstance(value, Mapping):
            result[field.id] = with_row_ids(field.fields, value)
    return result


def new_row_id(taken: Iterable[str]) -> str:
    """`r` and three more; unique within its group."""
    used = set(taken)
    while True:
        candidate = "r" + "".join(secrets.choice(ROW_ALPHABET) for _ in range(3))
        if candidate not in used:
            return candidate


def stable_name(answers: Mapping[str, Any], name: str) -> str:
    """`peserta-0-foto` → `peserta-r1ab-foto`: how the database names an input of a row. Other names stay."""
    group, place, rest = _parts(name)
    rows = answers.get(group)
    if rest and place.isdigit() and is_rows(rows) and int(place) < len(rows):
        return f"{group}-{rows[int(place)].get(ROW_ID, place)}-{rest}"
    return name


def index_name(answers: Mapping[str, Any], name: str) -> str | None:
    """`peserta-r1ab-foto` → `peserta-0-foto`: how pages and rules name it. None when the row is gone."""
    group, row_id, rest = _parts(name)
    rows = answers.get(group)
    if not rest or not is_rows(rows):
        return None if rest and row_id.startswith("r") else name
    if row_id.isdigit():
        return name if int(row_id) < len(rows) else None
    return next((f"{group}-{place}-{rest}" for place, row in enumerate(rows) if row.get(ROW_ID) == row_id), None)


def _parts(name: str) -> tuple[str, str, str]:
    group, _, tail = name.partition("-")
    place, _, rest = tail.partition("-")
    return group, place, rest


def _split_rows(field: FieldDef, rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    hidden: dict[str, Any] = {}
    for row in rows:
        row_id = str(row.get(ROW_ID, ""))
        open_row, sealed_row = split(field.fields, {key: value for key, value in row.items() if key != ROW_ID})
        shown.append({ROW_ID: row_id, **open_row})
        if sealed_row:
            hidden[row_id] = sealed_row
    return shown, hidden


def _named_rows(field: FieldDef, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    named: list[dict[str, Any]] = []
    taken: set[str] = set()
    for row in rows:
        row_id = str(row.get(ROW_ID) or "")
        if not row_id or row_id in taken:
            row_id = new_row_id(taken | {str(other.get(ROW_ID, "")) for other in rows})
        taken.add(row_id)
        named.append({**with_row_ids(field.fields, row), ROW_ID: row_id})
    return named
