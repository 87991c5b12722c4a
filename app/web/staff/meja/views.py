"""The queue, the verification screen and the explicit POST routes of a decision."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import catalog
from app.applications import queries
from app.applications.models import Application
from app.errors import ConflictError, IncompleteError, InputError, NotAllowedError, NotFoundError, SakporeError
from app.foundation import audit, calendar
from app.foundation.database import transaction
from app.verification import authority, queues, service, tiers
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.dossier import Dossier
from app.verification.models import OpenTier, Outcome
from app.verification.queues import Filters, Tab
from app.web import current
from app.web.staff.meja import page, posted

DONE = {
    Outcome.FORWARD: "Permohonan %(reference)s diteruskan.",
    Outcome.COMPLETE: "Permohonan %(reference)s dinyatakan lengkap dan diteruskan.",
    Outcome.CONFIRM: "Perbaikan permohonan %(reference)s dikonfirmasi.",
    Outcome.RETURN: "Permohonan %(reference)s dikembalikan kepada pemohon.",
    Outcome.REJECT: "Penolakan permohonan %(reference)s dikonsep.",
}


class Meja(BaseView):
    """Finds, checks the form, calls one service, answers."""

    route_base = "/meja"
    default_view = "queue"

    @expose("")
    @current.staff_required
    def queue(self) -> ResponseReturnValue:
        """What waits for this officer."""
        filters, now, holidays = _filters(), current.now(), calendar.holidays()
        return self.render_template(
            "staff/meja/queue.html",
            page_title=_("Meja kerja"),
            filters=filters,
            tabs=list(Tab),
            queue=queues.waiting(current.viewer(), filters, now, holidays),
            types={entry.code: entry for entry in catalog.entries()},
        )

    @expose("/<reference>")
    @current.staff_required
    def show(self, reference: str) -> ResponseReturnValue:
        """The verification screen; to read only where no tier of this officer has the case."""
        dossier, open_tier = self._case(reference)
        audit.note("permohonan.dilihat", reference, current.actor(), current.now())
        dossier, open_tier = self._case(reference)  # the log's transaction ended the read
        return self._screen(dossier, open_tier)

    @expose("/<reference>/teruskan", methods=["POST"])
    @current.staff_required
    def forward(self, reference: str) -> ResponseReturnValue:
        """A yes, in the words of the tier: lengkap, teruskan, or the confirmation of a correction."""
        _dossier, open_tier = self._mine(reference)
        words = {Outcome.CONFIRM} if open_tier.reconfirm else {Outcome.FORWARD, Outcome.COMPLETE}
        offered = [outcome for outcome in page.offered(_dossier, open_tier) if outcome in words]
        return self._decide(reference, offered[0] if offered else Outcome.FORWARD)

    @expose("/<reference>/kembalikan", methods=["POST"])
    @current.staff_required
    def give_back(self, reference: str) -> ResponseReturnValue:
        """Back to the applicant, with remarks."""
        return self._decide(reference, Outcome.RETURN)

    @expose("/<reference>/tolak", methods=["POST"])
    @current.staff_required
    def reject(self, reference: str) -> ResponseReturnValue:
        """A no; asked once more before it counts."""
        if request.form.get("yakin") == "1":
            return self._decide(reference, Outcome.REJECT)
        dossier, open_tier = self._mine(reference)
        if not request.form.get("catatan", "").strip():
            return self._screen(dossier, open_tier, InputError(_("Tulis alasan penolakan."))), 400
        return self.render_template(
            "staff/meja/confirm_reject.html", page_title=_("Tolak permohonan?"), reference=reference, typed=request.form
        )

    @expose("/<reference>/ambil", methods=["POST"])
    @current.staff_required
    def claim(self, reference: str) -> ResponseReturnValue:
        """Take the case to oneself."""
        with transaction():
            service.claim(posted.ticket(request.form, reference), officer=_officer(), now=current.now())
        return redirect(url_for("Meja.show", reference=reference))

    @expose("/<reference>/lepas", methods=["POST"])
    @current.staff_required
    def release(self, reference: str) -> ResponseReturnValue:
        """Put the case back."""
        with transaction():
            service.release(posted.ticket(request.form, reference), officer=_officer(), now=current.now())
        return redirect(url_for("Meja.queue"))

    def _decide(self, reference: str, outcome: Outcome) -> ResponseReturnValue:
        """One decision. Nothing that was typed is lost, whatever goes wrong."""
        ticket = posted.ticket(request.form, reference)
        dossier, open_tier = self._mine(reference)
        try:
            tier = dossier.definition.flow.tier(open_tier.tier)
            decision = posted.decision(request.form, dossier, tier, outcome)
            with transaction():
                service.decide(ticket, decision, register=current.register(), officer=_officer(), now=current.now())
        except ConflictError as error:
            return self._lost(reference, error)
        except InputError as error:
            dossier, open_tier = self._case(reference)
            return self._screen(dossier, open_tier, error), 422 if isinstance(error, IncompleteError) else 400
        flash(_(DONE[outcome], reference=reference), "success")
        return redirect(url_for("Meja.queue"))

    def _lost(self, reference: str, error: SakporeError) -> ResponseReturnValue:
        audit.note("keputusan.kalah_cepat", reference, current.actor(), current.now())
        return (
            self.render_template(
                "staff/meja/conflict.html",
                page_title=_("Sudah diputus petugas lain"),
                reference=reference,
                message=error.user_message,
                verdicts=posted.verdicts(request.form),
                remark=request.form.get("catatan", ""),
            ),
            409,
        )

    def _screen(self, dossier: Dossier, open_tier: OpenTier | None, error: InputError | None = None) -> str:
        form = request.form if error is not None else None
        problems = [{"name": p.places[0], "message": p.message.text("id")} for p in getattr(error, "problems", ())]
        if error is not None and not problems:
            problems = [{"name": "catatan", "message": error.user_message}]
        return self.render_template(
            "staff/meja/show.html",
            page_title=f"{dossier.application.reference}",
            problems=problems,
            problem_heading=error.user_message if error else "",
            errors_found=bool(problems),
            view=page.View.of(dossier, open_tier, form, current.now()),
        )

    def _case(self, reference: str) -> tuple[Dossier, OpenTier | None]:
        """Raises NotFoundError for what the officer may not see."""
        application = queries.get_visible(reference, current.viewer())
        return dossiers.read(application, current.register()), _tier_of_viewer(application, current.now())

    def _mine(self, reference: str) -> tuple[Dossier, OpenTier]:
        """Raises ConflictError when the tier has moved on, NotAllowedError when it never was this officer's."""
        try:
            dossier, open_tier = self._case(reference)
        except NotFoundError:
            raise ConflictError(service.what_happened(reference)) from None
        if open_tier is None:
            raise ConflictError(service.what_happened(reference))
        return dossier, open_tier


def _tier_of_viewer(application: Application, now: datetime) -> OpenTier | None:
    """The open tier that this officer decides: by FAB's permission and by assignment."""
    camel = catalog.definition(application.code, application.version).camel
    wanted = request.values.get("tahap", "")
    found = [
        tier
        for tier in tiers.open_of(application)
        if current.may(f"can_verify_{tier.tier}", camel)
        and any(authority.covers(assignment, tier) for assignment in current.viewer().assignments)
    ]
    named = [tier for tier in found if wanted in (str(tier.id), tier.tier)]
    return (named or found or [None])[0]


def _officer() -> Officer:
    viewer = current.viewer()
    if viewer.user_id is None:
        raise NotAllowedError
    return Officer(current.actor(), viewer.roles)


def _filters() -> Filters:
    asked = request.args
    tab = next((tab for tab in Tab if tab.value == asked.get("daftar")), Tab.WAITING)
    return Filters(
        tab=tab,
        code=asked.get("izin", "")[:41],
        tier=asked.get("tahap", "")[:41],
        due=asked.get("batas", "") if asked.get("batas") in queues.DUE else "",
        reference=asked.get("nomor", "").strip().upper()[:16],
        page=min(max(asked.get("halaman", 1, type=int) or 1, 1), queues.LAST_PAGE),
    )
