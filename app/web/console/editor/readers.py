"""How each kind of value is read from what was posted, and how it stands in the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.permits.editing.outline import words
from app.permits.editing.skeleton import slug
from app.web.console.editor import conditions
from app.web.console.editor.values import ABSENT, Form, Input, Spot, WrongError, value_at

BLANK_ROWS = 3
MAX_ROWS = 200


def _line(item: Input, spot: Spot, posted: Form) -> Any:
    text = posted.get(item.name, "").strip()
    old = value_at(spot.value, item.key)
    if old is not None and text == str(old):
        return old
    return text if text else ABSENT


def _pick(item: Input, spot: Spot, posted: Form) -> Any:
    """One of the suggestions by its label, or what was typed."""
    text = _line(item, spot, posted)
    pairs = item.choices(spot) if callable(item.choices) else item.choices
    return next((value or ABSENT for value, label in pairs if str(label) == text), text)


def _area(item: Input, _spot: Spot, posted: Form) -> Any:
    return posted.get(item.name, "").replace("\r\n", "\n").strip() or ABSENT


def _words(item: Input, spot: Spot, posted: Form) -> Any:
    """Indonesian and English; a text that was written bare stays bare while it is the same."""
    said = {language: posted.get(f"{item.name}-{language}", "").strip() for language in ("id", "en")}
    old = value_at(spot.value, item.key)
    if old is not None and all(words(old, language) == text for language, text in said.items()):
        return old
    return {language: text for language, text in said.items() if text} or ABSENT


def _whole(item: Input, _spot: Spot, posted: Form) -> Any:
    text = posted.get(item.name, "").strip().replace(".", "")
    if not text:
        return ABSENT
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise WrongError(_("“%(label)s” diisi bilangan bulat, misalnya 30.", label=item.label))
    return int(text)


def _decimal(item: Input, _spot: Spot, posted: Form) -> Any:
    text = posted.get(item.name, "").strip().replace(",", ".")
    if not text:
        return ABSENT
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text):
        raise WrongError(_("“%(label)s” diisi angka, misalnya 0,5.", label=item.label))
    return float(text) if "." in text and float(text) != int(float(text)) else int(float(text))


def _limit(item: Input, spot: Spot, posted: Form) -> Any:
    """A bound: a number, a date, `today`, `today+30d`, or a time."""
    text = posted.get(item.name, "").strip()
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
        text = text.replace(".", "")
    plain = text.replace(",", ".")
    if re.fullmatch(r"-?\d{1,16}", plain):
        return int(plain)
    if re.fullmatch(r"-?\d{1,12}\.\d{1,6}", plain):
        return float(plain)
    return text or ABSENT


def _flag(item: Input, _spot: Spot, posted: Form) -> Any:
    return item.name in posted


def _select(item: Input, spot: Spot, posted: Form) -> Any:
    value = posted.get(item.name, "")
    old = value_at(spot.value, item.key)
    if value and value == str(old):
        return old
    pairs = item.choices(spot) if callable(item.choices) else item.choices
    if value and value not in {choice for choice, _label in pairs}:
        raise WrongError(_("Pilih salah satu pada “%(label)s”.", label=item.label))
    return value or ABSENT


def _count(item: Input, spot: Spot, posted: Form) -> Any:
    """One of the choices; a number as a number."""
    value = _select(item, spot, posted)
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _total(item: Input, spot: Spot, posted: Form) -> Any:
    """Working days, or one of the suggestions by its label."""
    text = posted.get(item.name, "").strip()
    if text.isdecimal() and len(text) < 5:
        return int(text)
    pairs = item.choices(spot) if callable(item.choices) else item.choices
    for value, label in pairs:
        if text.casefold() in (value.casefold(), str(label).casefold()):
            return int(value) if value.isdecimal() else value
    if text:
        raise WrongError(_("“%(label)s” diisi bilangan bulat, misalnya 30.", label=item.label))
    return ABSENT


def _suggest(item: Input, spot: Spot, posted: Form) -> Any:
    """One of the suggestions by its label or id, or a new one."""
    text = posted.get(item.name, "").strip()
    pairs = item.choices(spot) if callable(item.choices) else item.choices
    for value, label in pairs:
        if text.casefold() in (value.casefold(), str(label).casefold()):
            return value
    return slug(text, set(), "nama") if text else ABSENT


def _ticks(item: Input, spot: Spot, posted: Any) -> Any:
    """In the order of the choices; what was listed and is no choice stays."""
    pairs = [value for value, _label in (item.choices(spot) if callable(item.choices) else item.choices)]
    ticked = posted.getlist(item.name) if hasattr(posted, "getlist") else [posted[item.name]]
    old = value_at(spot.value, item.key)
    kept = [value for value in old if value not in pairs or value in ticked] if isinstance(old, list) else []
    return [*kept, *(value for value in pairs if value in ticked and value not in kept)] or ABSENT


def _either(item: Input, spot: Spot, posted: Any) -> Any:
    """One name written alone, or a list of several."""
    old = value_at(spot.value, item.key)
    ticked = _ticks(item, spot, posted)
    return ticked[0] if isinstance(ticked, list) and len(ticked) == 1 and not isinstance(old, list) else ticked


def _ids(item: Input, spot: Spot, posted: Form) -> Any:
    """Short names, one per line, made of what was typed."""
    old = value_at(spot.value, item.key)
    found = [line.strip() for line in re.split(r"[\n,]", posted.get(item.name, "")) if line.strip()]
    if isinstance(old, list) and found == [str(one) for one in old]:
        return old
    made: list[str] = []
    for line in found:
        made.append(slug(line, set(made), "bagian"))
    return made or ABSENT


def _sentences(item: Input, spot: Spot, posted: Form) -> Any:
    """Texts for people, one per line; one that stays keeps its English."""
    old = {words(one): one for one in value_at(spot.value, item.key) or ()}
    found = [line.strip() for line in posted.get(item.name, "").splitlines() if line.strip()]
    return [old.get(line, line) for line in found] or ABSENT


def _lines(item: Input, spot: Spot, posted: Form) -> Any:
    found = [line.strip() for line in re.split(r"[\n,]", posted.get(item.name, "")) if line.strip()]
    made = [int(line) if re.fullmatch(r"-?\d+", line) and item.key != "synonyms" else line for line in found]
    old = value_at(spot.value, item.key)
    return old if old is not None and not isinstance(old, list) and made == [old] else made or ABSENT


def _options(item: Input, spot: Spot, posted: Form) -> Any:
    """Rows of label and value; an empty label takes the option away, an empty value is made of the label."""
    old = {str(one.get("value")): one for one in value_at(spot.value, item.key) or () if isinstance(one, Mapping)}
    made: list[dict[str, Any]] = []
    for number in range(MAX_ROWS):
        prefix = f"{item.name}-{number}"
        if f"{prefix}-label" not in posted:
            break
        label, value = posted[f"{prefix}-label"].strip(), posted.get(f"{prefix}-nilai", "").strip()
        if label:
            value = value or slug(label, {one["value"] for one in made}, "pilihan")
            english = posted.get(f"{prefix}-en", "").strip()
            text = {"id": label, **({"en": english} if english else {})}
            before = old.get(posted.get(f"{prefix}-asal", ""), {})
            kept_label = before.get("label") if words(before.get("label")) == label else None
            same = kept_label is not None and words(kept_label, "en") == english
            made.append({**before, "value": value, "label": kept_label if same else text})
    if len({one["value"].casefold() for one in made}) < len(made):
        raise WrongError(_("Dua pilihan memakai kode yang sama. Bedakan kodenya."))
    return made or ABSENT


def typed(item: Input, posted: Any) -> Any:
    """What was typed, as the template shows it again."""
    if item.kind == "words":
        return {language: posted.get(f"{item.name}-{language}", "") for language in ("id", "en")}
    if item.kind == "flag":
        return item.name in posted
    if item.kind in ("ticks", "either"):
        return posted.getlist(item.name)
    if item.kind == "options":
        labels = [key for key in posted if re.fullmatch(rf"{re.escape(item.name)}-\d+-label", key)]
        return [
            {
                "label": {"id": posted[key], "en": posted.get(key[:-5] + "en", "")},
                "value": posted.get(key[:-5] + "nilai", ""),
            }
            for key in labels
            if posted[key]
        ]
    return posted.get(item.name, "")


def same(value: Any) -> Any:
    return "" if value is None else value


def _show_words(value: Any) -> dict[str, str]:
    return {language: words(value, language) for language in ("id", "en")}


def _show_options(value: Any) -> list[dict[str, str]]:
    rows = [
        {"label": words(one.get("label")), "en": words(one.get("label"), "en"), "value": str(one.get("value", ""))}
        for one in value or ()
        if isinstance(one, Mapping)
    ]
    return rows + [{"label": "", "en": "", "value": ""}] * BLANK_ROWS


def _show_lines(value: Any) -> str:
    """One per line; what is written alone is one."""
    found = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return "\n".join(str(one) for one in found)


SHOW: dict[str, Callable[[Any], Any]] = {
    "words": _show_words,
    "options": _show_options,
    "ticks": lambda value: [str(one) for one in value or ()],
    "either": lambda value: [value] if isinstance(value, str) else [str(one) for one in value or ()],
    "lines": _show_lines,
    "ids": _show_lines,
    "sentences": lambda value: value if isinstance(value, str) else "\n".join(words(one) for one in value or ()),
    "flag": bool,
}
READERS: dict[str, Callable[[Input, Spot, Any], Any]] = {
    "line": _line,
    "area": _area,
    "words": _words,
    "whole": _whole,
    "decimal": _decimal,
    "limit": _limit,
    "flag": _flag,
    "select": _select,
    "suggest": _suggest,
    "count": _count,
    "total": _total,
    "pick": _pick,
    "ticks": _ticks,
    "either": _either,
    "lines": _lines,
    "ids": _ids,
    "sentences": _sentences,
    "options": _options,
    "rule": conditions.read_rule,
    "formula": conditions.read_formula,
    "requirement": conditions.read_requirement,
    "validity": conditions.read_validity,
}
