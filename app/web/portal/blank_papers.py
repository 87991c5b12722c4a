"""Papers of one application to download, sign and upload again."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose

from app.applications import documents
from app.certificates import blanks
from app.errors import NotFoundError
from app.foundation.timing import wib_date
from app.web import current
from app.web.portal.workspace import open_workspace


class BlankPapers(BaseView):
    """`/permohonan/<ref>/formulir/<input>.pdf`, for whoever fills the application in."""

    route_base = "/permohonan"
    default_view = "download"

    @expose("/<reference>/formulir/<name>.pdf")
    @current.login_required
    def download(self, reference: str, name: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        slot = documents.slot_of(work.definition, dict(work.values), name)
        if not slot.document.template or slot.name not in work.assessment.visible:
            raise NotFoundError(detail="no blank for this place")
        pdf = blanks.render(
            work.application, work.definition, work.assessment.values, work.case.applicant, slot.document,
            wib_date(current.now()),
        )  # fmt: skip
        headers = {"Content-Disposition": f"attachment; filename={slot.document.id}.pdf", "Cache-Control": "no-store"}
        return Response(pdf, mimetype="application/pdf", headers=headers)


VIEWS = (BlankPapers,)
