"""A stored value as people read it: the same on pages, in papers and in mails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.permits import identity
from app.permits.days import MONTHS, MONTHS_EN
from app.permits.fieldtypes.parsing import WIB
from app.permits.model import FieldDef, FieldType
from app.permits.names import ADDRESS_PARTS

OTHER = "lain"  # the value of the option that `other: true` adds
OTHER_LABEL = ("Lainnya", "Other")


def grouped(number: int) -> str:
    """`1250000` → `1.250.000`."""
    return f"{number:,}".replace(",", ".")


def rupiah(amount: int) -> str:
    """`1250000` → `Rp1.250.000`."""
    return f"-Rp{grouped(-amount)}" if amount < 0 else f"Rp{grouped(amount)}"


def long_date(value: str, locale: str = "id") -> str:
    """`2026-11-21` → `21 November 2026`; anything else stays."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {(MONTHS_EN if locale == 'en' else MONTHS)[day.month - 1]} {day.year}"


def text(field: FieldDef, value: Any, locale: str) -> str:
    return str(value)


def number(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, int):
        return str(value)
    if field.type is FieldType.MONEY:
        return rupiah(value)
    return f"{grouped(value)} {field.unit}" if field.unit else grouped(value)


def decimal(field: FieldDef, value: Any, locale: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    whole, _, rest = format(abs(number), "f").partition(".")
    shown = ("-" if number < 0 else "") + grouped(int(whole)) + (f",{rest}" if rest else "")
    return f"{shown} {field.unit}" if field.unit else shown


def boolean(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, bool):
        return str(value)
    return ("Yes" if value else "No") if locale == "en" else ("Ya" if value else "Tidak")


def day(field: FieldDef, value: Any, locale: str) -> str:
    return long_date(str(value), locale)


def moment(field: FieldDef, value: Any, locale: str) -> str:
    try:
        moment = datetime.fromisoformat(str(value)).astimezone(WIB)
    except (ValueError, OverflowError):
        return str(value)
    return f"{long_date(moment.date().isoformat(), locale)} pukul {moment:%H.%M} WIB"


def time(field: FieldDef, value: Any, locale: str) -> str:
    return f"{str(value).replace(':', '.')} WIB"


def choice(field: FieldDef, value: Any, locale: str) -> str:
    label = next((option.label.text(locale) for option in field.options if option.value == value), None)
    if label is None and field.other and value == OTHER:
        return OTHER_LABEL[locale == "en"]
    return label or str(value)


def choices(field: FieldDef, value: Any, locale: str) -> str:
    return ", ".join(choice(field, item, locale) for item in value) if isinstance(value, list) else str(value)


def address(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    titles = {"rt": "RT ", "rw": "RW ", "kelurahan": "Kel. ", "kecamatan": "Kec. "}
    return ", ".join(f"{titles.get(part, '')}{value[part]}" for part in ADDRESS_PARTS if value.get(part))


def location(field: FieldDef, value: Any, locale: str) -> str:
    return f"{value.get('lat')}, {value.get('lon')}" if isinstance(value, Mapping) else str(value)


def event(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(
        part for part in (long_date(str(value.get("date", "")), locale), str(value.get("place") or "")) if part
    )


def phone(field: FieldDef, value: Any, locale: str) -> str:
    return identity.show_phone(str(value))


def npwp(field: FieldDef, value: Any, locale: str) -> str:
    return identity.show_npwp(str(value))


def file(field: FieldDef, value: Any, locale: str) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else str(value)
