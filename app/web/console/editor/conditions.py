"""The condition builder: rows “jika [isian] [adalah] [nilai]”, or the rule's own text where it is no such sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.permits.editing.outline import Name
from app.permits.editing.sentences import WORDS, Row, SentenceError, Sentences, read, write
from app.permits.model import FieldType
from app.permits.rules import FUNCTIONS, Kind
from app.web.console.editor.values import ABSENT, Input, Spot, WrongError, value_at

KINDS = frozenset({"rule", "formula", "requirement", "validity"})
BLANK_ROWS = 2
MAX_ROWS = 20
NEVER, ALWAYS, IF = "tidak", "wajib", "bila"
LENGTHS = (("years", "tahun"), ("months", "bulan"), ("days", "hari"))
UNTIL, FOREVER, OTHER = "until", "unlimited", "lain"
# How each type of field is reckoned with, where a formula gives its value.
NUMBER_TYPES = frozenset({FieldType.INTEGER, FieldType.MONEY, FieldType.DECIMAL})
_KIND_OF = {
    FieldType.BOOLEAN: Kind.BOOLEAN,
    FieldType.DATE: Kind.DATE,
    FieldType.DATETIME: Kind.DATETIME,
    FieldType.TIME: Kind.TIME,
}


@dataclass(frozen=True, slots=True)
class Builder:
    """What the template shows of a condition. `sentence` is False for a rule that only its text can say."""

    prefix: str
    rows: tuple[Row, ...]
    join: str
    text: str
    sentence: bool
    names: tuple[Name, ...]
    signs: tuple[tuple[str, str], ...] = WORDS
    functions: tuple[str, ...] = tuple(sorted(FUNCTIONS))
    mode: str = ""
    because: str = ""
    amount: str = ""


def shown(item: Input, spot: Spot, held: Any, posted: Mapping[str, str] | None) -> Builder:
    """The builder of a rule, of a requirement or of a validity."""
    mode = because = amount = ""
    if item.kind == "requirement":
        mode = IF if isinstance(held, Mapping) else (ALWAYS if held is True else NEVER)
        because = str(held.get("because") or "") if isinstance(held, Mapping) else ""
        held = held.get("when") if isinstance(held, Mapping) else ""
    if item.kind == "validity":
        mode, amount, held = *_validity(held), ""
    text = str(held or "")
    names = tuple(spot.work.outline.names(item.place, spot.row_of, spot.before))
    said = read(text, names) if item.kind != "formula" else None
    rows, join = (said.rows, said.join) if said else ((), "dan")
    if posted is not None:
        rows, join = tuple(_posted_rows(item.name, posted)), posted.get(f"{item.name}-gabung", "dan")
        text = posted.get(f"{item.name}-rumus", text)
        mode, because = posted.get(f"{item.name}-cara", mode), posted.get(f"{item.name}-alasan", because)
        amount = posted.get(f"{item.name}-jumlah", amount)
    blank = (Row("", "sama"),) * BLANK_ROWS
    return Builder(
        item.name, (*rows, *blank), join, text, said is not None, names, mode=mode, because=because, amount=amount
    )


def read_rule(item: Input, spot: Spot, posted: Mapping[str, str]) -> Any:
    """The rule's text, checked; a changed text counts before the rows. Raises WrongError."""
    old = value_at(spot.value, item.key)
    return _rule(item, spot, posted, str(old or ""))


def read_formula(item: Input, spot: Spot, posted: Mapping[str, str]) -> Any:
    """As a rule, of the kind that its place wants. Raises WrongError."""
    text = " ".join(posted.get(f"{item.name}-rumus", "").split())
    old = value_at(spot.value, item.key)
    if not text or text == " ".join(str(old or "").split()):
        return old if text else ABSENT
    expect, places = item.expect, None
    if item.key == "computed":
        kind = FieldType(posted.get("type") or str(spot.value.get("type") or "text"))
        expect = Kind.NUMBER if kind in NUMBER_TYPES else _KIND_OF.get(kind, Kind.TEXT)
        decimals = posted.get("places", "")
        places = int(decimals) if kind is FieldType.DECIMAL and decimals.isdecimal() else 0
    wrong = spot.work.outline.wrong(text, item.place, expect=expect, row_of=spot.row_of, places=places)
    if wrong:
        raise WrongError(wrong)
    return text


def read_requirement(item: Input, spot: Spot, posted: Mapping[str, str]) -> Any:
    """`False`, `True`, or `{when, because}`. Raises WrongError."""
    mode = posted.get(f"{item.name}-cara", NEVER)
    if mode != IF:
        return True if mode == ALWAYS else ABSENT
    old = value_at(spot.value, item.key)
    before = str(old.get("when") or "") if isinstance(old, Mapping) else ""
    when = _rule(item, spot, posted, before)
    if when is ABSENT:
        raise WrongError(_("Tulis kapan “%(label)s” berlaku, atau pilih jawaban lain.", label=item.label))
    because = posted.get(f"{item.name}-alasan", "").strip()
    if not because:
        raise WrongError(_("Sebutkan dasar atau alasannya; pemohon akan membacanya."))
    return {"when": when, "because": because}


def read_validity(item: Input, spot: Spot, posted: Mapping[str, str]) -> Any:
    """`{years: 5}` and its like; what only the text can say stays. Raises WrongError."""
    mode, amount = posted.get(f"{item.name}-cara", ""), posted.get(f"{item.name}-jumlah", "").strip()
    if (mode, amount) == _validity(value_at(spot.value, item.key)):
        return value_at(spot.value, item.key)
    if mode == FOREVER:
        return {"unlimited": True}
    if mode not in (UNTIL, *(key for key, _words in LENGTHS)):
        return ABSENT
    fields = {field.id for field in spot.work.outline.fields}
    if mode != UNTIL and amount.isdecimal():
        return {mode: int(amount)}
    if amount in fields:
        return {mode: amount}
    raise WrongError(_("Isi lamanya dengan angka, atau nama isian yang memuatnya."))


def _rule(item: Input, spot: Spot, posted: Mapping[str, str], before: str) -> Any:
    typed = " ".join(posted.get(f"{item.name}-rumus", before).split())
    names = spot.work.outline.names(item.place, spot.row_of, spot.before)
    text = typed
    if typed == " ".join(before.split()):
        rows = tuple(_posted_rows(item.name, posted))
        was = read(before, names)
        now = Sentences(rows, posted.get(f"{item.name}-gabung", "dan"))
        if was is None and not rows or was == now:
            return before or ABSENT
        try:
            text = write(now, names)
        except SentenceError as error:
            raise WrongError(str(error)) from error
    if not text:
        return ABSENT
    wrong = spot.work.outline.wrong(text, item.place, row_of=spot.row_of)
    if wrong:
        raise WrongError(wrong)
    return text


def _posted_rows(name: str, posted: Mapping[str, str]) -> list[Row]:
    signs = dict(WORDS)
    found = []
    for number in range(MAX_ROWS):
        about = posted.get(f"{name}-{number}-isian", "")
        sign = posted.get(f"{name}-{number}-tanda", "sama")
        if about:
            value = posted.get(f"{name}-{number}-nilai", "").strip()
            found.append(Row(about, sign if sign in signs else "sama", value))
    return found


def _validity(held: Any) -> tuple[str, str]:
    if not isinstance(held, Mapping) or not held:
        return "", ""
    key = next(iter(held))
    if len(held) == 1 and key in dict(LENGTHS) | {UNTIL: ""}:
        return key, str(held[key])
    return (FOREVER, "") if held.get("unlimited") is True and len(held) == 1 else (OTHER, "")
