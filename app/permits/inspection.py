"""An inspection's sheet → its verdict: a score in percent, a level by classes of defects, or a checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.permits.model import Inspection, InspectionItem, Rule
from app.permits.rules import evaluate
from app.permits.symbols import DEFECT_CLASSES
from app.permits.tables import number


@dataclass(frozen=True, slots=True)
class Verdict:
    """`score` in percent, rounded half-up to the inspection's places; what a method does not give is None or empty."""

    score: Decimal | None = None
    level: str | None = None
    defects: Mapping[str, int] = field(default_factory=dict)
    passed: bool = False


def judge(inspection: Inspection, marks: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The verdict over marks by item: true or false, or a choice's points. A mark that is missing counts as bad."""
    if inspection.method == "scored":
        return outcome(inspection, {"score": _score(inspection, marks)}, facts)
    bad = [item for item in inspection.items if marks.get(item.id) is not True]
    if inspection.method == "defects":
        count = {name: sum(item.defect == name for item in bad) for name in DEFECT_CLASSES}
        return outcome(inspection, {"defects": count}, facts)
    if inspection.pass_ is not None:
        return Verdict(passed=_holds(inspection.pass_, facts))
    return Verdict(passed=not bad)


def outcome(inspection: Inspection, result: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The verdict over a result that is known already: `{score}`, `{level}`, `{defects}` or `{passed}`."""
    if isinstance(result.get("marks"), Mapping):
        return judge(inspection, result["marks"], facts)
    if inspection.method == "scored":
        return _scored(inspection, result, facts)
    if inspection.method == "defects":
        return _by_defects(inspection, result, facts)
    return Verdict(passed=result.get("passed") is True)


def _scored(inspection: Inspection, result: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    score = number(result.get("score"))
    if score is None:
        return Verdict(passed=result.get("passed") is True)
    score = score.quantize(Decimal(1).scaleb(-inspection.places), rounding=ROUND_HALF_UP)
    scaled = int(score.scaleb(inspection.places))
    seen = _with_result(facts, inspection, {"score": scaled})
    level = next((level for level in inspection.levels if level.when is None or _holds(level.when, seen)), None)
    passed = _holds(inspection.pass_, seen) if inspection.pass_ else bool(level and level.pass_)
    return Verdict(score=score, level=level.id if level else None, passed=passed)


def _by_defects(inspection: Inspection, result: Mapping[str, Any], facts: Mapping[str, Any]) -> Verdict:
    """The first level whose condition holds over the count of defects; a level that was given stands."""
    given = result.get("defects")
    defects = {name: int(number(given.get(name)) or 0) if isinstance(given, Mapping) else 0 for name in DEFECT_CLASSES}
    if isinstance(given, Mapping):
        seen = {**facts, "defects": defects}
        level = next((level for level in inspection.levels if level.when is None or _holds(level.when, seen)), None)
    else:
        level = next((level for level in inspection.levels if level.id == result.get("level")), None)
    level_id = level.id if level else None
    if inspection.pass_ is not None:
        seen = _with_result({**facts, "defects": defects}, inspection, {"level": level_id})
        return Verdict(level=level_id, defects=defects, passed=_holds(inspection.pass_, seen))
    if level is None and not inspection.levels:
        return Verdict(defects=defects, passed=isinstance(given, Mapping) and not any(defects.values()))
    return Verdict(level=level_id, defects=defects, passed=bool(level and level.pass_))


def _with_result(facts: Mapping[str, Any], inspection: Inspection, result: Mapping[str, Any]) -> dict[str, Any]:
    known = facts.get("inspection") or {}
    return {**facts, "inspection": {**known, inspection.id: {**known.get(inspection.id, {}), **result}}}


def _holds(rule: Rule, facts: Mapping[str, Any]) -> bool:
    return evaluate(rule.logic, facts, holidays=facts.get("_holidays") or frozenset()) is True


def _score(inspection: Inspection, marks: Mapping[str, Any]) -> Decimal:
    total = sum((Decimal(str(item.weight)) for item in inspection.items), Decimal(0))
    reached = sum(
        (Decimal(str(item.weight)) * _share(item, marks.get(item.id)) for item in inspection.items), Decimal(0)
    )
    return reached * 100 / total if total else Decimal(0)


def _share(item: InspectionItem, mark: Any) -> Decimal:
    """How much of the item's weight was reached: all or nothing, or points out of the most that its choices give."""
    if isinstance(mark, bool) or mark is None:
        return Decimal(1 if mark is True else 0)
    points, most = number(mark), max((number(choice) or Decimal(0) for choice in item.choices), default=Decimal(1))
    if points is None or most <= 0:
        return Decimal(0)
    return min(max(points / most, Decimal(0)), Decimal(1))
