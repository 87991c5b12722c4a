"""Sheets of inspections: scores half-up, levels by defects, checklists."""

from decimal import Decimal

from app.permits import inspection
from app.permits.model import Inspection
from app.permits.rules import Kind, Sort, compile_rule

ITEMS = [{"id": name, "text": name, "weight": weight} for name, weight in (("a", 1), ("b", 1), ("c", 1))]


def sheet(**attributes):
    return Inspection.model_validate({"id": "ikl", "method": "scored", "items": ITEMS} | attributes)


def rule(text):
    whole = Sort(Kind.NUMBER, low=0, high=1000)
    names = {"inspection.ikl.score": Sort(Kind.NUMBER, places=1, low=0, high=1000)}
    names |= {f"defects.{name}": whole for name in ("minor", "mayor", "serius", "kritis")}
    return compile_rule(text, names, expect=Kind.BOOLEAN)


def test_the_score_is_the_share_of_the_weights_rounded_half_up():
    verdict = inspection.judge(
        sheet(pass_=rule("inspection.ikl.score >= 66.7")), {"a": True, "b": True, "c": False}, {}
    )

    assert (verdict.score, verdict.passed) == (Decimal("66.7"), True)


def test_points_of_a_choice_count_by_their_share():
    items = [{"id": "a", "text": "a", "weight": 3, "choices": [0, 1, 2]}, {"id": "b", "text": "b", "weight": 1}]

    verdict = inspection.judge(sheet(items=items), {"a": 1, "b": True}, {})

    assert verdict.score == Decimal("62.5")


def test_an_item_without_a_mark_counts_as_bad():
    assert inspection.judge(sheet(), {}, {}).score == 0
    assert inspection.judge(sheet(method="checklist"), {"a": True, "b": True}, {}).passed is False
    assert inspection.judge(sheet(method="checklist"), {"a": True, "b": True, "c": True}, {}).passed is True


def test_the_level_follows_from_the_defects_and_the_first_that_holds_counts():
    items = [{"id": name, "text": name, "defect": name} for name in ("minor", "mayor", "kritis")]
    levels = [
        {"id": "I", "when": rule("defects.kritis == 0 and defects.mayor == 0"), "pass": True},
        {"id": "II", "when": rule("defects.kritis == 0"), "pass": True},
        {"id": "III", "pass": False},
    ]
    cppb = sheet(method="defects", items=items, levels=levels)

    def level(**marks):
        verdict = inspection.judge(cppb, {"minor": True, "mayor": True, "kritis": True} | marks, {})
        return verdict.level, verdict.passed

    assert level() == ("I", True)
    assert level(minor=False) == ("I", True)
    assert level(mayor=False) == ("II", True)
    assert level(kritis=False) == ("III", False)


def test_a_result_that_is_known_is_judged_alike():
    levels = [{"id": "I", "pass": True}, {"id": "II", "pass": False}]

    assert inspection.outcome(sheet(method="defects", levels=levels), {"level": "II"}, {}).passed is False
    assert inspection.outcome(sheet(pass_=rule("inspection.ikl.score >= 83")), {"score": 82.9}, {}).passed is False
    assert inspection.outcome(sheet(pass_=rule("inspection.ikl.score >= 83")), {"score": 82.95}, {}).passed is True
