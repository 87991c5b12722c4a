"""`/verifikasi`: is this paper authentic, and does the permit hold now? For everybody, without log-in or JavaScript."""

from __future__ import annotations

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose

from app.certificates import authenticity, keys
from app.errors import InputError, NotFoundError, TooLargeError
from app.foundation import throttle
from app.web import current

LONGEST_TOKEN = 64
UPLOADS, LOOKS, SECONDS = 30, 300, 3600


class Authenticity(BaseView):
    """A QR leads to `/verifikasi/<token>`; a PDF can be handed in at either page."""

    route_base = "/verifikasi"
    default_view = "show"

    @expose("/", methods=["GET"])
    def show(self) -> ResponseReturnValue:
        """The form to hand in a PDF."""
        return self._form()

    @expose("/", methods=["POST"])
    def examine(self) -> ResponseReturnValue:
        """The three answers about an uploaded PDF. Nothing of it is kept."""
        token = request.form.get("token", "")[:LONGEST_TOKEN] or None
        throttle.hit(f"verifikasi-unggah:{request.remote_addr}", UPLOADS, SECONDS, current.now())
        upload = request.files.get("berkas")
        pdf = upload.stream.read(authenticity.MAX_BYTES + 1) if upload else b""
        try:
            report = authenticity.examine(pdf, now=current.now(), token=token)
        except (InputError, TooLargeError) as error:
            return self._form(error.user_message, token), 413 if isinstance(error, TooLargeError) else 400
        return self.render_template(
            "portal/authenticity/report.html", page_title="Hasil pemeriksaan dokumen", report=report, card=report.card
        )

    @expose("/<token>", methods=["GET"])
    def paper(self, token: str) -> ResponseReturnValue:
        """What a QR code leads to. A token has 256 random bits; the limit is for the machine, not for guesses."""
        throttle.hit(f"verifikasi:{request.remote_addr}", LOOKS, SECONDS, current.now())
        try:
            card = authenticity.by_token(token[:LONGEST_TOKEN], now=current.now())
        except NotFoundError:
            return self.render_template("portal/authenticity/unknown.html", page_title="Dokumen tidak ditemukan"), 404
        return self.render_template(
            "portal/authenticity/paper.html", page_title=f"Keaslian {card.number}", card=card, token=token
        )

    @expose("/sertifikat-ca.pem", methods=["GET"])
    def authority(self) -> ResponseReturnValue:
        """The certificates of the authority, for who checks with tools of his own."""
        keys.ensure_development_ca(current_app.config["SAKPORE_DATA"])
        pem = keys.authority_pem(current_app.config["SAKPORE_DATA"])
        return Response(pem, mimetype="application/x-pem-file")

    def _form(self, problem: str = "", token: str | None = None) -> str:
        return self.render_template(
            "portal/authenticity/form.html",
            page_title="Periksa keaslian dokumen",
            problem=problem,
            token=token,
            errors_found=bool(problem),
        )


VIEWS = (Authenticity,)
