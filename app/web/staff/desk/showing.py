"""How the desk shows a value: the application's own columns, and answers as every other page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext

from app.applications.lifecycle import Status
from app.foundation import timing
from app.permits import fieldtypes
from app.permits.model import Definition, FieldDef
from app.web.context import locale
from app.web.staff.desk.forms import kind_title

LABELS = {
    "reference": lazy_gettext("Nomor permohonan"),
    "party_name": lazy_gettext("Pemohon"),
    "status": lazy_gettext("Status"),
    "kind": lazy_gettext("Jenis permohonan"),
    "variant": lazy_gettext("Golongan"),
    "kelurahan": lazy_gettext("Kelurahan"),
    "due_on": lazy_gettext("Batas waktu"),
    "submitted_at": lazy_gettext("Diajukan"),
}
STATUS_NAMES = {
    Status.DRAFT: lazy_gettext("Draf"),
    Status.IN_REVIEW: lazy_gettext("Sedang diproses"),
    Status.RETURNED: lazy_gettext("Perlu diperbaiki"),
    Status.TO_SIGN: lazy_gettext("Menunggu tanda tangan"),
    Status.TO_REFUSE: lazy_gettext("Menunggu tanda tangan penolakan"),
    Status.ISSUED: lazy_gettext("Diterbitkan"),
    Status.REFUSED: lazy_gettext("Ditolak"),
    Status.WITHDRAWN: lazy_gettext("Ditarik kembali"),
    Status.CLOSED: lazy_gettext("Ditutup"),
}
Formatter = Callable[[Any], str]


def formatters(definition: Definition, fields: Iterable[FieldDef]) -> dict[str, Formatter]:
    """One per column. A lazy text would be taken for a list of letters, so all of them give plain text."""
    return {**{field.id: _answer(definition, field) for field in fields}, **_own(definition)}


def _answer(definition: Definition, field: FieldDef) -> Formatter:
    def show(value: Any) -> str:
        plain = str(value) if isinstance(value, Decimal) else value
        return "" if value is None else fieldtypes.show(field, plain, locale(), definition.tables)

    return show


def _own(definition: Definition) -> dict[str, Formatter]:
    rows = definition.variants.rows if definition.variants else ()
    variants = {row.id: str(row.columns["title"]) for row in rows}
    return {
        "status": lambda value: str(STATUS_NAMES[Status(value)]),
        "kind": lambda value: kind_title(definition, value) if value in definition.requests else str(value),
        "due_on": lambda value: f"{value:%d-%m-%Y}" if value else "",
        "submitted_at": lambda value: f"{value.astimezone(timing.WIB):%d-%m-%Y %H.%M} WIB" if value else "",
        "variant": lambda value: variants.get(value, value or ""),
        "kelurahan": lambda value: value or "",
    }
