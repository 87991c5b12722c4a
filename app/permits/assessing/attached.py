"""Which papers are offered and which are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.permits import fieldtypes
from app.permits.assessing.sheet import Row, Sheet
from app.permits.case import Case
from app.permits.kinds import is_asked
from app.permits.model import DocumentDef
from app.permits.names import input_name


def has_clean_paper(case: Case, name: str) -> bool:
    """Attached, and found harmless."""
    papers = case.documents.get(name) or ()
    return any(paper.clean for paper in papers)


def paper_names(sheet: Sheet, document: DocumentDef) -> list[tuple[str, Row | None]]:
    """Names of a paper's inputs with the row that each belongs to: one, or one per row."""
    if document.per is None:
        return [(document.id, None)]
    rows = sheet.facts.get(document.per)
    return [
        (input_name(document.per, index, document.id), row)
        for index, row in enumerate(rows if isinstance(rows, list) else ())
    ]


def place_papers(sheet: Sheet) -> None:
    attached: dict[str, bool] = {}
    for document in sheet.definition.documents:
        if document.one_of:
            continue
        names = [name for name, row in paper_names(sheet, document) if _offered(sheet, document, row)]
        sheet.visible.update(names)
        attached[document.id] = bool(names) and all(has_clean_paper(sheet.case, name) for name in names)
        if document.from_ != "applicant":
            attached[document.id] = has_clean_paper(sheet.case, document.id)
    for document in sheet.definition.documents:
        if document.one_of:
            attached[document.id] = sum(attached.get(member, False) for member in document.one_of) >= document.need
            if _offered(sheet, document, None):
                sheet.visible.add(document.id)
    sheet.facts["doc"] = attached
    for document in sheet.definition.documents:
        for name, row in paper_names(sheet, document):
            if name in sheet.visible and _must_be_attached(sheet, document, row):
                sheet.required.add(name)


def _offered(sheet: Sheet, document: DocumentDef, row: Row | None) -> bool:
    if document.from_ != "applicant" or not is_asked(sheet.definition, document, sheet.case.kind):
        return False
    if not sheet.holds(document.visible, row):
        return False
    if (
        not isinstance(document.required, bool)
        and not document.recommended
        and not sheet.holds(document.required.when, row)
    ):
        return False
    groups = [group for group in sheet.definition.documents if document.id in group.one_of]
    return not groups or any(_offered(sheet, group, row) for group in groups)


def _must_be_attached(sheet: Sheet, document: DocumentDef, row: Row | None) -> bool:
    """A permit of ours that stands for the paper makes it needless."""
    if document.satisfied_by and _reference_holds(sheet, document.satisfied_by):
        return False
    if isinstance(document.required, bool):
        return document.required
    return sheet.holds(document.required.when, row)


def _reference_holds(sheet: Sheet, name: str) -> bool:
    here: Any = sheet.facts
    for part in name.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return not fieldtypes.is_missing(here)
