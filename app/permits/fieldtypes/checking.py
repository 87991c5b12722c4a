"""What is wrong with a value by its type alone: a message in Indonesian, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.permits import identity
from app.permits.model import FieldDef, FieldType

MAX_TEXT = 10_000


def text(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, str):
        return "Isian harus berupa teks."
    if len(value) > MAX_TEXT:
        return f"Paling banyak {MAX_TEXT} huruf."
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in value) or any(
        0xD800 <= ord(sign) < 0xE000 for sign in value
    ):
        return "Isian memuat tanda yang tidak dapat disimpan."
    return None


def integer(field: FieldDef, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return None
    return (
        "Tulis jumlah rupiah bulat, misalnya 1.250.000."
        if field.type is FieldType.MONEY
        else "Tulis bilangan bulat, misalnya 12."
    )


def decimal(field: FieldDef, value: Any) -> str | None:
    places = field.places or 0
    if isinstance(value, str) and re.fullmatch(
        rf"-?[0-9]{{1,17}}\.[0-9]{{{places}}}" if places else r"-?[0-9]{1,17}", value
    ):
        return None
    return f"Tulis bilangan dengan paling banyak {places} angka di belakang koma, misalnya 12,5."


def is_a(kind: type, message: str) -> Callable[[FieldDef, Any], str | None]:
    return lambda field, value: None if isinstance(value, kind) else message


def reads_back(
    parser: Callable[[FieldDef, str], Any], pattern: str, message: str
) -> Callable[[FieldDef, Any], str | None]:
    """The value is in its stored form: it has the pattern, and parsing it again gives itself."""
    compiled = re.compile(pattern, re.ASCII)

    def checked(field: FieldDef, value: Any) -> str | None:
        good = isinstance(value, str) and compiled.fullmatch(value) and _valid(parser, field, value)
        return None if good else message

    return checked


def _valid(parser: Callable[[FieldDef, str], Any], field: FieldDef, value: str) -> bool:
    return bool(parser(field, value) == value)


def day(field: FieldDef, value: Any) -> str | None:
    message = "Tulis tanggal yang benar, misalnya 21-11-2026."
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return message
    try:
        date.fromisoformat(value)
    except ValueError:
        return message
    return None


def moment(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", value)
    return None if good else "Tulis tanggal dan jam yang benar."


def choice(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, str):
        return "Pilih satu dari pilihan yang ada."
    if field.options and not field.table and value not in {option.value for option in field.options} | _other(field):
        return "Pilih satu dari pilihan yang ada."
    return None


def _other(field: FieldDef) -> set[str]:
    return {"lain"} if field.other else set()


def choices(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return "Pilih dari pilihan yang ada."
    known = {option.value for option in field.options} | _other(field)
    if field.options and not field.table and not set(value) <= known:
        return "Pilih dari pilihan yang ada."
    return None


def email(field: FieldDef, value: Any) -> str | None:
    if isinstance(value, str) and "@" in value and len(value) <= 254:
        try:
            validate_email(value, check_deliverability=False, test_environment=True)
            return None
        except (EmailNotValidError, ValueError):
            pass
    return "Tulis alamat surel yang benar, misalnya nama@contoh.id."


def phone(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and identity.normalise_phone(value) == value
    return None if good else "Tulis nomor telepon yang benar, misalnya 0851 0092 5600."


def nik(field: FieldDef, value: Any) -> str | None:
    return identity.nik_problem(value) if isinstance(value, str) else "NIK tidak benar. Tulis 16 angka sesuai KTP."


def npwp(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and identity.normalise_npwp(value) == value
    return None if good else "NPWP harus 15 atau 16 angka."


def person_name(field: FieldDef, value: Any) -> str | None:
    return identity.person_name_problem(value) if isinstance(value, str) else "Isian harus berupa teks."


def url(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"https?://[^\s/?#]+\.[^\s]+", value) and len(value) <= 500
    return None if good else "Tulis alamat web lengkap, misalnya https://contoh.id."


def address(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) and len(part) <= 300 for part in value.values()):
        return "Isi alamat dengan benar."
    code = value.get("kode_pos")
    return "Kode pos harus 5 angka." if code and not re.fullmatch(r"[0-9]{5}", code) else None


def location(field: FieldDef, value: Any) -> str | None:
    """`within: {lat: [-6.93, -6.84], lon: [109.63, 109.71]}` keeps the point inside the city."""
    message = "Tentukan titik lokasi dengan benar."
    if not isinstance(value, Mapping):
        return message
    bounds = field.within if isinstance(field.within, Mapping) else {}
    for part, widest in (("lat", 90), ("lon", 180)):
        degrees = _degrees(value.get(part))
        if degrees is None or abs(degrees) > widest:
            return message
        limit = bounds.get(part)
        if limit and not Decimal(str(limit[0])) <= degrees <= Decimal(str(limit[1])):
            return "Titik lokasi berada di luar wilayah yang dilayani."
    accuracy = value.get("accuracy_m")
    if accuracy is not None and not (
        isinstance(accuracy, str) and re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", accuracy)
    ):
        return message
    return None


def _degrees(value: Any) -> Decimal | None:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,9})?", value):
        return None
    return Decimal(value)


def event(field: FieldDef, value: Any) -> str | None:
    chosen = value.get("date") if isinstance(value, Mapping) else None
    return "Pilih jadwal yang tersedia." if day(field, chosen) else None


def nothing_wrong(field: FieldDef, value: Any) -> str | None:
    return None
