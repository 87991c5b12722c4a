"""The gate of payment: an invoice when the case arrives there, the treasurer's record, the end of what is not paid.

The office takes money at the bank or its own counter; nothing is charged online. What was reckoned is kept sealed with
all that it was reckoned from: `replay` gives the same sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from app.applications import bundles
from app.applications.lifecycle import Position, Status, after_expiry, after_forward
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.errors import ConflictError, InputError, NotFoundError, WrongMomentError
from app.foundation import audit, calendar, jobs
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from app.foundation.timing import WIB, utc_now, wib_date
from app.permits import fieldtypes
from app.permits.flow import PAYMENT
from app.verification import authority, bills, clock, ladder, pauses, tiers
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.dossier import Dossier
from app.verification.invoice_letters import ISSUED, PAID, UNPAID
from app.verification.models import Invoice, InvoiceState, OpenTier

METHODS = {"bank": "Bank (rekening kas daerah)", "loket": "Loket bendahara penerimaan", "qris": "QRIS kas daerah"}
EXPIRY = "tagihan.batas_bayar"
LONGEST_RECEIPT = 60


@dataclass(frozen=True, slots=True)
class Payment:
    """What the treasurer read on the receipt."""

    amount: int | None
    paid_on: date | None
    method: str
    receipt: str


def of(application: Application) -> Sequence[Invoice]:
    """All invoices of a case, oldest first."""
    query = select(Invoice).where(Invoice.application_id == application.id).order_by(Invoice.id)
    return db.session.scalars(query).all()


def bill_of(invoice: Invoice) -> bills.Bill:
    return bills.unseal(invoice.content, _bound(invoice.number))


def follow(dossier: Dossier, wanted: frozenset[str], actor: Actor, now: datetime) -> None:
    """Issue an invoice when the case arrives at the gate; void one that is open when it lies elsewhere.

    Raises WrongMomentError while the fee cannot be reckoned: an officer's field is still empty.
    """
    if dossier.definition.fees.pay is None:
        return
    for invoice in of(dossier.application):
        if invoice.state is InvoiceState.OPEN:
            void(invoice, actor, now)
    pauses.end(dossier.application, PAYMENT, actor, now)
    if PAYMENT in wanted:
        _issue(dossier, actor, now)


def void(invoice: Invoice, actor: Actor, now: datetime) -> None:
    """It need not be paid any more."""
    invoice.state = InvoiceState.VOID
    audit.record("tagihan.batal", invoice.application.reference, actor, now, number=invoice.number)


def _issue(dossier: Dossier, actor: Actor, now: datetime) -> None:
    application, pay = dossier.application, dossier.definition.fees.pay
    bill = bills.reckon(dossier.definition, dossier.assessment.facts)
    if bill is None or pay is None:
        raise WrongMomentError("Biaya belum dapat dihitung: isian petugas yang menentukannya belum lengkap.")
    count = db.session.scalar(select(func.count()).where(Invoice.application_id == application.id)) or 0
    number = f"{application.reference}/{count + 1}"
    expires = wib_date(now) + timedelta(days=pay.expires_days) if pay.expires_days else None
    db.session.add(
        Invoice(
            application_id=application.id,
            number=number,
            content=bills.seal(bill, _bound(number)),
            total=bill.total,
            credit=dossier.received,
            due=bill.total - dossier.received,
            issued_at=now,
            expires_on=expires,
        )
    )
    pauses.start(application, PAYMENT, pay.pause or "menunggu_pembayaran", now, applicant=True, expected_on=expires)
    db.session.flush()
    audit.record("tagihan.terbit", application.reference, actor, now, number=number, total=bill.total)
    jobs.enqueue(ISSUED, f"{ISSUED}:{number}", reference=application.reference, number=number)
    if expires:
        jobs.enqueue(EXPIRY, f"{EXPIRY}:{number}", due=_last_moment(expires), number=number)


def _last_moment(expires: date) -> datetime:
    """The end of the working day after the last day: what was paid in time at the bank can still be recorded."""
    day = clock.next_workday(expires, calendar.holidays())
    return datetime.combine(day + timedelta(days=1), time(), WIB).astimezone(UTC)


def record_payment(
    number: str, payment: Payment, version: int, *, register: PermitRegister, officer: Officer, now: datetime
) -> Application:
    """The treasurer says that the money is there; the case goes on. In a transaction.

    Raises InputError for a wrong amount, day or receipt, ConflictError when it was recorded before, NotAllowedError.
    """
    invoice = _locked(number)
    if invoice is None:
        raise NotFoundError("Tagihan tidak ditemukan.")
    open_tier = _gate(invoice.application)
    if open_tier is not None:
        authority.require(officer, open_tier, authority.standing(officer, invoice.application, now), ())
    if invoice.state is InvoiceState.PAID:
        raise ConflictError(
            "Tagihan ini sudah dicatat lunas. Uang yang diterima dua kali dikembalikan kepada pembayar."
        )
    if invoice.state is not InvoiceState.OPEN or open_tier is None:
        raise ConflictError("Tagihan ini tidak berlaku lagi. Uang yang diterima dikembalikan kepada pembayar.")
    if invoice.row_version != version:
        raise ConflictError("Tagihan ini baru saja berubah. Periksa kembali.")
    _check(invoice, payment, now)
    _keep(invoice, payment, officer, now)
    _go_on(invoice.application, register, officer.actor, now)
    return invoice.application


def _check(invoice: Invoice, payment: Payment, now: datetime) -> None:
    if payment.amount != invoice.due:
        raise InputError(
            f"Jumlah yang diterima harus tepat {fieldtypes.rupiah(invoice.due)}. Yang kurang dilunasi dahulu; "
            "yang lebih dikembalikan kepada pembayar."
        )
    if payment.paid_on is None or not wib_date(invoice.issued_at) <= payment.paid_on <= wib_date(now):
        raise InputError("Isi tanggal bayar, antara tanggal tagihan dan hari ini.")
    if invoice.expires_on and payment.paid_on > invoice.expires_on:
        raise InputError("Pembayaran ini melewati batas waktu tagihan. Kembalikan uangnya kepada pembayar.")
    if payment.method not in METHODS:
        raise InputError("Pilih cara pembayaran.")
    if not payment.receipt or len(payment.receipt) > LONGEST_RECEIPT:
        raise InputError("Isi nomor bukti setor.")
    query = select(Invoice.number).where(Invoice.method == payment.method, Invoice.receipt == payment.receipt)
    if other := db.session.scalar(query):
        raise InputError(f"Nomor bukti setor ini sudah dipakai untuk tagihan {other}.")


def _keep(invoice: Invoice, payment: Payment, officer: Officer, now: datetime) -> None:
    invoice.state, invoice.paid_on = InvoiceState.PAID, payment.paid_on
    invoice.method, invoice.receipt = payment.method, payment.receipt
    invoice.recorded_by_id, invoice.recorded_at = officer.user_id, now
    db.session.flush()
    reference = invoice.application.reference
    audit.record(
        "tagihan.lunas", reference, officer.actor, now, number=invoice.number, due=invoice.due, method=payment.method,
        receipt=payment.receipt, paid_on=str(payment.paid_on),
    )  # fmt: skip
    jobs.enqueue(PAID, f"{PAID}:{invoice.number}", reference=reference, number=invoice.number)


def _go_on(application: Application, register: PermitRegister, actor: Actor, now: datetime) -> None:
    """The gate is passed: whoever is next gets the case, or it waits to be signed."""
    pauses.end(application, PAYMENT, actor, now)
    dossier, held = dossiers.read(application, register), tiers.open_of(application)
    wanted = ladder.next_tiers(dossier.stages, dossier.standings())
    if not wanted and not ladder.climbed(dossier.stages, dossier.standings()):
        raise WrongMomentError(detail=f"{application.reference} is paid and has no next tier")
    position = Position(application.status, frozenset(tier.tier for tier in held))
    application.status = after_forward(position, PAYMENT, wanted, gate_open=False).status
    tiers.move(dossier, held, wanted, now)
    application.changed_at = now
    db.session.flush()
    audit.record("permohonan.dibuka", application.reference, actor, now, tiers=sorted(wanted))


@jobs.handler(EXPIRY)
def close_if_unpaid(number: str) -> None:
    """The end of a case whose invoice was not paid in time. Does nothing when it was paid or voided."""
    now = utc_now()
    with transaction():
        invoice = _locked(number)
        late = invoice is not None and invoice.expires_on is not None and _last_moment(invoice.expires_on) <= now
        if invoice is None or not late or invoice.state is not InvoiceState.OPEN:
            return
        application = invoice.application
        invoice.state = InvoiceState.EXPIRED
        pauses.end(application, None, SYSTEM, now)
        tiers.close_all(tiers.open_of(application))
        bundles.end(application, after_expiry(Position(application.status)).status, now)
        db.session.flush()
        audit.record("permohonan.ditutup", application.reference, SYSTEM, now, invoice=number)
        jobs.enqueue(UNPAID, f"{UNPAID}:{number}", reference=application.reference, number=number)


def _locked(number: str) -> Invoice | None:
    query = select(Invoice).where(Invoice.number == number).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _gate(application: Application) -> OpenTier | None:
    if application.status is not Status.IN_REVIEW:
        return None
    return next((tier for tier in tiers.open_of(application) if tier.tier == PAYMENT), None)


def _bound(number: str) -> str:
    return f"invoice:{number}"
