"""Numbers of papers: which counters a paper draws from, and how the drawn values become the number.

A pattern is text with tokens in braces; a composed number has parts of fixed width. Nothing is counted here:
`certificates` claims the values, this says from which counters and how wide they may become.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import SakporeError
from app.permits.model import Certificate, Counter, Definition, NumberPart
from app.permits.validity import resolve

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TOKEN = re.compile(r"\{([a-z_][a-z0-9_.]*)(?::0?([0-9]{1,2}))?\}")
DATE_TOKENS = frozenset({"dd", "mm", "yyyy", "yy", "year", "month_roman"})
SETTINGS = frozenset({"region", "classification"})
SEQ = "seq"
Facts = Mapping[str, Any]


class NumberOverflow(SakporeError):  # noqa: N818 - named so in the contract between the packages
    """A part no longer fits its width; signing stops before any number is claimed."""

    user_message = "Nomor tidak dapat dibuat karena satu bagiannya melebihi lebarnya. Hubungi pengelola jenis izin."


@dataclass(frozen=True, slots=True)
class CounterClaim:
    """Draw the next value of counter `key` for `part`; a sticky one is drawn once per holder and then kept."""

    key: str
    part: str
    sticky: bool = False
    width: int | None = None
    reserve: int = 0

    def check(self, value: int) -> None:
        """Raises NumberOverflow when `value` has more digits than the part is wide."""
        if self.width is not None and len(str(value)) > self.width:
            raise NumberOverflow(detail=f"counter {self.key}: {value} is wider than {self.width}")


def counters(
    definition: Definition, certificate: Certificate, facts: Facts, row: Facts | None, signed_on: date, holder: str
) -> tuple[CounterClaim, ...]:
    """What must be drawn for this paper. `holder` is a stable key of the holder that names nobody (a blind index).

    Raises NumberOverflow when a part that is not counted is already too wide.
    """
    pattern = certificate.number
    if pattern is None:
        return ()
    base = f"{definition.code}/{certificate.id}"
    scope = _Scope(certificate, facts, row, signed_on, holder)
    if not pattern.parts:
        seq = any(name == SEQ for name, _ in TOKEN.findall(pattern.format))
        return (
            (
                CounterClaim(
                    scope.key(base, certificate.counter),
                    SEQ,
                    certificate.counter.sticky == "holder",
                    reserve=certificate.counter.reserve,
                ),
            )
            if seq
            else ()
        )
    claims = []
    for name, part in pattern.parts.items():
        if part.counter is None:
            if part.from_ != "valid_to":
                _fixed(name, part, certificate, facts, row, None)
            continue
        sticky = "holder" in (part.sticky, part.counter.sticky)
        claims.append(
            CounterClaim(scope.key(f"{base}/{name}", part.counter), name, sticky, part.width, part.counter.reserve)
        )
    return tuple(claims)


@dataclass(frozen=True, slots=True)
class _Scope:
    certificate: Certificate
    facts: Facts
    row: Facts | None
    signed_on: date
    holder: str

    def key(self, base: str, counter: Counter) -> str:
        """Such as `kode/izin/2026`; equal keys share one row of numbers."""
        parts = [base]
        if counter.scope == "holder":
            parts.append(self.holder)
        elif counter.scope == "variant":
            parts.append(str((self.facts.get("variant") or {}).get("id") or "-"))
        elif not isinstance(counter.scope, str):
            parts.extend(
                str(resolve(name, self.certificate.per, self.facts, self.row) or "-") for name in counter.scope
            )
        if counter.reset == "year":
            parts.append(str(self.signed_on.year))
        return "/".join(parts)


def render(
    certificate: Certificate,
    facts: Facts,
    row: Facts | None,
    signed_on: date,
    valid_to: date | None,
    values: Mapping[str, int],
    settings: Mapping[str, str],
) -> str:
    """The number as printed. `values` holds what was drawn, by part; a plain pattern's part is `seq`.

    Raises NumberOverflow when a part is too wide, KeyError when a counted part was not drawn.
    """
    pattern = certificate.number
    if pattern is None:
        return ""
    parts = {name: _part(name, part, certificate, facts, row, valid_to, values) for name, part in pattern.parts.items()}

    def replaced(match: re.Match[str]) -> str:
        name, width = match[1], int(match[2] or 0)
        if name in parts:
            return parts[name]
        if name == SEQ:
            return str(values[SEQ]).rjust(width, "0")
        if name in DATE_TOKENS:
            return date_token(name, signed_on)
        if name in SETTINGS:
            return settings.get(name, "")
        value = resolve(name, certificate.per, facts, row)
        return ("" if value is None else str(value)).rjust(width, "0")

    return TOKEN.sub(replaced, pattern.format)


def date_token(name: str, day: date) -> str:
    """`dd`, `mm`, `yyyy`, `yy`, `year` or `month_roman` of a day."""
    return {
        "dd": f"{day.day:02}",
        "mm": f"{day.month:02}",
        "yyyy": f"{day.year:04}",
        "year": f"{day.year:04}",
        "yy": f"{day.year % 100:02}",
        "month_roman": ROMAN[day.month - 1],
    }[name]


def _part(
    name: str,
    part: NumberPart,
    certificate: Certificate,
    facts: Facts,
    row: Facts | None,
    valid_to: date | None,
    values: Mapping[str, int],
) -> str:
    if part.counter is None:
        return _fixed(name, part, certificate, facts, row, valid_to)
    CounterClaim("", name, width=part.width).check(values[name])
    return str(values[name]).rjust(part.width or 0, "0")


def _fixed(
    name: str, part: NumberPart, certificate: Certificate, facts: Facts, row: Facts | None, valid_to: date | None
) -> str:
    if part.const is not None:
        text = part.const
    elif part.from_ == "valid_to":
        text = "" if valid_to is None else date_token(part.as_ or "yyyy", valid_to)
    else:
        value = resolve(part.from_ or "", certificate.per, facts, row)
        text = "" if value is None else str(value)
    if part.width is not None and len(text) > part.width:
        raise NumberOverflow(detail=f"part {name} is wider than {part.width}")
    if part.width is not None and not text:
        raise NumberOverflow(
            "Nomor tidak dapat dibuat karena satu bagiannya belum diketahui.", detail=f"part {name} is empty"
        )
    return text.rjust(part.width or 0, "0")
