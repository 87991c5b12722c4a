"""What is wrong with a case as a whole: rules between fields, who may ask, how many permits, what a kind needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.permits import fieldtypes, parties
from app.permits.assessing import quotas, seats, uniqueness, uses, variants
from app.permits.assessing.sheet import Sheet
from app.permits.case import PermitFact, Problem
from app.permits.days import workdays_before
from app.permits.kinds import ends_in_permit, is_open, request_kind
from app.permits.model import Assertion, Eligibility, FieldDef, FieldType, Limit, Rule, Text
from app.permits.names import input_name
from app.permits.referring import not_now
from app.permits.rules import applicable
from app.permits.rules.facts import as_date


def first_problems(sheet: Sheet) -> Iterator[Problem]:
    """What ends the way before any answer is looked at."""
    definition, case = sheet.definition, sheet.case
    if case.kind not in definition.requests:
        yield Problem("request", Text(id="Jenis permohonan ini tidak ada untuk izin ini."))
        return
    if sheet.facts["applicant"].get("kind") not in definition.applicants:
        yield Problem("applicants", Text(id="Izin ini tidak dapat diajukan oleh pemohon jenis ini."))
    yield from _need_problems(sheet)
    for rule in definition.eligibility:
        if _applies(sheet, rule) and _broken(sheet, rule.assert_):
            yield Problem(rule.id, rule.stop)


def last_problems(sheet: Sheet) -> Iterator[Problem]:
    """Rules in the order written, then what concerns the whole."""
    for rule in sheet.definition.rules:
        if _applies(sheet, rule) and _broken(sheet, rule.assert_):
            yield Problem(rule.id, rule.message, at=tuple(place.replace(".", "-") for place in rule.at))
    for group in sheet.definition.fields:
        if group.type is FieldType.GROUP and group.id in sheet.visible:
            yield from _group_rule_problems(sheet, group)
    yield from _variant_problems(sheet)
    yield from _party_problems(sheet)
    yield from _limit_problems(sheet)
    yield from quotas.quota_problems(sheet)
    yield from uses.use_problems(sheet)
    yield from uniqueness.uniqueness_problems(sheet)
    yield from seats.seat_problems(sheet)
    yield from _lead_problems(sheet)


# --- rules -----------------------------------------------------------------------------------------------------------


def _applies(sheet: Sheet, rule: Assertion | Eligibility) -> bool:
    kind = sheet.case.kind
    return (rule.for_ is None or kind in rule.for_) and _touches_open(sheet, rule.assert_)


def _broken(sheet: Sheet, rule: Rule, row: dict[str, Any] | None = None) -> bool:
    """An assertion is skipped while an operand is missing: `required` speaks of those."""
    return applicable(rule, sheet.facts, row) and not sheet.holds(rule, row)


def _touches_open(sheet: Sheet, rule: Rule) -> bool:
    """A rule that reads answers is judged only if one of them is open in this kind, or computed from an open one."""
    if request_kind(sheet.definition, sheet.case.kind).edit is None:
        return True
    fields = {one.id: one for one in sheet.definition.fields}
    roots = _roots(rule.reads)
    answers = [name for name in roots if name in fields or name == "variant"]
    return not answers or any(_open_by_source(sheet, name, fields, set()) for name in answers)


def _roots(reads: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(name.partition(".")[0] for name in reads))


def _open_by_source(sheet: Sheet, name: str, fields: Mapping[str, FieldDef], seen: set[str]) -> bool:
    if name in seen:
        return False
    seen.add(name)
    if name == "variant":
        return any(_open_by_source(sheet, source, fields, seen) for source in variants.measures_of(sheet))
    one = fields.get(name)
    if one is None:
        return False
    if one.computed is not None:
        return any(_open_by_source(sheet, source, fields, seen) for source in _roots(one.computed.reads))
    return is_open(sheet.definition, one, sheet.case.kind)


def _group_rule_problems(sheet: Sheet, group: FieldDef) -> Iterator[Problem]:
    """The rules of a group's rows: one problem for a rule, beside each row that breaks it."""
    facts = sheet.facts.get(group.id)
    rows: list[tuple[str, dict[str, Any] | None]] = [(group.id, None)]
    if group.repeats:
        rows = [
            (input_name(group.id, index), row) for index, row in enumerate(facts if isinstance(facts, list) else ())
        ]
    for rule in group.rules:
        if not _applies(sheet, rule):
            continue
        broken = [name for name, row in rows if _broken(sheet, rule.assert_, row)]
        if broken:
            columns = [place.rpartition(".")[2] for place in rule.at]
            yield Problem(
                rule.id,
                rule.message,
                at=tuple(input_name(name, column) for name in broken for column in columns) or (group.id,),
            )


# --- the whole -------------------------------------------------------------------------------------------------------


def _variant_problems(sheet: Sheet) -> Iterator[Problem]:
    """No row fits although every measure that is asked was given: the applicant cannot mend that by answering more."""
    if sheet.definition.variants is None or sheet.variant is not None:
        return
    fields = {one.id: one for one in sheet.definition.fields}
    asked = [name for name in variants.measures_of(sheet) if name in fields and name in sheet.visible]
    if asked and not any(fieldtypes.is_missing(sheet.values.get(name)) for name in asked):
        labels = ", ".join(fields[name].label.id for name in asked)
        yield Problem(
            "variants", Text(id=f"Tidak ada golongan yang sesuai dengan {labels}. Periksa isian itu."), at=tuple(asked)
        )


def _party_problems(sheet: Sheet) -> Iterator[Problem]:
    for party in parties.asked(sheet.definition, sheet.case.kind, sheet.facts):
        if not sheet.facts["party"][party.id]["consented"]:
            title = party.title.id if party.title else party.id
            yield Problem(party.id, Text(id=f"{title} belum memberi persetujuan."), missing=True)


def _limit_problems(sheet: Sheet) -> Iterator[Problem]:
    if not ends_in_permit(sheet.definition, sheet.case.kind):
        return
    for limit in sheet.definition.limits:
        if limit.for_ is not None and sheet.case.kind not in limit.for_:
            continue
        if _counted(sheet, limit) >= limit.max:
            yield Problem(limit.id, limit.message)


def _counted(sheet: Sheet, limit: Limit) -> int:
    """Other permits that hold the same; none when a value to compare is missing."""
    wanted = {name: _own_value(sheet, name) for name in limit.same}
    if any(fieldtypes.is_missing(value) for value in wanted.values()):
        return -1
    codes = limit.of or (sheet.definition.code,)
    return sum(_counts(sheet, permit, limit, codes, wanted) for permit in sheet.case.held)


def _own_value(sheet: Sheet, name: str) -> Any:
    return sheet.facts["applicant"].get("nik") if name == "applicant.nik" else sheet.values.get(name)


def _counts(sheet: Sheet, permit: PermitFact, limit: Limit, codes: tuple[str, ...], wanted: Mapping[str, Any]) -> bool:
    if permit.code not in codes or permit.status_on(sheet.case.today) not in limit.status:
        return False
    if any(is_referred(base, permit) for base in sheet.case.bases):
        return False
    return all(
        (permit.holder_nik if name == "applicant.nik" else permit.answers.get(name)) == value
        for name, value in wanted.items()
    )


def is_referred(referred: PermitFact | None, permit: PermitFact) -> bool:
    """The permit that this request is about; it is never counted against it."""
    return referred is not None and (permit.code, permit.number, permit.row) == (
        referred.code,
        referred.number,
        referred.row,
    )


def _need_problems(sheet: Sheet) -> Iterator[Problem]:
    needs = request_kind(sheet.definition, sheet.case.kind).needs
    if needs is None:
        return
    case, nik = sheet.case, sheet.facts["applicant"].get("nik")
    own = [
        permit
        for permit in case.bases
        if permit.code == sheet.definition.code and (permit.holder_nik is None or permit.holder_nik == nik)
    ]
    if not own or len(own) != len(case.bases):
        yield Problem("needs", Text(id="Pilih izin Anda yang menjadi dasar permohonan ini."))
        return
    reason = next((found for permit in own if (found := not_now(needs, permit, case.today))), None)
    if reason is not None:
        yield Problem("needs", reason)


def _lead_problems(sheet: Sheet) -> Iterator[Problem]:
    """The day itself is not counted: seven working days must lie before it."""
    lead = request_kind(sheet.definition, sheet.case.kind).lead
    day = as_date(sheet.values.get(lead.before)) if lead else None
    if lead is None or day is None:
        return
    if workdays_before(day, sheet.case.today, sheet.case.holidays) < lead.workdays:
        yield Problem(
            "lead", Text(id=f"Ajukan paling lambat {lead.workdays} hari kerja sebelum {_told(day)}."), at=(lead.before,)
        )


def _told(day: date) -> str:
    return fieldtypes.long_date(day.isoformat())
