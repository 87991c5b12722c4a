"""Works a case out: what is relevant, computed values, facts, in page order.

Fields are walked again and again until nothing changes: a computed value may stand before what it reads, a variant may
decide what is asked. The linter refuses circles, and the number of rounds is bounded anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.permits import fieldtypes, symbols
from app.permits.assessing import picking, references, seats, variants
from app.permits.assessing.attached import has_clean_paper, place_papers
from app.permits.assessing.circumstances import circumstances
from app.permits.assessing.differences import changes
from app.permits.assessing.origin import from_account, given_values
from app.permits.assessing.sheet import Row, Sheet, mapping_of
from app.permits.case import Case
from app.permits.kinds import is_open
from app.permits.model import Definition, FieldDef, FieldType
from app.permits.names import input_name
from app.permits.rules import Sort, from_fact, sort_of, to_fact

MAX_ROUNDS = 12


def filled_in(definition: Definition, case: Case) -> Sheet:
    """The case worked out."""
    sheet = Sheet(definition, case, given_values(definition, case))
    sheet.facts.update(circumstances(definition, case))
    before: Any = None
    for _ in range(MAX_ROUNDS):
        _walk(sheet)
        now = (dict(sheet.values), set(sheet.visible), sheet.variant, dict(sheet.facts["doc"]), dict(sheet.changed))
        if now == before:
            break
        before = now
    return sheet


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
    place_papers(sheet)
    if sheet.case.referred is not None:
        sheet.changed = changes(sheet)
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
    if one.is_paper:
        sheet.facts[name] = has_clean_paper(sheet.case, name)
        sheet.values.pop(name, None)
        _mark(sheet, one, name, locked=not is_open(sheet.definition, one, sheet.case.kind))
        return
    value = computed(sheet, one, sort) if one.computed is not None else sheet.given.get(one.id)
    if one.type is FieldType.EVENT:
        value = seats.completed(sheet, one, value)
    if references.is_fact(one):
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
    given = picking.with_parent(sheet, group, sheet.given.get(group.id))
    if not group.repeats:
        row, facts = _place_row(sheet, group, sort, mapping_of(given), group.id, in_rows=False)
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
    if column.is_paper:
        facts[column.id] = has_clean_paper(sheet.case, name)
        return
    if column.type is FieldType.NOTE:
        return
    value = computed(sheet, column, sort, own) if column.computed is not None else typed.get(column.id)
    if references.is_fact(column):
        facts[column.id] = references.fact(sheet, column, name, value)
    else:
        facts[column.id] = to_fact(sort, value)
    _keep(row, column.id, value)
    if column.other:
        _place_other(sheet, name, typed.get(f"{column.id}_lain"), value, row, f"{column.id}_lain")
