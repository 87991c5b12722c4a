"""What rules may read of one request, and what the one validator answers. Plain values; no database, no web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.permits.model import Text

Answers = Mapping[str, Any]
"""Field id → stored value (schema-language §3.2). A group with `repeat` is a list of rows, each with a stable `_id`;
a group without it and an address are mappings. A value that could not be parsed stays the text that was typed."""


LAPSED = "berakhir"
LAPSING = ("aktif", "ditangguhkan")  # statuses that the last day ends


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """One uploaded paper. `date` is the paper's own date where the definition limits its age."""

    clean: bool = True
    date: date | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class PermitFact:
    """A permit of the register as rules see it. `holder_nik` is digits; it never reaches a page."""

    number: str
    code: str
    status: str
    holder_nik: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    answers: Answers = field(default_factory=dict)
    row: str = ""
    variant: str | None = None
    id: int | None = None
    application_id: int | None = None
    formerly: tuple[str, ...] = ()  # numbers of the permits that it stands for, where one of them was asked for
    party: str = ""  # perorangan or badan: on whose behalf it was asked for; "" where that is not known

    def status_on(self, day: date) -> str:
        """As it stood on that day by its dates, whether or not the daily job has run by now."""
        if self.valid_to is None:
            return self.status
        if self.valid_to < day and self.status in LAPSING:
            return LAPSED
        return "aktif" if self.status == LAPSED and self.valid_to >= day else self.status


@dataclass(frozen=True, slots=True)
class EventDay:
    """One date of an event that can be chosen. `left` are the seats for this request."""

    day: date
    place: str
    starts: str = ""
    ends: str = ""
    left: int = 0
    speakers: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One request as it stands. Everything a rule can ask is in here, so that a replay gives the same answer."""

    kind: str
    today: date
    applicant: Mapping[
        str, Any
    ]  # kind (perorangan | badan), nama, nik, tanggal_lahir, jenis_kelamin, alamat, no_hp, email
    answers: Answers
    documents: Mapping[str, Sequence[DocumentFact]] = field(default_factory=dict)  # input name → papers
    staff: Answers = field(default_factory=dict)  # staff_only and tier_editable answers
    referred: PermitFact | None = None  # what the own permits that a perubahan and the like refers to bring along
    referrals: Sequence[PermitFact] = ()  # each of them, where there are several or only rows of them
    permits: Sequence[PermitFact] = ()  # permits that reference fields may point to, found by number
    held: Sequence[PermitFact] = ()  # live permits of the applicant, for `limits`
    verdicts: Mapping[str, str] = field(default_factory=dict)
    inspections: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # id or row-id → {score | level | defects | passed}
    events: Mapping[str, Any] = field(default_factory=dict)
    parties: Mapping[str, Any] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    # what others hold: quota id → key → amount, reference → number → uses
    taken: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # event id → ISO date → seats left
    # event id → the dates that are open; an event that is not in it (an example's) takes any date
    schedule: Mapping[str, Sequence[EventDay]] = field(default_factory=dict)

    @property
    def bases(self) -> Sequence[PermitFact]:
        """Every permit that the request is about."""
        return self.referrals or ((self.referred,) if self.referred is not None else ())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or missing. `name` is an input's name or a rule's id; `at` the inputs it is shown beside."""

    name: str
    message: Text
    at: tuple[str, ...] = ()
    missing: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        return self.at or (self.name,)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The truth about a case: what is asked, what it amounts to, what is wrong."""

    values: Mapping[str, Any]  # relevant answers only, normalised, with computed values filled in
    variant: Mapping[str, Any] | None  # the row's columns, `id` and `title` among them
    visible: frozenset[str]  # input names of fields (group-0-field too) and documents that are asked
    required: frozenset[str]  # of those, the ones that must be answered
    readonly: frozenset[str]
    problems: tuple[Problem, ...]  # in page order, missing ones included
    facts: Mapping[str, Any]  # what compiled rules read; hand it to `flow.stages`, `products` and the like
    advice: tuple[Problem, ...] = ()  # recommended papers, unusual numbers: shown, never in the way

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(problem.name for problem in self.problems if problem.missing)

    @property
    def errors(self) -> tuple[str, ...]:
        return tuple(problem.name for problem in self.problems if not problem.missing)
