"""The demo serves this machine only, and shows the mails that it sent."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Flask, current_app, render_template, request

from app import errors
from app.foundation import mailbox

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
pages = Blueprint("demo", __name__)


def register(app: Flask) -> None:
    """In the demo only: refuse whoever is not on this machine, and add the mailbox page. A Host header that names
    another place is refused too, or a web page elsewhere could reach the demo through the visitor's own browser."""
    if app.config["SAKPORE_ENV"] != "demo":
        return
    app.before_request(_only_this_machine)
    app.register_blueprint(pages)


def _only_this_machine() -> None:
    peer = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - a peer without address is refused
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if not peer.is_loopback or host not in LOOPBACK_NAMES:
        raise errors.NotAllowedError("Peragaan ini hanya melayani komputer tempatnya dijalankan.")


@pages.get("/kotak-surat")
def letters() -> str:
    """Every mail that the demo sent, newest first."""
    found = mailbox.letters(current_app.config["SAKPORE_DATA"])
    return render_template("portal/mailbox/list.html", page_title="Kotak surat", letters=found)


@pages.get("/kotak-surat/<letter_id>")
def letter(letter_id: str) -> str:
    """One mail as text, with its attachments."""
    found = mailbox.letter(current_app.config["SAKPORE_DATA"], letter_id)
    return render_template("portal/mailbox/letter.html", page_title=found.subject, letter=found)


@pages.get("/kotak-surat/<letter_id>/<int:number>")
def attachment(letter_id: str, number: int) -> tuple[bytes, dict[str, str]]:
    """The bytes of one attachment, as they were sent."""
    found = mailbox.letter(current_app.config["SAKPORE_DATA"], letter_id).attachments
    if not 0 <= number < len(found):
        raise errors.NotFoundError
    part = found[number]
    return part.data, {"Content-Type": part.media_type, "Content-Disposition": f'attachment; filename="{part.name}"'}
