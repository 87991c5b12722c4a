"""Is it a person? A proof of work by ALTCHA, on our own server; Google's reCAPTCHA instead when keys are configured.

Who browses without JavaScript cannot solve either: a form filled in no faster than a person would, with the trap field
left empty, passes too. The limits per address and per e-mail, and the link by mail, remain the gate.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import requests
from flask import after_this_request, current_app, request
from flask.wrappers import Response
from itsdangerous import BadData, URLSafeTimedSerializer

from app.errors import InputError, TooManyError
from app.foundation import throttle, timing

ALGORITHM = "PBKDF2/SHA-256"
COST = 1_000  # about half a second on a cheap phone
VALID_FOR = timedelta(minutes=20)
SLOWEST_ROBOT = 5  # seconds; nobody fills these forms in faster
OLDEST_FORM = 24 * 60 * 60  # seconds
TRAP = "situs_web"
OPENED = "formulir_dibuka"
ANSWER = "altcha"
GOOGLE = "https://www.google.com/recaptcha/"
GOOGLE_STATIC = "https://www.gstatic.com/recaptcha/"
FAILED = "Kami tidak dapat memastikan bahwa Anda bukan robot. Tunggu beberapa detik, lalu kirim kembali."


@dataclass(frozen=True, slots=True)
class PageData:
    """For `partials/human_check.html`."""

    trap: str
    opened: str
    opened_value: str
    recaptcha_key: str


def page_data() -> PageData:
    """What a page with a human check needs; with reCAPTCHA it also opens the page's policy to Google's two hosts."""
    key = current_app.config.get("RECAPTCHA_PUBLIC_KEY", "")
    if key:
        after_this_request(_allow_google)
    return PageData(TRAP, OPENED, _signer().dumps(1), key)


def challenge() -> dict[str, Any]:
    """A fresh task for the browser, signed and short-lived."""
    expires = datetime.now(UTC) + VALID_FOR
    return altcha.create_challenge(ALGORITHM, COST, expires_at=expires, hmac_secret=_secret()).to_dict()


def check(form: Mapping[str, str]) -> None:
    """Raises InputError unless a person seems to have sent this form."""
    if form.get(TRAP):
        raise InputError(FAILED)
    if not solved(form) and not _filled_in_slowly(form):
        raise InputError(FAILED)


def solved(form: Mapping[str, str]) -> bool:
    """Whether the form carries a right answer that was not used before."""
    if current_app.config.get("RECAPTCHA_PRIVATE_KEY"):
        return _google_agrees(form.get("g-recaptcha-response", ""))
    answer = form.get(ANSWER, "")
    if not answer or not altcha.verify_solution(answer, _secret()).verified:
        return False
    try:
        throttle.hit(f"altcha:{_task_of(answer)}", 1, int(VALID_FOR.total_seconds()), timing.utc_now())
    except TooManyError:
        return False
    return True


def _task_of(answer: str) -> str:
    """By the signature of the task, so that one task cannot be answered twice in other words."""
    signature = json.loads(base64.b64decode(answer))["challenge"]["signature"]
    return str(signature)[:64]


def _filled_in_slowly(form: Mapping[str, str]) -> bool:
    try:
        _value, opened = _signer().loads(form.get(OPENED, ""), max_age=OLDEST_FORM, return_timestamp=True)
    except BadData:
        return False
    wait = current_app.config.get("HUMAN_CHECK_SECONDS", SLOWEST_ROBOT)
    return datetime.now(UTC) - opened >= timedelta(seconds=wait)


def _google_agrees(answer: str) -> bool:
    if not answer:
        return False
    data = {"secret": current_app.config["RECAPTCHA_PRIVATE_KEY"], "response": answer, "remoteip": request.remote_addr}
    try:
        reply = requests.post(f"{GOOGLE}api/siteverify", data=data, timeout=5)
        return bool(reply.json().get("success"))
    except (requests.RequestException, ValueError):
        return False  # the way for people without JavaScript stays open


def _allow_google(response: Response) -> Response:
    hosts = f"{GOOGLE} {GOOGLE_STATIC}"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self' {hosts}; frame-src {hosts}; style-src 'self'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return response


def _secret() -> str:
    return f"human-check:{current_app.config['SECRET_KEY']}"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="human-check")
