"""`/izin-saya/<id>`: one permit as its holder sees it, with what is to be handed in, by when, and the form for it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import catalog
from app.accounts import profiles
from app.applications import duty_reports
from app.applications.models import Application
from app.certificates import authenticity, queries, reporting
from app.certificates.models import Issued
from app.certificates.queries import NEVER_ISSUED, PERMIT
from app.errors import NotFoundError
from app.foundation import audit, files
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.web import current, handing_in
from app.web.portal import wording


class OwnPermits(BaseView):
    """The holder's own, and the applicant's who asked for it."""

    route_base = "/izin-saya"
    default_view = "show"

    @expose("/<int:issued_id>", methods=["GET"])
    @current.applicant_required
    def show(self, issued_id: int) -> ResponseReturnValue:
        return self._page(_own(issued_id))

    @expose("/<int:issued_id>", methods=["POST"])
    @current.applicant_required
    def hand_in(self, issued_id: int) -> ResponseReturnValue:
        """Take the paper of one due day."""
        if problem := handing_in.take(_own(issued_id)):
            return self._page(_own(issued_id), problem), 422
        return redirect(url_for("OwnPermits.show", issued_id=issued_id))

    @expose("/<int:issued_id>/laporan/<int:report_id>", methods=["GET"])
    @current.applicant_required
    def paper(self, issued_id: int, report_id: int) -> Response:
        """What the holder handed in, as a download."""
        issued = _own(issued_id)
        ids = [one.id for one in reporting.line_of(issued)]
        report = next((one for one in duty_reports.of_permits(ids) if one.id == report_id), None)
        if report is None or report.file_key is None:
            raise NotFoundError
        data, name, media_type = files.read(report.file_key), report.name, report.media_type
        audit.note("laporan.dibuka", f"naskah:{issued_id}", current.actor(), current.now(), laporan=report_id)
        response = make_response(data)
        response.headers["Content-Type"] = media_type
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _page(self, issued: Issued, problem: tuple[str, str] | None = None) -> str:
        today = wib_date(current.now())
        application = db.session.get_one(Application, issued.application_id)
        mine = application.applicant_id == current.viewer().user_id
        page: str = self.render_template(
            "portal/permits/show.html",
            page_title=_("Izin nomor %(number)s", number=issued.number),
            issued=issued,
            definition=catalog.definition(issued.code, issued.version),
            status=str(authenticity.current_status(issued, today)),
            reference=application.reference if mine else "",
            claims=reporting.of(issued, today),
            today=today,
            title_of=reporting.title_of,
            problem=problem,
            errors_found=bool(problem),
            show_date=wording.date_words,
            show_moment=wording.moment_words,
        )
        return page


def _own(issued_id: int) -> Issued:
    """Raises NotFoundError for another person's, and for what is no permit."""
    issued = queries.get_issued(issued_id)
    user_id = current.viewer().user_id or 0
    person = profiles.of(user_id)
    held = person is not None and person.nik_index is not None and issued.holder_index == person.nik_index
    asked = db.session.get_one(Application, issued.application_id).applicant_id == user_id
    if issued.kind != PERMIT or issued.status in NEVER_ISSUED or not (held or asked):
        raise NotFoundError("Izin tidak ditemukan.")
    return issued


VIEWS = (OwnPermits,)
