"""The queue, the verification screen and the explicit POST routes of a decision."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user

from app import catalog
from app.applications import queries
from app.applications.models import Application
from app.errors import (
    ConflictError,
    IncompleteError,
    InputError,
    NotAllowedError,
    SakporeError,
    TooLargeError,
    WrongMomentError,
)
from app.foundation import audit, calendar
from app.foundation.database import transaction
from app.foundation.timing import wib_date
from app.verification import authority, evidence, pauses, queues, service, tiers
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.dossier import Dossier
from app.verification.evidence import Received
from app.verification.models import POSITIVE, OpenTier, Outcome
from app.verification.queues import Filters, Tab
from app.verification.sittings import Sitting
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
        filters = _filters()
        return self.render_template(
            "staff/meja/queue.html",
            page_title=_("Meja kerja"),
            filters=filters,
            tabs=list(Tab),
            queue=queues.waiting(current.viewer(), filters, current.now(), calendar.holidays()),
            types={entry.code: entry for entry in catalog.entries()},
        )

    @expose("/<reference>")
    @current.staff_required
    def show(self, reference: str) -> ResponseReturnValue:
        """The verification screen; to read only where no tier of this officer has the case."""
        queries.get_visible(reference, current.viewer())
        audit.note("permohonan.dilihat", reference, current.actor(), current.now())
        dossier, open_tier = _case(reference)
        barrier = _barrier(dossier, open_tier)
        return self._screen(dossier, None if barrier else open_tier, barrier=barrier)

    @expose("/<reference>/teruskan", methods=["POST"])
    @current.staff_required
    def forward(self, reference: str) -> ResponseReturnValue:
        """A yes, in the words of the tier: lengkap, teruskan, or the confirmation of a correction."""
        return self._decide(reference, POSITIVE)

    @expose("/<reference>/kembalikan", methods=["POST"])
    @current.staff_required
    def give_back(self, reference: str) -> ResponseReturnValue:
        """Back to the applicant, with remarks."""
        return self._decide(reference, {Outcome.RETURN})

    @expose("/<reference>/tolak", methods=["POST"])
    @current.staff_required
    def reject(self, reference: str) -> ResponseReturnValue:
        """A no; asked once more before it counts."""
        if request.form.get("yakin") == "1":
            return self._decide(reference, {Outcome.REJECT})
        dossier, open_tier = _case(reference)
        if open_tier is None:  # seeing a case, as its applicant does too, is not deciding it
            raise NotAllowedError(detail=f"no tier of {reference} is this viewer's")
        if not request.form.get("catatan", "").strip():
            return self._screen(dossier, open_tier, InputError(_("Tulis alasan penolakan."))), 400
        return self.render_template(
            "staff/meja/confirm_reject.html", page_title=_("Tolak permohonan?"), reference=reference, typed=request.form,
            definition=dossier.definition, applicant=dossier.application.party_name,
        )  # fmt: skip

    @expose("/<reference>/ambil", methods=["POST"])
    @current.staff_required
    def claim(self, reference: str) -> ResponseReturnValue:
        """Take the case to oneself."""
        ticket, who = posted.ticket(request.form, reference), _who()
        with transaction():
            service.claim(ticket, **who)
        return redirect(url_for("Meja.show", reference=reference))

    @expose("/<reference>/lepas", methods=["POST"])
    @current.staff_required
    def release(self, reference: str) -> ResponseReturnValue:
        """Put the case back."""
        ticket, who = posted.ticket(request.form, reference), _who()
        with transaction():
            service.release(ticket, **who)
        return redirect(url_for("Meja.queue"))

    @expose("/<reference>/tahan", methods=["POST"])
    @current.staff_required
    def hold(self, reference: str) -> ResponseReturnValue:
        """Wait for something that is named: the clock stands still until the officer goes on."""
        form, who = request.form, _who()
        code, tier = posted.place(form)
        current.require(_permission(tier), catalog.entry(code).camel)
        try:
            ticket = posted.ticket(form, reference)
            with transaction():
                sitting = _placed(service.take_up(ticket, **who), code, tier)
                pauses.hold(
                    sitting, form.get("alasan", ""), form.get("keterangan", "")[: posted.LONGEST],
                    posted.day(form.get("perkiraan", "")),
                )  # fmt: skip
        except ConflictError as error:
            return self._lost(reference, error)
        except InputError as error:
            return self._screen(*_case(reference), error), 400
        flash(_("Permohonan %(reference)s ditahan. Waktu layanan tidak berjalan.", reference=reference), "success")
        return redirect(url_for("Meja.queue", daftar=Tab.MINE.value))

    @expose("/<reference>/lanjutkan", methods=["POST"])
    @current.staff_required
    def resume(self, reference: str) -> ResponseReturnValue:
        """Go on; the days in between are not counted."""
        form, who = request.form, _who()
        code, tier = posted.place(form)
        current.require(_permission(tier), catalog.entry(code).camel)
        try:
            ticket = posted.ticket(form, reference)
            with transaction():
                pauses.resume(_placed(service.take_up(ticket, **who), code, tier))
        except ConflictError as error:
            return self._lost(reference, error)
        return redirect(url_for("Meja.show", reference=reference))

    @expose("/<reference>/unggah", methods=["POST"])
    @current.staff_required
    def upload(self, reference: str) -> ResponseReturnValue:
        """Papers that this tier adds. Everything else that was typed stays on the page, not decided."""
        return self._add(reference, evidence.keep, _received)

    @expose("/<reference>/berkas/<int:document_id>/hapus", methods=["POST"])
    @current.staff_required
    def remove_paper(self, reference: str, document_id: int) -> ResponseReturnValue:
        """Take back a paper that this tier added."""
        return self._add(reference, evidence.remove, lambda _reference: document_id)

    def _add(self, reference: str, act: Callable[..., None], given: Callable[[str], Any]) -> ResponseReturnValue:
        form, who = request.form, _who()
        code, tier = posted.place(form)
        current.require(_permission(tier), catalog.entry(code).camel)
        try:
            ticket, what = posted.ticket(form, reference), given(reference)
            with transaction():
                act(_placed(service.take_up(ticket, **who), code, tier), what)
        except ConflictError as error:
            return self._lost(reference, error)
        except (InputError, TooLargeError) as error:
            return self._screen(*_case(reference), error), 400
        return self._screen(*_case(reference), typed=True)

    @expose("/<reference>/kunjungan-kedua", methods=["POST"])
    @current.staff_required
    def revisit(self, reference: str) -> ResponseReturnValue:
        """The first visit failed: its sheets are kept, the clock waits for the second."""
        form, who = request.form, _who()
        code, tier = posted.place(form)
        current.require(_permission(tier), catalog.entry(code).camel)
        try:
            ticket = posted.ticket(form, reference)
            with transaction():
                sitting = _placed(service.take_up(ticket, **who), code, tier)
                service.revisit(sitting, posted.decision(form, sitting.dossier, sitting.tier, Outcome.REJECT))
        except ConflictError as error:
            return self._lost(reference, error)
        except InputError as error:
            return self._screen(*_case(reference), error), 422 if isinstance(error, IncompleteError) else 400
        flash(_("Kunjungan kedua permohonan %(reference)s dijadwalkan.", reference=reference), "success")
        return redirect(url_for("Meja.queue", daftar=Tab.MINE.value))

    def _decide(self, reference: str, wanted: Collection[Outcome]) -> ResponseReturnValue:
        """One decision. Nothing that was typed is lost, whatever goes wrong."""
        form, who = request.form, _who()
        code, tier = posted.place(form)
        current.require(_permission(tier), catalog.entry(code).camel)
        try:
            ticket, received = posted.ticket(form, reference), _received(reference)
            with transaction():
                sitting = service.take_up(ticket, **who)
                if received:
                    evidence.keep(sitting, received)
                outcome = _chosen(sitting, code, tier, wanted)
                service.decide(sitting, posted.decision(form, sitting.dossier, sitting.tier, outcome))
        except ConflictError as error:
            return self._lost(reference, error)
        except (InputError, TooLargeError) as error:
            return self._screen(*_case(reference), error), 422 if isinstance(error, IncompleteError) else 400
        flash(_(DONE[outcome], reference=reference), "success")
        return redirect(url_for("Meja.queue"))

    def _lost(self, reference: str, error: SakporeError) -> ResponseReturnValue:
        """Who was faster, or why this cannot be decided now; what was typed stands below."""
        audit.note("keputusan.tidak_diterima", reference, current.actor(), current.now())
        remarks = [(name, one.remark) for name, one in posted.verdicts(request.form).items() if one.remark]
        answer = self.render_template(
            "staff/meja/conflict.html",
            page_title=_("Keputusan tidak disimpan"),
            reference=reference,
            message=error.user_message,
            remarks=remarks,
            remark=request.form.get("catatan", ""),
        )
        return answer, 409

    def _screen(
        self,
        dossier: Dossier,
        open_tier: OpenTier | None,
        error: SakporeError | None = None,
        barrier: str = "",
        *,
        typed: bool = False,
    ) -> str:
        form = request.form if error is not None or typed else None
        problems = [{"name": one.places[0], "message": one.message.text("id")} for one in _problems(error)]
        if error is not None and not problems:
            problems = [{"name": "catatan", "message": error.user_message}]
        return self.render_template(
            "staff/meja/show.html",
            page_title=dossier.application.reference,
            problems=problems,
            problem_heading=error.user_message if error else "",
            barrier=barrier,
            errors_found=bool(problems),
            view=page.View.of(dossier, open_tier, form, current.now()),
            together=[
                (one, catalog.entry(one.code).title)
                for one in queries.find_together(dossier.application, current.viewer())
            ],
        )


def _case(reference: str) -> tuple[Dossier, OpenTier | None]:
    """Raises NotFoundError for what the officer may not see."""
    application = queries.get_visible(reference, current.viewer())
    return dossiers.read(application, current.register()), _tier_of_viewer(application)


def _tier_of_viewer(application: Application) -> OpenTier | None:
    """The open tier that this officer decides: by FAB's permission and by assignment."""
    camel = catalog.definition(application.code, application.version).camel
    wanted = request.values.get("tahap", "")
    found = [
        tier
        for tier in tiers.open_of(application)
        if current.may(_permission(tier.tier), camel)
        and any(authority.covers(assignment, tier) for assignment in current.viewer().assignments)
    ]
    named = [tier for tier in found if wanted in (str(tier.id), tier.tier)]
    return next(iter(named or found), None)


def _received(reference: str) -> list[Received]:
    """What was sent for the tier's own papers, examined before the lock is taken."""
    if not any(file.filename for file in request.files.values()):
        return []
    dossier, open_tier = _case(reference)
    if open_tier is None:
        raise ConflictError(detail="files for a tier that is not open")
    tier = dossier.tier(open_tier.tier)
    return posted.uploads(request.form, request.files, dossier, tier, wib_date(current.now()))


def _barrier(dossier: Dossier, open_tier: OpenTier | None) -> str:
    """Why this officer must leave the case to a colleague: said before anything is typed."""
    user_id = current.viewer().user_id
    if open_tier is None or user_id is None:
        return ""
    officer = Officer(current.actor(), current.viewer().roles)
    found = authority.standing(officer, dossier.application, current.now())
    return authority.barrier(user_id, open_tier, found, dossier.reviews)


def _placed(sitting: Sitting, code: str, tier: str) -> Sitting:
    """The sitting, if it is where the form says that it was made for. Raises WrongMomentError."""
    if (sitting.application.code, sitting.open_tier.tier) != (code, tier):
        raise WrongMomentError
    return sitting


def _chosen(sitting: Sitting, code: str, tier: str, wanted: Collection[Outcome]) -> Outcome:
    """The tier's own word for the button. Raises WrongMomentError, also where the form names another place."""
    _placed(sitting, code, tier)
    offered = service.outcomes(sitting.dossier, sitting.open_tier)
    found = next((outcome for outcome in offered if outcome in wanted), None)
    if found is None:
        raise WrongMomentError(_("Tahap ini tidak memiliki keputusan itu."))
    return found


def _permission(tier: str) -> str:
    """FAB's permission of a tier; branches per agency share that of their tier."""
    return f"can_verify_{tier.split('-')[0]}"


def _who() -> dict[str, Any]:
    """Read before the transaction. Assignments are not: the service reads them inside it."""
    roles = frozenset(role.name for role in current_user.roles)
    return {"register": current.register(), "officer": Officer(current.actor(), roles), "now": current.now()}


def _problems(error: SakporeError | None) -> tuple[Any, ...]:
    return error.problems if isinstance(error, IncompleteError) else ()


def _filters() -> Filters:
    asked = request.args
    return Filters(
        tab=next((tab for tab in Tab if tab.value == asked.get("daftar")), Tab.WAITING),
        code=asked.get("izin", "")[:41],
        tier=asked.get("tahap", "")[:41],
        due=asked.get("batas", "") if asked.get("batas") in queues.DUE else "",
        reference=asked.get("nomor", "").strip().upper()[:16],
        page=min(max(asked.get("halaman", 1, type=int) or 1, 1), queues.LAST_PAGE),
    )
