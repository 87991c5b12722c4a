"""An example played through: the form it meets, what is missing, its route, due date, fee and papers.

`permits simulate` prints it, the console's preview draws it; both get the same value from `simulate`. Nothing is stored
and no number is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.permits import examples, fees, fieldtypes
from app.permits.assessing import input_names
from app.permits.case import Assessment, Problem
from app.permits.flow import Stage, stages
from app.permits.kinds import input_papers
from app.permits.model import Definition, Example, FieldDef, FieldType
from app.permits.names import input_name
from app.permits.numbers import NumberOverflow
from app.permits.products import Product

Due = Callable[[date, float], date]
"""The last day of so many working days after a day; the clock and its holidays live above this package."""


@dataclass(frozen=True, slots=True)
class Question:
    """One input of the form. A hidden one has no value; `shown` is the value as people read it."""

    name: str
    label: str
    asked: bool
    required: bool = False
    readonly: bool = False
    computed: bool = False
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A section as this applicant meets it."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is asked for."""

    name: str
    label: str
    required: bool
    given: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper that would be given, with an example of its number."""

    product: Product
    title: str
    number: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came of one example. `differences` from its `expect` are empty when the definition proves itself."""

    example: Example
    differences: tuple[str, ...]
    assessment: Assessment
    sections: tuple[Outline, ...]
    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...]
    route: tuple[Stage, ...]
    workdays: float | None
    due: date | None
    lines: tuple[fees.FeeAmount, ...]
    fee: int | None
    issues: tuple[Issue, ...]
    signed_on: date


def simulate(definition: Definition, example: Example, due: Due | None = None) -> Simulation:
    """Play one example through. Never raises for what the example holds."""
    outcome = examples.Outcome(definition, example)
    assessment = outcome.assessment
    days = _workdays(definition, assessment)
    return Simulation(
        example=example,
        differences=examples.run(definition, example),
        assessment=assessment,
        sections=tuple(_sections(definition, assessment)),
        papers=tuple(_papers(definition, example, assessment)),
        problems=tuple(problem for problem in assessment.problems if not problem.missing),
        missing=assessment.missing,
        route=stages(definition, example.request, assessment.facts),
        workdays=days,
        due=due(outcome.today, days) if due is not None and days is not None else None,
        lines=fees.fees(definition, assessment.facts),
        fee=fees.total(definition, assessment.facts),
        issues=tuple(_issue(definition, outcome, product) for product in outcome.products()),
        signed_on=outcome.signed_on,
    )


def _workdays(definition: Definition, assessment: Assessment) -> float | None:
    """The clock's total; None where it hangs on a variant that is not known yet."""
    clock = definition.flow.clock
    total: Any = clock.total if clock else None
    if isinstance(total, str):
        total = (assessment.variant or {}).get(total.removeprefix("variant."))
    if clock is None or not isinstance(total, int | float):
        return None
    return total / 8 if clock.unit == "hours" else float(total)


def _sections(definition: Definition, assessment: Assessment) -> list[Outline]:
    found = []
    for section in definition.sections:
        asked = input_names(definition, assessment, section.id)
        questions: list[Question] = []
        for field in section.fields:
            own = [name for name in asked if name == field.id or name.startswith(f"{field.id}-")]
            if field.type is FieldType.GROUP:
                columns = {name: _column(field, name) for name in own}
                questions.extend(_question(definition, one, name, assessment) for name, one in columns.items() if one)
            elif field.type is not FieldType.NOTE and own:
                questions.append(_question(definition, field, field.id, assessment))
            if not own and field.type is not FieldType.NOTE:
                questions.append(Question(field.id, field.label.id, asked=False))
        found.append(Outline(section.id, section.title.id, tuple(questions)))
    return found


def _column(group: FieldDef, name: str) -> FieldDef | None:
    last = name.rpartition("-")[2]
    return next((column for column in group.fields if column.id == last), None)


def _question(definition: Definition, field: FieldDef, name: str, assessment: Assessment) -> Question:
    value = examples.value_at(assessment.values, name)
    held = {field.id: value, f"{field.id}_lain": examples.value_at(assessment.values, f"{name}_lain")}
    return Question(
        name=name,
        label=field.label.id,
        asked=True,
        required=name in assessment.required,
        readonly=name in assessment.readonly,
        computed=field.computed is not None,
        shown="" if value is None else fieldtypes.show_in(field, held, "id", definition.tables),
    )


def _papers(definition: Definition, example: Example, assessment: Assessment) -> list[Paper]:
    given = {name for entry in example.documents for name in (entry if isinstance(entry, Mapping) else (entry,))}
    found = []
    for document in input_papers(definition, example.request):
        rows = assessment.values.get(document.per) if document.per else None
        names = [document.id]
        if document.per:
            count = len(rows) if isinstance(rows, list) else 0
            names = [input_name(document.per, index, document.id) for index in range(count)]
        for name in names:
            if name in assessment.visible:
                found.append(Paper(name, document.label.id, name in assessment.required, name in given))
    return found


def _issue(definition: Definition, outcome: examples.Outcome, product: Product) -> Issue:
    title = product.certificate.title or definition.title
    try:
        number, valid_to = outcome.number(product), outcome.valid_to(product)
    except (ValueError, KeyError, NumberOverflow):  # a date or a part hangs on what is missing
        number, valid_to = "", None
    return Issue(product, title.id, number, valid_to)
