"""Whose paper it is: the applicant, the badan, or the person of a group row. A name for pages, an index for limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.applications.models import Application
from app.certificates.models import Issued
from app.certificates.products import Planned
from app.foundation import crypto
from app.permits.model import Definition, FieldType

PERSON, BODY = "perorangan", "badan"
ROW = "row"


@dataclass(frozen=True, slots=True)
class Holder:
    """`key` stands for the holder in counter keys and is never a NIK in clear."""

    name: str
    index: str | None
    kind: str
    key: str


def holder_of(application: Application, definition: Definition, plan: Planned, applicant: dict[str, Any]) -> Holder:
    """A row's person only where the certificate says that the row holds it."""
    if plan.row_id and plan.certificate.holder.startswith(ROW):
        return _of_row(application, definition, plan)
    nik = str(applicant.get("nik") or "")
    index = crypto.blind_index("nik", nik) if nik else None
    name = application.party_name or str(applicant.get("nama") or "")
    return Holder(name, index, application.party, index or f"account-{application.applicant_id}")


def held_by(permit: Issued) -> Holder:
    """The holder of a permit that is in the register."""
    return Holder(
        permit.holder_name, permit.holder_index, permit.holder_kind, permit.holder_index or f"izin-{permit.id}"
    )


def masked(name: str, kind: str) -> str:
    """A person's name for strangers: first letters only. The name of a badan is public."""
    if kind != PERSON:
        return name
    return " ".join(word[:1] + "*" * 4 for word in name.split())


def _of_row(application: Application, definition: Definition, plan: Planned) -> Holder:
    assert plan.certificate.per is not None  # a paper with a row says whose rows
    columns = definition.field(plan.certificate.per).fields
    nik = _first(plan, [column.id for column in columns if column.type is FieldType.NIK])
    name = _first(plan, [column.id for column in columns if column.type is FieldType.PERSON_NAME] + ["nama"])
    index = crypto.blind_index("nik", nik) if nik else None
    return Holder(name, index, PERSON, index or f"row-{application.id}-{plan.row_id}")


def _first(plan: Planned, ids: list[str]) -> str:
    return next((str(plan.row[name]) for name in ids if plan.row.get(name)), "")
