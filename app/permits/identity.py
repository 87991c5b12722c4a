"""Numbers that name people and companies, as regulation §4.1–4.2 has them. Problems are told in Indonesian."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import phonenumbers

_NIK = re.compile(r"[0-9]{16}")
_SEPARATORS = re.compile(r"[\s.\-/]")
_PERSON_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’`()/-])*", re.UNICODE)
WOMAN = 40  # added to the day of birth


@dataclass(frozen=True, slots=True)
class Nik:
    """What the sixteen digits say. The century is not among it: it comes from the date of birth given beside."""

    digits: str
    region: str  # of first registration, six digits
    birth_day: int
    birth_month: int
    birth_year: int  # two digits
    female: bool


def parse_nik(text: str) -> Nik | None:
    """None when this cannot be a NIK: not 16 digits, an impossible day or month, or sequence 0000."""
    digits = _SEPARATORS.sub("", text)
    if not _NIK.fullmatch(digits) or not digits.isascii():
        return None
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    female = day > WOMAN
    day -= WOMAN * female
    if not 1 <= day <= 31 or not 1 <= month <= 12 or digits[12:] == "0000":
        return None
    return Nik(digits, digits[:6], day, month, year, female)


def nik_problem(nik: str, born: date | None = None, sex: str | None = None) -> str | None:
    """What is wrong with a NIK by itself or beside the birth date and sex ("L" or "P"); None when nothing is."""
    found = parse_nik(nik)
    if found is None:
        return "NIK tidak benar. Tulis 16 angka sesuai KTP."
    if born is not None and (found.birth_day, found.birth_month, found.birth_year) != (
        born.day,
        born.month,
        born.year % 100,
    ):
        return "NIK tidak sesuai dengan tanggal lahir."
    if sex in ("L", "P") and found.female != (sex == "P"):
        return "NIK tidak sesuai dengan jenis kelamin."
    return None


def normalise_nik(text: str) -> str:
    """Digits only where it is a NIK, else the text as it stands."""
    found = parse_nik(text)
    return found.digits if found else text.strip()


def luhn_holds(digits: str) -> bool:
    """Luhn's check over a row of digits, the last one being the check digit."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def normalise_npwp(text: str) -> str | None:
    """Sixteen digits, an older number of fifteen with a leading 0; None when it is no NPWP."""
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{15,16}", digits):
        return None
    return digits.rjust(16, "0")


def npwp_warning(npwp: str) -> str | None:
    """Old numbers may break the check digit, so this only warns. A resident's NIK has none."""
    digits = normalise_npwp(npwp)
    if digits is None or not digits.startswith("0") or luhn_holds(digits[1:10]):
        return None
    return "Angka pemeriksa NPWP tidak cocok. Periksa kembali nomornya."


def show_npwp(npwp: str) -> str:
    """The familiar form of an older number; a number of sixteen stays as it is."""
    digits = normalise_npwp(npwp)
    if digits is None or not digits.startswith("0"):
        return npwp
    d = digits[1:]
    return f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}.{d[12:]}"


def normalise_nib(text: str) -> str | None:
    """Thirteen digits, or None."""
    digits = _SEPARATORS.sub("", text)
    return digits if re.fullmatch(r"[0-9]{13}", digits) else None


def normalise_phone(text: str) -> str | None:
    """E.164 of an Indonesian or a full foreign number: 08…, 8…, 62…, +62…, 0062…; None when it is none."""
    typed = text.strip()
    digits = re.sub(r"[^\d+]", "", typed)
    if len(digits) > 20:
        return None
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("62"):
        digits = f"+{digits}"
    elif digits.startswith("8"):
        digits = f"0{digits}"
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(phone: str) -> str:
    """`+6285100925600` → `0851-0092-5600`, as it is dialled here."""
    try:
        number = phonenumbers.parse(phone, "ID")
    except phonenumbers.NumberParseException:
        return phone
    form = phonenumbers.PhoneNumberFormat
    home = number.country_code == 62  # noqa: PLR2004 - Indonesia's country code
    return phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)


def normalise_person_name(text: str) -> str:
    """Single spaces."""
    return " ".join(text.split())


def person_name_problem(name: str) -> str | None:
    """Letters of any script with the signs that names and titles carry."""
    if len(name) < 2 or len(name) > 100:  # noqa: PLR2004 - "Al" is a name; no KTP prints more than a hundred
        return "Nama harus 2 sampai 100 huruf."
    if not _PERSON_NAME.fullmatch(name):
        return "Nama hanya boleh berisi huruf, spasi, titik, koma, petik, dan tanda hubung."
    return None
