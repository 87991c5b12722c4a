"""Which papers an approval yields: those of the definition, one per row where it says so, or one letter of refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.certificates.approval import Approval
from app.errors import WrongMomentError
from app.permits.model import Certificate, Definition, Text
from app.permits.products import products as declared

REFUSAL = "penolakan"
REFUSAL_KIND = "refusal"
GENERIC_TEMPLATE = "generic.typ"

# The library's refusal; a definition replaces it by a letter with this id. It draws from its own counter.
DEFAULT_REFUSAL = Certificate.model_validate(
    {
        "id": REFUSAL,
        "title": {"id": "Surat Penolakan", "en": "Letter of refusal"},
        "template": "refusal.typ",
        "number": "{classification}/{seq:04}/PENOLAKAN/{month_roman}/{year}",
        "validity": {"unlimited": True},
    }
)
# What a paper of withdrawal leaves out is the library's.
REVOCATION_KIND = "revocation"
INTERIM = "interim"
DEFAULT_REVOCATION = {
    "title": {"id": "Surat Keputusan Pencabutan Izin", "en": "Decision to withdraw a permit"},
    "template": "revocation.typ",
    "number": "{classification}/{seq:04}/PENCABUTAN/{month_roman}/{year}",
}
# Letters that the office writes by itself about a permit, by their id; a definition's own `letters` replace them.
WARNING, SUSPENDING, REVOKING = "warning", "suspension", "withdrawal"
LETTER_KINDS = {"peringatan": WARNING, "penangguhan": SUSPENDING, "pencabutan": REVOKING}
DEFAULT_LETTERS = {
    "peringatan": {
        "title": {"id": "Surat Peringatan", "en": "Letter of warning"},
        "number": "{classification}/{seq:04}/PERINGATAN/{month_roman}/{year}",
    },
    "penangguhan": {
        "title": {"id": "Surat Penangguhan Izin", "en": "Suspension of a permit"},
        "number": "{classification}/{seq:04}/PENANGGUHAN/{month_roman}/{year}",
    },
    "pencabutan": {
        "title": {"id": "Surat Keputusan Pencabutan Izin sebagai Sanksi", "en": "Revocation of a permit as a sanction"},
        "number": "{classification}/{seq:04}/SANKSI-CABUT/{month_roman}/{year}",
    },
}
LETTER_TEMPLATE = "sanction.typ"
DEFAULT_NUMBER = "{classification}/{seq:04}/{month_roman}/{year}"


@dataclass(frozen=True, slots=True)
class Planned:
    """One paper to be. `row_id` is the group row's stable id, "" for a paper of the whole application.

    `row` holds the facts of the row as rules read them, not as people do.
    """

    certificate: Certificate
    kind: str
    row_id: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)
    letter_id: int = 0  # of a letter about a permit

    @property
    def place(self) -> str:
        """What tells it from other papers of the same product."""
        return place_of(self.letter_id) if self.letter_id else self.row_id

    @property
    def product(self) -> str:
        return self.certificate.id

    @property
    def title(self) -> Text | None:
        return self.certificate.title


def planned(approval: Approval, definition: Definition) -> tuple[Planned, ...]:
    """In the order of the definition. Interim papers belong to their tier and are left out. Raises WrongMomentError."""
    if approval.interim:
        return tuple(
            Planned(_numbered(product.certificate), INTERIM, product.row_id, product.row)
            for product in declared(definition, approval.kind, approval.facts)
            if product.certificate.id == approval.interim and product.certificate.kind == INTERIM
        )
    if approval.letter is not None:
        letter = office_letter(definition, approval.letter.product)
        return (Planned(letter, LETTER_KINDS[letter.id], letter_id=approval.letter.letter_id),)
    if approval.refusal is not None:
        return (Planned(_numbered(refusal_letter(definition)), REFUSAL_KIND),)
    found = tuple(
        Planned(_numbered(product.certificate), product.certificate.kind, product.row_id, product.row)
        for product in declared(definition, approval.kind, approval.facts)
        if product.certificate.kind != INTERIM and approval.row_passed.get(product.row_id) is not False
    )
    if not found:
        raise WrongMomentError("Tidak ada sertifikat yang dapat diterbitkan untuk berkas ini.")
    return found


def refusal_letter(definition: Definition) -> Certificate:
    return next((letter for letter in definition.letters if letter.id == REFUSAL), DEFAULT_REFUSAL)


def office_letter(definition: Definition, product: str) -> Certificate:
    """The definition's letter of this id, or the library's; what it leaves out is the library's."""
    own = next((letter for letter in definition.letters if letter.id == product), None)
    said = own.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True) if own is not None else {}
    return Certificate.model_validate(
        {
            "template": LETTER_TEMPLATE,
            **DEFAULT_LETTERS[product],
            "id": product,
            **said,
            "validity": {"unlimited": True},
        }
    )


def place_of(letter_id: int) -> str:
    """In the column that rows of a group use otherwise; their ids never begin so."""
    return f"#{letter_id}"


def _numbered(certificate: Certificate) -> Certificate:
    """A certificate that names no number gets the office's plain one; a withdrawal all that it leaves out."""
    defaults = DEFAULT_REVOCATION if certificate.kind == REVOCATION_KIND else {"number": DEFAULT_NUMBER}
    missing = {name: value for name, value in defaults.items() if getattr(certificate, name) is None}
    if not missing:
        return certificate
    return Certificate.model_validate({**certificate.model_dump(by_alias=True, exclude_none=True), **missing})
