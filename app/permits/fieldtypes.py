"""What each field type means as data: how typed text becomes the stored value, how a value is shown, what is wrong with it.

One table, one row per type. What cannot be parsed stays the text that was typed, and `check` then says what is wrong:
nothing that a person typed is lost or bent into something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.permits import identity, tables
from app.permits.model import Definition, FieldDef, FieldType, Table
from app.permits.names import ADDRESS_PARTS, LOCATION_PARTS

MAX_TEXT = 10_000
MAX_SAFE = 2**53 - 1
WIB = timezone(timedelta(hours=7))
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

Raw = str | list[str] | None
Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Meaning:
    """`parse` takes text that is not empty; `check` a value that is not missing and gives a message or None."""

    parse: Callable[[FieldDef, str], Any]
    show: Callable[[FieldDef, Any, str], str]
    check: Callable[[FieldDef, Any], str | None]


def is_missing(value: Any) -> bool:
    """Nothing, an empty text, an empty choice; `False` and 0 are answers."""
    if isinstance(value, Mapping):
        return all(is_missing(item) for key, item in value.items() if key != "_id")
    return value is None or value == "" or (isinstance(value, list | tuple) and not value)


def parse(field: FieldDef, raw: Any) -> Any:
    """Stored value of what a form posted, or of JSON that somebody sent; None when nothing was given."""
    if field.type in _LISTS:
        return _parse_list(raw)
    if field.type in _OBJECTS:
        return _parse_object(field, raw)
    if isinstance(raw, list):
        if field.type is FieldType.DATE and len(raw) == 3 and all(isinstance(part, str) for part in raw):
            raw = "-".join(part.strip() for part in raw) if any(part.strip() for part in raw) else None
        else:
            raw = raw[-1] if len(raw) == 1 else (raw or None)
    if isinstance(raw, float):
        raw = format(Decimal(str(raw)), "f") if raw == raw and abs(raw) <= MAX_SAFE else str(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw) if abs(raw) <= MAX_SAFE else "terlalu besar"
    if not isinstance(raw, str):
        return raw
    text = raw.strip()
    return MEANINGS[field.type].parse(field, text) if text else None


def show(field: FieldDef, value: Any, locale: str = "id", tables_: Tables | None = None) -> str:
    """One way to show a value, in page, PDF and mail. `tables_` gives labels to choices from a table."""
    if is_missing(value):
        return ""
    named = (tables_ or {}).get(field.table or "")
    if named is not None and isinstance(value, str):
        return dict(tables.options(named)).get(value, value)
    if named is not None and isinstance(value, list):
        labels = dict(tables.options(named))
        return ", ".join(labels.get(str(item), str(item)) for item in value)
    return MEANINGS[field.type].show(field, value, locale)


def check(field: FieldDef, value: Any) -> str | None:
    """What is wrong with the value by its type alone; limits and tables are judged by `judging`."""
    return MEANINGS[field.type].check(field, value)


def choices(definition: Definition, field: FieldDef, day: date | None = None, locale: str = "id") -> list[tuple[str, str]]:
    """(value, label) of a choice's options, or of the rows of its table in force on `day`."""
    if field.table and field.table in definition.tables:
        return tables.options(definition.tables[field.table], day)
    return [(option.value, option.label.text(locale)) for option in field.options]


# --- parsing ---------------------------------------------------------------------------------------------------------

_LISTS = frozenset({FieldType.MULTI_CHOICE})
_OBJECTS = frozenset({FieldType.ADDRESS, FieldType.LOCATION, FieldType.EVENT, FieldType.FILE, FieldType.GROUP})
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_WHOLE = re.compile(r"-?[0-9]+")
_RUPIAH = re.compile(r"^rp\.?\s*", re.IGNORECASE)
_YES = frozenset({"true", "ya", "on", "1", "y"})
_NO = frozenset({"false", "tidak", "off", "0", "n", "t"})


def _parse_list(raw: Any) -> Any:
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple):
        return raw
    found = [item.strip() if isinstance(item, str) else item for item in raw]
    kept = [item for index, item in enumerate(found) if item not in ("", None) and item not in found[:index]]
    return kept or None


def _parse_object(field: FieldDef, raw: Any) -> Any:
    if field.type is FieldType.EVENT and isinstance(raw, str):
        return {"date": _date(field, raw.strip())} if raw.strip() else None
    if field.type is FieldType.ADDRESS and isinstance(raw, str):
        return {"jalan": raw.strip()} if raw.strip() else None
    if not isinstance(raw, Mapping) or field.type in (FieldType.GROUP, FieldType.FILE):
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


def _same(field: FieldDef, text: str) -> Any:
    return text


def _line(field: FieldDef, text: str) -> Any:
    return " ".join(text.split())


def _lines(field: FieldDef, text: str) -> Any:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _integer(field: FieldDef, text: str) -> Any:
    digits = _RUPIAH.sub("", text) if field.type is FieldType.MONEY else text
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(".", "")
    if not _WHOLE.fullmatch(digits) or not digits.isascii() or len(digits) > 17:
        return text
    value = int(digits)
    return value if abs(value) <= MAX_SAFE else text


def _decimal(field: FieldDef, text: str) -> Any:
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


def _boolean(field: FieldDef, text: str) -> Any:
    lowered = text.lower()
    return True if lowered in _YES else False if lowered in _NO else text


def _date(field: FieldDef, text: str) -> Any:
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


def _moment(field: FieldDef, text: str) -> Any:
    """What is typed without a zone is WIB; what is stored is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=WIB)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return text


def _time(field: FieldDef, text: str) -> Any:
    found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})", text)
    if not found or not text.isascii():
        return text
    hour, minute = int(found[1]), int(found[2])
    return f"{hour:02}:{minute:02}" if minute < 60 and (hour < 24 or (hour, minute) == (24, 0)) else text


def _email(field: FieldDef, text: str) -> Any:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except (EmailNotValidError, ValueError):
        return text


def _or_text(normalise: Callable[[str], str | None]) -> Callable[[FieldDef, str], Any]:
    return lambda field, text: normalise(text) or text


def _digits(field: FieldDef, text: str) -> Any:
    return re.sub(r"[\s.\-]", "", text)


# --- checking --------------------------------------------------------------------------------------------------------

def _check_text(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, str):
        return "Isian harus berupa teks."
    if len(value) > MAX_TEXT:
        return f"Paling banyak {MAX_TEXT} huruf."
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in value) or any(0xD800 <= ord(sign) < 0xE000 for sign in value):
        return "Isian memuat tanda yang tidak dapat disimpan."
    return None


def _check_integer(field: FieldDef, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return None
    return "Tulis jumlah rupiah bulat, misalnya 1.250.000." if field.type is FieldType.MONEY else "Tulis bilangan bulat, misalnya 12."


def _check_decimal(field: FieldDef, value: Any) -> str | None:
    places = field.places or 0
    if isinstance(value, str) and re.fullmatch(rf"-?[0-9]{{1,17}}\.[0-9]{{{places}}}" if places else r"-?[0-9]{1,17}", value):
        return None
    return f"Tulis bilangan dengan paling banyak {places} angka di belakang koma, misalnya 12,5."


def _is(kind: type, message: str) -> Callable[[FieldDef, Any], str | None]:
    return lambda field, value: None if isinstance(value, kind) else message


def _reads_back(parser: Callable[[FieldDef, str], Any], pattern: str, message: str) -> Callable[[FieldDef, Any], str | None]:
    """The value is in its stored form: it has the pattern, and parsing it again gives itself."""
    compiled = re.compile(pattern, re.ASCII)

    def checked(field: FieldDef, value: Any) -> str | None:
        good = isinstance(value, str) and compiled.fullmatch(value) and _valid(parser, field, value)
        return None if good else message

    return checked


def _valid(parser: Callable[[FieldDef, str], Any], field: FieldDef, value: str) -> bool:
    return bool(parser(field, value) == value)


def _check_date(field: FieldDef, value: Any) -> str | None:
    message = "Tulis tanggal yang benar, misalnya 21-11-2026."
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return message
    try:
        date.fromisoformat(value)
    except ValueError:
        return message
    return None


def _check_moment(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", value)
    return None if good else "Tulis tanggal dan jam yang benar."


def _check_choice(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, str):
        return "Pilih satu dari pilihan yang ada."
    if field.options and not field.table and value not in {option.value for option in field.options} | _other(field):
        return "Pilih satu dari pilihan yang ada."
    return None


def _other(field: FieldDef) -> set[str]:
    return {"lain"} if field.other else set()


def _check_choices(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return "Pilih dari pilihan yang ada."
    known = {option.value for option in field.options} | _other(field)
    if field.options and not field.table and not set(value) <= known:
        return "Pilih dari pilihan yang ada."
    return None


def _check_email(field: FieldDef, value: Any) -> str | None:
    if isinstance(value, str) and "@" in value and len(value) <= 254:
        try:
            validate_email(value, check_deliverability=False, test_environment=True)
            return None
        except (EmailNotValidError, ValueError):
            pass
    return "Tulis alamat surel yang benar, misalnya nama@contoh.id."


def _check_phone(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and identity.normalise_phone(value) == value
    return None if good else "Tulis nomor telepon yang benar, misalnya 0851 0092 5600."


def _check_nik(field: FieldDef, value: Any) -> str | None:
    return identity.nik_problem(value) if isinstance(value, str) else "NIK tidak benar. Tulis 16 angka sesuai KTP."


def _check_npwp(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and identity.normalise_npwp(value) == value
    return None if good else "NPWP harus 15 atau 16 angka."


def _check_name(field: FieldDef, value: Any) -> str | None:
    return identity.person_name_problem(value) if isinstance(value, str) else "Isian harus berupa teks."


def _check_url(field: FieldDef, value: Any) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"https?://[^\s/?#]+\.[^\s]+", value) and len(value) <= 500
    return None if good else "Tulis alamat web lengkap, misalnya https://contoh.id."


def _check_address(field: FieldDef, value: Any) -> str | None:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) and len(part) <= 300 for part in value.values()):
        return "Isi alamat dengan benar."
    code = value.get("kode_pos")
    return "Kode pos harus 5 angka." if code and not re.fullmatch(r"[0-9]{5}", code) else None


def _check_location(field: FieldDef, value: Any) -> str | None:
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
    return None


def _degrees(value: Any) -> Decimal | None:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,9})?", value):
        return None
    return Decimal(value)


def _check_event(field: FieldDef, value: Any) -> str | None:
    day = value.get("date") if isinstance(value, Mapping) else None
    return _check_date(field, day) and "Pilih jadwal yang tersedia."


def _nothing_wrong(field: FieldDef, value: Any) -> str | None:
    return None


# --- showing ---------------------------------------------------------------------------------------------------------

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


def _show_text(field: FieldDef, value: Any, locale: str) -> str:
    return str(value)


def _show_number(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, int):
        return str(value)
    if field.type is FieldType.MONEY:
        return rupiah(value)
    return f"{grouped(value)} {field.unit}" if field.unit else grouped(value)


def _show_decimal(field: FieldDef, value: Any, locale: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    whole, _, rest = format(abs(number), "f").partition(".")
    shown = ("-" if number < 0 else "") + grouped(int(whole)) + (f",{rest}" if rest else "")
    return f"{shown} {field.unit}" if field.unit else shown


def _show_boolean(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, bool):
        return str(value)
    return (("Yes" if value else "No") if locale == "en" else ("Ya" if value else "Tidak"))


def _show_date(field: FieldDef, value: Any, locale: str) -> str:
    return long_date(str(value), locale)


def _show_moment(field: FieldDef, value: Any, locale: str) -> str:
    try:
        moment = datetime.fromisoformat(str(value)).astimezone(WIB)
    except (ValueError, OverflowError):
        return str(value)
    return f"{long_date(moment.date().isoformat(), locale)} pukul {moment:%H.%M} WIB"


def _show_time(field: FieldDef, value: Any, locale: str) -> str:
    return f"{str(value).replace(':', '.')} WIB"


def _show_choice(field: FieldDef, value: Any, locale: str) -> str:
    return next((option.label.text(locale) for option in field.options if option.value == value), str(value))


def _show_choices(field: FieldDef, value: Any, locale: str) -> str:
    return ", ".join(_show_choice(field, item, locale) for item in value) if isinstance(value, list) else str(value)


def _show_address(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    titles = {"rt": "RT ", "rw": "RW ", "kelurahan": "Kel. ", "kecamatan": "Kec. "}
    return ", ".join(f"{titles.get(part, '')}{value[part]}" for part in ADDRESS_PARTS if value.get(part))


def _show_location(field: FieldDef, value: Any, locale: str) -> str:
    return f"{value.get('lat')}, {value.get('lon')}" if isinstance(value, Mapping) else str(value)


def _show_event(field: FieldDef, value: Any, locale: str) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(part for part in (long_date(str(value.get("date", "")), locale), str(value.get("place") or "")) if part)


def _show_group(field: FieldDef, value: Any, locale: str) -> str:
    """One line per row: for mails and lists; pages and papers lay rows out as tables."""
    if isinstance(value, Mapping):
        parts = (show(column, value.get(column.id), locale) for column in field.fields)
        return ", ".join(part for part in parts if part)
    return "\n".join(_show_group(field, row, locale) for row in value) if isinstance(value, list) else str(value)


def _show_phone(field: FieldDef, value: Any, locale: str) -> str:
    return identity.show_phone(str(value))


def _show_npwp(field: FieldDef, value: Any, locale: str) -> str:
    return identity.show_npwp(str(value))


_DATE_FORM = Meaning(_date, _show_date, _check_date)

MEANINGS: dict[FieldType, Meaning] = {
    FieldType.TEXT: Meaning(_line, _show_text, _check_text),
    FieldType.PARAGRAPH: Meaning(_lines, _show_text, _check_text),
    FieldType.NOTE: Meaning(_same, _show_text, _nothing_wrong),
    FieldType.INTEGER: Meaning(_integer, _show_number, _check_integer),
    FieldType.MONEY: Meaning(_integer, _show_number, _check_integer),
    FieldType.DECIMAL: Meaning(_decimal, _show_decimal, _check_decimal),
    FieldType.BOOLEAN: Meaning(_boolean, _show_boolean, _is(bool, "Pilih ya atau tidak.")),
    FieldType.DECLARATION: Meaning(_boolean, _show_boolean, _is(bool, "Beri tanda pada pernyataan ini.")),
    FieldType.CHOICE: Meaning(_same, _show_choice, _check_choice),
    FieldType.MULTI_CHOICE: Meaning(_same, _show_choices, _check_choices),
    FieldType.DATE: _DATE_FORM,
    FieldType.DATETIME: Meaning(_moment, _show_moment, _check_moment),
    FieldType.TIME: Meaning(_time, _show_time, _reads_back(_time, r"[0-9]{2}:[0-9]{2}", "Tulis jam dari 00:00 sampai 24:00, misalnya 07:30.")),
    FieldType.EMAIL: Meaning(_email, _show_text, _check_email),
    FieldType.PHONE: Meaning(_or_text(identity.normalise_phone), _show_phone, _check_phone),
    FieldType.NIK: Meaning(_or_text(identity.normalise_nik), _show_text, _check_nik),
    FieldType.PASPOR: Meaning(lambda field, text: text.upper().replace(" ", ""), _show_text,
                              _reads_back(_same, r"[A-Z0-9]{6,12}", "Nomor paspor terdiri atas 6 sampai 12 huruf dan angka.")),
    FieldType.NPWP: Meaning(_or_text(identity.normalise_npwp), _show_npwp, _check_npwp),
    FieldType.NIB: Meaning(_or_text(identity.normalise_nib), _show_text, _reads_back(_same, r"[0-9]{13}", "NIB harus 13 angka.")),
    FieldType.POSTAL_CODE: Meaning(_digits, _show_text, _reads_back(_same, r"[0-9]{5}", "Kode pos harus 5 angka.")),
    FieldType.PERSON_NAME: Meaning(lambda field, text: identity.normalise_person_name(text), _show_text, _check_name),
    FieldType.URL: Meaning(_same, _show_text, _check_url),
    FieldType.ADDRESS: Meaning(_same, _show_address, _check_address),
    FieldType.LOCATION: Meaning(_same, _show_location, _check_location),
    FieldType.FILE: Meaning(_same, lambda field, value, locale: str(value.get("name", "")) if isinstance(value, Mapping) else str(value), _nothing_wrong),
    FieldType.REFERENCE: Meaning(_line, _show_text, _check_text),
    FieldType.EVENT: Meaning(_same, _show_event, _check_event),
    FieldType.GROUP: Meaning(_same, _show_group, _nothing_wrong),
}
