"""Links from letters: activation, a new password, an officer's invitation. Opening one by GET changes nothing."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.accounts import human, invitations, letters, onboarding, passwords, recovery, registration
from app.accounts import registration_rules as rules
from app.accounts.invitations import Acceptance, Invitation
from app.accounts.links import INVALID
from app.errors import InputError, NotFoundError
from app.foundation import throttle, timing
from app.foundation.database import transaction
from app.web import current
from app.web.portal.accounts_forms import HELP, build
from app.web.portal.registering import Registering

TRIES_PER_ADDRESS = 60  # links opened from one address in an hour
HOUR = 3600
RESETS_PER_EMAIL = 3
RESETS_PER_ADDRESS = 20
INVITED_FIELDS = ("nama", "nik", "tanggal_lahir")
DIFFERENT = "Kedua kata sandi tidak sama."


class Activating(BaseView):
    route_base = ""
    default_view = "show"

    @expose("/aktivasi/<token>", methods=["GET"])
    def show(self, token: str) -> ResponseReturnValue:
        _limit_links()
        try:
            person = registration.pending(token, current.now())
        except NotFoundError:
            return _dead_link()
        return _password_page("portal/accounts/aktivasi.html", _("Aktifkan akun"), email=person.email)

    @expose("/aktivasi/<token>", methods=["POST"])
    def activate(self, token: str) -> ResponseReturnValue:
        _limit_links()
        now = current.now()
        try:
            person = registration.pending(token, now)
            problem = _password_problem(person.email, person.nama)
            if problem:
                title = _("Aktifkan akun")
                return _password_page("portal/accounts/aktivasi.html", title, problem, email=person.email), 422
            password_hash = passwords.make_hash(request.form["password"])
            with transaction():
                registration.activate(token, password_hash, actor=current.actor(), now=now)
        except NotFoundError:
            return _dead_link()
        flash(_("Akun Anda sudah aktif. Silakan masuk."), "success")
        return redirect(url_for("AuthDBView.login"))


class Recovering(BaseView):
    route_base = ""
    default_view = "ask"

    @expose("/lupa-sandi", methods=["GET"])
    def ask(self) -> ResponseReturnValue:
        return _recovery_page()

    @expose("/lupa-sandi", methods=["POST"])
    def send(self) -> ResponseReturnValue:
        email, now = request.form.get("email", "").strip().lower(), current.now()
        typed = rules.read(("email",), {"email": email}, timing.wib_date(now))
        try:
            if typed.problems:
                raise InputError(typed.problems["email"])
            human.check(request.form)
        except InputError as error:
            return _recovery_page(email, error.user_message), 422
        throttle.hit(f"lupa-sandi:alamat:{request.remote_addr}", RESETS_PER_ADDRESS, HOUR, now)
        throttle.hit(f"lupa-sandi:email:{email}", RESETS_PER_EMAIL, HOUR, now)
        with transaction():
            recovery.ask(email, actor=current.actor(), now=now)
        masked = onboarding.mask_email(email)
        title = _("Periksa email Anda")
        return render_template("portal/accounts/lupa_sandi_terkirim.html", page_title=title, email=masked)

    @expose("/sandi-baru/<token>", methods=["GET"])
    def show(self, token: str) -> ResponseReturnValue:
        _limit_links()
        try:
            recovery.owner(token, current.now())
        except NotFoundError:
            return _dead_link()
        return _password_page("portal/accounts/sandi_baru.html", _("Kata sandi baru"))

    @expose("/sandi-baru/<token>", methods=["POST"])
    def set_password(self, token: str) -> ResponseReturnValue:
        _limit_links()
        now = current.now()
        try:
            user = recovery.owner(token, now)
            problem = _password_problem(user.email, user.first_name)
            if problem:
                return _password_page("portal/accounts/sandi_baru.html", _("Kata sandi baru"), problem), 422
            password_hash = passwords.make_hash(request.form["password"])
            with transaction():
                recovery.set_password(token, password_hash, actor=current.actor(), now=now)
        except NotFoundError:
            return _dead_link()
        flash(_("Kata sandi baru berlaku. Semua sesi lama sudah diakhiri."), "success")
        return redirect(url_for("AuthDBView.login"))


class Invited(BaseView):
    route_base = ""
    default_view = "show"

    @expose("/undangan/<token>", methods=["GET"])
    def show(self, token: str) -> ResponseReturnValue:
        _limit_links()
        try:
            offer = invitations.offered(token, current.now())
        except NotFoundError:
            return _dead_link()
        return _invitation_page(offer, {"nama": offer.name}, {})

    @expose("/undangan/<token>", methods=["POST"])
    def accept(self, token: str) -> ResponseReturnValue:
        _limit_links()
        now = current.now()
        try:
            offer = invitations.offered(token, now)
        except NotFoundError:
            return _dead_link()
        names = INVITED_FIELDS if offer.email else (*INVITED_FIELDS, "email")
        typed = rules.read(names, request.form, timing.wib_date(now))
        problems = dict(typed.problems)
        email = offer.email or typed.values["email"]
        if problem := _password_problem(email, typed.values["nama"]):
            problems["password"] = problem
        if problems:
            return _invitation_page(offer, typed.values, problems), 422
        born = rules.parse_date(typed.values["tanggal_lahir"])
        assert born is not None  # noqa: S101 - `read` has just parsed it
        who = Acceptance(typed.values["nama"], typed.values["nik"], born)
        password_hash = passwords.make_hash(request.form["password"])
        try:
            with transaction():
                invitations.accept(token, who, email, password_hash, actor=current.actor(), now=now)
        except NotFoundError:
            return _dead_link()
        except InputError as error:
            return _invitation_page(offer, typed.values, {"nik": error.user_message}), 422
        flash(_("Akun Anda sudah aktif. Silakan masuk."), "success")
        return redirect(url_for("AuthDBView.login"))


VIEWS = (Registering, Activating, Recovering, Invited)
LETTERS = letters  # imported so that every process knows the handlers of these letters


def _limit_links() -> None:
    """A token has 256 bits; this only keeps a robot from burning our time."""
    throttle.hit(f"tautan:{request.remote_addr}", TRIES_PER_ADDRESS, HOUR, current.now())


def _password_problem(*known_words: str) -> str | None:
    password = request.form.get("password", "")
    if "password_again" in request.form and request.form["password_again"] != password:
        return _(DIFFERENT)
    return passwords.problem(password, known_words)


def _password_page(template: str, title: str, problem: str | None = None, **context: Any) -> str:
    return render_template(
        template,
        page_title=title,
        problem=problem,
        errors_found=bool(problem),
        summary=[{"name": "password", "message": problem}] if problem else [],
        shortest=passwords.SHORTEST,
        **context,
    )


def _invitation_page(offer: Invitation, values: dict[str, str], problems: dict[str, str]) -> str:
    return render_template(
        "portal/accounts/undangan.html",
        page_title=_("Undangan petugas"),
        offer=offer,
        form=build(INVITED_FIELDS if offer.email else (*INVITED_FIELDS, "email"), values),
        help=HELP,
        problems=problems,
        problem=problems.get("password"),
        errors_found=bool(problems),
        summary=[{"name": name, "message": message} for name, message in problems.items()],
        shortest=passwords.SHORTEST,
    )


def _recovery_page(email: str = "", problem: str = "") -> str:
    return render_template(
        "portal/accounts/lupa_sandi.html",
        page_title=_("Lupa kata sandi"),
        email=email,
        problem=problem,
        errors_found=bool(problem),
        summary=[{"name": "email", "message": problem}] if problem else [],
        human_check=human.page_data(),
    )


def _dead_link() -> ResponseReturnValue:
    page = render_template(
        "portal/accounts/tautan_mati.html",
        page_title=_("Tautan tidak berlaku"),
        message=_(INVALID),
    )
    return page, 410
