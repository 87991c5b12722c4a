"""What every page of one application needs: the rows, the definition of its version, what the validator says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app.accounts import profiles
from app.applications import answers as halves
from app.applications import bundles, content, corrections, drafts, kinds, labels, queries
from app.applications.lifecycle import OPEN_TO_APPLICANT
from app.applications.models import Application, Correction
from app.forms import Live, padded
from app.foundation.timing import wib_date
from app.permits import assess
from app.permits.case import Assessment, Case, Problem
from app.permits.explaining import Explainer, is_profile_copy
from app.permits.model import Definition, Section
from app.permits.names import field_of, input_name
from app.permits.packages import Shared, shared
from app.web import current
from app.web.context import locale


@dataclass(frozen=True)
class Workspace:
    """One application as the person before the screen may fill it in."""

    application: Application
    definition: Definition
    case: Case
    locale: str

    @cached_property
    def assessment(self) -> Assessment:
        return assess(self.definition, self.case)

    @cached_property
    def explainer(self) -> Explainer:
        """“Mengapa?” of this case."""
        return Explainer(self.definition, self.assessment.facts, self.locale)

    def live(self, section: Section) -> Live:
        """The rules that the section's page follows by itself."""
        return Live(self.definition, section, self.application.kind, self.assessment, self.may_answer, self.locale)

    @cached_property
    def correction(self) -> Correction | None:
        return kinds.open_round(self.application)

    @cached_property
    def opened(self) -> frozenset[str] | None:
        """Inputs that a correction opens: what was remarked on, and what is missing now. None in a draft."""
        if self.correction is None:
            return None
        return corrections.open_inputs(self.application, self.correction) | self.also_open

    @cached_property
    def also_open(self) -> frozenset[str]:
        """What the correction itself brought up stays open until it is handed in: it may have been mistyped."""
        if self.correction is None:
            return frozenset()
        fresh = corrections.asked_since(self.application, self.correction, self.assessment.required)
        return fresh | frozenset(self.assessment.missing)

    @cached_property
    def upcoming(self) -> frozenset[str]:
        """What a correction may yet bring up: questions that are hidden now and must be answered once they appear."""
        if self.correction is None:
            return frozenset()
        hidden = set(_demanding(self.definition, self.values)) - self.assessment.visible
        return corrections.asked_since(self.application, self.correction, hidden)

    def brought_up(self, section: Section, posted: Mapping[str, Any]) -> frozenset[str]:
        """What these answers bring up in a correction: open in the very post that brings it up, answered by then."""
        found: frozenset[str] = frozenset()
        while self.correction is not None and self.opened is not None:
            kind, held = self.application.kind, content.answers(self.application)
            values = drafts.merged(self.definition, section, kind, held, posted, self.opened | found)
            asked = assess(self.definition, replace(self.case, answers=values)).required & self.upcoming
            if asked <= found:
                break
            found |= asked
        return found

    @property
    def editable(self) -> bool:
        return self.application.status in OPEN_TO_APPLICANT

    @property
    def on_behalf(self) -> bool:
        """Whether an officer fills it in for a citizen."""
        return self.application.applicant_id != current.viewer().user_id

    @property
    def values(self) -> Mapping[str, Any]:
        return self.case.answers

    def mark(self, section: Section) -> str:
        """Goes with the section's form; a save on another device in between is then noticed."""
        return content.section_mark(self.application, section)

    def may_edit(self, name: str) -> bool:
        opened = self.opened is None or corrections.is_named(name, self.opened)
        return self.editable and opened and self.home_of(name) is self and name not in self.cited

    @cached_property
    def together(self) -> tuple[Workspace, ...]:
        """Every draft of its package in the order of filing, itself among them; none where it is filed alone."""
        found = bundles.drafts(self.application)
        return tuple(self if one.id == self.application.id else workspace_of(one) for one in found)

    @cached_property
    def earlier(self) -> tuple[tuple[Workspace, Shared], ...]:
        """Drafts of the package before this one, with what is answered there for this one too."""
        place = self.together.index(self) if self.together else 0
        return tuple((one, shared(one.definition, self.definition)) for one in self.together[:place])

    def home_of(self, name: str) -> Workspace:
        """Where the question or paper of that name is asked: the first draft of the package that asks it, or this one.

        What only this one requires is asked here when it was left out there.
        """
        head = name.partition("-")[0]
        for other, same in self.earlier:
            if not same.covers(name) or not {name, head} & other.assessment.visible:
                continue
            left_out = head in self.assessment.required and self.values.get(head) in (None, "", [], {})
            if not left_out or head in other.assessment.required or head in same.papers:
                return other
        return self

    def asked_elsewhere(self, section: Section) -> list[Workspace]:
        """The drafts of the package that ask what the section only shows, each once."""
        homes = [self.home_of(name) for name in sorted(self.names_in(section))]
        return list({home.application.id: home for home in homes if home is not self}.values())

    @cached_property
    def cited(self) -> frozenset[str]:
        """References to permits that are asked for in the same package: nobody types their numbers."""
        coming = bundles.citations(self.application, self.definition)
        return frozenset(name for name, one in coming.items() if self.values.get(name) == one.reference)

    def takes(self, section: Section) -> bool:
        """Whether the section has something to fill in here; what it only shows was asked in another draft or account."""
        return any(self.may_edit(name) and name not in self.assessment.readonly for name in self.names_in(section))

    def may_answer(self, name: str) -> bool:
        """As `may_edit`, of a page on which questions come up while it is filled in."""
        return self.may_edit(name) or (self.editable and corrections.is_named(name, self.upcoming))

    @cached_property
    def remarks(self) -> dict[str, str]:
        """What officers said, by input name as pages write it."""
        if self.correction is None:
            return {}
        held = content.answers(self.application)
        named = {halves.index_name(held, name): remark for name, remark in self.correction.remarks.items()}
        return {name: remark for name, remark in named.items() if name}

    @cached_property
    def before(self) -> dict[str, str]:
        """Answers as text as they were: when it was returned, or in the permit that is to be changed."""
        if self.correction is not None:
            was = corrections.before(self.application, self.correction).answers
        elif self.case.referred is not None:
            was = self.case.referred.answers
        else:
            return {}
        now = labels.shown_cells(self.definition, self.assessment.values, self.locale)
        old = labels.shown_cells(self.definition, was, self.locale)
        copies = {one.id for one in self.definition.fields if is_profile_copy(one)}  # masked now, whole in the old
        return {name: shown for name, shown in old.items() if now.get(name) != shown and name not in copies}

    def sections(self) -> list[Section]:
        """Those that ask or show something, in order."""
        return [section for section in self.definition.sections if self.names_in(section)]

    def names_in(self, section: Section) -> set[str]:
        """Visible inputs of the section, papers within groups included."""
        ids = {field.id for field in section.fields if not field.staff_only}
        return {name for name in self.assessment.visible if field_of(name, ids)}


def _demanding(definition: Definition, values: Mapping[str, Any]) -> Iterator[str]:
    """Inputs that must be answered while they are visible, cells of the rows that are there included."""
    for field in definition.fields:
        if field.required is not False:
            yield field.id
        rows = values.get(field.id) if field.repeats else None
        columns = [column.id for column in field.fields if column.required is not False]
        if isinstance(rows, list):
            yield from (input_name(field.id, index, column) for index in range(len(rows)) for column in columns)
        elif field.fields and not field.repeats:
            yield from (input_name(field.id, column) for column in columns)


def open_workspace(reference: str, *, section_id: str = "", limits: bool = False) -> Workspace:
    """The application, if this person may fill it in. Raises NotFoundError, NotAllowedError."""
    application = queries.get_editable(reference, current.viewer())
    sections = content.definition_of(application).sections
    section = next((section for section in sections if section.id == section_id), None)
    return workspace_of(application, section=section, limits=limits)


def workspace_of(application: Application, *, section: Section | None = None, limits: bool = False) -> Workspace:
    """`section` pads its groups with the empty rows that the page shows; `limits` asks the register for own permits."""
    definition = content.definition_of(application)
    case = content.case(application, current.register(), wib_date(current.now()), held=limits)
    if application.applicant_id == current.viewer().user_id:
        case = replace(case, applicant=profiles.readable(application.applicant_id, case.applicant))
    if section is not None:
        case = replace(case, answers=padded(definition, section, case.answers))
    return Workspace(application, definition, case, locale())


def messages(problems: tuple[Problem, ...] | list[Problem], language: str) -> dict[str, str]:
    """Input name → what is said beside it; the first message of each place."""
    said: dict[str, str] = {}
    for problem in problems:
        for place in problem.places:
            said.setdefault(place, problem.message.text(language))
    return said


def summary(problems: tuple[Problem, ...] | list[Problem], language: str) -> list[dict[str, str]]:
    """For the list on top of the page: one line per input, with the words that stand beside it."""
    first: dict[str, str] = {}
    for problem in problems:
        first.setdefault(problem.places[0], problem.message.text(language))
    return [{"name": name, "message": message} for name, message in first.items()]
