"""Duties and what rests on them: the days and papers that they name must make sense (IZN104, 205 and 217)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.permits.duties import END, ONCE, START, base_of
from app.permits.linter.names import Path, Report
from app.permits.model import Definition, Duty, FieldType, ReportTerms


def lint_duties(definition: Definition, report: Report) -> None:
    """Each duty says something, and every day that it reckons from is known."""
    dates = {one.id for one in definition.fields if one.type in (FieldType.DATE, FieldType.EVENT)} | {START, END}
    for index, duty in enumerate(definition.duties):
        path: Path = ("duties", index)
        if duty.remind_days_before is None and duty.paper is None:
            report(
                path, "IZN104", f"Kewajiban “{duty.id}” tidak meminta apa pun: sebut remind_days_before atau report."
            )
        if duty.report is not None and duty.after_end is not None:
            report(path, "IZN217", f"Kewajiban “{duty.id}”: pilih report atau after_end.")
        if duty.report is not None:
            _report((*path, "report"), duty.id, duty.report, report)
        for named in _days(duty):
            if base_of(named).partition(".")[0] not in dates:
                report(path, "IZN217", f"Kewajiban “{duty.id}”: tanggal “{named}” tidak ada.")
    for index, certificate in enumerate(definition.certificates):
        for wanted in missed_duties(certificate.validity or {}):
            _validity(("certificates", index, "validity"), definition, wanted, report)


def missed_duties(validity: Mapping[str, Any]) -> Iterable[Any]:
    """The duties that a validity waits for, those within `min` too."""
    if "until_duty_missed" in validity:
        yield validity["until_duty_missed"]
    for one in validity.get("min") or ():
        if isinstance(one, Mapping):
            yield from missed_duties(one)


def _report(path: Path, name: str, terms: ReportTerms, report: Report) -> None:
    if terms.every == ONCE and terms.due is None:
        report((*path, "due"), "IZN104", f"Kewajiban “{name}”: laporan satu kali memerlukan “due”.")
    if terms.every == ONCE and terms.from_ is not None:
        report((*path, "from"), "IZN217", f"Kewajiban “{name}”: “from” hanya untuk laporan berkala.")
    if terms.every != ONCE and terms.due is not None:
        report((*path, "due"), "IZN217", f"Kewajiban “{name}”: “due” hanya untuk laporan satu kali (every: once).")


def _days(duty: Duty) -> list[str]:
    named = [duty.of]
    if duty.report is not None:
        named += [duty.report.from_, duty.report.due]
    return [day for day in named if day is not None]


def _validity(path: Path, definition: Definition, wanted: Any, report: Report) -> None:
    duty = next((one for one in definition.duties if one.id == wanted), None)
    if duty is None or duty.report is None:
        report(path, "IZN217", f"Masa berlaku menunggu kewajiban “{wanted}” yang bukan laporan pada duties.")
    elif any(base_of(day) == END for day in (duty.report.from_, duty.report.due) if day):
        report(path, "IZN205", f"Kewajiban “{wanted}” dihitung dari berlaku_sd, padahal masa berlaku menunggunya.")
