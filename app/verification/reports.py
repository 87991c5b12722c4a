"""The berita acara of an inspection as PDF, made from the sheets that count whenever it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from app.accounts import people
from app.applications import content
from app.applications.models import Document
from app.certificates import office, papers, rendering
from app.errors import NotFoundError
from app.foundation.timing import wib_date
from app.permits.model import Inspection, InspectionItem
from app.verification import pages
from app.verification.dossier import Dossier
from app.verification.models import InspectionSheet

TEMPLATE = "berita_acara.typ"
PICTURES = 12


@dataclass(frozen=True, slots=True)
class Report:
    """What the PDF is made from; read before anything slow begins."""

    data: dict[str, Any]
    photos: tuple[Document, ...]
    signatures: tuple[Document, ...]


def gather(dossier: Dossier, inspection_id: str) -> Report:
    """Raises NotFoundError where nothing was inspected."""
    sheets = [sheet for sheet in dossier.sheets if sheet.inspection == inspection_id]
    if not sheets:
        raise NotFoundError("Belum ada hasil pemeriksaan.")
    inspection = dossier.definition.inspection(inspection_id)
    names = people.names_of([sheet.officer_id for sheet in sheets])
    title = inspection.title.id if inspection.title else inspection.id.replace("_", " ").capitalize()
    found = {
        "judul": title,
        "lembar": [_sheet(dossier, inspection, sheet, names) for sheet in sheets],
    }
    application = dossier.application
    data = {
        "judul": f"Berita acara {title}",
        "nomor": f"{application.reference}/{inspection_id}",
        "nama": application.party_name,
        "permohonan": application.reference,
        "jenis": dossier.definition.title.id,
        "pemeriksaan": found,
        "url": f"{current_app.config['BASE_URL'].rstrip('/')}/lacak",
        "tanggal": rendering.date_parts(wib_date(max(sheet.inspected_at for sheet in sheets))),
        "kop": office.kop(),
        "tanpa_qr": True,
        "development": False,
    }
    return Report(data, _files(dossier, f"{inspection_id}_foto"), _files(dossier, f"{inspection_id}_ttd"))


def render(report: Report) -> bytes:
    """The PDF. Slow: outside any transaction. Raises RenderError, MissingGlyphError."""
    data = {**report.data, "pemeriksaan": {**report.data["pemeriksaan"]}}
    data["pemeriksaan"]["foto"] = [_picture(document) for document in report.photos[:PICTURES]]
    data["pemeriksaan"]["tanda_tangan"] = [_picture(document) for document in report.signatures[:PICTURES]]
    template = Path(current_app.config["PERMIT_SCHEMAS"]) / "certificates" / TEMPLATE
    return rendering.render(template, data, emblem=office.emblem())


def _sheet(dossier: Dossier, inspection: Inspection, sheet: InspectionSheet, names: dict[int, str]) -> dict[str, Any]:
    score = f", nilai {sheet.score.replace('.', ',')}" if sheet.score else ""
    level = next((one for one in inspection.levels if one.id == sheet.level), None)
    told = f", tingkat {level.title.id if level.title else level.id}" if level else ""
    return {
        "judul": _heading(dossier, inspection, sheet),
        "tanggal": papers.long_date(wib_date(sheet.inspected_at)),
        "pemeriksa": names.get(sheet.officer_id, ""),
        "hasil": ("memenuhi syarat" if sheet.passed else "tidak memenuhi syarat") + score + told,
        "catatan": sheet.note,
        "butir": [{"teks": item.text.id, "nilai": _mark(item, sheet.marks.get(item.id))} for item in inspection.items],
    }


def _heading(dossier: Dossier, inspection: Inspection, sheet: InspectionSheet) -> str:
    rows = dossier.answers.get(inspection.per or "") or []
    ids = [str(row.get("_id", "")) for row in rows]
    if not inspection.per or sheet.row not in ids:
        return ""
    return f"{dossier.definition.field(inspection.per).label.id} {ids.index(sheet.row) + 1}"


def _mark(item: InspectionItem, mark: Any) -> str:
    if isinstance(mark, bool):
        return "ya" if mark else f"tidak ({item.defect})" if item.defect else "tidak"
    return str(mark)


def _files(dossier: Dossier, ending: str) -> tuple[Document, ...]:
    found = content.papers(dossier.application).items()
    return tuple(file for name, files in found if name.split("-")[-1] == ending for file in files)


def _picture(document: Document) -> dict[str, Any]:
    png = pages.picture(file_key=document.file_key, media_type=document.media_type, pages=document.pages, page=1)
    return {"isi": list(png), "nama": document.name, "tempat": document.place or ""}
