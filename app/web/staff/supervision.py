"""`/pengawasan`: permits after issue. Reports that wait for a look, suspended permits, one permit with its duties."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import catalog
from app.accounts import people, roles
from app.applications import duty_reports
from app.applications.duty_reports import DutyReport, ReportState
from app.applications.models import Application
from app.applications.queries import Viewer
from app.certificates import authenticity, handing, reporting, sanctions, supervision, suspensions
from app.certificates.models import Issued
from app.certificates.products import LETTER_KINDS, office_letter
from app.errors import ConflictError, InputError, NotAllowedError, NotFoundError, WrongMomentError
from app.foundation import audit, files
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.verification import pages, supervising
from app.web import current, handing_in

LISTS = {"": ReportState.RECEIVED, "terlewat": ReportState.MISSED, "ditangguhkan": None}


class Supervision(BaseView):
    """Whoever may see the request may see its permit; one's own permit is looked after by somebody else."""

    route_base = "/pengawasan"
    default_view = "index"

    @expose("", methods=["GET"])
    @current.staff_required
    def index(self) -> ResponseReturnValue:
        """Reports that wait, missed ones, or suspended permits; or permits by number."""
        word, number = request.args.get("daftar", ""), request.args.get("nomor", "").strip()[:60]
        word = word if word in LISTS else ""
        viewer, state = _officer(), LISTS[word]
        permits = supervision.find_by_number(viewer, number) if number else supervision.find_suspended(viewer)
        return self.render_template(
            "staff/supervision/index.html",
            page_title=_("Pengawasan izin"),
            word=word,
            number=number,
            permits=permits if number or state is None else (),
            reports=supervision.find_reports(viewer, state) if state is not None and not number else (),
            duty_title=_duty_title,
        )

    @expose("/<int:issued_id>", methods=["GET"])
    @current.staff_required
    def show(self, issued_id: int) -> ResponseReturnValue:
        """One permit: its state, why, and what its holder handed in."""
        return self._permit(_visible(issued_id))

    @expose("/<int:issued_id>/laporan", methods=["POST"])
    @current.staff_required
    def hand_in(self, issued_id: int) -> ResponseReturnValue:
        """The counter takes a report for a holder who brings it on paper."""
        issued = _visible(issued_id)
        _require_hand(issued)
        if not _at_counter(issued):
            raise NotAllowedError(detail="no counter officer")
        if problem := handing_in.take(issued):
            return self._permit(_visible(issued_id), problem), 422
        flash(_("Laporan diunggah atas nama pemegang izin."), "success")
        return redirect(url_for("Supervision.show", issued_id=issued_id))

    @expose("/<int:issued_id>/laporan/<int:report_id>", methods=["POST"])
    @current.staff_required
    def judge(self, issued_id: int, report_id: int) -> ResponseReturnValue:
        """Accept a report, or ask for it again."""
        issued = _visible(issued_id)
        _require_hand(issued)
        if _report(issued, report_id).noted_by_id == current.viewer().user_id:
            raise NotAllowedError(_("Laporan ini Anda unggah sendiri, sehingga diperiksa orang lain."))
        accepted, version = request.form.get("putusan") == "terima", request.form.get("versi", type=int) or 0
        note, actor, now = request.form.get("catatan", ""), current.actor(), current.now()
        try:
            with transaction():
                handing.judge(report_id, version, accepted=accepted, note=note, actor=actor, now=now)
        except InputError as error:
            return self._permit(_visible(issued_id), (f"catatan-{report_id}", error.user_message)), 422
        flash(_("Laporan diterima.") if accepted else _("Pemegang izin diminta memperbaiki laporannya."), "success")
        return redirect(url_for("Supervision.show", issued_id=issued_id))

    @expose("/<int:issued_id>/pulihkan", methods=["POST"])
    @current.staff_required
    def resume(self, issued_id: int) -> ResponseReturnValue:
        """Lift a suspension whose cause is gone, with the reason."""
        issued = _visible(issued_id)
        _require_sanction(issued)
        reason, actor, now = request.form.get("alasan", "").strip()[:500], current.actor(), current.now()
        try:
            if not reason:
                raise InputError(_("Tulis mengapa izin ini berlaku kembali."))
            with transaction():
                supervision.resume(handing.locked(issued_id), reason, actor=actor, now=now)
        except (InputError, WrongMomentError) as error:
            return self._permit(_visible(issued_id), ("alasan", error.user_message)), 422
        flash(_("Izin ini berlaku kembali."), "success")
        return redirect(url_for("Supervision.show", issued_id=issued_id))

    @expose("/<int:issued_id>/surat", methods=["POST"])
    @current.staff_required
    def draw_up(self, issued_id: int) -> ResponseReturnValue:
        """Draw up a warning, a suspension or a revocation; the head signs it."""
        _require_sanction(_visible(issued_id))
        form, actor, now = request.form, current.actor(), current.now()
        product, reason, basis = form.get("surat", ""), form.get("alasan_surat", ""), form.get("dasar", "")
        try:
            with transaction():
                sanctions.draw_up(handing.locked(issued_id), product, reason, basis, actor=actor, now=now)
        except (InputError, WrongMomentError, ConflictError) as error:
            return self._permit(_visible(issued_id), ("alasan_surat", error.user_message)), 422
        flash(_("Konsep surat menunggu tanda tangan pejabat."), "success")
        return redirect(url_for("Supervision.show", issued_id=issued_id))

    @expose("/<int:issued_id>/surat/<int:letter_id>/batal", methods=["POST"])
    @current.staff_required
    def drop(self, issued_id: int, letter_id: int) -> ResponseReturnValue:
        """Take back a letter that is not signed yet."""
        _require_sanction(_visible(issued_id))
        actor, now = current.actor(), current.now()
        with transaction():
            sanctions.drop(issued_id, letter_id, actor=actor, now=now)
        flash(_("Konsep surat dibatalkan."), "success")
        return redirect(url_for("Supervision.show", issued_id=issued_id))

    @expose("/<int:issued_id>/laporan/<int:report_id>/<int:page>.png", methods=["GET"])
    @current.staff_required
    def page(self, issued_id: int, report_id: int, page: int) -> Response:
        """One page of a report as a picture."""
        report = _report(_visible(issued_id), report_id)
        key, media_type, count = report.file_key or "", report.media_type, report.pages
        audit.note("laporan.dilihat", f"naskah:{issued_id}", current.actor(), current.now(), laporan=report_id)
        png = pages.picture(file_key=key, media_type=media_type, pages=count, page=page)
        return Response(png, mimetype="image/png", headers={"Cache-Control": "private, no-store"})

    @expose("/<int:issued_id>/laporan/<int:report_id>/asli", methods=["GET"])
    @current.staff_required
    def original(self, issued_id: int, report_id: int) -> Response:
        """The bytes as uploaded; never shown inline."""
        report = _report(_visible(issued_id), report_id)
        key, media_type, name = report.file_key or "", report.media_type, report.name
        audit.note("laporan.diunduh", f"naskah:{issued_id}", current.actor(), current.now(), laporan=report_id)
        response = Response(files.read(key), mimetype=media_type)
        response.headers.set("Content-Disposition", "attachment", filename=name)
        return response

    def _permit(self, issued: Issued, problem: tuple[str, str] | None = None) -> str:
        today = wib_date(current.now())
        page: str = self.render_template(
            "staff/supervision/show.html",
            page_title=_("Izin nomor %(number)s", number=issued.number),
            issued=issued,
            reference=db.session.get_one(Application, issued.application_id).reference,
            definition=catalog.definition(issued.code, issued.version),
            status=str(authenticity.current_status(issued, today)),
            claims=reporting.of(issued, today),
            suspensions=suspensions.standing(issued.id),
            own=bool(_bar(issued)),
            may_hand_in=not _bar(issued) and _at_counter(issued),
            me=current.viewer().user_id,
            may_sanction=not _bar(issued) and _may_sanction(issued),
            letters=sanctions.signed_about(issued.id),
            drafts=[one for one in sanctions.of_permit(issued.id) if one.open],
            offered={name: _letter_title(issued, name) for name in LETTER_KINDS},
            typed=request.form,
            today=today,
            title_of=reporting.title_of,
            problem=problem,
            errors_found=bool(problem),
        )
        return page


def _officer() -> Viewer:
    """As an officer only: what is one's own as applicant is no affair of this desk."""
    return replace(current.viewer(), is_applicant=False)


def _visible(issued_id: int) -> Issued:
    """Raises NotFoundError, NotAllowedError."""
    issued = supervision.get(_officer(), issued_id)
    current.require("can_show", catalog.definition(issued.code, issued.version).camel)
    return issued


def _require_hand(issued: Issued) -> None:
    """Raises NotAllowedError for the holder and whoever filed the request."""
    if reason := _bar(issued):
        raise NotAllowedError(reason)


def _require_sanction(issued: Issued) -> None:
    """Raises NotAllowedError for whom no tier of the type that may reject is."""
    _require_hand(issued)
    if not _may_sanction(issued):
        raise NotAllowedError(detail="no tier of this officer may reject")


def _may_sanction(issued: Issued) -> bool:
    camel = catalog.definition(issued.code, issued.version).camel
    return any(current.may(tier.permission, camel) for tier in supervising.tiers_of(_officer(), issued))


def _at_counter(issued: Issued) -> bool:
    mine = (one for one in _officer().assignments if one.role == roles.LOKET)
    return any(one.codes is None or issued.code in one.codes for one in mine)


def _bar(issued: Issued) -> str:
    user_id = current.viewer().user_id or 0
    return supervising.barrier(issued, user_id, people.nik_index_of(user_id), current.now())


def _report(issued: Issued, report_id: int) -> DutyReport:
    """One with a paper, of this permit or the edition before. Raises NotFoundError."""
    ids = [one.id for one in reporting.line_of(issued)]
    found = next((one for one in duty_reports.of_permits(ids) if one.id == report_id), None)
    if found is None or found.file_key is None:
        raise NotFoundError(_("Laporan tidak ditemukan."))
    return found


def _duty_title(issued: Issued, duty_id: str) -> str:
    duties = catalog.definition(issued.code, issued.version).duties
    return next((reporting.title_of(one) for one in duties if one.id == duty_id), duty_id)


def _letter_title(issued: Issued, product: str) -> str:
    title = office_letter(catalog.definition(issued.code, issued.version), product).title
    return title.text() if title else product


VIEWS = (Supervision,)
