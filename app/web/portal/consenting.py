"""Further persons of a request: the applicant types their details, the person says yes or no through a one-time link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import forms
from app.applications import content, parties, party_letters, service
from app.applications.parties import Consent, PartyPerson
from app.errors import InputError, NotFoundError
from app.forms.questions import Question, View
from app.foundation import throttle
from app.foundation.database import transaction
from app.permits import assess
from app.permits import parties as party_forms
from app.permits.case import Problem
from app.permits.model import Party
from app.web import current
from app.web.portal import wording
from app.web.portal.workspace import Workspace, messages, open_workspace, summary

ASKS, HOUR = 5, 3600  # letters to one party in an hour
TRIES = 30  # links tried from one address in an hour
ACTION, ASK = "_aksi", "minta"


@dataclass(frozen=True, slots=True)
class Line:
    """One party on the review page and in the list of parts."""

    party: Party
    title: str
    name: str
    state: str
    url: str
    done: bool
    askable: bool


class Parties(BaseView):
    """`/permohonan/<reference>/pihak/<party>`: typed by whoever fills the request in."""

    route_base = "/permohonan"
    default_view = "details"

    @expose("/<reference>/pihak/<party_id>", methods=["GET", "POST"])
    @current.login_required
    def details(self, reference: str, party_id: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        party = next((one for one in asked(work) if one.id == party_id), None)
        if party is None:
            raise NotFoundError
        if work.application.submitted_at is not None:
            return redirect(url_for("Applying.show", reference=reference))
        if request.method == "GET":
            return self._page(work, party, ())
        if request.form.get(ACTION) == ASK:
            return self._ask(work, party)
        problems = _save(work, party)
        if problems:
            return self._page(work, party, problems), 422
        flash(_("Data %(party)s disimpan.", party=title_of(work, party)), "success")
        return redirect(url_for("Parties.details", reference=reference, party_id=party_id))

    def _ask(self, work: Workspace, party: Party) -> ResponseReturnValue:
        reference = work.application.reference
        throttle.hit(f"persetujuan:{reference}:{party.id}", ASKS, HOUR, current.now())
        work = open_workspace(reference)  # counting ended the read that found it
        with transaction():
            parties.ask(work.application, party, actor=current.actor(), now=current.now())
        flash(_("Permintaan persetujuan dikirim ke surel pihak itu."), "success")
        return redirect(url_for("Parties.details", reference=reference, party_id=party.id))

    def _page(self, work: Workspace, party: Party, problems: tuple[Problem, ...]) -> str:
        page: str = self.render_template(
            "portal/applying/party.html", page_title=title_of(work, party), work=work, application=work.application,
            definition=work.definition, party=party, line=line_of(work, party), questions=_questions(work, party, problems),
            problems=summary(problems, work.locale), errors_found=bool(problems), show_date=wording.date_words,
        )  # fmt: skip
        return page


class Consenting(BaseView):
    """`/persetujuan/<token>`: opened by GET without effect, answered by POST, once, in time."""

    route_base = "/persetujuan"
    default_view = "show"

    @expose("/<token>", methods=["GET", "POST"])
    def show(self, token: str) -> ResponseReturnValue:
        throttle.hit(f"persetujuan-alamat:{request.remote_addr or ''}", TRIES, HOUR, current.now())
        answer = request.form.get("jawaban", "")
        try:
            row = parties.find(token, current.now())
            shown = _shown(row)
            if request.method == "GET" or answer not in ("setuju", "tolak"):
                problem = _("Pilih setuju atau tidak setuju.") if request.method == "POST" else ""
                return self._page("ask", problem=problem, **shown), 400 if problem else 200
            actor, now = current.actor(), current.now()
            with transaction():
                parties.answer(token, answer == "setuju", actor=actor, now=now)
        except NotFoundError as error:
            return self._page("gone", message=error.user_message), 410
        return self._page("done", agreed=answer == "setuju", **shown)

    def _page(self, template: str, **given: object) -> str:
        page: str = self.render_template(
            f"portal/consenting/{template}.html", page_title=_("Persetujuan"),
            errors_found=bool(given.get("problem")), **given,
        )  # fmt: skip
        return page


def asked(work: Workspace) -> tuple[Party, ...]:
    """The parties that this request asks now."""
    return party_forms.asked(work.definition, work.application.kind, work.assessment.facts)


def lines(work: Workspace) -> list[Line]:
    return [line_of(work, party) for party in asked(work)]


def line_of(work: Workspace, party: Party) -> Line:
    row = parties.people(work.application).get(party.id)
    consented = work.assessment.facts["party"][party.id]["consented"] is True
    words = {
        Consent.NONE: _("persetujuan belum diminta"),
        Consent.ASKED: _("menunggu persetujuan"),
        Consent.GIVEN: _("menyetujui"),
        Consent.REFUSED: _("tidak menyetujui"),
    }
    if row is None or not row.complete:
        state = _("data belum lengkap")
    elif party.consent == "scan":
        state = _("surat persetujuan diunggah") if consented else _("surat persetujuan belum diunggah")
    else:
        state = words[row.consent]
    return Line(
        party=party,
        title=title_of(work, party),
        name=party_forms.name_of(party, parties.values_of(row)) if row else "",
        state=state,
        url=url_for("Parties.details", reference=work.application.reference, party_id=party.id),
        done=consented,
        askable=party.consent == "otp" and row is not None and row.complete and not consented,
    )


def title_of(work: Workspace, party: Party) -> str:
    return party.title.text(work.locale) if party.title else party.id


def _held(work: Workspace, party: Party) -> dict[str, object]:
    row = parties.people(work.application).get(party.id)
    return parties.values_of(row) if row else {}


def _questions(work: Workspace, party: Party, problems: tuple[Problem, ...]) -> tuple[Question, ...]:
    definition, section = party_forms.form_of(work.definition, party), party_forms.section_of(party)
    held = _held(work, party)
    form = forms.build(
        definition, section, kind=party_forms.KIND, answers=held, locale=work.locale,
        formdata=request.form if problems else None,
    )  # fmt: skip
    judged = assess(definition, party_forms.case_of(work.case, held))
    return View(
        form, judged, lambda name: True, problems=messages(problems, work.locale), locale=work.locale
    ).questions()


def _save(work: Workspace, party: Party) -> tuple[Problem, ...]:
    """Keep what was typed, right or wrong; a signed paper for other details is taken out. Gives what is wrong."""
    definition, section = party_forms.form_of(work.definition, party), party_forms.section_of(party)
    held = _held(work, party)
    form = forms.build(
        definition, section, kind=party_forms.KIND, answers=held, formdata=request.form, locale=work.locale
    )
    judged = assess(definition, party_forms.case_of(work.case, {**held, **form.answers()}))
    problems = tuple(judged.problems)
    if party.consent == "otp" and not party_forms.address_of(party, judged.values) and not problems:
        raise InputError(_("Pihak ini memerlukan alamat surel untuk dimintai persetujuan."))
    actor, now, application = current.actor(), current.now(), work.application
    papers = content.papers(application).get(party_forms.paper_of(party), [])
    with transaction():
        changed = parties.save(application, party, judged.values, not problems, actor=actor, now=now)
        for paper in papers if changed else ():
            service.detach(application, paper, actor=actor, now=now)
    return problems


def _shown(row: PartyPerson) -> dict[str, object]:
    """No more than the party needs to know what is asked: who asks, for what, and as what."""
    application = row.application
    definition, party = content.definition_of(application), party_letters.party_of(application, row.party)
    return {
        "name": party_forms.name_of(party, parties.values_of(row)),
        "applicant": content.snapshot(application).get("nama", ""),
        "permit": definition.title,
        "kind": wording.kind_title(definition, application.kind),
        "party": party.title,
        "party_id": party.id,
        "reference": application.reference,
    }


VIEWS = (Parties, Consenting)
