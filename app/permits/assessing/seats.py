"""Whether the date that was chosen for an event is open and has a seat for each participant (schema-language §3.11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.permits.assessing.sheet import Sheet
from app.permits.case import EventDay, Problem
from app.permits.kinds import is_open
from app.permits.model import Event, FieldDef, FieldType, Text

FULL = "tempat pada jadwal ini tidak cukup. Pilih jadwal lain."
CLOSED = "jadwal ini tidak dibuka lagi. Pilih jadwal lain."


def seat_problems(sheet: Sheet) -> Iterator[Problem]:
    """Of each event field that this kind of request opens."""
    for event in sheet.definition.events:
        for one in sheet.definition.fields:
            chosen = sheet.values.get(one.id)
            if one.type is not FieldType.EVENT or event.id not in (one.of or ()) or not isinstance(chosen, Mapping):
                continue
            message = _wrong(sheet, event, str(chosen.get("date"))) if _asked(sheet, one) else None
            if message:
                yield Problem(one.id, Text(id=f"{one.label.id}: {message}"))


def completed(sheet: Sheet, field: FieldDef, value: Any) -> Any:
    """A date that was chosen, with the place that the agency set for it."""
    if not isinstance(value, Mapping):
        return value
    day = next((found for event in field.of or () if (found := _day(sheet, event, str(value.get("date"))))), None)
    return value if day is None else {**value, "place": day.place}


def _asked(sheet: Sheet, one: FieldDef) -> bool:
    return is_open(sheet.definition, one, sheet.case.kind) and one.id not in sheet.readonly


def _wrong(sheet: Sheet, event: Event, day: str) -> str | None:
    people = sheet.facts.get(event.participants or "")
    wanted = len(people) if isinstance(people, list) else 1
    if event.id in sheet.case.schedule:
        found = _day(sheet, event.id, day)
        if found is None:
            return CLOSED
        left: int | None = found.left
    else:
        left = sheet.case.seats.get(event.id, {}).get(day)
    return FULL if event.quota and left is not None and left < wanted else None


def _day(sheet: Sheet, event: str, day: str) -> EventDay | None:
    return next((one for one in sheet.case.schedule.get(event, ()) if one.day.isoformat() == day), None)
