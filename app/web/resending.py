"""A form whose session ended is shown again, to be sent once more after logging in: nothing that was typed is lost.

Only for a post from a page of ours (Fetch Metadata, or Origin): another site's form is not given a button here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

KEPT = ("/permohonan/", "/desk/", "/meja/", "/console/")  # nobody types a secret there
TOKEN = "csrf_token"  # noqa: S105 - the name of an input


def page() -> ResponseReturnValue | None:
    """The page with all that was typed, or None where there is nothing to keep or the post is not from us."""
    typed = [(name, value) for name, values in request.form.lists() if name != TOKEN for value in values]
    wants_page = request.accept_mimetypes.best != "application/json"
    if not (typed and wants_page and request.path.startswith(KEPT) and _from_us()):
        return None
    files = any(upload.filename for upload in request.files.values())
    shown = render_template(
        "resend.html",
        page_title=_("Isian Anda belum tersimpan"),
        action=request.full_path.rstrip("?"),
        typed=typed,
        files=files,
        signed_in=current_user.is_authenticated,
    )
    return shown, 400, {"Cache-Control": "no-store"}


def _from_us() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host
