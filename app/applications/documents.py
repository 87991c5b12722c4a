"""Papers: judged by their content outside any transaction, kept as rows inside one.

An upload is in quarantine until the limited child process has parsed it; what it refuses is never stored, what it
accepts is encrypted into the file store. `receive` does the slow part, `service.keep` the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.applications import answers as halves
from app.applications import content
from app.applications.models import Application, Document
from app.errors import InputError, NotFoundError
from app.foundation import files, sandbox
from app.foundation.files import Stored
from app.foundation.sandbox import Examined
from app.permits.model import Definition, DocumentDef, FieldDef, FieldType, Files, Picture

MEGABYTE = 1024 * 1024
DEFAULT_ACCEPT = ("pdf", "jpg", "png")
DEFAULT_MB = 5
PICTURES, SIGNATURE_MB, SIGNATURE_PX = (
    ("png", "jpg"),
    8,
    1200,
)  # a photograph of a signature may be large; what is kept is not
DATE_MARK = "-tanggal"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for papers, by its input name as pages write it. `per` is the group whose row it belongs to."""

    name: str
    document: DocumentDef
    row: int | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Examined bytes in the store, not yet anybody's paper."""

    slot: Slot
    filename: str
    paper_date: date | None
    stored: Stored
    examined: Examined


def slots(definition: Definition, values: dict[str, Any]) -> list[Slot]:
    """Every place for a paper of the applicant's: documents, documents per row, and files within groups."""
    found = [slot for document in definition.documents for slot in _document_slots(document, values)]
    return found + [slot for field in definition.fields for slot in _field_slots(field, values)]


def slot_of(definition: Definition, values: dict[str, Any], name: str) -> Slot:
    """Raises NotFoundError for a name that takes no paper."""
    name = halves.index_name(values, name) or name
    for slot in slots(definition, values):
        if slot.name == name:
            return slot
    raise NotFoundError("Tempat berkas ini tidak ada pada permohonan.", detail="no such document input")


def receive(application: Application, name: str, data: bytes, filename: str, paper_date: date | None) -> Received:
    """Examine and store an upload; call it outside any transaction. Raises InputError, TooLargeError, NotFoundError."""
    slot = slot_of(content.definition_of(application), content.answers(application), name)
    if slot.document.max_age_days is not None and paper_date is None:
        raise InputError(f"{slot.document.label.id}: isi tanggal dokumen.")
    examined = sandbox.examine(
        data,
        accept=slot.document.accept,
        max_bytes=slot.document.max_mb * MEGABYTE,
        max_pages=slot.document.max_pages,
    )
    picture = slot.document.image
    if picture and examined.is_picture and max(examined.width, examined.height) > picture.max_px:
        data = sandbox.reduced(data, examined.media_type, picture.max_px)
        examined = sandbox.examine(data, accept=(examined.media_type,), max_bytes=slot.document.max_mb * MEGABYTE)
    return Received(slot, clean_name(filename), paper_date, files.put(data), examined)


def present(documents: Sequence[Document]) -> list[Document]:
    return [document for document in documents if document.removed_at is None]


def clean_name(filename: str) -> str:
    """The last part of what the browser called it, without control characters: shown, never used as a path."""
    name = re.split(r"[\\/]", filename)[-1]
    return re.sub(r"[^\w .()\-]", "_", name).strip()[-200:] or "berkas"


def _document_slots(document: DocumentDef, values: dict[str, Any]) -> list[Slot]:
    if document.one_of or document.from_ != "applicant":
        return []
    if document.per is None:
        return [Slot(document.id, document)]
    rows = values.get(document.per)
    count = len(rows) if halves.is_rows(rows) else 0
    return [Slot(f"{document.per}-{row}-{document.id}", document, row, document.per) for row in range(count)]


def _field_slots(field: FieldDef, values: dict[str, Any]) -> list[Slot]:
    """A `file` within a group is a paper like any other, and so is a signature wherever it stands."""
    if field.is_paper:
        return [Slot(field.id, _as_document(field))]
    if field.type is not FieldType.GROUP:
        return []
    inner = [child for child in field.fields if child.is_paper]
    if not field.repeats:
        return [Slot(f"{field.id}-{child.id}", _as_document(child), None, field.id) for child in inner]
    rows = values.get(field.id)
    count = len(rows) if halves.is_rows(rows) else 0
    return [
        Slot(f"{field.id}-{row}-{child.id}", _as_document(child), row, field.id)
        for row in range(count)
        for child in inner
    ]


def _as_document(field: FieldDef) -> DocumentDef:
    drawn = field.type is FieldType.SIGNATURE_PAD
    return DocumentDef(
        id=field.id,
        label=field.label,
        help=field.help,
        accept=field.accept or (PICTURES if drawn else DEFAULT_ACCEPT),
        max_mb=field.max_mb or (SIGNATURE_MB if drawn else DEFAULT_MB),
        image=Picture(max_px=SIGNATURE_PX) if drawn else None,
        files=Files(min=1, max=1),
        required=field.required,
        visible=field.visible,
        for_=field.for_,
    )
