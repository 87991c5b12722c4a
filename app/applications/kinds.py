"""Which kinds of request can be begun now, and what of the form is open to whoever fills it in."""

from __future__ import annotations

from app.applications.lifecycle import Status
from app.applications.models import Application, Correction
from app.catalog import TypeEntry
from app.catalog.models import TypeState
from app.errors import ConflictError, InputError
from app.permits import is_open
from app.permits.model import Definition, FieldDef, FieldType, RequestKind

FIRST = "baru"
CLOSED = "Jenis izin ini sudah ditutup untuk permohonan baru."


def offered(entry: TypeEntry, definition: Definition) -> tuple[str, ...]:
    """The kinds that can be begun, in the order of the definition; of a closed type those that live on."""
    return tuple(kind for kind in definition.requests if entry.open or kind in definition.after_close)


def check_can_begin(entry: TypeEntry, definition: Definition, kind: str, party: str) -> RequestKind:
    """What the definition says of the kind. Raises InputError, ConflictError with a sentence for the applicant."""
    request = definition.requests.get(kind)
    if request is None:
        raise InputError("Jenis permohonan ini tidak ada pada izin yang dipilih.")
    if kind not in offered(entry, definition):
        raise ConflictError(CLOSED)
    if party not in definition.applicants:
        raise InputError("Izin ini tidak dapat diajukan oleh jenis pemohon yang dipilih.")
    return request


def on_trial(entry: TypeEntry) -> bool:
    """Whether only the counter takes requests."""
    return entry.state is TypeState.TRIAL


def check_trial(entry: TypeEntry, *, at_counter: bool) -> None:
    """A type on trial is taken at the counter only. Raises ConflictError."""
    if on_trial(entry) and not at_counter:
        raise ConflictError("Jenis izin ini sedang diuji coba, hanya dilayani di loket DPMPTSP.")


def typed_by_applicant(definition: Definition, field: FieldDef, kind: str) -> bool:
    """Whether the field takes an answer in this kind: declared open, not computed, not the officers'."""
    takes = field.type is not FieldType.NOTE and field.computed is None and not field.staff_only
    return takes and is_open(definition, field, kind)


def open_round(application: Application) -> Correction | None:
    """The round of correction that the applicant is in, or None."""
    if application.status is not Status.RETURNED:
        return None
    return next((found for found in reversed(application.corrections) if found.handed_in_at is None), None)
