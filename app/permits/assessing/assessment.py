"""`assess`: the truth about a case. `applications.submit` and the examples of definitions call nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.permits import identity
from app.permits.assessing import conditions, judging, officers, papers
from app.permits.assessing.sheet import Sheet
from app.permits.assessing.walking import filled_in
from app.permits.case import Assessment, Case, Problem
from app.permits.model import Definition, FieldDef, FieldType, Text
from app.permits.names import input_name, parts_of


def assess(definition: Definition, case: Case) -> Assessment:
    """What is asked, what it amounts to, what is wrong. Never raises, whatever the answers are."""
    sheet = filled_in(definition, case)
    officers.add_facts(sheet)
    found = [
        *conditions.first_problems(sheet),
        *judging.field_problems(sheet),
        *papers.paper_problems(sheet),
        *conditions.last_problems(sheet),
    ]
    return Assessment(
        values=sheet.values,
        variant=sheet.variant,
        visible=frozenset(sheet.visible),
        required=frozenset(sheet.required),
        readonly=frozenset(sheet.readonly),
        problems=_in_page_order(definition, found),
        facts=sheet.facts,
        advice=(*papers.advice(sheet), *_warnings(sheet)),
    )


def check(definition: Definition, case: Case) -> tuple[Problem, ...]:
    """What is wrong with a case, in page order."""
    return assess(definition, case).problems


def check_staff(definition: Definition, case: Case, tier: str) -> tuple[Problem, ...]:
    """What is wrong with the fields that officers of `tier` fill or change."""
    sheet = filled_in(definition, case)
    found: list[Problem] = []
    for one in definition.fields:
        if tier not in one.tier_editable or one.id not in sheet.visible:
            continue
        sheet.readonly.discard(one.id)
        if one.required if isinstance(one.required, bool) else sheet.holds(one.required.when):
            sheet.required.add(one.id)
        found.extend(
            judging.value_problems(sheet, one, one.id, sheet.values)
            if one.type is not FieldType.GROUP
            else judging.group_problems(sheet, one)
        )
    return tuple(found)


def input_names(definition: Definition, assessment: Assessment, section_id: str | None = None) -> tuple[str, ...]:
    """Names of the inputs that are asked, in page order; of one section, or of all with the papers at the end."""
    names: list[str] = []
    for section in definition.sections:
        if section_id is None or section.id == section_id:
            for field in section.fields:
                names.extend(_names_of(field, assessment))
    if section_id is None:
        names.extend(name for name in _paper_names(definition, assessment))
    return tuple(names)


def _names_of(field: FieldDef, assessment: Assessment) -> Iterable[str]:
    if field.id not in assessment.visible:
        return
    if field.type is FieldType.GROUP:
        value = assessment.values.get(field.id)
        count = len(value) if isinstance(value, list) else 0
        prefixes = [input_name(field.id, index) for index in range(count)] if field.repeats else [field.id]
        for prefix in prefixes:
            for column in field.fields:
                name = input_name(prefix, column.id)
                yield from (known for known in (name, f"{name}_lain") if known in assessment.visible)
        return
    yield from (input_name(field.id, part) for part in parts_of(field)) if parts_of(field) else (field.id,)
    if f"{field.id}_lain" in assessment.visible:
        yield f"{field.id}_lain"


def _paper_names(definition: Definition, assessment: Assessment) -> Iterable[str]:
    for document in definition.documents:
        if document.one_of:
            continue
        if document.per is None:
            yield from (name for name in (document.id,) if name in assessment.visible)
            continue
        value = assessment.values.get(document.per)
        for index in range(len(value) if isinstance(value, list) else 0):
            name = input_name(document.per, index, document.id)
            if name in assessment.visible:
                yield name


def _in_page_order(definition: Definition, problems: list[Problem]) -> tuple[Problem, ...]:
    """Eligibility first, then fields and papers as they stand on the page; a rule stands with its first field."""
    order = {field.id: index for index, field in enumerate(definition.fields, 1)}
    order |= {document.id: index for index, document in enumerate(definition.documents, len(order) + 1)}
    first = {"request", "applicants", "needs", *(rule.id for rule in definition.eligibility)}

    def key(item: tuple[int, Problem]) -> tuple[int, int]:
        number, problem = item
        if problem.name in first:
            return 0, number
        place = problem.places[0]
        row = place.split("-")
        position = order.get(row[-1]) if len(row) > 1 and row[0] not in order else order.get(row[0])
        return position or order.get(place.removesuffix("_lain")) or len(order) + 1, number

    return tuple(problem for _, problem in sorted(enumerate(problems), key=key))


def _warnings(sheet: Sheet) -> Iterable[Problem]:
    """What is unusual but may be right: the check digit of an old NPWP."""
    for one in sheet.definition.fields:
        rows: Any = [sheet.values]
        prefix = ""
        columns: tuple[FieldDef, ...] = (one,)
        if one.type is FieldType.GROUP:
            value, columns = sheet.values.get(one.id), one.fields
            rows = value if isinstance(value, list) else [value or {}]
            prefix = one.id
        for index, row in enumerate(rows):
            for column in columns:
                value = row.get(column.id) if isinstance(row, Mapping) else None
                if column.type is not FieldType.NPWP or not isinstance(value, str):
                    continue
                message = identity.npwp_warning(value)
                parts = (prefix, index, column.id) if one.repeats else (prefix, column.id)
                if message:
                    name = input_name(*parts) if prefix else column.id
                    yield Problem(name, Text(id=f"{column.label.id}: {message}"))
