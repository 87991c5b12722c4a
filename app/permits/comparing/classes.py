"""How far each kind of change reaches (schema-language §5.3). What no table names is *restrictive*: somebody decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.permits.comparing.changes import ChangeClass
from app.permits.model import FieldDef, FieldType, Requirement, Text

TEXT, COMPATIBLE = ChangeClass.TEXT, ChangeClass.COMPATIBLE
RESTRICTIVE, BREAKING = ChangeClass.RESTRICTIVE, ChangeClass.BREAKING

Judge = Callable[[Any, Any], ChangeClass]

WORDS = frozenset(
    {
        "label", "help", "placeholder", "explain", "pattern_message", "legal_basis", "certainty", "because", "message",
        "stop", "title", "short", "summary", "synonyms", "guide", "unit", "articles", "date", "notice",
    }
)  # fmt: skip
HARMLESS = frozenset(
    {
        "default", "prefill", "list", "search", "export", "print", "evidence", "mask", "recommended", "template",
        "reuse", "satisfied_by", "agency", "role", "scope", "checks", "outcomes", "return_to", "copies", "number",
        "counter", "signature_block", "annex", "body", "at", "signer", "after_close", "packages", "rounds", "escalate",
        "start", "order", "format", "parts", "reset", "reserve", "sticky", "other", "image", "csv", "item", "rank", "value",
    }
)  # fmt: skip
NARROWER_WHEN_MORE = frozenset({"min", "min_length", "need", "workdays", "hours", "total", "sla", "weight"})
NARROWER_WHEN_LESS = frozenset(
    {
        "max",
        "max_length",
        "max_mb",
        "max_pages",
        "max_age_days",
        "applicant_workdays",
        "max_rounds",
        "places",
        "grace_days",
        "within_days",
    }
)
NARROWER_WHEN_SHORTER = frozenset({"accept", "options", "status", "of", "applicants", "edit"})
NARROWER_WHEN_LONGER = frozenset({"columns", "same", "tier_editable", "documents", "one_of", "tiers", "pauses"})
ADDING_ASKS = frozenset(
    {
        "Assertion", "Eligibility", "Limit", "Quota", "Tier", "Parallel", "Inspection", "InspectionItem", "FeeLine",
        "Party", "Event", "Duty",
    }
)  # fmt: skip
REMOVING_TAKES = frozenset({"Option", "VariantRow", "RequestKind", "Certificate", "InspectionLevel", "Table", "rows"})
TEXTUAL = frozenset(
    {
        FieldType.TEXT, FieldType.PARAGRAPH, FieldType.PERSON_NAME, FieldType.EMAIL, FieldType.PHONE, FieldType.URL,
        FieldType.POSTAL_CODE, FieldType.NIK, FieldType.PASPOR, FieldType.NPWP, FieldType.NIB,
    }
)  # fmt: skip
WHOLE = frozenset({FieldType.INTEGER, FieldType.MONEY})


def of_addition(kind: str, item: Any) -> ChangeClass:
    """`kind` is the model's name, or the key of plain mappings."""
    if kind in ("FieldDef", "DocumentDef"):
        return RESTRICTIVE if _asks(item) else COMPATIBLE
    if kind == "Section":
        return TEXT
    if kind == "LegalBasis":
        return TEXT
    return RESTRICTIVE if kind in ADDING_ASKS else COMPATIBLE


def of_removal(kind: str, item: Any) -> ChangeClass:
    if kind in ("FieldDef", "DocumentDef"):
        return BREAKING if holds_answer(item) else COMPATIBLE
    if kind in ("Section", "LegalBasis"):
        return TEXT
    return RESTRICTIVE if kind in REMOVING_TAKES else COMPATIBLE


def of_attribute(name: str, old: Any, new: Any) -> ChangeClass:
    """Of one attribute of something that both versions have; `name` as in the YAML."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(old, new)
    if name in WORDS:
        return TEXT
    if isinstance(old, Text) or isinstance(new, Text):
        return RESTRICTIVE if name == "text" else TEXT  # the wording that somebody declared to be true
    if name in HARMLESS:
        return COMPATIBLE
    if name in NARROWER_WHEN_MORE or name in NARROWER_WHEN_LESS:
        return _limit(old, new, raised_narrows=name in NARROWER_WHEN_MORE)
    if name in NARROWER_WHEN_SHORTER or name in NARROWER_WHEN_LONGER:
        return _listed(old, new, longer_narrows=name in NARROWER_WHEN_LONGER)
    return RESTRICTIVE


def of_type(old: FieldDef, new: FieldDef) -> ChangeClass:
    """A change of the field's type: what is stored alike is no break."""
    if {old.type, new.type} <= WHOLE:
        return COMPATIBLE
    if {old.type, new.type} <= TEXTUAL:
        return COMPATIBLE if new.type in (FieldType.TEXT, FieldType.PARAGRAPH) else RESTRICTIVE
    return BREAKING if holds_answer(old) else RESTRICTIVE


def holds_answer(item: Any) -> bool:
    """Whether drafts may hold something under its id: what is computed, only told, or a group of papers, holds none."""
    if isinstance(item, FieldDef):
        return item.type is not FieldType.NOTE and item.computed is None
    return not getattr(item, "one_of", ())


def _asks(item: Any) -> bool:
    inner = getattr(item, "fields", ())
    return bool(item.required) or any(_asks(column) for column in inner) or getattr(item, "computed", None) is not None


def _limit(old: Any, new: Any, *, raised_narrows: bool) -> ChangeClass:
    """None is no limit; what cannot be compared (`today+30d`) may be narrower."""
    if new is None:
        return COMPATIBLE
    if old is None:
        return RESTRICTIVE
    first, second = _measure(old), _measure(new)
    if type(first) is not type(second):
        return RESTRICTIVE
    return RESTRICTIVE if (second > first) is raised_narrows else COMPATIBLE


def _measure(value: Any) -> Any:
    if isinstance(value, int | float):
        return float(value)
    if value == "all":
        return float("inf")
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        text = str(value)
        return text if ":" in text else None


def _listed(old: Any, new: Any, *, longer_narrows: bool) -> ChangeClass:
    """Absent means everything for what narrows by being shorter, nothing for what narrows by being longer."""
    if old is None or new is None:
        narrower = (old is None) is not longer_narrows
        return RESTRICTIVE if narrower else COMPATIBLE
    first, second = _names(old), _names(new)
    lost, gained = first - second, second - first
    return RESTRICTIVE if (gained if longer_narrows else lost) else COMPATIBLE


def _names(value: Any) -> set[str]:
    return {str(getattr(one, "value", one)) for one in ((value,) if isinstance(value, str) else value)}


def _required(old: Any, new: Any) -> ChangeClass:
    if isinstance(old, Requirement) and isinstance(new, Requirement) and old.when.text == new.when.text:
        return TEXT
    return COMPATIBLE if new is False or old is True else RESTRICTIVE


def _gone_is_lighter(old: Any, new: Any) -> ChangeClass:
    return COMPATIBLE if new in (None, False, ()) else RESTRICTIVE


def _broken(old: Any, new: Any) -> ChangeClass:
    return BREAKING


_SPECIAL: dict[str, Judge] = {
    "required": _required,
    "unique_in": _gone_is_lighter,
    "pattern": _gone_is_lighter,
    "staff_only": _gone_is_lighter,
    "readonly": _gone_is_lighter,
    "valid_until": _gone_is_lighter,
    "lead": _gone_is_lighter,
    "pay": _gone_is_lighter,
    "inspection": _gone_is_lighter,
    "after": lambda old, new: COMPATIBLE,
    "draft_days": lambda old, new: _limit(old, new, raised_narrows=False),
    "refused_years": lambda old, new: COMPATIBLE,
    "issued_years": lambda old, new: COMPATIBLE,
    "keeps_number": lambda old, new: COMPATIBLE,
    "keeps_expiry": lambda old, new: COMPATIBLE,
    "supersedes": lambda old, new: COMPATIBLE,
    "per": _broken,
    "to": _broken,
}
