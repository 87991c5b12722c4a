"""The one table of field types: how each is parsed, shown and checked. A test holds it against `forms`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.permits import identity
from app.permits.fieldtypes import checking, parsing, showing
from app.permits.model import FieldDef, FieldType


@dataclass(frozen=True, slots=True)
class Meaning:
    """`parse` takes text that is not empty; `check` a value that is not missing and gives a message or None."""

    parse: Callable[[FieldDef, str], Any]
    show: Callable[[FieldDef, Any, str], str]
    check: Callable[[FieldDef, Any], str | None]


MEANINGS: dict[FieldType, Meaning] = {
    FieldType.TEXT: Meaning(parsing.line, showing.text, checking.text),
    FieldType.PARAGRAPH: Meaning(parsing.lines, showing.text, checking.text),
    FieldType.NOTE: Meaning(parsing.same, showing.text, checking.nothing_wrong),
    FieldType.INTEGER: Meaning(parsing.integer, showing.number, checking.integer),
    FieldType.MONEY: Meaning(parsing.integer, showing.number, checking.integer),
    FieldType.DECIMAL: Meaning(parsing.decimal, showing.decimal, checking.decimal),
    FieldType.BOOLEAN: Meaning(parsing.boolean, showing.boolean, checking.is_a(bool, "Pilih ya atau tidak.")),
    FieldType.DECLARATION: Meaning(
        parsing.boolean, showing.boolean, checking.is_a(bool, "Beri tanda pada pernyataan ini.")
    ),
    FieldType.CHOICE: Meaning(parsing.same, showing.choice, checking.choice),
    FieldType.MULTI_CHOICE: Meaning(parsing.same, showing.choices, checking.choices),
    FieldType.DATE: Meaning(parsing.day, showing.day, checking.day),
    FieldType.DATETIME: Meaning(parsing.moment, showing.moment, checking.moment),
    FieldType.TIME: Meaning(
        parsing.time,
        showing.time,
        checking.reads_back(parsing.time, r"[0-9]{2}:[0-9]{2}", "Tulis jam dari 00:00 sampai 24:00, misalnya 07:30."),
    ),
    FieldType.EMAIL: Meaning(parsing.email, showing.text, checking.email),
    FieldType.PHONE: Meaning(parsing.or_text(identity.normalise_phone), showing.phone, checking.phone),
    FieldType.NIK: Meaning(parsing.or_text(identity.normalise_nik), showing.text, checking.nik),
    FieldType.PASPOR: Meaning(
        lambda field, text: text.upper().replace(" ", ""),
        showing.text,
        checking.reads_back(parsing.same, r"[A-Z0-9]{6,12}", "Nomor paspor terdiri atas 6 sampai 12 huruf dan angka."),
    ),
    FieldType.NPWP: Meaning(parsing.or_text(identity.normalise_npwp), showing.npwp, checking.npwp),
    FieldType.NIB: Meaning(
        parsing.or_text(identity.normalise_nib),
        showing.text,
        checking.reads_back(parsing.same, r"[0-9]{13}", "NIB harus 13 angka."),
    ),
    FieldType.POSTAL_CODE: Meaning(
        parsing.digits, showing.text, checking.reads_back(parsing.same, r"[0-9]{5}", "Kode pos harus 5 angka.")
    ),
    FieldType.PERSON_NAME: Meaning(
        lambda field, text: identity.normalise_person_name(text), showing.text, checking.person_name
    ),
    FieldType.URL: Meaning(parsing.same, showing.text, checking.url),
    FieldType.ADDRESS: Meaning(parsing.same, showing.address, checking.address),
    FieldType.LOCATION: Meaning(parsing.same, showing.location, checking.location),
    FieldType.FILE: Meaning(parsing.same, showing.file, checking.nothing_wrong),
    FieldType.SIGNATURE_PAD: Meaning(parsing.same, showing.file, checking.nothing_wrong),
    FieldType.REFERENCE: Meaning(parsing.line, showing.text, checking.text),
    FieldType.EVENT: Meaning(parsing.same, showing.event, checking.event),
    FieldType.GROUP: Meaning(parsing.same, showing.text, checking.nothing_wrong),
}
