"""Papers to download, sign and upload again: `template:` of a document (schema-language §3.5).

Made from what the applicant has typed so far; nothing is numbered, signed or kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app

from app.applications.models import Application
from app.certificates import office, papers, rendering
from app.certificates.papers import LOCALE
from app.permits import fieldtypes
from app.permits.model import Definition, DocumentDef

GENERIC = "blanko.typ"
TO_WRITE = "." * 60  # where the account's owner may not read it yet (regulation: a register's answer is masked)


def render(
    application: Application,
    definition: Definition,
    values: Mapping[str, Any],
    applicant: Mapping[str, Any],
    document: DocumentDef,
    today: date,
) -> bytes:
    """The blank as PDF, from the relevant answers and the applicant as far as the reader may read them.

    Raises MissingGlyphError for a letter that cannot be printed, RenderError for a bad template."""
    folder = Path(current_app.config["PERMIT_SCHEMAS"]) / "certificates"
    named = folder / f"{document.template}.typ"
    template = named if named.is_file() else folder / GENERIC
    return rendering.render(
        template, _data(application, definition, values, applicant, document, today), emblem=office.emblem()
    )


def _data(
    application: Application,
    definition: Definition,
    values: Mapping[str, Any],
    applicant: Mapping[str, Any],
    document: DocumentDef,
    today: date,
) -> dict[str, Any]:
    fields = papers.with_values(definition.fields, values)
    person = papers.shown_applicant(applicant)
    return {
        "kop": office.kop(),
        "judul": document.label.text(LOCALE),
        "jenis": definition.title.text(LOCALE),
        "penjelasan": document.help.text(LOCALE) if document.help else "",
        "nomor": application.reference,
        "nama": _readable(person, "nama"),
        "alamat": _readable(person, "alamat"),
        "fields": [
            {
                "id": field.id,
                "label": field.label.text(LOCALE),
                "value": fieldtypes.show(field, value, LOCALE, definition.tables),
            }
            for field, value in fields
            if papers.is_printed(field, fields) and not field.repeats
        ],
        "tempat": office.place(),
        "tanggal": rendering.date_parts(today),
        "url": f"{current_app.config['BASE_URL'].rstrip('/')}/permohonan/{application.reference}",
    }


def _readable(person: Mapping[str, str], key: str) -> str:
    text = person.get(key, "")
    return TO_WRITE if not text or "*" in text else text
