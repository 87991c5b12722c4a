"""`/bendahara`: the treasurer finds an invoice and records that the money is there. No applicant's answers are shown."""

from __future__ import annotations

import re

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user

from app import catalog
from app.accounts import roles
from app.certificates.papers import in_words
from app.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from app.foundation import audit
from app.foundation.database import transaction
from app.permits.fieldtypes import rupiah
from app.verification import invoices, treasury
from app.verification.authority import Officer
from app.verification.models import Invoice, InvoiceState
from app.web import current
from app.web.staff.meja import posted

STATES = {"": InvoiceState.OPEN, "lunas": InvoiceState.PAID, "lewat": InvoiceState.EXPIRED}


class Treasury(BaseView):
    """The queue, one invoice, the record."""

    route_base = "/bendahara"
    default_view = "queue"

    @expose("")
    @current.staff_required
    def queue(self) -> ResponseReturnValue:
        """Invoices of the types that this treasurer is assigned to, the first to expire on top."""
        _treasurer()
        state = STATES.get(request.args.get("daftar", ""), InvoiceState.OPEN)
        number = request.args.get("nomor", "").strip().upper()[:24]
        return self.render_template(
            "staff/treasury/queue.html",
            page_title=_("Bendahara penerimaan"),
            state=state,
            states=STATES,
            number=number,
            rows=treasury.find(current.viewer(), state, number),
            types={entry.code: entry for entry in catalog.entries()},
            rupiah=rupiah,
        )

    @expose("/<int:invoice_id>", methods=["GET"])
    @current.staff_required
    def show(self, invoice_id: int) -> ResponseReturnValue:
        """What is to be received, and the form of the receipt."""
        return self._invoice(_visible(invoice_id))

    @expose("/<int:invoice_id>", methods=["POST"])
    @current.staff_required
    def record(self, invoice_id: int) -> ResponseReturnValue:
        """Record the payment; the case goes on in the same transaction."""
        invoice = _visible(invoice_id)
        current.require(roles.RECORD_PAYMENT, catalog.entry(invoice.application.code).camel)
        number, form, reference = invoice.number, request.form, invoice.application.reference
        payment = invoices.Payment(
            amount=_amount(form.get("jumlah", "")),
            paid_on=posted.day(form.get("tanggal", "")),
            method=form.get("cara", ""),
            receipt=form.get("bukti", "").strip(),
        )
        officer, register, now = _officer(), current.register(), current.now()
        version = form.get("versi", type=int) or 0
        try:
            with transaction():
                invoices.record_payment(number, payment, version, register=register, officer=officer, now=now)
        except ConflictError as error:
            audit.note("tagihan.tidak_diterima", reference, current.actor(), current.now(), number=number)
            return self._invoice(_visible(invoice_id), error.user_message), 409
        except InputError as error:
            return self._invoice(_visible(invoice_id), error.user_message), 400
        flash(_("Tagihan %(number)s dicatat lunas.", number=number), "success")
        return redirect(url_for("Treasury.queue"))

    def _invoice(self, invoice: Invoice, problem: str = "") -> str:
        page: str = self.render_template(
            "staff/treasury/invoice.html",
            page_title=_("Tagihan %(number)s", number=invoice.number),
            invoice=invoice,
            bill=invoices.bill_of(invoice),
            problem=problem,
            errors_found=bool(problem),
            methods=invoices.METHODS,
            typed=request.form,
            rupiah=rupiah,
            in_words=in_words,
        )
        return page


def _treasurer() -> None:
    """Raises NotAllowedError for who has no such assignment."""
    if not any(one.role == roles.TREASURER for one in current.viewer().assignments):
        raise NotAllowedError(detail="not a treasurer")


def _officer() -> Officer:
    return Officer(current.actor(), frozenset(role.name for role in current_user.roles))


def _visible(invoice_id: int) -> Invoice:
    """Raises NotAllowedError, NotFoundError."""
    _treasurer()
    found = treasury.get(current.viewer(), invoice_id)
    if found is None:
        raise NotFoundError(_("Tagihan tidak ditemukan."))
    return found


def _amount(typed: str) -> int | None:
    """`1.250.000` or `1250000`; "1,5" is no number of rupiah."""
    text = typed.strip().removeprefix("Rp").strip()
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004


VIEWS = (Treasury,)
