"""What a permit's holder is to hand in after issue, and when: the duties `report` and `after_end` (language §3.14).

Where a permit was changed without a new end, the edition before counts on: its first day and what was handed in then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.applications import content, duty_reports
from app.applications.duty_reports import DutyReport, ReportState
from app.applications.models import Application
from app.certificates.models import Issued, PaperStatus
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.permits import duties as terms
from app.permits.case import LAPSING
from app.permits.duties import Term
from app.permits.model import Definition, Duty, DutyPaper
from app.permits.rules.facts import as_date

LIVE = tuple(PaperStatus(status) for status in LAPSING)
GONE = (PaperStatus.BERAKHIR, PaperStatus.DICABUT)
DONE = (ReportState.RECEIVED, ReportState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Claim:
    """One due day of one duty, with what was handed in for it. `last`: the last day on which it is not missed."""

    duty: Duty
    on: date
    last: date
    papers: tuple[DutyReport, ...] = ()
    noted: bool = False  # that it was missed stands in the register already

    @property
    def paper(self) -> DutyPaper:
        assert self.duty.paper is not None  # only such duties make claims
        return self.duty.paper

    @property
    def newest(self) -> DutyReport | None:
        return self.papers[-1] if self.papers else None

    @property
    def done(self) -> bool:
        return self.newest is not None and self.newest.state in DONE

    def missed(self, today: date) -> bool:
        return not self.done and today > self.last

    def state(self, today: date) -> str:
        """received | accepted | returned | missed | due | later."""
        if self.done and self.newest is not None:
            return str(self.newest.state)
        if self.missed(today):
            return "missed"
        if self.newest is not None:
            return "returned"
        return "due" if today >= self.on else "later"


def claims(definition: Definition, line: Sequence[Issued], reports: Iterable[DutyReport], today: date) -> list[Claim]:
    """Every due day up to today and the next one of each duty. `line`: the permit, then the editions before it."""
    ids = {one.id for one in line}
    rows: dict[tuple[str, date], list[DutyReport]] = {}
    for row in reports:
        if row.issued_id in ids:
            rows.setdefault((row.duty, row.due_on), []).append(row)
    return [
        _claim(duty, term, rows.get((duty.id, term.on), []))
        for duty in definition.duties
        for term in _terms(duty, line, today)
    ]


def of(issued: Issued, today: date) -> list[Claim]:
    """As above, for one permit; nothing of a type without such duties and of a paper that is no permit."""
    definition = content.definition_of(db.session.get_one(Application, issued.application_id))
    if issued.kind != "permit" or not any(duty.paper for duty in definition.duties):
        return []
    line = line_of(issued)
    return claims(definition, line, duty_reports.of_permits(one.id for one in line), today)


def line_of(issued: Issued) -> list[Issued]:
    """The permit and the editions that it goes on from: a kind with `keeps_expiry` does not begin anew."""
    line = [issued]
    while (newest := line[-1]).supersedes_id is not None:
        application = db.session.get_one(Application, newest.application_id)
        if not content.definition_of(application).requests[application.kind].keeps_expiry:
            break
        line.append(db.session.get_one(Issued, newest.supersedes_id))
    return line


def title_of(duty: Duty) -> str:
    """As people read it."""
    if duty.title is not None:
        return duty.title.text()
    return (duty.paper.document if duty.paper else duty.id).replace("_", " ").capitalize()


def next_claim(definition: Definition, line: Sequence[Issued], duty_id: str) -> Claim | None:
    """What must be handed in next for this report; None where nothing is to come."""
    duty = next(one for one in definition.duties if one.id == duty_id)
    assert duty.report is not None  # the linter sees to it
    rows = [row for row in duty_reports.of_permits(one.id for one in line) if row.duty == duty_id]
    for term in terms.report_terms(duty.report, _dates(line), line[0].latest_end):
        claim = _claim(duty, term, [row for row in rows if row.due_on == term.on])
        if not claim.done:
            return claim
    return None


def _terms(duty: Duty, line: Sequence[Issued], today: date) -> Iterator[Term]:
    issued = line[0]
    ended = issued.status in GONE or (issued.valid_to is not None and issued.valid_to < today)
    if duty.after_end is not None:
        if ended and (last := _ended_on(issued)) is not None:
            yield terms.after_end(duty.after_end.within_days, last)
        return
    if duty.report is None or issued.status not in (*LIVE, *GONE):
        return
    if ended and duty.report.every != terms.ONCE:
        return  # nothing regular is asked any more
    for term in terms.report_terms(duty.report, _dates(line), _bound(line)):
        yield term
        if term.on > today:
            return


def _bound(line: Sequence[Issued]) -> date | None:
    """The end beyond which nothing regular falls due; one that moves with the reports does not count."""
    return line[0].latest_end if line[0].until_duty else line[0].valid_to


def _claim(duty: Duty, term: Term, rows: Sequence[DutyReport]) -> Claim:
    papers = tuple(row for row in rows if row.state is not ReportState.MISSED)
    sent_back = papers[-1] if papers and papers[-1].state is ReportState.RETURNED else None
    grace = duty.report.grace_days if duty.report else 0
    day = wib_date(sent_back.judged_at) if sent_back is not None and sent_back.judged_at else None
    noted = bool(rows) and rows[-1].state is ReportState.MISSED
    return Claim(duty, term.on, terms.last_day(term, grace, day), papers, noted)


def _ended_on(issued: Issued) -> date | None:
    if issued.status is PaperStatus.DICABUT:
        return wib_date(issued.ended_at) if issued.ended_at else None
    return issued.valid_to


def _dates(line: Sequence[Issued]) -> terms.DateOf:
    """The days that a definition may name, of the first edition."""
    issued, held = line[0], line[-1]

    def date_of(name: str) -> date | None:
        if name in (terms.START, terms.END):
            return held.valid_from if name == terms.START else issued.valid_to
        answers: object = content.answers(db.session.get_one(Application, issued.application_id))
        for part in name.split("."):
            answers = answers.get(part) if isinstance(answers, Mapping) else None
        if isinstance(answers, Mapping):
            answers = answers.get("date")
        return as_date(answers)

    return date_of
