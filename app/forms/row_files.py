"""Rows of a group from a CSV file: `repeat: {csv: true}` (schema-language §3.2).

The file is read strictly: with one fault in it none of its rows is taken, and each fault names its line and column. What a
cell means is what the same text would mean typed into its input; limits and rules are judged afterwards, as for typed rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.widgets import HiddenInput

from app.forms import inputs, sections
from app.permits import fieldtypes
from app.permits.case import EventDay
from app.permits.model import Definition, FieldDef, Section
from app.permits.names import input_name

MAX_BYTES = 500_000
MAX_FAULTS = 20  # told at a time; a file with more has the wrong shape
MAX_CHOICES = 8  # named in a message
DELIMITERS = ";,\t"
BETWEEN = "|"  # several choices in one cell
REFUSED = {
    "utf8": "Berkas bukan CSV dengan huruf UTF-8. Dalam aplikasi lembar kerja, simpan sebagai “CSV UTF-8”.",
    "size": "Berkas lebih besar dari 500 KB.",
    "quote": 'Ada tanda kutip (") yang tidak ditutup.',
    "empty": "Berkas tidak berisi baris.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The place that the rows are for: a repeating group of a section, in one kind of request."""

    definition: Definition
    section: Section
    group: FieldDef
    kind: str
    locale: str = "id"
    schedule: Mapping[str, Sequence[EventDay]] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """An input of a row: `key` is what follows `barang-0-` in its name."""

    key: str
    label: str
    input: inputs.Answer


@dataclass(slots=True)
class Found:
    """Either rows as stored, without ids, or what is wrong with the file."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def takes_file(group: FieldDef) -> bool:
    """Whether the group's rows may come from a file."""
    return group.repeat is not None and group.repeat.csv and group.rows_from is None


def room(group: FieldDef) -> int:
    """So many rows fit, whatever is there."""
    return group.repeat.max if group.repeat else 0


def columns(asked: Asked) -> tuple[Column, ...]:
    """What a file may hold, in the order of the page. Files and what is computed are no columns."""
    prefix = input_name(asked.group.id, 0, "")
    form = _form(asked, answers={asked.group.id: [{}]})
    found = [
        (one.name.removeprefix(prefix), one)
        for one in form
        if one.name.startswith(prefix)
        and not one.declared.staff_only
        and not isinstance(one, inputs.Upload)
        and not isinstance(one.widget, HiddenInput)
    ]
    labels = [str(one.label.text) for _key, one in found]
    return tuple(
        Column(key, label if labels.count(label) == 1 else f"{label} ({key})", one)
        for (key, one), label in zip(found, labels, strict=True)
    )


def read(raw: bytes, asked: Asked, there: int = 0) -> Found:
    """The rows of a file; `there` are kept beside them."""
    found = Found()
    text = _text(raw, found.faults)
    if text is None:
        return found
    known = columns(asked)
    try:
        lines = _lines(text, known)
        line, header = next(lines, (1, list[str]()))
        places = _header(header, line, known, found.faults)
        posted = _cells(lines, places, found.faults, room(asked.group) - there) if not found.faults else []
    except csv.Error:  # a cell longer than the module takes: a quotation mark that nothing closes
        found.faults.append(REFUSED["quote"])
    if found.faults:
        return found
    posted = [row for row in posted if row]
    if not posted:
        found.faults.append(REFUSED["empty"])
        return found
    formdata = MultiDict(
        (input_name(asked.group.id, place, key), value) for place, row in enumerate(posted) for key, value in row
    )
    found.rows = _form(asked, answers={}, formdata=formdata).answers()[asked.group.id]
    return found


def _form(asked: Asked, **filled: Any) -> sections.SectionForm:
    return sections.build(
        asked.definition, asked.section, kind=asked.kind, locale=asked.locale, schedule=asked.schedule, **filled
    )


def _text(raw: bytes, faults: list[str]) -> str | None:
    if len(raw) > MAX_BYTES:
        faults.append(REFUSED["size"])
        return None
    try:
        return inputs.UNSTORABLE.sub("", raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        faults.append(REFUSED["utf8"])
        return None


def _lines(text: str, known: Sequence[Column]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that has something in it. The delimiter is the one that makes most of the header."""
    names = _names(known)
    first = text.splitlines()[0] if text.strip() else ""

    def recognised(delimiter: str) -> int:
        return sum(_plain(cell) in names for cell in next(csv.reader([first], delimiter=delimiter), []))

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=recognised))
    begins = 1
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield begins, stripped
        begins = reader.line_num + 1


def _names(known: Sequence[Column]) -> dict[str, Column]:
    """Labels, and the ids for those who write files by program."""
    return {_plain(column.key): column for column in known} | {_plain(column.label): column for column in known}


def _plain(name: str) -> str:
    """A header as it is compared: the apostrophe is the download's, before what would be a formula."""
    return " ".join(name.split()).removeprefix("'").casefold()


def _header(cells: Sequence[str], line: int, known: Sequence[Column], faults: list[str]) -> list[Column | None]:
    names = _names(known)
    places = [names.get(_plain(cell)) for cell in cells]
    taken: set[str] = set()
    for number, (cell, column) in enumerate(zip(cells, places, strict=True), 1):
        if cell and column is None:
            allowed = ", ".join(f"“{one.label}”" for one in known)
            faults.append(f"Baris {line}, kolom {number}: “{cell[:60]}” bukan nama kolom. Yang dikenal: {allowed}.")
        elif column is not None and column.key in taken:
            faults.append(f"Baris {line}, kolom {number}: “{column.label}” sudah ada di kolom lain.")
        taken |= {column.key} if column else set()
        if len(faults) >= MAX_FAULTS:
            break
    if not taken and not faults:
        faults.append(REFUSED["empty"])
    return places


def _cells(
    lines: Iterator[tuple[int, list[str]]], places: Sequence[Column | None], faults: list[str], most: int
) -> list[list[tuple[str, str]]]:
    """Row by row what a form would post; faults are added as they are found."""
    rows: list[list[tuple[str, str]]] = []
    for line, cells in lines:
        if len(rows) >= most:
            faults.append(f"Baris {line}: terlalu banyak baris. Masih ada tempat untuk {max(most, 0)} baris.")
            break
        if any(cells[len(places) :]) or any(cell and at is None for cell, at in zip(cells, places, strict=False)):
            faults.append(f"Baris {line}: ada isi di luar kolom yang berjudul.")
        row: list[tuple[str, str]] = []
        for number, (cell, column) in enumerate(zip(cells, places, strict=False), 1):
            if cell and column is not None:
                values, problem = _meant(column.input, cell)
                row += [(column.key, value) for value in values]
                if problem:
                    faults.append(f"Baris {line}, kolom {number} (“{column.label}”): {problem}")
        rows.append(row)
        if len(faults) >= MAX_FAULTS:
            faults[MAX_FAULTS:] = ["Masih ada kesalahan lain. Perbaiki dahulu yang di atas."]
            break
    return rows


def _meant(one: inputs.Answer, text: str) -> tuple[list[str], str]:
    """What the input would post for a cell, and what is wrong with it by its type."""
    if isinstance(one, inputs.Tick):
        value = fieldtypes.parse(one.declared, text)
        return (["true"] if value is True else []), ("" if isinstance(value, bool) else "Tulis ya atau tidak.")
    if isinstance(one, inputs.Choice):
        wanted = [part.strip() for part in text.split(BETWEEN)] if isinstance(one, inputs.Several) else [text]
        return _chosen(one, [part for part in wanted if part])
    problem = "" if one.part else fieldtypes.check(one.declared, fieldtypes.parse(one.declared, text))
    return [text], problem or ""


def _chosen(one: inputs.Choice, wanted: Sequence[str]) -> tuple[list[str], str]:
    known = {_plain(label): value for value, label in one.choices} | {_plain(value): value for value, _ in one.choices}
    values = [known.get(_plain(part)) for part in wanted]
    strange = [part for part, value in zip(wanted, values, strict=True) if value is None]
    if not strange:
        return [value for value in values if value is not None], ""
    labels = [f"“{label}”" for _value, label in one.choices[:MAX_CHOICES]]
    shown = ", ".join(labels) + (", …" if len(one.choices) > MAX_CHOICES else "")
    return [], f"“{strange[0][:60]}” bukan pilihan. Pilihannya: {shown}."
