"""Papers for officers: pages as pictures, the original as a download; in the audit log before the first byte."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from flask_appbuilder import BaseView, expose

from app.applications import queries
from app.foundation import audit, files
from app.verification import dossier as dossiers
from app.verification import pages, reports
from app.web import current


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is left of the row when the log's own transaction has ended the read."""

    file_key: str
    media_type: str
    pages: int | None
    name: str


class MejaPapers(BaseView):
    """Whoever may see the application may see its papers, and nobody else."""

    route_base = "/meja"
    default_view = "page"

    @expose("/<reference>/berkas/<int:document_id>/<int:page>.png")
    @current.staff_required
    def page(self, reference: str, document_id: int, page: int) -> Response:
        """One page as a picture."""
        paper = self._seen(reference, document_id, "berkas.dilihat", page=page)
        png = pages.picture(file_key=paper.file_key, media_type=paper.media_type, pages=paper.pages, page=page)
        return Response(png, mimetype="image/png", headers={"Cache-Control": "private, no-store"})

    @expose("/<reference>/berkas/<int:document_id>/asli")
    @current.staff_required
    def original(self, reference: str, document_id: int) -> Response:
        """The bytes as uploaded; never shown inline, a browser must not open a stranger's file within our pages."""
        paper = self._seen(reference, document_id, "berkas.diunduh")
        response = Response(files.read(paper.file_key), mimetype=paper.media_type)
        response.headers.set("Content-Disposition", "attachment", filename=paper.name)
        return response

    @expose("/<reference>/berita-acara/<inspection_id>.pdf")
    @current.staff_required
    def report(self, reference: str, inspection_id: str) -> Response:
        """What an inspection found, as PDF. Raises NotFoundError where there is nothing yet."""
        application = queries.get_visible(reference, current.viewer())
        made = reports.gather(dossiers.read(application, current.register()), inspection_id)
        audit.note("berita_acara.diunduh", reference, current.actor(), current.now(), inspection=inspection_id)
        response = Response(reports.render(made), mimetype="application/pdf")
        response.headers.set("Content-Disposition", "attachment", filename=f"berita-acara-{reference}.pdf")
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _seen(self, reference: str, document_id: int, action: str, **facts: int) -> _Paper:
        """Raises NotFoundError for what the officer may not see."""
        application = queries.get_visible(reference, current.viewer())
        document = queries.get_document(application, document_id)
        paper = _Paper(document.file_key, document.media_type, document.pages, document.name)
        audit.note(
            action, reference, current.actor(), current.now(), berkas=document_id, sha256=document.sha256, **facts
        )
        return paper
