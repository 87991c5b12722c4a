"""Logging in at `/masuk` and out at `/keluar`. The answer and its time are the same for an unknown address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.security.views import AuthDBView as FabAuthDBView
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import select

from app.accounts import human, passwords
from app.errors import InputError, TooManyError
from app.foundation import audit, throttle, timing
from app.foundation.actors import Actor
from app.foundation.database import db, transaction

FAILURES = 5
WINDOW = 15 * 60  # seconds
HUMAN_CHECK_AFTER = 3
NO_LIMIT = 1_000_000  # a failure is only counted here; `authenticate` looks before the password is checked
WRONG = "Alamat email atau kata sandi tidak cocok."
LOCKED = "Terlalu banyak percobaan yang gagal. Coba lagi 15 menit lagi, atau minta kata sandi baru."


class AuthDBView(FabAuthDBView):
    """Keeps FAB's name: its templates and Flask-Login ask for the endpoint `AuthDBView.login`."""

    login_template = "portal/accounts/masuk.html"

    @expose("/masuk", methods=["GET", "POST"])
    @no_cache
    def login(self) -> ResponseReturnValue:
        if current_user.is_authenticated:
            return redirect(safe_next())
        if request.method == "GET":
            return self._page()
        email = request.form.get("email", "").strip().lower()
        try:
            user = authenticate(email, request.form.get("password", ""), timing.utc_now())
        except TooManyError as error:
            return self._page(email, error.user_message), 429, {"Retry-After": str(error.retry_after)}
        except InputError as error:
            return self._page(email, error.user_message), 422
        if user is None:
            return self._page(email, _(WRONG)), 401
        session.clear()  # nothing of the visitor's session outlives the log-in; accounts.sessions gives a new id
        login_user(user)
        return redirect(safe_next())

    @expose("/keluar", methods=["POST"])
    def logout(self) -> ResponseReturnValue:
        if current_user.is_authenticated:
            audit.note("akun.keluar", f"pengguna:{current_user.id}", _actor(current_user.id), timing.utc_now())
        logout_user()
        session.clear()
        flash(_("Anda sudah keluar."), "success")
        return redirect(self.appbuilder.get_url_for_index)

    def _page(self, email: str = "", problem: str = "") -> str:
        return render_template(
            self.login_template,
            page_title=_("Masuk"),
            email=email,
            problem=problem,
            human_check=human.page_data() if _needs_human_check(timing.utc_now()) else None,
            next_url=request.values.get("next", ""),
        )


def authenticate(email: str, password: str, now: datetime) -> User | None:
    """The active user with this address and password. Raises TooManyError when account or address are locked out, or too
    many passwords are being checked, InputError when a robot seems to ask.

    An address that is shared by many (a mobile network, an office) is let through by a solved human check.
    """
    account_key = f"masuk:akun:{email}"
    if throttle.used(account_key, now) >= FAILURES:
        raise TooManyError(_(LOCKED), retry_after=WINDOW)
    if throttle.used(_address_key(), now) >= FAILURES:
        if not human.solved(request.form):
            raise TooManyError(_(LOCKED), retry_after=WINDOW)
    elif _needs_human_check(now):
        human.check(request.form)
    user = db.session.scalar(select(User).where(User.username == email))
    stored = user.password if user and user.active else None
    with passwords.place_in_queue():
        right = passwords.matches(stored, password)
    if not right or user is None:
        for key in (account_key, _address_key()):
            throttle.hit(key, NO_LIMIT, WINDOW, now)
        name = f"pengguna:{user.id}" if user else "pengguna:tidak dikenal"
        audit.note("akun.gagal_masuk", name, _actor(None), now)
        return None
    _store_sign_in(user.id, now)
    if throttle.used(account_key, now):
        throttle.clear(account_key)
    return user


def _store_sign_in(user_id: int, now: datetime) -> None:
    with transaction():
        user = db.session.get_one(User, user_id)
        user.last_login = now.replace(tzinfo=None)  # FAB's column is naive
        user.login_count = (user.login_count or 0) + 1
        audit.record("akun.masuk", f"pengguna:{user_id}", _actor(user_id), now)


def _address_key() -> str:
    return f"masuk:alamat:{request.remote_addr}"


def _needs_human_check(now: datetime) -> bool:
    """Always, as the guide shows it, or after some failures from this address: a setting."""
    always = current_app.config.get("CAPTCHA_LOGIN") == "always"
    return always or throttle.used(_address_key(), now) >= HUMAN_CHECK_AFTER


def _actor(user_id: int | None) -> Actor:
    name = f"pengguna-{user_id}" if user_id else "publik"
    return Actor(user_id, name, "", request.remote_addr or "", g.get("request_id", ""))


def safe_next() -> str:
    """The page asked for before the log-in, if it is one of ours; else where this person's work lies."""
    target = request.values.get("next", "")
    if is_local(target):
        return target
    return _home(current_user)


def is_local(target: str) -> bool:
    """A path of this portal: no host, no scheme, nothing that a browser would read as one."""
    starts_well = target.startswith("/") and not target.startswith("//")
    return starts_well and "\\" not in target and all(character.isprintable() for character in target)


def _home(user: Any) -> str:
    names = {role.name for role in getattr(user, "roles", ())}
    if "pemohon" in names or not names:
        return "/permohonan" if names else "/"
    return "/users/list/" if names == {"Admin"} else "/meja"
