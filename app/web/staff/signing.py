"""`/tanda-tangan`: prepare, look, sign. The passphrase is typed for one act and lives in this request's memory only."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_login import current_user

from app.accounts import passwords, people
from app.certificates import letters, queries, service
from app.certificates.models import Issued
from app.errors import InputError, NotAllowedError, SakporeError
from app.foundation import audit, sandbox, throttle
from app.foundation.database import db
from app.verification import pages
from app.web import current
from app.web.staff import signing_list

WRONG_PASSWORDS, SECONDS = 5, 900
PDF = "application/pdf"


class Signing(BaseView):
    """Explicit POST routes; every one reads again what it acts on."""

    route_base = "/tanda-tangan"
    default_view = "show"

    @expose("/", methods=["GET"])
    @current.staff_required
    def show(self) -> ResponseReturnValue:
        """The list; nothing is preselected."""
        return self.render_template(
            "staff/signing/list.html",
            page_title="Tanda tangan",
            groups=signing_list.groups(current.viewer(), current.now()),
            most=service.MAX_ITEMS,
        )

    @expose("/siapkan", methods=["POST"])
    @current.staff_required
    def prepare(self) -> ResponseReturnValue:
        """Number and render the chosen applications. One that cannot be prepared does not stop the others."""
        chosen = request.form.getlist("berkas")[: service.MAX_ITEMS]
        if not chosen:
            raise InputError("Pilih sedikitnya satu berkas yang akan disiapkan.")
        outcomes = [(reference, self._prepare_one(reference)) for reference in chosen]
        return self.render_template(
            "staff/signing/prepared.html",
            page_title="Naskah disiapkan",
            outcomes=outcomes,
            failed=any(o for _, o in outcomes),
        )

    @expose("/naskah/<int:issued_id>", methods=["GET"])
    @current.staff_required
    def look(self, issued_id: int) -> ResponseReturnValue:
        """The very bytes that will be signed, as pictures of their pages."""
        issued = self._paper(issued_id)
        pdf = queries.unsigned_pdf(issued)
        examined = sandbox.examine(pdf, accept=("pdf",), max_bytes=len(pdf) + 1)
        return self.render_template(
            "staff/signing/look.html", page_title=f"Naskah {issued.number}", issued=issued, pages=examined.pages
        )

    @expose("/naskah/<int:issued_id>.pdf", methods=["GET"])
    @current.staff_required
    def pdf(self, issued_id: int) -> ResponseReturnValue:
        """The unsigned bytes as a download."""
        issued = self._paper(issued_id)
        audit.note("naskah.diunduh", f"naskah:{issued.id}", current.actor(), current.now())
        name = f"naskah-{letters.file_name(issued)}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(queries.unsigned_pdf(issued), mimetype=PDF, headers=headers)

    @expose("/naskah/<int:issued_id>/halaman/<int:page>.png", methods=["GET"])
    @current.staff_required
    def page(self, issued_id: int, page: int) -> ResponseReturnValue:
        """The picture of one page."""
        issued = self._paper(issued_id)
        if page == 1:
            audit.note("naskah.dilihat", f"naskah:{issued.id}", current.actor(), current.now())
        key = issued.unsigned_key or ""
        png = pages.picture(file_key=key, media_type=PDF, pages=pages.MAX_PAGES, page=page)
        return Response(png, mimetype="image/png", headers={"Cache-Control": "private, no-store"})

    @expose("/konfirmasi", methods=["POST"])
    @current.staff_required
    def confirm(self) -> ResponseReturnValue:
        """All that will be signed, and the two secrets."""
        return self._confirmation(self._chosen())

    @expose("/tandatangani", methods=["POST"])
    @current.staff_required
    def sign(self) -> ResponseReturnValue:
        """Re-authenticate for exactly this list, sign, show the result of each paper."""
        issued = self._chosen()
        order = service.SigningOrder(
            issued_ids=tuple(each.id for each in issued),
            manifest=request.form.get("daftar", ""),
            signer_user_id=current_user.id,
            person=people.nik_index_of(current_user.id),
            approvals=signing_list.approvals_of(issued, current.viewer()),
        )
        actor, now = current.actor(), current.now()
        try:
            self._check_password()
            results = service.sign(order, request.form.get("frasa", ""), actor=actor, now=now)
        except NotAllowedError as error:
            return self._confirmation(self._chosen(), error.user_message), 403
        return self.render_template("staff/signing/results.html", page_title="Hasil penandatanganan", results=results)

    def _prepare_one(self, reference: str) -> str | None:
        """What went wrong, or None."""
        try:
            application = signing_list.require_application(reference, current.viewer())
            approval = signing_list.approval_of(application, current.viewer())
            service.prepare(approval, actor=current.actor(), now=current.now())
        except SakporeError as error:
            db.session.rollback()
            return error.user_message
        return None

    def _paper(self, issued_id: int) -> Issued:
        return signing_list.require_papers([issued_id], current.viewer())[0]

    def _chosen(self) -> list[Issued]:
        """Raises InputError for an empty or unreadable choice."""
        chosen = request.form.getlist("naskah")
        if not chosen or len(chosen) > service.MAX_ITEMS or not all(each.isdecimal() for each in chosen):
            raise InputError(f"Pilih 1 sampai {service.MAX_ITEMS} naskah yang akan ditandatangani.")
        return signing_list.require_papers(dict.fromkeys(map(int, chosen)), current.viewer())

    def _confirmation(self, issued: list[Issued], problem: str = "") -> str:
        return self.render_template(
            "staff/signing/confirm.html",
            page_title="Konfirmasi tanda tangan",
            papers=issued,
            manifest=service.manifest(issued),
            signer=queries.get_signer(current_user.id, current.now()),
            problem=problem,
            errors_found=bool(problem),
        )

    def _check_password(self) -> None:
        """The portal's own password again. Raises NotAllowedError, TooManyError."""
        key, stored = f"sign-password:{current_user.id}", current_user.password
        db.session.rollback()  # nothing is read while a password is hashed
        if passwords.matches(stored, request.form.get("sandi", "")):
            return
        throttle.hit(key, WRONG_PASSWORDS, SECONDS, current.now())
        audit.note("tanda_tangan.sandi_salah", f"pengguna:{current_user.id}", current.actor(), current.now())
        raise NotAllowedError("Kata sandi akun salah. Tidak ada naskah yang ditandatangani.")


VIEWS = (Signing,)
