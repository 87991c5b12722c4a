"""A section as a form: built from the definition, filled from stored answers, read back as stored answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from app.forms.builders import OTHER, Ask, build_inputs
from app.permits import is_open
from app.permits.case import EventDay
from app.permits.model import MOST, Definition, FieldDef, FieldType, Section
from app.permits.names import ADDRESS_PARTS, LOCATION_PARTS, input_name

ROW_ID = "_id"
PARTS = {FieldType.ADDRESS: ADDRESS_PARTS, FieldType.LOCATION: LOCATION_PARTS}
MAX_ROWS = MOST  # of one group in one post, whatever was posted; `repeat.max` is judged by the validator


class SectionForm(FlaskForm):
    """One section. Its inputs are flat (`barang-0-jenis`); `answers` puts them together again."""

    definition: Definition
    section: Section
    kind: str
    stored: Mapping[str, Any]
    posted: MultiDict[str, str]

    def answers(self) -> dict[str, Any]:
        """Stored form of what was posted, by field id. Fields that were not posted are left out."""
        found: dict[str, Any] = {}
        for field in asked(self.definition, self.section, self.kind):
            if not field.is_paper:
                self._collect(field, field.id, self.stored.get(field.id), found)
        return found

    def _collect(self, field: FieldDef, name: str, stored: Any, into: dict[str, Any]) -> None:
        value: Any
        if field.type is FieldType.GROUP:
            value = self._rows(field, name, stored) if field.repeats else self._object(field, name, stored)
        elif field.type in PARTS:
            value = self._parts(field, name, stored)
        else:
            value = self[name].data if self._has(name) else stored
            if field.other and self._has(name + OTHER):
                into[field.id + OTHER] = self[name + OTHER].data
        if self._touched(name, field):
            into[field.id] = value

    def _parts(self, field: FieldDef, name: str, stored: Any) -> dict[str, Any] | None:
        value = dict(stored) if isinstance(stored, Mapping) else {}
        for part in PARTS[field.type]:
            if self._has(input_name(name, part)):
                value[part] = self[input_name(name, part)].data
        if field.type is FieldType.LOCATION:
            value = {part: text.replace(",", ".") if isinstance(text, str) else text for part, text in value.items()}
        return {part: text for part, text in value.items() if text not in (None, "")} or None

    def _object(self, field: FieldDef, name: str, stored: Any) -> dict[str, Any]:
        value = dict(stored) if isinstance(stored, Mapping) else {}
        for child in field.fields:
            if child.computed is None and child.type is not FieldType.NOTE and not child.is_paper:
                self._collect(child, input_name(name, child.id), value.get(child.id), value)
        return value

    def _rows(self, field: FieldDef, name: str, stored: Any) -> list[dict[str, Any]]:
        rows = [dict(row) for row in stored] if isinstance(stored, list) else []
        by_id = {row.get(ROW_ID): row for row in rows if row.get(ROW_ID)}
        indexes = row_indexes(name, self.posted)
        named = any(input_name(name, index, ROW_ID) in self.posted for index in indexes)
        found: list[dict[str, Any]] = []
        for index in indexes:
            row_id = self.posted.get(input_name(name, index, ROW_ID))
            # A post that names no row at all (a machine's) means them by place; on our page a row without id is new.
            old = by_id.get(row_id) or (rows[index] if not named and index < len(rows) else {})
            row = {
                **self._object(field, input_name(name, index), old),
                **({ROW_ID: old[ROW_ID]} if ROW_ID in old else {}),
            }
            if ROW_ID in row or any(value not in (None, "", [], {}) for value in row.values()):
                found.append(row)
        return found

    def _has(self, name: str) -> bool:
        return name in self.posted and name in self

    def _touched(self, name: str, field: FieldDef) -> bool:
        if field.type is FieldType.GROUP or field.type in PARTS:
            return any(key.startswith(f"{name}-") for key in self.posted)
        return self._has(name)


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Stands in for a form where a section is only shown: it has no inputs."""

    definition: Definition
    section: Section
    stored: Mapping[str, Any]

    def __contains__(self, name: str) -> bool:
        return False


def build(
    definition: Definition,
    section: Section,
    *,
    kind: str,
    answers: Mapping[str, Any],
    formdata: MultiDict[str, str] | None = None,
    locale: str = "id",
    csrf: bool = False,
    schedule: Mapping[str, Sequence[EventDay]] | None = None,
) -> SectionForm:
    """The section's form, filled from `answers` and, where something was posted, from `formdata`.

    `schedule` are the dates that event fields offer.
    `csrf` adds WTForms' own token; pages that carry the portal's do not need a second one.
    """
    made = form_class(
        definition, section, kind=kind, answers=answers, formdata=formdata, locale=locale, schedule=schedule
    )
    form = made(formdata=formdata, data=flat(asked(definition, section, kind), answers), meta={"csrf": csrf})
    form.stored, form.posted = answers, formdata if formdata is not None else MultiDict()
    return form


def form_class(
    definition: Definition,
    section: Section,
    *,
    kind: str,
    answers: Mapping[str, Any],
    formdata: Mapping[str, str] | None = None,
    locale: str = "id",
    schedule: Mapping[str, Sequence[EventDay]] | None = None,
) -> type[SectionForm]:
    """The class alone, for views that make the instance themselves. Raises DefinitionError for an impossible name."""
    fields = asked(definition, section, kind)
    ask = Ask(definition, locale, rows_shown(fields, answers, formdata), schedule or {})
    inputs = {name: unbound for field in fields for name, unbound in build_inputs(field, field.id, ask).items()}
    return type("SectionForm", (SectionForm,), {**inputs, "definition": definition, "section": section, "kind": kind})


def asked(definition: Definition, section: Section, kind: str) -> list[FieldDef]:
    """The fields of the section that take an answer in this kind of request."""
    return [
        field
        for field in section.fields
        if field.computed is None
        and not field.staff_only
        and field.type is not FieldType.NOTE
        and is_open(definition, field, kind)
    ]


def padded(definition: Definition, section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with as many empty rows as a group needs at least, so that they can be typed in without a click."""
    result = dict(answers)
    for field in section.fields:
        rows = result.get(field.id)
        if field.repeats and field.repeat and field.rows_from is None and (rows is None or isinstance(rows, list)):
            wanted = max(field.repeat.min, 0)
            result[field.id] = [*(rows or []), *({} for _ in range(wanted - len(rows or [])))]
    return result


def rows_shown(
    fields: Iterable[FieldDef], answers: Mapping[str, Any], formdata: Mapping[str, str] | None
) -> dict[str, tuple[int, ...]]:
    """Group's name → the indexes that have inputs: those that are stored and those that were posted."""
    shown: dict[str, tuple[int, ...]] = {}
    for field in fields:
        if field.type is FieldType.GROUP and field.repeats:
            stored = answers.get(field.id)
            count = len(stored) if isinstance(stored, list) else 0
            shown[field.id] = tuple(sorted({*range(count), *row_indexes(field.id, formdata or {})}))
    return shown


def row_indexes(name: str, formdata: Mapping[str, Any]) -> list[int]:
    """The rows that a post holds, in order; at most so many as a person could have typed."""
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-")
    found = {int(match.group(1)) for key in formdata if (match := pattern.match(key))}
    return sorted(found)[:MAX_ROWS]


def flat(fields: Sequence[FieldDef], answers: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Stored answers by input name, as WTForms fills its inputs."""
    data: dict[str, Any] = {}
    for field in fields:
        name, value = f"{prefix}{field.id}", answers.get(field.id)
        if field.repeats and isinstance(value, list):
            for index, row in enumerate(value):
                data |= flat(field.fields, row if isinstance(row, Mapping) else {}, f"{name}-{index}-")
        elif field.type is FieldType.GROUP:
            data |= flat(field.fields, value if isinstance(value, Mapping) else {}, f"{name}-")
        elif field.type in PARTS:
            parts = value if isinstance(value, Mapping) else {}
            data |= {input_name(name, part): parts.get(part) for part in PARTS[field.type]}
        else:
            data[name] = value
            if field.other:
                data[name + OTHER] = answers.get(field.id + OTHER)
    return data
