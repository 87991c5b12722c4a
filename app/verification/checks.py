"""What a tier has to look at, and what of it has no verdict yet. The screen lists it, the decision insists on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.applications import answers as halves
from app.applications import content
from app.permits.case import Problem
from app.permits.model import FieldDef, FieldType, Text, Tier
from app.permits.names import input_name
from app.verification.decision import Verdict
from app.verification.dossier import Dossier

DOCUMENTS, FIELDS = "documents", "fields"
EVIDENCE = {"foto": "Foto", "ttd": "Tanda tangan"}  # of an inspection: papers named <inspection>_foto, <inspection>_ttd
POINT = "butir"  # input names of the check list: butir-0, butir-1


@dataclass(frozen=True, slots=True)
class Item:
    """One thing with a verdict of its own, named as on the page."""

    name: str
    label: str


def asked(dossier: Dossier, tier: Tier) -> list[Item]:
    """What this tier must give a verdict on."""
    items: list[Item] = []
    if FIELDS in tier.checks:
        items += fields(dossier)
    if DOCUMENTS in tier.checks:
        items += papers(dossier)
    return items + points(tier)


def fields(dossier: Dossier) -> list[Item]:
    """Every answer that the applicant typed; what was computed or came from the permit referred to is no question."""
    held, readonly = dossier.assessment.values, dossier.assessment.readonly
    found = [item for field in dossier.definition.fields for item in _answered(field, held.get(field.id))]
    return [item for item in found if item.name not in readonly and item.name.split("-")[0] not in readonly]


def papers(dossier: Dossier) -> list[Item]:
    """Every paper of the applicant's that is there, by its input; what officers added is not judged."""
    there = content.papers(dossier.application).items()
    names = [name for name, files in there if any(file.added_by_tier is None for file in files)]
    return [Item(name, paper_label(dossier, name)) for name in names]


def points(tier: Tier) -> list[Item]:
    """The tier's own check list."""
    texts = [check for check in tier.checks if check not in (DOCUMENTS, FIELDS)]
    return [Item(f"{POINT}-{number}", text) for number, text in enumerate(texts)]


def unfinished(items: Sequence[Item], verdicts: Mapping[str, Verdict]) -> tuple[Problem, ...]:
    """Items without a verdict, and those found wrong: neither lets the case go on."""
    problems: list[Problem] = []
    for item in items:
        verdict = verdicts.get(item.name)
        if verdict is None:
            problems.append(_problem(item, f"{item.label}: belum diperiksa.", missing=True))
        elif not verdict.ok:
            problems.append(
                _problem(item, f"{item.label}: dinilai tidak sesuai. Kembalikan berkas, atau ubah penilaiannya.")
            )
    return tuple(problems)


def paper_label(dossier: Dossier, name: str) -> str:
    """`peserta-0-foto` → "Pas foto (peserta 1)"."""
    group, place, rest = (name.split("-", 2) + ["", ""])[:3]
    if not rest:
        return _document_label(dossier, name)
    return (
        f"{_document_label(dossier, rest, group)} ({_group_label(dossier, group)} {int(place) + 1})"
        if place.isdigit()
        else name
    )


def _document_label(dossier: Dossier, name: str, group: str = "") -> str:
    labels = {document.id: document.label.id for document in dossier.definition.documents}
    labels |= {field.id: field.label.id for field in dossier.definition.fields if field.is_paper}
    for inspection in dossier.definition.inspections:
        title = inspection.title.id if inspection.title else inspection.id
        labels |= {f"{inspection.id}_{kind}": f"{word}: {title}" for kind, word in EVIDENCE.items()}
    inner = {
        field.id: field.label.id for outer in dossier.definition.fields if outer.id == group for field in outer.fields
    }
    return labels.get(name) or inner.get(name) or name


def _group_label(dossier: Dossier, group: str) -> str:
    return next((field.label.id.lower() for field in dossier.definition.fields if field.id == group), group)


def _answered(field: FieldDef, value: object) -> list[Item]:
    if value in (None, "", []) or field.computed or field.staff_only or field.is_paper or field.type is FieldType.NOTE:
        return []
    if field.type is FieldType.GROUP:
        return _grouped(field, value)
    return [Item(field.id, field.label.id)]


def _grouped(field: FieldDef, value: object) -> list[Item]:
    """A row, or an object of fields, is judged as a whole: one verdict for one person, one product."""
    if field.repeats and halves.is_rows(value) and isinstance(value, list):
        return [Item(input_name(field.id, place), f"{field.label.id} {place + 1}") for place in range(len(value))]
    return [Item(field.id, field.label.id)]


def _problem(item: Item, message: str, *, missing: bool = False) -> Problem:
    return Problem(name=item.name, message=Text(id=message), at=(item.name,), missing=missing)
