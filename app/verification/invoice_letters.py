"""Letters about an invoice: what is to be paid, that it was, that it was not. The worker calls these."""

from __future__ import annotations

from sqlalchemy import select

from app.applications import letters
from app.certificates.papers import in_words
from app.foundation import jobs
from app.foundation.database import db
from app.permits import fieldtypes
from app.verification.models import Invoice

ISSUED, PAID, UNPAID = "mail.invoice", "mail.invoice_paid", "mail.invoice_expired"


@jobs.handler(ISSUED)
def issued(reference: str, number: str) -> None:
    """What is to be paid, by when, and where the factors are shown."""
    _write(reference, number, "tagihan", "invoice_issued", "invoice")


@jobs.handler(PAID)
def paid(reference: str, number: str) -> None:
    """The money is there; the case goes on."""
    _write(reference, number, "pembayaran diterima", "invoice_paid", "invoice-paid")


@jobs.handler(UNPAID)
def expired(reference: str, number: str) -> None:
    """It was not paid in time: the case is closed."""
    _write(reference, number, "permohonan ditutup", "invoice_expired", "invoice-expired")


def _write(reference: str, number: str, subject: str, template: str, event: str) -> None:
    invoice = db.session.scalars(select(Invoice).where(Invoice.number == number)).one()
    context = {
        "number": number,
        "due": fieldtypes.rupiah(invoice.due),
        "words": in_words(invoice.due),
        "expires_on": fieldtypes.long_date(invoice.expires_on.isoformat()) if invoice.expires_on else "",
        "paid_on": fieldtypes.long_date(invoice.paid_on.isoformat()) if invoice.paid_on else "",
        "receipt": invoice.receipt or "",
    }
    letters.write(invoice.application, subject, template, f"{event}-{invoice.id}", **context)
