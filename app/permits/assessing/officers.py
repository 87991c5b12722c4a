"""What officers found, as facts: results of inspections and events, of the whole and of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.permits.assessing.sheet import Sheet
from app.permits.conditions import holds
from app.permits.inspection import Verdict, outcome
from app.permits.model import Event, Inspection
from app.permits.names import input_name
from app.permits.tables import number


def add_facts(sheet: Sheet) -> None:
    """Completes `sheet.facts`; tiers, certificates and products read them."""
    sheet.facts["_holidays"] = sheet.case.holidays
    sheet.facts["inspection"] = {
        inspection.id: _inspection(sheet, inspection) for inspection in sheet.definition.inspections
    }
    sheet.facts["event"] = {event.id: _event(sheet, event) for event in sheet.definition.events}


def rows_of(sheet: Sheet, group: str) -> list[Mapping[str, Any]]:
    """Facts of a group's rows."""
    rows = sheet.facts.get(group)
    return rows if isinstance(rows, list) else []


def _inspection(sheet: Sheet, inspection: Inspection) -> dict[str, Any]:
    results = sheet.case.inspections
    if inspection.per is None:
        result = results.get(inspection.id)
        return _facts(inspection, outcome(inspection, result, sheet.facts)) if isinstance(result, Mapping) else {}
    rows = rows_of(sheet, inspection.per)
    found = {}
    for index, row in enumerate(rows):
        keys = (
            input_name(inspection.per, index, inspection.id),
            input_name(inspection.per, str(row.get("_id")), inspection.id),
        )
        result = next((results[key] for key in keys if isinstance(results.get(key), Mapping)), None)
        if result is not None:
            found[str(row.get("_id"))] = _facts(inspection, outcome(inspection, result, sheet.facts))
    return {
        "_rows": found,
        "all_passed": bool(rows) and len(found) == len(rows) and all(one["passed"] for one in found.values()),
    }


def _facts(inspection: Inspection, verdict: Verdict) -> dict[str, Any]:
    score = None if verdict.score is None else int(verdict.score.scaleb(inspection.places))
    return {
        "score": score,
        "level": verdict.level,
        "passed": verdict.passed,
        "all_passed": verdict.passed,
        "_known": True,
    }


def _event(sheet: Sheet, event: Event) -> dict[str, Any]:
    day = next(
        (
            value.get("date")
            for one in sheet.definition.fields
            if one.type == "event" and event.id in (one.of or ())
            for value in (sheet.values.get(one.id),)
            if isinstance(value, Mapping)
        ),
        None,
    )
    given = sheet.case.events.get(event.id)
    given = given if isinstance(given, Mapping) else {}
    found: dict[str, Any] = {"date": day, "_rows": {}}
    if event.participants is None:
        return found | {"date": given.get("date", day)} | _attendance(given)
    for index, row in enumerate(rows_of(sheet, event.participants)):
        keys = (input_name(event.participants, index), input_name(event.participants, str(row.get("_id"))))
        result = next((given[key] for key in keys if isinstance(given.get(key), Mapping)), None)
        if result is not None:
            facts = {"date": result.get("date", day)} | _attendance(result)
            seen = {**sheet.facts, "event": {event.id: facts}}
            passed = facts["attended"] is True if event.pass_ is None else _passed(sheet, event, seen, row)
            found["_rows"][str(row.get("_id"))] = facts | {"passed": passed}
    return found


def _passed(sheet: Sheet, event: Event, seen: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return holds(sheet.definition, event.pass_, seen, row)


def _attendance(result: Mapping[str, Any]) -> dict[str, Any]:
    mark = number(result.get("mark"))
    return {"attended": result.get("attended") is True, "mark": None if mark is None else int(mark * 100)}
