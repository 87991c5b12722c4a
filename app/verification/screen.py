"""What the verification page shows of a case: answers, papers, what changed, what was decided. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.applications import answers as halves
from app.applications import content, corrections, parties
from app.applications.models import Correction, Document
from app.foundation.timing import wib_date
from app.permits import fieldtypes
from app.permits.case import Answers
from app.permits.model import FieldDef, FieldType
from app.permits.names import input_name
from app.verification import checks
from app.verification.dossier import Dossier
from app.verification.models import Review


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer. `before` is what stood there: before a correction, or in the permit referred to."""

    name: str
    label: str
    value: str
    before: str | None = None
    judged: bool = False  # takes a verdict by itself
    proof: str = ""  # input name of the paper that proves it


@dataclass(frozen=True, slots=True)
class Block:
    """Cells under one heading: a section, or a row of a group. A row takes one verdict as a whole."""

    title: str
    cells: tuple[Cell, ...]
    name: str = ""  # of the row that takes a verdict; empty for a section
    rows: tuple[Block, ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One place for papers with the files that lie there, and those that a correction replaced."""

    name: str
    label: str
    files: tuple[Document, ...]
    replaced: tuple[Document, ...] = ()
    changed: bool = False

    @property
    def judged(self) -> bool:
        """Whether the applicant handed it in: what officers added takes no verdict."""
        return any(file.added_by_tier is None for file in self.files)


def blocks(dossier: Dossier, before: Answers | None, locale: str = "id") -> list[Block]:
    """Sections with their answers as shown to people; `before` marks what is different from it."""
    judged = {item.name for item in checks.fields(dossier)}
    reader = _Reader(dossier, before, judged, locale)
    found = (reader.section(section.title.text(locale), section.fields) for section in dossier.definition.sections)
    return [*(block for block in found if block.cells or block.rows), *_parties(dossier, locale)]


def _parties(dossier: Dossier, locale: str) -> Iterator[Block]:
    """Further persons with their details; that they consented was a condition of sending."""
    rows = parties.people(dossier.application) if dossier.definition.parties else {}
    for party in dossier.definition.parties:
        if party.id not in rows:
            continue
        held, tables = parties.values_of(rows[party.id]), dossier.definition.tables
        shown = ((one, fieldtypes.show(one, held.get(one.id), locale, tables)) for one in party.fields)
        cells = [Cell(f"{party.id}-{one.id}", one.label.text(locale), value) for one, value in shown if value]
        if answered := rows[party.id].answered_at:
            said = fieldtypes.long_date(wib_date(answered).isoformat(), locale)
            cells.append(Cell(f"{party.id}-persetujuan", "Persetujuan melalui surel", said))
        yield Block(party.title.text(locale) if party.title else party.id, tuple(cells))


def papers(dossier: Dossier, replaced: Mapping[str, tuple[str, ...]] | None) -> list[Paper]:
    """Every paper that is there; `replaced` holds the hashes of a moment before, by input name as stored."""
    found = []
    for name, files in content.papers(dossier.application).items():
        stored = halves.stable_name(dossier.answers, name)
        was = (replaced or {}).get(stored, ())
        now = tuple(sorted(file.sha256 for file in files if file.added_by_tier is None))
        old = tuple(
            file
            for file in dossier.application.documents
            if file.removed_at is not None and file.input_name == stored and file.sha256 in was
        )
        changed = replaced is not None and now != tuple(sorted(was))
        found.append(Paper(name, checks.paper_label(dossier, name), tuple(files), old, changed))
    return found


def before(dossier: Dossier) -> tuple[Answers | None, Mapping[str, tuple[str, ...]] | None]:
    """What the case is compared with: the last correction's start, else the permit that it refers to."""
    if correction := last_correction(dossier):
        was = corrections.before(dossier.application, correction)
        return was.answers, was.documents
    if dossier.case.referred is not None:
        return dossier.case.referred.answers, None
    return None, None


def last_correction(dossier: Dossier) -> Correction | None:
    """The latest round that the applicant handed in."""
    return next((found for found in reversed(dossier.application.corrections) if found.handed_in_at is not None), None)


def verdict_names(dossier: Dossier, review: Review) -> dict[str, Any]:
    """A review's verdicts by the names that the page uses now; those of lost rows are left out."""
    named = ((halves.index_name(dossier.answers, name), verdict) for name, verdict in review.verdicts.items())
    return {name: verdict for name, verdict in named if name}


def staff_values(dossier: Dossier, locale: str = "id") -> list[tuple[str, str]]:
    """What officers filled in, with its labels."""
    held = content.staff_answers(dossier.application)
    fields = [field for field in dossier.definition.fields if field.id in held]
    shown = ((field, fieldtypes.show_in(field, held, locale, dossier.definition.tables)) for field in fields)
    return [(field.label.text(locale), value) for field, value in shown if value]


@dataclass(frozen=True, slots=True)
class _Reader:
    dossier: Dossier
    before: Answers | None
    judged: set[str]
    locale: str

    def section(self, title: str, fields: tuple[FieldDef, ...]) -> Block:
        held = {**self.dossier.answers, **self.dossier.assessment.values}
        cells: list[Cell] = []
        rows: list[Block] = []
        for field in fields:
            if field.type is FieldType.GROUP:
                rows += self._group(field, held.get(field.id))
            elif field.id in self.dossier.assessment.values:
                cells.append(self._cell(field, field.id, held, self.before))
        return Block(title, tuple(cell for cell in cells if cell.value or cell.before), rows=tuple(rows))

    def _group(self, field: FieldDef, value: Any) -> Iterator[Block]:
        was = (self.before or {}).get(field.id)
        if isinstance(value, Mapping):
            old = was if isinstance(was, Mapping) else None
            yield self._block(field, field.id, field.label.text(self.locale), value, old)
        elif isinstance(value, list):
            by_id = (
                {row.get(halves.ROW_ID): row for row in was} if halves.is_rows(was) and isinstance(was, list) else {}
            )
            ids = [row.get(halves.ROW_ID) for row in self.dossier.answers.get(field.id) or []]
            for place, row in enumerate(value):
                title = f"{field.label.text(self.locale)} {place + 1}"
                old = by_id.get(ids[place] if place < len(ids) else None, {} if self.before is not None else None)
                yield self._block(field, input_name(field.id, place), title, row, old)

    def _block(
        self, field: FieldDef, name: str, title: str, row: Mapping[str, Any], old: Mapping[str, Any] | None
    ) -> Block:
        inner = [child for child in field.fields if child.type is not FieldType.NOTE and not child.is_paper]
        cells = tuple(self._cell(child, input_name(name, child.id), row, old) for child in inner)
        kept = tuple(cell for cell in cells if cell.value or cell.before)
        return Block(
            title, kept, name=name if name in self.judged else "", changed=any(cell.before is not None for cell in kept)
        )

    def _cell(self, field: FieldDef, name: str, held: Mapping[str, Any], old: Mapping[str, Any] | None) -> Cell:
        value = self._show(field, held)
        was = self._show(field, old) if old is not None else value
        return Cell(
            name=name,
            label=field.label.text(self.locale),
            value=value,
            before=was if was != value else None,
            judged=name in self.judged,
            proof=field.evidence or "",
        )

    def _show(self, field: FieldDef, held: Mapping[str, Any]) -> str:
        return fieldtypes.show_in(field, held, self.locale, self.dossier.definition.tables)
