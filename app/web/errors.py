"""The one place where an exception becomes a page (or JSON for machines). What went wrong is logged without personal data."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app import errors
from app.foundation import audit, timing
from app.foundation.database import db
from app.web import current, resending

log = logging.getLogger(__name__)

STATUS: dict[type[errors.SakporeError], int] = {
    errors.IncompleteError: 422,
    errors.InputError: 400,
    errors.NotAllowedError: 403,
    errors.NotFoundError: 404,
    errors.ConflictError: 409,
    errors.TooLargeError: 413,
    errors.TooManyError: 429,
    errors.DefinitionError: 422,
    errors.UnavailableError: 503,
}
TITLES = {
    400: "Permintaan tidak dapat diterima",
    401: "Silakan masuk",
    403: "Tidak berwenang",
    404: "Tidak ditemukan",
    405: "Cara membuka halaman ini keliru",
    409: "Sudah berubah",
    413: "Berkas terlalu besar",
    422: "Belum lengkap",
    429: "Terlalu banyak percobaan",
    500: "Terjadi kesalahan",
    503: "Layanan sedang tidak tersedia",
}
MESSAGES = {
    400: "Permintaan tidak lengkap atau sudah kedaluwarsa. Kembali ke halaman sebelumnya, lalu coba lagi.",
    404: "Halaman atau data tidak ditemukan. Periksa kembali alamat atau nomornya.",
    405: "Buka halaman ini melalui tombol atau tautan yang tersedia.",
    413: "Berkas terlalu besar. Perkecil ukurannya, lalu unggah kembali.",
    429: "Terlalu banyak percobaan. Silakan coba lagi nanti.",
    500: "Terjadi kesalahan pada sistem. Isian Anda yang sudah tersimpan tidak hilang. Silakan coba lagi.",
    503: "Layanan sedang sibuk. Silakan coba beberapa saat lagi.",
}


def status_of(error: errors.SakporeError) -> int:
    """The HTTP status of the nearest named ancestor."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def register(app: Flask) -> None:
    """Map our exceptions, lost races, a busy database and werkzeug's own."""
    app.register_error_handler(errors.SakporeError, _known)
    app.register_error_handler(StaleDataError, lambda _error: _known(errors.ConflictError()))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(CSRFError, _csrf)
    # A number in an address that no row can have: more than 64 bits, which the SQLite driver refuses to bind.
    app.register_error_handler(OverflowError, lambda _error: _known(errors.NotFoundError()))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _known(error: errors.SakporeError) -> ResponseReturnValue:
    status = status_of(error)
    db.session.rollback()
    log.info("refused", extra={"kind": type(error).__name__, "status": status, "endpoint": request.endpoint})
    if status == 403:
        audit.note("akses.ditolak", request.endpoint or "?", current.actor(), timing.utc_now())
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, errors.TooManyError) else {}
    return _page(status, error.user_message, headers, problems=getattr(error, "problems", ()))


def _database(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    log.warning("database unavailable", extra={"kind": type(error.orig).__name__, "endpoint": request.endpoint})
    return _page(503, _(MESSAGES[503]), {"Retry-After": "5"})


def _unstorable(_error: DataError) -> ResponseReturnValue:
    """A NUL or an endless number, which no form of ours sends: PostgreSQL takes neither."""
    db.session.rollback()
    log.info("refused", extra={"kind": "DataError", "status": 400, "endpoint": request.endpoint})
    return _page(400, _(MESSAGES[400]), {})


def _csrf(error: CSRFError) -> ResponseReturnValue:
    """A session that ended takes the token with it, not what was typed: `resending` offers to send it again."""
    log.info("csrf refused", extra={"endpoint": request.endpoint})
    return resending.page() or _page(400, _(MESSAGES[400]), {})


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    status = error.code or 500
    return _page(status, _(MESSAGES.get(status, MESSAGES[400])), {})


def _unknown(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    # The type and place are enough to find it; the message may hold what somebody typed.
    log.exception("unexpected", extra={"kind": type(error).__name__, "endpoint": request.endpoint})
    if current_app.config["TESTING"] and current_app.config.get("RAISE_UNEXPECTED"):
        raise error
    return _page(500, _(MESSAGES[500]), {})


def _page(status: int, message: str, headers: dict[str, str], problems: Any = ()) -> ResponseReturnValue:
    title = _(TITLES.get(status, TITLES[500]))
    if request.accept_mimetypes.best == "application/json":
        return {"title": title, "message": message}, status, headers
    return render_template("error.html", page_title=title, message=message, problems=problems), status, headers
