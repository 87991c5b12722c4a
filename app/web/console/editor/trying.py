"""A case that an author types to try a draft: read from the post, judged by the one validator, never stored."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app import forms
from app.forms.questions import Question, View
from app.forms.sections import padded
from app.foundation import calendar
from app.permits import assess
from app.permits.case import Assessment
from app.permits.editing.expectations import computed
from app.permits.examples import case_of
from app.permits.explaining import Explainer
from app.permits.kinds import input_papers
from app.permits.model import Definition, Example
from app.permits.simulation import Simulation, simulate
from app.verification import clock

PERSON = {
    "kind": "perorangan",
    "nama": "Contoh Pemohon",
    "nik": "3375010201850002",
    "tanggal_lahir": "1985-01-02",
    "jenis_kelamin": "L",
    "alamat": "Jalan Contoh Nomor 5",
    "kelurahan": "Klego",
    "kecamatan": "Pekalongan Timur",
    "kota": "Kota Pekalongan",
    "no_hp": "+6281234567890",
    "email": "contoh@contoh.id",
}
ROW_ID = "_id"
ACTION = "_aksi"
ABOUT = "coba"  # prefix of the inputs that are no question of the definition


@dataclass(frozen=True)
class Trial:
    """One case on the page: what was typed, and how it stands."""

    definition: Definition
    example: Example
    assessment: Assessment

    def sections(self, locale: str, *, scold: bool = False) -> list[tuple[str, tuple[Question, ...]]]:
        """Title and questions of each section that asks something, by the portal's own renderer."""
        problems = {
            place: problem.message.text(locale)
            for problem in reversed(self.assessment.problems)
            if scold
            for place in problem.places
        }
        found = []
        for section in self.definition.sections:
            answers = padded(self.definition, section, self.example.answers)
            form = forms.build(self.definition, section, kind=self.example.request, answers=answers, locale=locale)
            judged = (
                self.assessment if answers == self.example.answers else _judged(self.definition, self.example, answers)
            )
            why = Explainer(self.definition, judged.facts, locale).why
            view = View(form, judged, lambda _name: True, problems=problems, locale=locale, why=why)
            questions = view.questions()
            if questions:
                found.append((section.title.text(locale), questions))
        return found

    def papers(self) -> list[tuple[str, str, bool, bool]]:
        """(name, label, must, handed in) of each paper that this case asks for."""
        handed = {name if isinstance(name, str) else next(iter(name)) for name in self.example.documents}
        return [
            (one.id, one.label.id, one.id in self.assessment.required, one.id in handed)
            for one in input_papers(self.definition, self.example.request)
            if one.per is None and one.id in self.assessment.visible
        ]

    @functools.cached_property
    def simulation(self) -> Simulation:
        return simulate(self.definition, self.example, _due(calendar.holidays()))

    @property
    def expect(self) -> dict[str, Any]:
        return computed(self.definition, self.simulation)


def of_example(definition: Definition, example: Example) -> Trial:
    """A case as an example of the definition describes it."""
    return Trial(definition, example, assess(definition, case_of(definition, example)))


def empty(definition: Definition, today: str) -> Trial:
    """A case in which nothing was typed yet, all papers ready."""
    papers = tuple(
        one.id for one in definition.documents if not one.one_of and one.per is None and one.from_ == "applicant"
    )
    kind = "baru" if "baru" in definition.requests else next(iter(definition.requests), "baru")
    example = Example(name="", request=kind, today=today, applicant=PERSON, documents=papers)
    return of_example(definition, example)


def of_post(definition: Definition, posted: MultiDict[str, str], before: Mapping[str, Any]) -> Trial:
    """The case that the form holds. `before` are the keys of the example that no input of the form shows."""
    kind = posted.get(f"{ABOUT}-permohonan", "baru")
    answers: dict[str, Any] = {}
    for section in definition.sections:
        stored = _rows_of(posted, section)
        form = forms.build(definition, section, kind=kind, answers=stored, formdata=posted)
        answers |= {key: value for key, value in _clean(form.answers()).items() if value not in (None, "", [], {})}
    answers = _rows_changed(posted.get(ACTION, ""), answers)
    applicant = {**dict(before.get("applicant") or PERSON), "kind": posted.get(f"{ABOUT}-pemohon", "perorangan")}
    today = posted.get(f"{ABOUT}-tanggal", "")
    example = Example.model_validate(
        {
            **{
                key: value
                for key, value in before.items()
                if key in ("permits", "staff", "taken", "parties", "consents")
            },
            "name": posted.get(f"{ABOUT}-nama", "").strip(),
            "request": kind if kind in definition.requests else "baru",
            "today": today if re.fullmatch(r"\d{4}-\d{2}-\d{2}", today) else "2026-01-05",
            "applicant": applicant,
            "answers": answers,
            "documents": _handed_in(definition, posted),
        }
    )
    return of_example(definition, example)


def _due(holidays: frozenset[date]) -> Callable[[date, float], date]:
    return lambda day, days: clock.due_date(day, days, holidays)


def _handed_in(definition: Definition, posted: Mapping[str, str]) -> list[str]:
    """Papers that are ticked, and those that the page did not show yet: as in a new example, they are ready."""
    shown = posted.get(f"{ABOUT}-tampil", "").split()
    named = [one.id for one in definition.documents if not one.one_of and one.per is None and one.from_ == "applicant"]
    return [name for name in named if name not in shown or f"{ABOUT}-dokumen-{name}" in posted]


def _judged(definition: Definition, example: Example, answers: Mapping[str, Any]) -> Assessment:
    return assess(definition, replace(case_of(definition, example), answers=answers))


def _rows_of(posted: Mapping[str, str], section: Any) -> dict[str, Any]:
    """Empty rows in place of stored ones, so that the form has inputs for each row that was posted."""
    found: dict[str, Any] = {}
    for field in section.fields:
        if field.repeats:
            indexes = {int(match[1]) for key in posted if (match := re.match(rf"{field.id}-(\d{{1,3}})-", key))}
            found[field.id] = [{} for _ in range(max(indexes, default=-1) + 1)]
    return found


def _clean(value: Any) -> Any:
    """Without ids of rows and what was left open."""
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items() if key != ROW_ID and item not in (None, "")}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _rows_changed(action: str, answers: dict[str, Any]) -> dict[str, Any]:
    """`tambah:barang` adds an empty row."""
    verb, _colon, group = action.partition(":")
    if verb != "tambah" or not group:
        return answers
    rows = answers.get(group)
    return {**answers, group: [*(rows if isinstance(rows, list) else []), {}]}
