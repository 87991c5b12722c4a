"""When a duty is due: terms reckoned from the permit's own dates or a date of the answers (schema-language §3.14). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from app.permits.days import shifted
from app.permits.model import Duty, ReportTerms

START, END = "terbit", "berlaku_sd"
ONCE = "once"
AGAIN_DAYS = 7  # at least, for a report that the office sent back
_LENGTH = re.compile(r"([0-9]+)([dmy])")
_DAY = re.compile(r"([a-z][a-z0-9_.]*)(?:([+-])([0-9]{1,4})([dmy]))?")

DateOf = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class Term:
    """One day on which something is due, and the last day on which it is not yet missed."""

    on: date
    last: date


def base_of(text: str) -> str:
    """The date that `selesai+30d` is reckoned from; "" for what cannot be read."""
    found = _DAY.fullmatch(text)
    return found.group(1) if found else ""


def report_terms(report: ReportTerms, date_of: DateOf, ends: date | None) -> Iterator[Term]:
    """In order, without end where the permit has none. Regular ones fall due while the permit lives: after its first day,
    no later than on its last."""
    if report.every == ONCE:
        day = _day(report.due or "", date_of)
        if day is not None:
            yield _graced(day, report)
        return
    base, length = date_of(report.from_ or START), _LENGTH.fullmatch(report.every)
    if base is None or length is None:
        return
    first = date_of(START)
    for times in count(1):
        try:
            day = shifted(base, times * int(length.group(1)), length.group(2))
        except (ValueError, OverflowError):
            return
        if ends is not None and day > ends:
            return
        if first is None or day > first:
            yield _graced(day, report)


def first_missable(duties: Sequence[Duty], duty_id: str, date_of: DateOf) -> date | None:
    """The last day before the named duty can be missed for the first time; None where it never falls due."""
    duty = next((one for one in duties if one.id == duty_id), None)
    if duty is None or duty.report is None:
        return None
    term = next(report_terms(duty.report, date_of, None), None)
    return term.last if term else None


def last_day(term: Term, report_grace: int, sent_back_on: date | None) -> date:
    """One that the office sent back may be handed in anew within the grace, or a week where that is longer."""
    if sent_back_on is None:
        return term.last
    return max(term.last, sent_back_on + timedelta(days=max(report_grace, AGAIN_DAYS)))


def after_end(within_days: int, ended: date) -> Term:
    day = ended + timedelta(days=within_days)
    return Term(day, day)


def _graced(day: date, report: ReportTerms) -> Term:
    return Term(day, day + timedelta(days=report.grace_days))


def _day(text: str, date_of: DateOf) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    base, sign, number, unit = found.groups()
    day = date_of(base)
    return shifted(day, int(f"{sign}{number}"), unit) if day and sign else day
