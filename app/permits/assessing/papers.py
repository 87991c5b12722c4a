"""What is wrong with the papers: missing, too few, too old, no longer valid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from app.permits.assessing.attached import paper_names
from app.permits.assessing.sheet import Row, Sheet
from app.permits.case import DocumentFact, Problem
from app.permits.model import DocumentDef, Text
from app.permits.names import paper_date_name
from app.permits.rules.facts import as_date


def paper_problems(sheet: Sheet) -> Iterator[Problem]:
    """In the order of the definition; a group of alternatives speaks once, under its own name."""
    for document in sheet.definition.documents:
        if document.one_of:
            yield from _group_problems(sheet, document)
            continue
        for name, row in paper_names(sheet, document):
            if name in sheet.visible:
                yield from _problems(sheet, document, name, row)


def advice(sheet: Sheet) -> Iterator[Problem]:
    """Papers that are recommended and not there: told, never in the way."""
    for document in sheet.definition.documents:
        for name, _ in paper_names(sheet, document):
            wanted = document.recommended and name in sheet.visible and name not in sheet.required
            if wanted and not _papers(sheet, name) and not document.one_of:
                yield Problem(
                    name, Text(id=f"{document.label.id} sebaiknya dilampirkan; boleh menyusul."), missing=True
                )


def _group_problems(sheet: Sheet, group: DocumentDef) -> Iterator[Problem]:
    if group.id in sheet.required and not sheet.facts["doc"].get(group.id):
        labels = [document.label.id for document in sheet.definition.documents if document.id in group.one_of]
        yield Problem(
            group.id,
            Text(id=f"{group.label.id}: unggah sedikitnya {group.need} dari {', '.join(labels)}."),
            at=group.one_of,
            missing=True,
        )


def _papers(sheet: Sheet, name: str) -> Sequence[DocumentFact]:
    return sheet.case.documents.get(name) or ()


def _problems(sheet: Sheet, document: DocumentDef, name: str, row: Row | None) -> Iterator[Problem]:
    papers = _papers(sheet, name)
    label = document.label.id
    if not papers:
        if name in sheet.required:
            yield Problem(name, Text(id=f"{label} belum diunggah."), missing=True)
        return
    if not any(paper.clean for paper in papers):
        yield Problem(name, Text(id=f"{label}: berkas masih diperiksa atau ditolak. Unggah berkas lain bila perlu."))
    if len(papers) < document.files.min and name in sheet.required:
        yield Problem(name, Text(id=f"{label}: unggah paling sedikit {document.files.min} berkas."), missing=True)
    if len(papers) > document.files.max:
        yield Problem(name, Text(id=f"{label}: paling banyak {document.files.max} berkas."))
    if document.max_pages and any((paper.pages or 0) > document.max_pages for paper in papers):
        yield Problem(name, Text(id=f"{label}: paling banyak {document.max_pages} halaman."))
    yield from _age_problems(sheet, document, name, papers)
    yield from _validity_problems(sheet, document, name)


def _age_problems(sheet: Sheet, document: DocumentDef, name: str, papers: Sequence[DocumentFact]) -> Iterator[Problem]:
    """Exactly `max_age_days` old is accepted."""
    if document.max_age_days is None:
        return
    today, label = sheet.case.today, document.label.id
    dates = [paper.date for paper in papers]
    if any(day is None for day in dates):
        yield Problem(paper_date_name(name), Text(id=f"{label}: tulis tanggal surat atau hasilnya."), missing=True)
    if any(day is not None and day > today for day in dates):
        yield Problem(name, Text(id=f"{label}: tanggalnya belum tiba."))
    elif any(day is not None and today - day > timedelta(days=document.max_age_days) for day in dates):
        yield Problem(name, Text(id=f"{label}: sudah lebih dari {document.max_age_days} hari. Unggah yang lebih baru."))


def _validity_problems(sheet: Sheet, document: DocumentDef, name: str) -> Iterator[Problem]:
    """`valid_until` names the field that holds the paper's last day."""
    if document.valid_until is None:
        return
    last = as_date(sheet.values.get(document.valid_until))
    if last is not None and last < sheet.case.today:
        yield Problem(name, Text(id=f"{document.label.id}: masa berlakunya sudah lewat."))
