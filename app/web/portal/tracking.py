"""`/lacak`: where an application stands, for whoever holds its reference and PIN. No log-in, no JavaScript."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose

from app.applications import content, references
from app.errors import NotFoundError
from app.foundation import throttle
from app.verification import tracking
from app.web import current

QUARTER, HOUR = 15 * 60, 60 * 60
TRIES_OF_A_PERSON = 5  # of one reference from one address; a good one sets it back
TRIES_OF_A_REFERENCE = 30  # from anywhere: a PIN has a thousand million values
TRIES_OF_AN_ADDRESS = 120  # a whole office may sit behind one address


class Tracking(BaseView):
    """POST only for the PIN: it never stands in an address or a log."""

    route_base = "/lacak"
    default_view = "show"

    @expose("", methods=["GET"])
    def show(self) -> ResponseReturnValue:
        """The form; a reference in the address (from a receipt's link) is filled in."""
        return self._form(request.args.get("nomor", "")[:30])

    @expose("", methods=["POST"])
    def look(self) -> ResponseReturnValue:
        """The timeline, or one answer for an unknown reference and a wrong PIN."""
        typed, pin = request.form.get("nomor", "")[:30], request.form.get("pin", "")[:12]
        keys = self._count(typed)
        try:
            application = tracking.find_by_pin(typed, pin)
        except NotFoundError as error:
            return self._form(typed, error.user_message), 404
        for key in keys:
            throttle.clear(key)
        application = tracking.find_by_pin(typed, pin)  # counting ended the read that found it
        definition = content.definition_of(application)
        return self.render_template(
            "portal/tracking/timeline.html",
            page_title=f"Lacak {application.reference}",
            application=application,
            permit=definition.title,
            steps=tracking.timeline(application),
            progress=tracking.progress(application, current.now()),
            correction=tracking.open_correction(application),
        )

    def _count(self, typed: str) -> tuple[str, str]:
        """Raises TooManyError. The address's limit is never set back: one good PIN would pay for guesses."""
        address, now = request.remote_addr or "", current.now()
        reference = references.parse_reference(typed) or typed.strip().upper()
        person, anybody = f"lacak:{address}:{reference}", f"lacak:{reference}"
        throttle.hit(f"lacak-alamat:{address}", TRIES_OF_AN_ADDRESS, HOUR, now)
        throttle.hit(person, TRIES_OF_A_PERSON, QUARTER, now)
        throttle.hit(anybody, TRIES_OF_A_REFERENCE, HOUR, now)
        return person, anybody

    def _form(self, typed: str, problem: str = "") -> str:
        return self.render_template(
            "portal/tracking/form.html",
            page_title="Lacak permohonan",
            typed=typed,
            problem=problem,
            errors_found=bool(problem),
        )


VIEWS = (Tracking,)
