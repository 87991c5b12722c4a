"""What stands on one paper: the JSON that fills a template. Every value is shown by `permits.fieldtypes.show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from num2words import num2words

from app.applications import content
from app.applications.answers import ROW_ID
from app.applications.models import Application
from app.certificates import office, queries, rendering, reporting, succession, wording
from app.certificates.approval import Approval
from app.certificates.models import Issued, Signer
from app.certificates.products import GENERIC_TEMPLATE, Planned
from app.foundation.timing import wib_date
from app.permits import fieldtypes
from app.permits.case import Assessment
from app.permits.model import DataClass, Definition, FieldDef, FieldType

LOCALE = "id"
UNLIMITED = "Tidak dibatasi waktu"
APPLICANT_TYPES = {"alamat": FieldType.ADDRESS, "tanggal_lahir": FieldType.DATE, "no_hp": FieldType.PHONE}
BUILT_IN = frozenset({"nomor", "nama", "terbit", "berlaku_sd", "status"})  # columns of the register itself
QUIET = frozenset({FieldType.NOTE, FieldType.DECLARATION, FieldType.FILE})  # nothing of these is printed


@dataclass(frozen=True, slots=True)
class Source:
    """All that a paper is made from. `values` are the relevant answers, computed ones and officers' ones included."""

    application: Application
    definition: Definition
    assessment: Assessment
    values: Mapping[str, Any]
    applicant: Mapping[str, Any]
    signer: Signer
    approval: Approval
    signed_on: date
    bases: Sequence[Issued] = ()  # the permits that the request is about

    def show(self, field: FieldDef, value: Any) -> str:
        """As pages show it; an object's parts one after the other."""
        if field.type is FieldType.GROUP and isinstance(value, Mapping):
            parts = (self.show(part, held) for part, held in with_values(field.fields, value))
            return ", ".join(part for part in parts if part)
        return fieldtypes.show(field, value, LOCALE, self.definition.tables)


def data(source: Source, plan: Planned, issued: Issued) -> dict[str, Any]:
    """The data of `issued`, whose number, dates and holder are set. See permit_schemas/certificates/kit.typ."""
    definition, today = source.definition, source.signed_on
    fields = with_values(definition.fields, source.values)
    groups = [(field, value) for field, value in fields if field.repeats]
    return {
        "kop": office.kop(),
        "judul": issued.title,
        "jenis": definition.title.text(LOCALE),
        "nomor": issued.number,
        "nama": issued.holder_name,
        "variant": _variant(source.assessment),
        "fields": [
            _line(source, field, value) for field, value in fields if is_printed(field, fields) and not field.repeats
        ],
        "rows": {field.id: [_row(source, field, row) for row in value] for field, value in groups},
        "columns": {field.id: [_named(column) for column in _columns(field)] for field, _ in groups},
        "groups": [_named(field) for field, _ in groups if _stands_in_body(field, plan)],
        "lampiran": list(_annexes(source, plan)),
        "values": _shown(source, fields),
        "terbilang": {f.id: in_words(v) for f, v in fields if f.type is FieldType.MONEY and isinstance(v, int)},
        "row": _row(source, _group_of(source, plan), row_of(source, plan)) if plan.row_id else {},
        "row_fields": _row_lines(source, plan),
        "terbit": long_date(today),
        "berlaku_sd": _until(source, plan, issued),
        "tanggal": rendering.date_parts(today),
        "penandatangan": wording.signature(plan.certificate, source.signer),
        "tempat": office.place(),
        "url": office.link(issued.token),
        "token": issued.token,
        "salinan": office.COPY_NOTICE,
        "development": source.signer.development,
        "pengembangan": office.DEVELOPMENT_NOTICE,
        "dasar_hukum": [basis.title.text(LOCALE) for basis in definition.legal_basis],
        "body": [sentence.text(LOCALE) for sentence in plan.certificate.body],
        "permohonan": source.application.reference,
        "diajukan": long_date(wib_date(source.application.submitted_at)) if source.application.submitted_at else "",
        "penolakan": wording.refusal(source.approval),
        "surat": wording.letter(source.approval),
        "izin_lama": [_old(old) for old in source.bases],
    }


def template_name(plan: Planned) -> str:
    return plan.certificate.template or GENERIC_TEMPLATE


def gather(application: Application, approval: Approval, signer: Signer, register: Any, signed_on: date) -> Source:
    """Read what the papers of one application are made from."""
    assessment = content.assessment(application, register)
    values = {**assessment.values, **{k: v for k, v in content.staff_answers(application).items() if v is not None}}
    return Source(
        application=application,
        definition=content.definition_of(application),
        assessment=assessment,
        values=values,
        applicant=content.snapshot(application),
        signer=signer,
        approval=approval,
        signed_on=signed_on,
        bases=[queries.get_issued(approval.letter.permit_id)] if approval.letter else succession.bases(application),
    )


def long_date(day: date) -> str:
    return fieldtypes.long_date(day.isoformat())


def in_words(rupiah: int) -> str:
    """`seratus ribu rupiah`."""
    return f"{num2words(rupiah, lang='id')} rupiah"


def public_values(source: Source, plan: Planned) -> dict[str, str]:
    """Columns of class `publik` that the definition shows in the register, as text; the built-in ones are columns."""
    shown: dict[str, str] = {}
    fields = {field.id: field for field in source.definition.fields}
    group = _group_of(source, plan) if plan.row_id else None
    for column in source.definition.public.columns:
        if column == "variant.title":
            shown[column] = _variant(source.assessment)["title"]
        elif column.startswith("row.") and group is not None:
            shown[column] = _row(source, group, row_of(source, plan)).get(column.removeprefix("row."), "")
        elif column in fields.keys() - BUILT_IN and not fields[column].sealed and source.values.get(column) is not None:
            shown[column] = source.show(fields[column], source.values[column])
    return shown


def row_of(source: Source, plan: Planned) -> Mapping[str, Any]:
    """The row as it is stored; what rules read of it is scaled and shaped for them."""
    rows = source.values.get(plan.certificate.per or "") or []
    return next((row for row in rows if row.get(ROW_ID) == plan.row_id), {})


def public_label(definition: Definition, column: str) -> str:
    """How a register column is headed."""
    if column == "variant.title":
        return "Golongan"
    if column.startswith("row."):
        wanted = column.removeprefix("row.")
        columns = (column for field in definition.fields for column in field.fields)
        return next((found.label.text(LOCALE) for found in columns if found.id == wanted), wanted)
    return next((field.label.text(LOCALE) for field in definition.fields if field.id == column), column)


def _variant(assessment: Assessment) -> dict[str, Any]:
    columns = {key: value for key, value in (assessment.variant or {}).items() if isinstance(value, str | int)}
    return {"id": "", "title": "", **columns}


def with_values(fields: Sequence[FieldDef], values: Mapping[str, Any]) -> list[tuple[FieldDef, Any]]:
    """Fields that say something on paper, each with its answer."""
    told = ((fieldtypes.with_other(f, values), f) for f in fields)
    return [
        (shown, values[f.id]) for shown, f in told if f.type not in QUIET and values.get(f.id) not in (None, "", [])
    ]


def is_printed(field: FieldDef, fields: Sequence[tuple[FieldDef, Any]]) -> bool:
    """Fields marked for print; where a definition marks none, those that anybody may see."""
    if any(other.print for other, _ in fields):
        return field.print
    return field.class_ is DataClass.PUBLIK


def _columns(field: FieldDef) -> list[FieldDef]:
    marked = [column for column in field.fields if column.print]
    return marked or [column for column in field.fields if column.type not in QUIET and not column.sealed]


def _named(field: FieldDef) -> dict[str, str]:
    return {"id": field.id, "label": field.label.text(LOCALE)}


def _stands_in_body(group: FieldDef, plan: Planned) -> bool:
    """Printed, and not in an annex anyway."""
    printed = group.print or any(column.print for column in group.fields)
    return printed and all(group.id != annex.of for annex in plan.certificate.annex)


def _annexes(source: Source, plan: Planned) -> Iterator[dict[str, Any]]:
    """Tables behind the paper; rows that did not pass are left out."""
    for annex in plan.certificate.annex:
        group = source.definition.field(annex.of)
        columns = [one for one in group.fields if one.id in annex.columns] or _columns(group)
        columns.sort(key=lambda one: annex.columns.index(one.id) if one.id in annex.columns else 0)
        passed = source.approval.row_passed
        rows = [row for row in source.values.get(annex.of) or () if passed.get(str(row.get(ROW_ID))) is not False]
        shown = [_row(source, group, row) for row in rows]
        if shown:
            yield {
                "judul": (annex.title or group.label).text(LOCALE),
                "kepala": [column.label.text(LOCALE) for column in columns],
                "baris": [[row.get(column.id, "") for column in columns] for row in shown],
            }


def _group_of(source: Source, plan: Planned) -> FieldDef:
    assert plan.certificate.per is not None  # a paper with a row says whose rows
    return source.definition.field(plan.certificate.per)


def _row_lines(source: Source, plan: Planned) -> list[dict[str, str]]:
    if not plan.row_id:
        return []
    allowed = _columns(_group_of(source, plan))
    return [_line(source, field, value) for field, value in with_values(allowed, row_of(source, plan))]


def _line(source: Source, field: FieldDef, value: Any) -> dict[str, str]:
    return {**_named(field), "value": source.show(field, value)}


def _row(source: Source, group: FieldDef, row: Mapping[str, Any]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for field, value in with_values(group.fields, row):
        shown[field.id] = source.show(field, value)
        shown.update(_parts(source, field, value))
    return shown


def _shown(source: Source, fields: Sequence[tuple[FieldDef, Any]]) -> dict[str, str]:
    """By id; parts by dotted name, a table's key as `id.kode`; the applicant's as `applicant.…`."""
    shown = {f"applicant.{key}": text for key, text in shown_applicant(source.applicant).items()}
    for field, value in fields:
        if not field.repeats:
            shown[field.id] = source.show(field, value)
            shown.update(_parts(source, field, value))
    return shown


def shown_applicant(applicant: Mapping[str, Any]) -> dict[str, str]:
    """What the account says of the applicant, as text."""
    return {
        key: fieldtypes.show(
            FieldDef(id=key, type=APPLICANT_TYPES.get(key, FieldType.TEXT), label=key), value, LOCALE, {}
        )
        for key, value in applicant.items()
    }


def _parts(source: Source, field: FieldDef, value: Any) -> Iterator[tuple[str, str]]:
    if field.table is not None and isinstance(value, str):
        yield f"{field.id}.kode", value  # a table's key; the value itself is shown by its label
    if not isinstance(value, Mapping):
        return
    if field.type is FieldType.GROUP:
        for part, held in with_values(field.fields, value):
            yield f"{field.id}.{part.id}", source.show(part, held)
        return
    for name, held in value.items():
        yield f"{field.id}.{name}", str(held or "")


def _until(source: Source, plan: Planned, issued: Issued) -> str:
    if issued.until_duty is not None:
        duty = next(one for one in source.definition.duties if one.id == issued.until_duty)
        latest = f", paling lama {long_date(issued.latest_end)}" if issued.latest_end else ""
        return f"{reporting.title_of(duty)} tidak diserahkan tepat waktu{latest}"
    if issued.valid_to is not None:
        return long_date(issued.valid_to)
    note = (plan.certificate.validity or {}).get("note")
    return (note.get("id") if isinstance(note, Mapping) else note) or UNLIMITED


def _old(issued: Issued) -> dict[str, str]:
    """A permit that is replaced or withdrawn."""
    return {
        "nomor": issued.number or "",
        "judul": issued.title,
        "terbit": long_date(wib_date(issued.issued_at)) if issued.issued_at else "",
        "berlaku_sd": long_date(issued.valid_to) if issued.valid_to else UNLIMITED,
    }
