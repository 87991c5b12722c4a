"""One application under its own version and under a new one: what the validator says in both. Reads only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app import catalog
from app.applications import answers as halves
from app.applications import content
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.permits import assess, fees, flow, products, stages
from app.permits.case import Assessment, Case
from app.permits.comparing import migrate, paper_name
from app.permits.model import Definition

ROW = re.compile(r"-\d+-")
Path = Sequence[tuple[int, Definition]]  # (version, definition) from the application's own up to the new one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is asked anew and what is wrong now, by input name without row numbers; what else comes out differently."""

    needs: frozenset[str] = frozenset()
    invalid: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    route: bool = False
    fee: bool = False
    papers: bool = False
    kept: bool = False  # the new version has no such kind of request: the draft stays where it is


@dataclass(frozen=True, slots=True)
class Brought:
    """Answers and paper names as the last version of the path holds them."""

    answers: dict[str, Any]
    renamed: tuple[dict[str, str], ...]
    aside: tuple[str, ...]

    def paper(self, name: str) -> str:
        for renamed in self.renamed:
            name = paper_name(renamed, name)
        return name


def path_to(code: str, version: int, last: Definition, number: int = 0) -> list[tuple[int, Definition]]:
    """The versions from `version` up to the live one, then `last`; `number` is what `last` is or will be."""
    path = [(version, catalog.definition(code, version))]
    path += [(step.version, catalog.definition(code, step.version)) for step in catalog.steps(code, version)]
    return path if path[-1][0] == number else [*path, (number, last)]


def brought(path: Path, answers: Mapping[str, Any]) -> Brought:
    """The answers step by step along the path."""
    values, renamed, aside = dict(answers), [], []
    for (version, old), (_next, new) in zip(path, path[1:], strict=False):
        moved = migrate(old, new, version, values)
        values = moved.answers
        renamed.append(moved.renamed)
        aside.extend(moved.aside)
    return Brought(values, tuple(renamed), tuple(aside))


def replayed(
    application: Application, path: Path, register: PermitRegister, today: date, holidays: frozenset[date]
) -> Outcome:
    """What the last version of the path makes of the application."""
    (_version, old), (_number, new) = path[0], path[-1]
    if application.kind not in new.requests:
        return Outcome(kept=True)
    case = content.case(application, register, today, holidays=holidays)
    moved = brought(path, content.answers(application))
    before, after = assess(old, case), assess(new, moved_case(case, moved, new))
    renamed = {moved.paper(name) for name in generic(before.missing)}
    return Outcome(
        needs=frozenset(generic(after.missing) - renamed),
        invalid=frozenset(generic(after.errors) - {moved.paper(name) for name in generic(before.errors)}),
        aside=frozenset(moved.aside),
        route=_route(old, case.kind, before) != _route(new, case.kind, after),
        fee=fees.total(old, before.facts) != fees.total(new, after.facts),
        papers=_papers(old, case.kind, before) != _papers(new, case.kind, after),
    )


def moved_case(case: Case, moved: Brought, new: Definition) -> Case:
    """The same request as the new version reads it."""
    known = halves.by_id(new.fields)
    return replace(
        case,
        answers={key: value for key, value in moved.answers.items() if key in known},
        documents={moved.paper(name): files for name, files in case.documents.items()},
    )


def generic(names: Sequence[str]) -> set[str]:
    """`barang-2-jumlah` → `barang-jumlah`: rows are not told apart in a report."""
    return {ROW.sub("-", name) for name in names}


def _route(definition: Definition, kind: str, assessment: Assessment) -> tuple[str, ...]:
    return flow.route(stages(definition, kind, assessment.facts))


def _papers(definition: Definition, kind: str, assessment: Assessment) -> list[str]:
    return [f"{one.certificate.id} {one.row_id}" for one in products(definition, kind, assessment.facts)]
