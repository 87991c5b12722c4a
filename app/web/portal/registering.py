"""`/daftar` in both modes, without need of JavaScript, and what its pages fetch: `/wilayah`, `/tantangan`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.accounts import human, onboarding, regions, registration
from app.accounts import registration_rules as rules
from app.accounts.population import Outcome
from app.accounts.profiles import ProfileData
from app.errors import InputError
from app.foundation import throttle, timing
from app.foundation.database import transaction
from app.web import current
from app.web.portal.accounts_forms import HELP, build

TICKET = "pendaftaran"
RESEND_EVERY = 60  # seconds
RESENDS_PER_DAY = 5
CACHED = {"Cache-Control": "public, max-age=86400"}
NOT_STATED = "Centang pernyataan ini untuk mendaftar."


class Registering(BaseView):
    route_base = ""
    default_view = "form"

    @expose("/daftar", methods=["GET"])
    def form(self) -> ResponseReturnValue:
        mode = request.args.get("ktp", "")
        if mode not in rules.MODES:
            return render_template("portal/accounts/daftar_mulai.html", page_title=_("Daftar akun"), modes=rules.MODES)
        return _page(mode, {})

    @expose("/daftar", methods=["POST"])
    def send(self) -> ResponseReturnValue:
        mode = request.form.get("ktp", "")
        if mode not in rules.MODES:
            return redirect(url_for("Registering.form"))
        if request.form.get("aksi") in ("ganti", "wilayah"):
            return _page(mode, request.form)
        typed = rules.read(rules.FIELDS[mode], request.form, timing.wib_date(current.now()))
        problems = dict(typed.problems)
        if not request.form.get("pernyataan"):
            problems["pernyataan"] = _(NOT_STATED)
        if problems:
            return _page(mode, {**request.form, **typed.values}, problems), 422
        try:
            human.check(request.form)
            onboarding.limit(typed.values["nik"], request.remote_addr or "", current.now())
            if mode == rules.ELSEWHERE:
                return _finish(onboarding.from_elsewhere(typed.values))
            outcome, person = onboarding.ask_register(typed.values)
        except InputError as error:
            return _page(mode, {**request.form, **typed.values}, {"nik": error.user_message}), 422
        return _second_page(onboarding.seal_case(typed.values, outcome, person, current.now()))

    @expose("/daftar/lanjut", methods=["POST"])
    def confirm(self) -> ResponseReturnValue:
        """A resident confirms the masked name, or types what the population register did not give."""
        sealed = request.form.get("berkas", "")
        try:
            case = onboarding.open_case(sealed, current.now())
        except InputError as error:
            flash(error.user_message, "warning")
            return redirect(url_for("Registering.form"))
        if case["outcome"] == Outcome.DATA:
            return _finish(onboarding.resident_by_register(case))
        if request.form.get("aksi") == "wilayah":
            return _second_page(sealed, request.form)
        today = timing.wib_date(current.now())
        typed = rules.read(rules.COMPLETION_FIELDS, request.form, today)
        whole = rules.read(("nik", "tanggal_lahir", "jenis_kelamin"), {**case["values"], **typed.values}, today)
        problems = {**whole.problems, **typed.problems}
        if "nik" in problems:  # it stood on the page before; here the sex is what can be mended
            problems["jenis_kelamin"] = problems.pop("nik")
        if problems:
            return _second_page(sealed, {**request.form, **typed.values}, problems), 422
        return _finish(onboarding.resident_by_hand(case, typed.values))

    @expose("/daftar/terkirim", methods=["GET"])
    def sent(self) -> ResponseReturnValue:
        if TICKET not in session:
            return redirect(url_for("Registering.form"))
        email = onboarding.open_ticket(session[TICKET]).masked_email
        return render_template("portal/accounts/cek_email.html", page_title=_("Periksa email Anda"), email=email)

    @expose("/daftar/kirim-ulang", methods=["POST"])
    def resend(self) -> ResponseReturnValue:
        if TICKET not in session:
            return redirect(url_for("Registering.form"))
        ticket, now = onboarding.open_ticket(session[TICKET]), current.now()
        throttle.hit(f"kirim-ulang:{ticket.key}", 1, RESEND_EVERY, now)
        throttle.hit(f"kirim-ulang:hari:{ticket.key}", RESENDS_PER_DAY, onboarding.DAY, now)
        with transaction():
            fresh = registration.resend(ticket.link_id, actor=current.actor(), now=now)
        session[TICKET] = onboarding.seal_ticket(replace(ticket, link_id=fresh or onboarding.NO_LINK))
        flash(_("Tautan aktivasi dikirim ulang."), "success")
        return redirect(url_for("Registering.sent"))

    @expose("/wilayah", methods=["GET"])
    def regions(self) -> ResponseReturnValue:
        """The regions directly within `parent`, for the cascading selects; the provinces without it."""
        found = regions.children(request.args.get("parent", ""))
        return {"wilayah": [{"kode": region.code, "nama": region.name} for region in found]}, 200, CACHED

    @expose("/tantangan", methods=["GET"])
    def challenge(self) -> ResponseReturnValue:
        """A task of the human check."""
        return human.challenge()


def _page(mode: str, values: Mapping[str, str], problems: Mapping[str, str] | None = None) -> str:
    problems = problems or {}
    return render_template(
        "portal/accounts/daftar.html",
        page_title=_("Daftar akun"),
        errors_found=bool(problems),
        mode=mode,
        modes=rules.MODES,
        form=build(rules.FIELDS[mode], values),
        optional=rules.OPTIONAL,
        help=HELP,
        problems=problems,
        summary=_summary(problems),
        statement=rules.STATEMENT,
        stated=bool(values.get("pernyataan")),
        human_check=human.page_data(),
        levels=rules.REGION_LEVELS,
        values=values,
    )


def _second_page(
    sealed: str, values: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None
) -> str:
    case = onboarding.open_case(sealed, current.now())
    problems = problems or {}
    shown: dict[str, Any] = {"sealed": sealed, "errors_found": bool(problems)}
    if case["outcome"] == Outcome.DATA:
        shown |= {"page_title": _("Apakah ini Anda?"), "masked": onboarding.masked_person(case)}
        return render_template("portal/accounts/daftar_konfirmasi.html", **shown)
    form = build(rules.COMPLETION_FIELDS, values or {})
    return render_template(
        "portal/accounts/daftar_lengkapi.html",
        page_title=_("Lengkapi data"),
        form=form,
        optional=rules.OPTIONAL,
        help=HELP,
        problems=problems,
        summary=_summary(problems),
        **shown,
    )


def _finish(person: ProfileData) -> ResponseReturnValue:
    actor, now = current.actor(), current.now()
    with transaction():
        made = registration.register(person, registration.statement(actor, now), actor=actor, now=now)
    session[TICKET] = onboarding.seal_ticket(onboarding.ticket_for(made.link_id, person.email))
    return redirect(url_for("Registering.sent"))


def _summary(problems: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "message": message} for name, message in problems.items()]
