"""An applicant's own pages, and the counter's when it fills in for a citizen."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import catalog
from app.accounts import profiles
from app.applications import bundles, content, kinds, moving, packages, queries, service, statement
from app.applications.documents import Received
from app.applications.lifecycle import Status
from app.applications.submission import STATEMENT_INPUT
from app.certificates import queries as certificates
from app.errors import ConflictError, IncompleteError, InputError, NotFoundError
from app.foundation import audit, crypto, files
from app.foundation.database import transaction
from app.foundation.timing import wib_date
from app.permits.case import Problem
from app.permits.fieldtypes import rupiah
from app.permits.model import Definition, Text
from app.verification import intake, invoices, tracking
from app.verification.models import InvoiceState
from app.web import current
from app.web.context import locale
from app.web.portal import filling, holdings, papers, reviewing, tasks, together, wording
from app.web.portal.workspace import Workspace, messages, open_workspace, summary

LEAVE, STAY = "keluar", "simpan"


class Applying(BaseView):
    """`/permohonan/…`: from the first click to the receipt, and to the correction if one is asked."""

    route_base = "/permohonan"
    default_view = "dashboard"

    @expose("")
    @current.applicant_required
    def dashboard(self) -> ResponseReturnValue:
        user_id = current.viewer().user_id or 0
        found = queries.find_of(user_id)
        bundled = bundles.titles(found)
        rows = [
            {
                "application": one,
                "title": _title(one.code, one.version),
                "correction": kinds.open_round(one),
                "package": bundled.get(one.id),
            }
            for one in found
        ]
        return self._page("dashboard", _("Permohonan saya"), groups=_grouped(rows), own=holdings.own())

    @expose("/baru/<code>", methods=["GET", "POST"])
    @current.applicant_required
    def begin(self, code: str) -> ResponseReturnValue:
        entry = catalog.entry(code)
        current.require("can_apply", entry.camel)
        definition = catalog.definition(code, entry.version)
        problem, status = "", 200
        if request.method == "POST":
            try:
                return redirect(url_for("Applying.show", reference=_start(definition)))
            except (InputError, ConflictError) as error:
                problem, status = error.user_message, 409
        offered = [
            (kind, wording.kind_title(definition, kind), definition.requests[kind].needs)
            for kind in kinds.offered(entry, definition)
        ]
        own = [one for one in holdings.own() if one.issued.code == code] if any(needs for *_k, needs in offered) else []
        return self._page(
            "begin", definition.title.text(locale()), definition=definition, entry=entry, kinds=offered, own=own,
            chosen=request.values.get("jenis", kinds.FIRST), ticked=set(request.values.getlist("izin")),
            many=any(needs and needs.many for *_k, needs in offered), problem=problem,
            offers=together.offers(entry, definition), package=request.values.get("paket", ""),
        ), status  # fmt: skip

    @expose("/<reference>")
    @current.login_required
    def show(self, reference: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        if work.editable:
            parts = together.parts(work)
            found = [task for part in parts for task in part.tasks]
            others = [line for part in parts for line in part.parties]
            return self._work(
                "hub",
                work,
                work.definition.title.text(work.locale),
                parts=parts,
                tasks=found,
                done=sum(task.done for task in found) + sum(line.done for line in others),
                others=others,
                stops=[stop for part in parts for stop in _stops(part.work)],
                grace=moving.grace(work.application, wib_date(current.now())),
            )
        return self._work(
            "status", work, work.definition.title.text(work.locale),
            steps=tracking.timeline(work.application), progress=tracking.progress(work.application, current.now()),
            issued=[(one, certificates.find_ending(one.id)) for one in certificates.find_papers(work.application.id)],
            sections=reviewing.sections(work),
            withdrawable=work.application.status is Status.IN_REVIEW, bills=_bills(work),
            filed=together.filed(work.application),
        )  # fmt: skip

    @expose("/<reference>/isi/<section_id>", methods=["GET", "POST"])
    @current.login_required
    def section(self, reference: str, section_id: str) -> ResponseReturnValue:
        work = open_workspace(reference, section_id=section_id)
        section = filling.section_of(work, section_id)
        if not work.editable:
            return redirect(url_for("Applying.show", reference=reference))
        if request.method == "GET":
            return self._section(work, section, filling.questions(work, section))
        saved = filling.save(work, section)
        if saved.conflict:
            return self._section(work, section, filling.typed_again(work, section), notice=saved.conflict), 409
        return self._after_saving(saved, section)

    def _after_saving(self, saved: filling.Saved, section: Any) -> ResponseReturnValue:
        work, action = saved.work, request.form.get(filling.ACTION, "")
        verb, _colon, rest = action.partition(":")
        if verb in ("tambah", "hapus", filling.PICK):
            return redirect(f"{tasks.section_url(work, section)}#{rest.partition(':')[0]}")
        if saved.faults or saved.notice:
            questions = filling.questions(work, section, saved.problems)
            problems = summary(saved.problems, work.locale)
            page = self._section(work, section, questions, problems, saved.notice, saved.faults)
            return page, 422 if saved.faults or problems else 200
        if action == STAY:  # what the page itself does while the applicant types
            return redirect(tasks.section_url(work, section))
        if action == LEAVE and not any(not problem.missing for problem in saved.problems):
            return redirect(url_for("Applying.show", reference=work.application.reference))
        if saved.problems:
            questions = filling.questions(work, section, saved.problems)
            return self._section(work, section, questions, problems=summary(saved.problems, work.locale)), 422
        if saved.revealed:
            notice = _("Tersimpan. Jawaban Anda menambah beberapa isian di bawah ini.")
            return self._section(work, section, filling.questions(work, section), notice=notice)
        return redirect(tasks.next_url(work, section))

    def _section(
        self, work: Workspace, section: Any, questions: Any, problems: Any = (), notice: str = "", faults: Any = ()
    ) -> str:
        return self._work(
            "section", work, section.title.text(work.locale),
            section=section, questions=questions, problems=problems, notice=notice, faults=faults,
            live=filling.live_data(work, section),
        )  # fmt: skip

    @expose("/<reference>/dokumen", methods=["GET", "POST"])
    @current.login_required
    def papers(self, reference: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        if not work.editable:
            return redirect(url_for("Applying.show", reference=reference))
        if request.method == "GET":
            return self._papers(work, ())
        verb, _colon, document_id = request.form.get(filling.ACTION, "").partition(":")
        if verb == "hapus":
            _remove_paper(work, document_id)
            return redirect(url_for("Applying.papers", reference=reference))
        if verb == "pakai":
            return self._use_again(work, document_id)
        refused = _keep_papers(work)
        if refused:
            return self._papers(open_workspace(reference), refused), 422
        if verb == "lanjut":
            return redirect(tasks.after_papers_url(open_workspace(reference)))
        return redirect(url_for("Applying.show" if verb == LEAVE else "Applying.papers", reference=reference))

    def _use_again(self, work: Workspace, chosen: str) -> ResponseReturnValue:
        """`<input>:<document>`: a paper of an earlier request; files chosen in the same post are kept as well."""
        name, _colon, document_id = chosen.rpartition(":")
        refused = _keep_papers(work, papers.earlier_paper(work, name, document_id))
        if refused:
            return self._papers(open_workspace(work.application.reference), refused), 422
        return redirect(url_for("Applying.papers", reference=work.application.reference))

    def _papers(self, work: Workspace, refused: tuple[Problem, ...]) -> str:
        lines = papers.lines(work, messages(refused, work.locale))
        return self._work("papers", work, _("Dokumen"), lines=lines, problems=summary(refused, work.locale))

    @expose("/<reference>/tinjau", methods=["GET", "POST"])
    @current.login_required
    def review(self, reference: str) -> ResponseReturnValue:
        work = open_workspace(reference, limits=True)
        if request.method == "POST":
            try:
                _hand_in(work)
            except IncompleteError as error:
                again = open_workspace(reference, limits=True)
                return self._review(again, tuple(error.problems)), 422  # type: ignore[arg-type]  # they are Problems
            return redirect(url_for("Applying.receipt", reference=reference))
        if not work.editable:
            return redirect(url_for("Applying.show", reference=reference))
        return self._review(work, ())

    def _review(self, work: Workspace, problems: tuple[Problem, ...]) -> str:
        return self._work(
            "review", work, _("Tinjau dan kirim"),
            parts=[reviewing.reviewed(one) for one in together.judged(work)], tick=STATEMENT_INPUT,
            problems=summary(problems, work.locale),
            rupiah=rupiah, wording=statement.WORDING, token=request.form.get("token") or crypto.new_token(),
        )  # fmt: skip

    @expose("/<reference>/tanda-terima")
    @current.login_required
    def receipt(self, reference: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        if work.application.submitted_at is None:
            raise NotFoundError
        corrected = any(found.handed_in_at for found in work.application.corrections)
        filed = [
            {
                "application": work.application,
                "title": work.definition.title.text(work.locale),
                "pin": content.pin(work.application),
            }
        ]
        return self._work(
            "receipt",
            work,
            _("Tanda terima"),
            corrected=corrected,
            filed=filed if corrected else together.filed(work.application),
        )

    @expose("/<reference>/berkas/<int:document_id>")
    @current.login_required
    def paper(self, reference: str, document_id: int) -> ResponseReturnValue:
        work = open_workspace(reference)
        document = queries.get_document(work.application, document_id)
        if document.removed_at is not None or document.added_by_tier is not None:
            raise NotFoundError  # replaced, or the office's own
        data, name, media_type = files.read(document.file_key), document.name, document.media_type
        audit.note("berkas.dibuka", reference, current.actor(), current.now(), document=document_id)
        return _download(data, name, media_type)

    @expose("/<reference>/izin/<int:issued_id>.pdf")
    @current.login_required
    def issued(self, reference: str, issued_id: int) -> ResponseReturnValue:
        work = open_workspace(reference)
        issued = next((found for found in certificates.find_papers(work.application.id) if found.id == issued_id), None)
        if issued is None:
            raise NotFoundError
        data, name = certificates.signed_pdf(issued), f"{reference}-{issued.product}-{issued.id}.pdf"
        audit.note("izin.diunduh", reference, current.actor(), current.now(), issued=issued_id)
        return _download(data, name, "application/pdf")

    @expose("/<reference>/tarik", methods=["GET", "POST"])
    @current.login_required
    def withdraw(self, reference: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        if request.method == "GET":
            return self._work("withdraw", work, _("Tarik permohonan"))
        with transaction():
            intake.withdraw(
                work.application, request.form.get("alasan", "")[:1000], actor=current.actor(), now=current.now()
            )
        return redirect(url_for("Applying.show", reference=reference))

    def _work(self, template: str, work: Workspace, title: str, **given: Any) -> str:
        return self._page(template, title, work=work, application=work.application, definition=work.definition, **given)

    def _page(self, template: str, title: str, **given: Any) -> str:
        page: str = self.render_template(
            f"portal/applying/{template}.html", page_title=title, errors_found=bool(given.get("problems")),
            show_date=wording.date_words, show_moment=wording.moment_words, show_size=wording.size_words, **given
        )  # fmt: skip
        return page


def _bills(work: Workspace) -> list[Any]:
    """Invoices that count, the latest first."""
    found = [one for one in invoices.of(work.application) if one.state is not InvoiceState.VOID]
    return found[::-1]


def _start(definition: Definition) -> str:
    """Create the draft and give its reference."""
    kind = request.form.get("jenis", kinds.FIRST)
    party = request.form.get("pihak") or definition.applicants[0]
    if key := request.form.get("paket", ""):
        return together.start(definition, key, kind, party)
    ids = [int(one) for one in request.form.getlist("izin") if one.isdecimal() and len(one) < 10]
    if kind in definition.requests and definition.requests[kind].needs and ids:
        party = current.register().fact(ids[0]).party or party  # on behalf of whom the permit is
    user_id, actor = current.viewer().user_id or 0, current.actor()
    snapshot = profiles.snapshot(user_id, party)
    with transaction():
        application = service.start(
            definition.code, kind, applicant_id=user_id, filed_by_id=user_id, party=party,
            referred=ids[0] if ids else None, also=ids[1:], snapshot=snapshot,
            register=current.register(), actor=actor, now=current.now(),
        )  # fmt: skip
        return application.reference


def _hand_in(work: Workspace) -> None:
    """Submit, or hand a correction in; the office gets it in the same transaction."""
    stated = bool(request.form.get(STATEMENT_INPUT))
    token, register = request.form.get("token", ""), current.register()
    actor, now, application = current.actor(), current.now(), work.application
    if not token:
        raise InputError(_("Muat ulang halaman tinjau, lalu kirim kembali."))
    given: dict[str, Any] = {
        "statement_accepted": stated,
        "token": token,
        "register": register,
        "actor": actor,
        "now": now,
    }
    with transaction():
        if kinds.open_round(application) is not None:
            intake.reopen(application, service.hand_in_correction(application, **given), register, actor, now)
            return
        for filed in packages.submit(application, **given):
            intake.open_first(filed, register, actor, now)


def _keep_papers(work: Workspace, *earlier: Received) -> tuple[Problem, ...]:
    """Store every file of the post that is in order, and papers of earlier requests; give back what was refused."""
    received, refused = filling.receive(work)
    actor, now, user_id = current.actor(), current.now(), current.viewer().user_id or 0
    also_open, full = work.also_open, []
    with transaction():
        for paper in (*received, *earlier):
            try:
                service.keep(work.application, paper, uploader_id=user_id, actor=actor, now=now, also_open=also_open)
            except InputError as error:  # one file too many: those before it are kept
                full.append(Problem(paper.slot.name, Text(id=error.user_message)))
    return (*refused, *full)


def _remove_paper(work: Workspace, document_id: str) -> None:
    if not document_id.isdecimal():
        raise NotFoundError
    document, actor = queries.get_document(work.application, int(document_id)), current.actor()
    also_open = work.also_open
    with transaction():
        service.detach(work.application, document, actor=actor, now=current.now(), also_open=also_open)


def _stops(work: Workspace) -> list[str]:
    """Eligibility that fails: said at once, before anybody types for an hour."""
    ids = {rule.id for rule in work.definition.eligibility} | {limit.id for limit in work.definition.limits}
    return [problem.message.text(work.locale) for problem in work.assessment.problems if problem.name in ids]


def _title(code: str, version: int) -> str:
    entry = next((found for found in catalog.entries() if found.code == code), None)
    return entry.title if entry else catalog.definition(code, version).title.id


def _grouped(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What waits for the applicant first."""
    names = [
        (_("Perlu tindakan Anda"), {Status.RETURNED}),
        (_("Draf"), {Status.DRAFT}),
        (_("Sedang diproses"), {Status.IN_REVIEW, Status.TO_SIGN, Status.TO_REFUSE}),
        (_("Selesai"), {Status.ISSUED, Status.REFUSED, Status.WITHDRAWN, Status.CLOSED}),
    ]
    return [(name, [row for row in rows if row["application"].status in wanted]) for name, wanted in names]


def _download(data: bytes, name: str, media_type: str) -> Response:
    """As a file to keep, never shown inside our pages."""
    response = make_response(data)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


VIEWS = (Applying,)
