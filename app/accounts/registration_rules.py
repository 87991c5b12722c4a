"""What `/daftar` asks in each mode (registration guide, tables 1 and 2) and what is wrong with what was typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import phonenumbers

from app.accounts import regions
from app.permits import identity

CITY, ELSEWHERE = "kota", "luar"
MODES = {CITY: "KTP Kota Pekalongan", ELSEWHERE: "KTP luar Kota Pekalongan"}
STATEMENT = (
    "Saya yakin data yang saya input sudah sesuai dan benar. "
    "Saya bersedia menerima sanksi apabila data yang saya input tidak sesuai."
)
STATEMENT_VERSION = "2018-1"
RELIGIONS = ("Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Khonghucu", "Kepercayaan terhadap Tuhan YME")
EDUCATION = ("Tidak/belum sekolah", "SD/sederajat", "SMP/sederajat", "SMA/sederajat", "D1/D2/D3", "D4/S1", "S2", "S3")
REGION_LEVELS = ("provinsi", "kota", "kecamatan", "kelurahan")

# In the guide's order, without the choice of the KTP before and the human check after.
FIELDS = {
    CITY: ("nik", "tanggal_lahir", "no_hp", "email"),
    ELSEWHERE: (
        "nik", "nama", "jenis_kelamin", "pekerjaan", "tempat_lahir", "tanggal_lahir", "agama", "pendidikan", "alamat",
        *REGION_LEVELS, "kode_pos", "no_hp", "no_telpon", "email",
    ),
}  # fmt: skip
# Asked of a resident when the population register gave no data.
COMPLETION_FIELDS = ("nama", "jenis_kelamin", "tempat_lahir", "alamat", "kecamatan", "kelurahan", "kode_pos")
OPTIONAL = frozenset({"pekerjaan", "kode_pos", "no_telpon"})

LABELS = {
    "nik": "Nomor Induk Kependudukan (NIK)",
    "nama": "Nama",
    "jenis_kelamin": "Jenis kelamin",
    "pekerjaan": "Pekerjaan",
    "tempat_lahir": "Tempat lahir",
    "tanggal_lahir": "Tanggal lahir",
    "agama": "Agama",
    "pendidikan": "Pendidikan terakhir",
    "alamat": "Alamat",
    "provinsi": "Provinsi",
    "kota": "Kota/Kabupaten",
    "kecamatan": "Kecamatan",
    "kelurahan": "Kelurahan/Desa",
    "kode_pos": "Kode pos",
    "no_hp": "No. HP",
    "no_telpon": "No. telepon",
    "email": "Alamat email",
}
LONGEST = 200
LONGEST_EMAIL = 128  # FAB's user name
OLDEST = 130  # years

Reader = Callable[[str, Mapping[str, str]], tuple[str, str | None]]  # typed text, values before it → value, problem

_EMAIL = re.compile(r"[a-z0-9._%+'-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", re.ASCII)
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """`values` are normalised where they could be read; `problems` maps an input's name to what is wrong."""

    values: dict[str, str]
    problems: dict[str, str]


def read(names: tuple[str, ...], raw: Mapping[str, str], today: date) -> Typed:
    """Judge what was typed into these fields."""
    values, problems = {}, {}
    for name in names:
        typed = " ".join(raw.get(name, "").split())
        values[name] = typed
        if not typed:
            if name not in OPTIONAL:
                problems[name] = f"{LABELS[name]} wajib diisi."
        elif len(typed) > LONGEST:
            problems[name] = f"{LABELS[name]} terlalu panjang."
        else:
            read_value, problem = _READERS.get(name, _text)(typed, values)
            values[name] = read_value
            if problem:
                problems[name] = problem
    _compare(values, problems, today)
    return Typed(values, problems)


def parse_date(text: str) -> date | None:
    """`21-11-1990`, `21/11/1990` or ISO; None when it is no date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = _DATE.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _compare(values: dict[str, str], problems: dict[str, str], today: date) -> None:
    """The NIK beside the date of birth and the sex; the date beside today."""
    born = parse_date(values.get("tanggal_lahir", ""))
    if born and "tanggal_lahir" not in problems and not today.year - OLDEST < born.year <= today.year - 1:
        problems["tanggal_lahir"] = "Tanggal lahir tidak benar."
    if "nik" not in values or {"nik", "tanggal_lahir"} & problems.keys():
        return
    problem = identity.nik_problem(values["nik"], born, values.get("jenis_kelamin") or None)
    if problem:
        problems["nik"] = problem


def _text(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    return typed, None


def _nik(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    return identity.normalise_nik(typed), identity.nik_problem(typed)


def _name(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    return typed, identity.person_name_problem(typed)


def _date(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    found = parse_date(typed)
    return (found.isoformat(), None) if found else (typed, "Tulis tanggal lahir seperti 21-11-1990.")


def _sex(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    return typed, None if typed in ("L", "P") else "Pilih jenis kelamin."


def _mobile(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    number = identity.normalise_phone(typed)
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if number is None or phonenumbers.number_type(phonenumbers.parse(number)) not in kinds:
        return typed, "Tulis nomor ponsel yang aktif, misalnya 0812-3456-7890."
    return number, None


def _phone(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    number = identity.normalise_phone(typed)
    return (number, None) if number else (typed, "Tulis nomor telepon dengan kode wilayah, misalnya 0285-421234.")


def _email(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    email = typed.lower()
    good = _EMAIL.fullmatch(email) and len(email) <= LONGEST_EMAIL and ".." not in email
    return email, None if good else "Tulis alamat email yang benar, misalnya nama@contoh.id."


def _postal_code(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
    return typed, None if re.fullmatch(r"[0-9]{5}", typed, re.ASCII) else "Kode pos terdiri atas 5 angka."


def _one_of(options: tuple[str, ...], name: str) -> Reader:
    def read_choice(typed: str, _values: Mapping[str, str]) -> tuple[str, str | None]:
        return typed, None if typed in options else f"Pilih {LABELS[name].lower()} dari daftar."

    return read_choice


def _region(level: int) -> Reader:
    name = REGION_LEVELS[level]

    def read_region(typed: str, values: Mapping[str, str]) -> tuple[str, str | None]:
        default = regions.THIS_CITY if name == "kecamatan" else ""  # the completion form asks no city
        parent = values.get(REGION_LEVELS[level - 1], default) if level else ""
        known = regions.is_within(typed, parent)
        return typed, None if known else f"Pilih {LABELS[name].lower()} dari daftar."

    return read_region


_READERS: dict[str, Reader] = {
    "nik": _nik,
    "nama": _name,
    "tanggal_lahir": _date,
    "jenis_kelamin": _sex,
    "no_hp": _mobile,
    "no_telpon": _phone,
    "email": _email,
    "kode_pos": _postal_code,
    "agama": _one_of(RELIGIONS, "agama"),
    "pendidikan": _one_of(EDUCATION, "pendidikan"),
    **{name: _region(level) for level, name in enumerate(REGION_LEVELS)},
}
