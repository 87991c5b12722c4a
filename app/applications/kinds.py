"""Which kinds of request can be begun now, and what of the form is open to whoever fills it in."""

from __future__ import annotations

from datetime import date

from app.applications.lifecycle import Status
from app.applications.models import Application, Correction
from app.catalog import TypeEntry
from app.errors import ConflictError, InputError, NotAllowedError
from app.permits import is_open
from app.permits.case import PermitFact
from app.permits.model import Definition, FieldDef, FieldType, Needs, RequestKind

FIRST = "baru"
EXECUTED = frozenset({FIRST, "perubahan"})  # the others are declared and linted, and answer that they are not open yet
NOT_OPEN = "Jenis permohonan ini belum dibuka. Silakan hubungi loket DPMPTSP."


def offered(definition: Definition) -> tuple[str, ...]:
    """The kinds that can be begun, in the order of the definition."""
    return tuple(kind for kind in definition.requests if kind in EXECUTED)


def check_can_begin(entry: TypeEntry, definition: Definition, kind: str, party: str) -> RequestKind:
    """What the definition says of the kind. Raises InputError, ConflictError with a sentence for the applicant."""
    request = definition.requests.get(kind)
    if request is None:
        raise InputError("Jenis permohonan ini tidak ada pada izin yang dipilih.")
    if kind not in EXECUTED:
        raise ConflictError(NOT_OPEN)
    if not entry.open and kind not in definition.after_close:
        raise ConflictError("Jenis izin ini sudah ditutup untuk permohonan baru.")
    if party not in definition.applicants:
        raise InputError("Izin ini tidak dapat diajukan oleh jenis pemohon yang dipilih.")
    return request


def check_referred(fact: PermitFact, needs: Needs, code: str, nik: str | None, today: date) -> None:
    """Raises NotAllowedError for another person's permit, ConflictError where this one cannot be referred to now."""
    if fact.code != code or not nik or fact.holder_nik != nik:
        raise NotAllowedError("Izin yang dirujuk bukan milik pemohon.")
    if fact.status not in needs.status:
        raise ConflictError(f"Izin nomor {fact.number} tidak sedang {' atau '.join(needs.status)}.")
    if needs.window_days is not None and fact.valid_to is not None:
        left, (earliest, latest) = (fact.valid_to - today).days, needs.window_days
        if not latest <= left <= earliest:
            raise ConflictError(f"Permohonan ini diajukan {earliest} sampai {latest} hari sebelum izin berakhir.")


def typed_by_applicant(definition: Definition, field: FieldDef, kind: str) -> bool:
    """Whether the field takes an answer in this kind: declared open, not computed, not the officers'."""
    takes = field.type is not FieldType.NOTE and field.computed is None and not field.staff_only
    return takes and is_open(definition, field, kind)


def open_round(application: Application) -> Correction | None:
    """The round of correction that the applicant is in, or None."""
    if application.status is not Status.RETURNED:
        return None
    return next((found for found in reversed(application.corrections) if found.handed_in_at is None), None)
