"""Typed text → stored value, one function per form. What cannot be read stays the text that was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.permits.days import MONTHS
from app.permits.model import FieldDef, FieldType
from app.permits.names import ADDRESS_PARTS, LOCATION_PARTS

MAX_SAFE = 2**53 - 1
WIB = timezone(timedelta(hours=7))
LISTS = frozenset({FieldType.MULTI_CHOICE})
OBJECTS = frozenset(
    {FieldType.ADDRESS, FieldType.LOCATION, FieldType.EVENT, FieldType.FILE, FieldType.SIGNATURE_PAD, FieldType.GROUP}
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_WHOLE = re.compile(r"-?[0-9]+")
_RUPIAH = re.compile(r"^rp\.?\s*", re.IGNORECASE)
_YES = frozenset({"true", "ya", "on", "1", "y"})
_NO = frozenset({"false", "tidak", "off", "0", "n", "t"})


def several(raw: Any) -> Any:
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple):
        return raw
    found = [item.strip() if isinstance(item, str) else item for item in raw]
    kept = [item for index, item in enumerate(found) if item not in ("", None) and item not in found[:index]]
    return kept or None


def parts(field: FieldDef, raw: Any) -> Any:
    if field.type is FieldType.EVENT and isinstance(raw, str):
        return {"date": day(field, raw.strip())} if raw.strip() else None
    if field.type is FieldType.ADDRESS and isinstance(raw, str):
        return {"jalan": raw.strip()} if raw.strip() else None
    if not isinstance(raw, Mapping) or field.type is FieldType.GROUP or field.is_paper:
        return raw if raw != "" else None
    known = {FieldType.ADDRESS: ADDRESS_PARTS, FieldType.LOCATION: LOCATION_PARTS}.get(field.type)
    found: dict[str, Any] = {}
    for name, part in raw.items():
        if known is not None and name not in known:
            continue
        if isinstance(part, int | float) and not isinstance(part, bool):
            part = str(part)
        if field.type is FieldType.LOCATION and isinstance(part, str):
            part = part.strip().replace(",", ".")
        found[str(name)] = part.strip() if isinstance(part, str) else part
    found = {name: part for name, part in found.items() if part not in ("", None)}
    return found or None


def same(field: FieldDef, text: str) -> Any:
    return text


def line(field: FieldDef, text: str) -> Any:
    return " ".join(text.split())


def lines(field: FieldDef, text: str) -> Any:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def integer(field: FieldDef, text: str) -> Any:
    digits = _RUPIAH.sub("", text) if field.type is FieldType.MONEY else text
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(".", "")
    if not _WHOLE.fullmatch(digits) or not digits.isascii() or len(digits) > 17:
        return text
    value = int(digits)
    return value if abs(value) <= MAX_SAFE else text


def decimal(field: FieldDef, text: str) -> Any:
    """`12,5` and `12.5`; `1.250` is one thousand two hundred and fifty unless the field keeps three places."""
    places = field.places or 0
    plain = text
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".", 1)
    elif _GROUPED.fullmatch(plain) and places != 3:
        plain = plain.replace(".", "")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain) or not plain.isascii() or len(plain) > 30:
        return text
    value = Decimal(plain)
    rounded = value.quantize(Decimal(1).scaleb(-places))
    return str(rounded) if rounded == value and abs(value) <= MAX_SAFE else text


def boolean(field: FieldDef, text: str) -> Any:
    lowered = text.lower()
    return True if lowered in _YES else False if lowered in _NO else text


def day(field: FieldDef, text: str) -> Any:
    named = re.fullmatch(r"([0-9]{1,2}) ([A-Za-z]+) ([0-9]{4})", text)
    if named and named[2].capitalize() in MONTHS:
        text = f"{named[1]}-{MONTHS.index(named[2].capitalize()) + 1}-{named[3]}"
    local = re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", text)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    parts = (local[3], local[2], local[1]) if local else iso.groups() if iso else None
    if parts is None or not text.isascii():
        return text
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return text


def moment(field: FieldDef, text: str) -> Any:
    """What is typed without a zone is WIB; what is stored is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=WIB)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return text


def time(field: FieldDef, text: str) -> Any:
    found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})", text)
    if not found or not text.isascii():
        return text
    hour, minute = int(found[1]), int(found[2])
    return f"{hour:02}:{minute:02}" if minute < 60 and (hour < 24 or (hour, minute) == (24, 0)) else text


def email(field: FieldDef, text: str) -> Any:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except (EmailNotValidError, ValueError):
        return text


def or_text(normalise: Callable[[str], str | None]) -> Callable[[FieldDef, str], Any]:
    return lambda field, text: normalise(text) or text


def digits(field: FieldDef, text: str) -> Any:
    return re.sub(r"[\s.\-]", "", text)
