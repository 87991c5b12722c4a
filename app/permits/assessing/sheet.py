"""A case while it is worked out: answers with their origin, what is relevant, computed values, facts for the rules.

Fields are walked in page order again and again until nothing changes: a computed value may stand before what it reads,
a variant may decide what is asked. The linter refuses circles, and the number of rounds is bounded anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.permits import fieldtypes, symbols
from app.permits.assessing import references, variants
from app.permits.case import Case, PermitFact
from app.permits.kinds import is_asked, is_open, request_kind
from app.permits.model import Definition, DocumentDef, FieldDef, FieldType, RequestKind, Rule
from app.permits.names import input_name
from app.permits.rules import Sort, evaluate, from_fact, sort_of, to_fact

MAX_ROUNDS = 12
Row = dict[str, Any]


@dataclass(slots=True)
class Sheet:
    """`values` hold relevant stored values; `facts` what rules read; names of inputs stand in the three sets."""

    definition: Definition
    case: Case
    given: dict[str, Any]  # parsed, by field, before relevance
    facts: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    readonly: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)  # reference input → why
    variant: Mapping[str, Any] | None = None
    changed: dict[str, bool] = field(default_factory=dict)

    def holds(self, rule: Rule | None, row: Row | None = None, *, default: bool = True) -> bool:
        """Whether a condition holds; `default` where there is none."""
        return default if rule is None else self.ask(rule, row) is True

    def ask(self, rule: Rule, row: Row | None = None) -> Any:
        """The value of a rule in facts as they are."""
        return evaluate(rule.logic, self.facts, tables=self.definition.tables, holidays=self.case.holidays, row=row)


def filled_in(definition: Definition, case: Case) -> Sheet:
    """The case worked out."""
    sheet = Sheet(definition, case, _given(definition, case))
    sheet.facts.update(_circumstances(definition, case))
    before: Any = None
    for _ in range(MAX_ROUNDS):
        _walk(sheet)
        now = (dict(sheet.values), set(sheet.visible), sheet.variant, dict(sheet.facts["doc"]), dict(sheet.changed))
        if now == before:
            break
        before = now
    return sheet


# --- where a value comes from ----------------------------------------------------------------------------------------


def _given(definition: Definition, case: Case) -> dict[str, Any]:
    """Parsed values of every field by its origin: account, officer, applicant, or the permit referred to."""
    found: dict[str, Any] = {}
    answers, staff = _mapping(case.answers), _mapping(case.staff)
    for one in definition.fields:
        if one.computed is not None or one.type is FieldType.NOTE:
            continue
        found[one.id] = _parsed(one, _origin(definition, case, one, answers, staff))
        if one.other:
            found[f"{one.id}_lain"] = _other_text(answers.get(f"{one.id}_lain"))
    return found


def _origin(
    definition: Definition, case: Case, one: FieldDef, answers: Mapping[str, Any], staff: Mapping[str, Any]
) -> Any:
    if from_account(one):
        return account_value(one, case)
    if one.staff_only or (one.tier_editable and one.id in staff):
        return staff.get(one.id)
    if is_open(definition, one, case.kind):
        value = answers.get(one.id)
        if one.type is FieldType.GROUP and not one.repeats and case.referred is not None:
            return _mixed(definition, case.kind, one, _mapping(value), _mapping(case.referred.answers.get(one.id)))
        return one.default if value is None and not one.required else value
    return _mapping(case.referred.answers).get(one.id) if case.referred is not None else None


def _mixed(
    definition: Definition, kind: str, group: FieldDef, typed: Mapping[str, Any], kept: Mapping[str, Any]
) -> Row:
    """An object of which a kind opens only some fields."""
    return {
        column.id: (typed if is_open(definition, column, kind, group) else kept).get(column.id)
        for column in group.fields
    }


def from_account(one: FieldDef) -> bool:
    """A read-only snapshot of the applicant's profile: `prefill: profile` or `profile.<name>` with `readonly: true`."""
    return one.readonly is True and one.prefill is not None and one.prefill.partition(".")[0] == "profile"


def account_value(one: FieldDef, case: Case) -> Any:
    """What the profile holds for a field that is prefilled from it."""
    return _mapping(case.applicant).get((one.prefill or "").partition(".")[2] or one.id)


def _parsed(one: FieldDef, raw: Any) -> Any:
    if one.type is not FieldType.GROUP:
        return fieldtypes.parse(one, raw)
    if not one.repeats:
        return _parsed_row(one, raw) if isinstance(raw, Mapping) else {}
    if not isinstance(raw, list | tuple):
        return []
    most = one.repeat.max if one.repeat else 0
    return [_parsed_row(one, row, index) for index, row in enumerate(raw[: most + 1])]


def _parsed_row(group: FieldDef, row: Any, index: int | None = None) -> Row:
    typed = _mapping(row)
    found: Row = {}
    if index is not None:
        own = typed.get("_id")
        found["_id"] = own if isinstance(own, str) and own else f"r{index}"
    for column in group.fields:
        if column.computed is None and column.type not in (FieldType.NOTE, FieldType.FILE):
            found[column.id] = _parsed(column, typed.get(column.id))
            if column.other:
                found[f"{column.id}_lain"] = _other_text(typed.get(f"{column.id}_lain"))
    return found


def _other_text(value: Any) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


# --- facts -----------------------------------------------------------------------------------------------------------


def _circumstances(definition: Definition, case: Case) -> dict[str, Any]:
    """Facts that no answer changes."""
    known = symbols.APPLICANT
    person = {name: to_fact(sort, _mapping(case.applicant).get(name)) for name, sort in known.items()}
    parties = {}
    for party in definition.parties:
        data = _mapping(_mapping(case.parties).get(party.id))
        parties[party.id] = {name: to_fact(sort, data.get(name)) for name, sort in known.items()} | {
            "consented": data.get("consented") is True
        }
    return {
        "today": case.today.isoformat(),
        "request": {"kind": case.kind},
        "applicant": person,
        "party": parties,
        "verdict": {name: value for name, value in case.verdicts.items() if isinstance(value, str)},
        "inspection": {},
        "event": {},
        "doc": {},
        "variant": {},
        "_changed": {},
        "_referred": _referred_facts(case.referred, request_kind(definition, case.kind)),
    }


def _referred_facts(permit: PermitFact | None, kind: RequestKind) -> dict[str, Any] | None:
    """What validity and numbers of the new paper may need of the old one."""
    if permit is None:
        return None
    return {
        "number": permit.number,
        "row": permit.row,
        "valid_to": permit.valid_to.isoformat() if permit.valid_to else None,
        "keeps_number": kind.keeps_number,
        "keeps_expiry": kind.keeps_expiry,
    }


# --- one round -------------------------------------------------------------------------------------------------------


def _walk(sheet: Sheet) -> None:
    sheet.visible.clear()
    sheet.required.clear()
    sheet.readonly.clear()
    sheet.refused.clear()
    for one in sheet.definition.fields:
        if sheet.holds(one.visible) and _exists(sheet, one):
            _place(sheet, one)
        else:
            sheet.values.pop(one.id, None)
            sheet.values.pop(f"{one.id}_lain", None)
            sheet.facts[one.id] = [] if one.repeats else None
            sheet.facts[f"{one.id}_lain"] = None
    sheet.variant = variants.chosen(sheet)
    sorts = symbols.variant_columns(sheet.definition)
    sheet.facts["variant"] = {name: to_fact(sort, (sheet.variant or {}).get(name)) for name, sort in sorts.items()}
    _place_papers(sheet)
    if sheet.case.referred is not None:
        sheet.changed = _changes(sheet)
        sheet.facts["_changed"] = sheet.changed


def _exists(sheet: Sheet, one: FieldDef) -> bool:
    """What is not open comes from the permit referred to, or does not exist."""
    if is_open(sheet.definition, one, sheet.case.kind) or from_account(one):
        return True
    return sheet.case.referred is not None and (
        one.computed is not None or not fieldtypes.is_missing(sheet.given.get(one.id))
    )


def _place(sheet: Sheet, one: FieldDef) -> None:
    """A relevant field: its value, its fact, whether it must be answered."""
    name = one.id
    sheet.visible.add(name)
    sort = sort_of(one)
    if one.type is FieldType.GROUP:
        _place_group(sheet, one, sort)
        return
    value = computed(sheet, one, sort) if one.computed is not None else sheet.given.get(one.id)
    if one.type is FieldType.REFERENCE and one.to == "permit":
        sheet.facts[name] = references.fact(sheet, one, name, value)
    else:
        sheet.facts[name] = to_fact(sort, value)
    _keep(sheet.values, name, value)
    _mark(sheet, one, name, locked=not is_open(sheet.definition, one, sheet.case.kind))
    if one.other:
        _place_other(sheet, name, sheet.given.get(f"{name}_lain"), value, sheet.values)
        sheet.facts[f"{name}_lain"] = sheet.values.get(f"{name}_lain")


def _keep(values: dict[str, Any], name: str, value: Any) -> None:
    if fieldtypes.is_missing(value):
        values.pop(name, None)
    else:
        values[name] = value


def _place_other(
    sheet: Sheet, name: str, text: Any, value: Any, values: dict[str, Any], key: str | None = None
) -> None:
    """The text beside the option *lainnya* is asked when that option is taken."""
    if value == "lain" or (isinstance(value, list) and "lain" in value):
        sheet.visible.add(f"{name}_lain")
        if name in sheet.readonly:
            sheet.readonly.add(f"{name}_lain")
        else:
            sheet.required.add(f"{name}_lain")
        _keep(values, key or f"{name}_lain", text)
    else:
        values.pop(key or f"{name}_lain", None)


def _mark(sheet: Sheet, one: FieldDef, name: str, *, locked: bool, row: Row | None = None) -> None:
    """Read-only and required; what cannot be changed is never asked for."""
    fixed = locked or one.computed is not None or one.staff_only
    if fixed or (one.readonly if isinstance(one.readonly, bool) else sheet.holds(one.readonly, row)):
        sheet.readonly.add(name)
        return
    if one.required if isinstance(one.required, bool) else sheet.holds(one.required.when, row):
        sheet.required.add(name)


def computed(sheet: Sheet, one: FieldDef, sort: Sort, row: Row | None = None) -> Any:
    """The stored value of a computed field; what was posted for it is never looked at."""
    assert one.computed is not None
    return from_fact(sort, sheet.ask(one.computed, row))


def _place_group(sheet: Sheet, group: FieldDef, sort: Sort) -> None:
    given = sheet.given.get(group.id)
    if not group.repeats:
        row, facts = _place_row(sheet, group, sort, _mapping(given), group.id, in_rows=False)
        filled = {key: value for key, value in row.items() if not fieldtypes.is_missing(value)}
        _keep(sheet.values, group.id, filled)
        sheet.facts[group.id] = facts
        return
    rows, facts_of_rows = [], []
    for index, typed in enumerate(given if isinstance(given, list) else []):
        row, facts = _place_row(sheet, group, sort, typed, input_name(group.id, index), in_rows=True)
        rows.append(row)
        facts_of_rows.append(facts)
    _keep(sheet.values, group.id, rows)
    sheet.facts[group.id] = facts_of_rows
    if not is_open(sheet.definition, group, sheet.case.kind) or group.readonly is True:
        sheet.readonly.add(group.id)
    elif (group.repeat.min if group.repeat else 0) > 0 or group.required is True:
        sheet.required.add(group.id)


def _place_row(
    sheet: Sheet, group: FieldDef, sort: Sort, typed: Mapping[str, Any], name: str, *, in_rows: bool
) -> tuple[Row, Row]:
    row: Row = {"_id": typed["_id"]} if "_id" in typed else {}
    before = _known_facts(sheet, group, typed) if in_rows else {}
    facts: Row = {**{column: None for column in sort.columns}, **before}
    if in_rows:
        facts["_id"] = typed.get("_id", "")
    else:
        facts.update(sheet.facts.get(group.id) or {})
        sheet.facts[group.id] = facts
    own = facts if in_rows else None
    for column in group.fields:
        inner = input_name(name, column.id)
        facts[column.id] = None
        if not sheet.holds(column.visible, own) or not _exists_inside(sheet, column):
            continue
        sheet.visible.add(inner)
        _mark(
            sheet,
            column,
            inner,
            locked=not is_open(sheet.definition, column, sheet.case.kind, group) or group.readonly is True,
            row=own,
        )
        _place_column(
            sheet,
            column,
            sort.columns[column.id] if column.id in sort.columns else sort_of(column),
            inner,
            typed,
            row,
            facts,
            own,
        )
    return row, facts


def _exists_inside(sheet: Sheet, column: FieldDef) -> bool:
    return column.for_ is None or sheet.case.kind in column.for_ or sheet.case.referred is not None


def _known_facts(sheet: Sheet, group: FieldDef, typed: Mapping[str, Any]) -> Row:
    """Computed columns of the round before, for columns that read them from further left."""
    rows = sheet.facts.get(group.id)
    for row in rows if isinstance(rows, list) else ():
        if row.get("_id") == typed.get("_id"):
            return dict(row)
    return {}


def _place_column(
    sheet: Sheet,
    column: FieldDef,
    sort: Sort,
    name: str,
    typed: Mapping[str, Any],
    row: Row,
    facts: Row,
    own: Row | None,
) -> None:
    if column.type is FieldType.FILE:
        facts[column.id] = has_clean_paper(sheet.case, name)
        return
    if column.type is FieldType.NOTE:
        return
    value = computed(sheet, column, sort, own) if column.computed is not None else typed.get(column.id)
    if column.type is FieldType.REFERENCE and column.to == "permit":
        facts[column.id] = references.fact(sheet, column, name, value)
    else:
        facts[column.id] = to_fact(sort, value)
    _keep(row, column.id, value)
    if column.other:
        _place_other(sheet, name, typed.get(f"{column.id}_lain"), value, row, f"{column.id}_lain")


# --- papers ----------------------------------------------------------------------------------------------------------


def has_clean_paper(case: Case, name: str) -> bool:
    """Attached, and found harmless."""
    papers = case.documents.get(name) or ()
    return any(paper.clean for paper in papers)


def paper_names(sheet: Sheet, document: DocumentDef) -> list[tuple[str, Row | None]]:
    """Names of a paper's inputs with the row that each belongs to: one, or one per row."""
    if document.per is None:
        return [(document.id, None)]
    rows = sheet.facts.get(document.per)
    return [
        (input_name(document.per, index, document.id), row)
        for index, row in enumerate(rows if isinstance(rows, list) else ())
    ]


def _place_papers(sheet: Sheet) -> None:
    attached: dict[str, bool] = {}
    for document in sheet.definition.documents:
        if document.one_of:
            continue
        names = [name for name, row in paper_names(sheet, document) if _offered(sheet, document, row)]
        sheet.visible.update(names)
        attached[document.id] = bool(names) and all(has_clean_paper(sheet.case, name) for name in names)
        if document.from_ != "applicant":
            attached[document.id] = has_clean_paper(sheet.case, document.id)
    for document in sheet.definition.documents:
        if document.one_of:
            attached[document.id] = sum(attached.get(member, False) for member in document.one_of) >= document.need
            if _offered(sheet, document, None):
                sheet.visible.add(document.id)
    sheet.facts["doc"] = attached
    for document in sheet.definition.documents:
        for name, row in paper_names(sheet, document):
            if name in sheet.visible and _must_be_attached(sheet, document, row):
                sheet.required.add(name)


def _offered(sheet: Sheet, document: DocumentDef, row: Row | None) -> bool:
    if document.from_ != "applicant" or not is_asked(sheet.definition, document, sheet.case.kind):
        return False
    if not sheet.holds(document.visible, row):
        return False
    if (
        not isinstance(document.required, bool)
        and not document.recommended
        and not sheet.holds(document.required.when, row)
    ):
        return False
    groups = [group for group in sheet.definition.documents if document.id in group.one_of]
    return not groups or any(_offered(sheet, group, row) for group in groups)


def _must_be_attached(sheet: Sheet, document: DocumentDef, row: Row | None) -> bool:
    """A permit of ours that stands for the paper makes it needless."""
    if document.satisfied_by and _reference_holds(sheet, document.satisfied_by):
        return False
    if isinstance(document.required, bool):
        return document.required
    return sheet.holds(document.required.when, row)


def _reference_holds(sheet: Sheet, name: str) -> bool:
    here: Any = sheet.facts
    for part in name.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return not fieldtypes.is_missing(here)


# --- differences -----------------------------------------------------------------------------------------------------


def _changes(sheet: Sheet) -> dict[str, bool]:
    """`changed('field')`: differs from the permit referred to; a group by its input columns, rows in order."""
    assert sheet.case.referred is not None
    old = _mapping(sheet.case.referred.answers)
    found: dict[str, bool] = {}
    for one in sheet.definition.fields:
        before, now = old.get(one.id), sheet.values.get(one.id)
        found[one.id] = _inputs(one, _parsed(one, before)) != _inputs(one, now)
        if one.type is FieldType.GROUP and not one.repeats:
            for column in one.fields:
                kept, typed = _mapping(before).get(column.id), _mapping(now).get(column.id)
                found[f"{one.id}.{column.id}"] = fieldtypes.parse(column, kept) != typed
    return found


def _inputs(one: FieldDef, value: Any) -> Any:
    if one.type is not FieldType.GROUP:
        return None if fieldtypes.is_missing(value) else value
    columns = [column.id for column in one.fields if column.computed is None]
    if one.repeats:
        rows = value if isinstance(value, list) else []
        return [{name: row.get(name) for name in columns if not fieldtypes.is_missing(row.get(name))} for row in rows]
    return {name: _mapping(value).get(name) for name in columns if not fieldtypes.is_missing(_mapping(value).get(name))}
