"""What a page shows of a section: each question with its label, help, inputs, value, remark and message, in order.

Only what the assessment calls visible is asked. Computed, closed and read-only answers are shown as text, not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Any

from wtforms import Field

from app.forms.builders import ADDRESS_LABELS, OTHER
from app.forms.live import Live
from app.forms.row_files import takes_file
from app.forms.sections import PARTS, ROW_ID, ReadOnly, SectionForm
from app.permits import fieldtypes
from app.permits.assessing import picking
from app.permits.case import Assessment
from app.permits.model import FieldDef, FieldType
from app.permits.names import input_name

LISTS = frozenset({FieldType.BOOLEAN, FieldType.DECLARATION, FieldType.MULTI_CHOICE})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeating group."""

    index: int
    row_id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A row of a parent permit that may be picked; `about` is what the permit says of it."""

    value: str
    about: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `shape` tells the template its layout: line, list, parts, object, rows, note, shown, file, signature,
    hidden, nothing. `files` are the papers that answer it.

    `live` is how the browser may move it: it comes and goes (shown, hidden), or waits for the server (slow); `marks` and
    `moves` say that its being required and its computed value follow the rules while the page is filled in.
    """

    name: str
    shape: str
    label: str
    help: str = ""
    explain: str = ""
    unit: str = ""
    required: bool = False
    why: tuple[str, ...] = ()
    editable: bool = True
    shown: str = ""
    problem: str = ""
    remark: str = ""
    before: str = ""
    inputs: tuple[Field, ...] = ()
    parts: tuple[Question, ...] = ()
    rows: tuple[Row, ...] = ()
    picks: tuple[Pick, ...] | None = None  # rows that are picked in place of being added; None where they are added
    can_add: bool = False
    can_remove: bool = False
    by_file: bool = False  # rows may be added from a file as well
    files: tuple[Any, ...] = ()
    drawn: bool = False
    live: str = ""
    marks: bool = False
    moves: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What decides how a section looks: the form, the assessment, what is open, what was said about it."""

    form: SectionForm | ReadOnly
    assessment: Assessment
    may_edit: Callable[[str], bool]
    problems: Mapping[str, str] = attribute(default_factory=dict)
    remarks: Mapping[str, str] = attribute(default_factory=dict)
    before: Mapping[str, str] = attribute(default_factory=dict)
    offers: Mapping[str, picking.Offer] = attribute(
        default_factory=dict
    )  # group → rows of a parent permit, by their key
    fixed: frozenset[str] = frozenset()  # groups to which rows are neither added nor taken away
    locale: str = "id"
    why: Callable[[str], tuple[str, ...]] = lambda name: ()
    files: Mapping[str, Sequence[Any]] = attribute(default_factory=dict)  # papers that are there, by input name
    live: Live | None = None
    unveiled: Assessment | None = None  # as if all that may appear had appeared; goes with `live`

    def questions(self) -> tuple[Question, ...]:
        """Every visible question of the section."""
        held = merged(self.form.stored, self.assessment.values)
        found = (self._question(field, field.id, held) for field in self.form.section.fields)
        return tuple(question for question in found if question is not None)

    def _question(self, field: FieldDef, name: str, held: Mapping[str, Any]) -> Question | None:
        if field.staff_only:
            return None
        comes, slow = self._moved_by(name, "visible"), self.live is not None and name in self.live.slow
        if name not in self.assessment.visible and field.type is not FieldType.NOTE:
            return (
                self._hidden(field, name, held)
                if comes
                else Question(name, "nothing", "", live="slow")
                if slow
                else None
            )
        found = self._shown(field, name, held)
        return replace(found, live="shown" if comes else "slow") if comes or slow else found

    def _hidden(self, field: FieldDef, name: str, held: Mapping[str, Any]) -> Question | None:
        """A question that the browser may bring up; without scripts nobody sees it."""
        if self.unveiled is None or name not in self.unveiled.visible:
            return None
        return replace(replace(self, assessment=self.unveiled)._shown(field, name, held), live="hidden")

    def _moved_by(self, name: str, aspect: str) -> bool:
        dotted = ".".join(part for part in name.split("-") if not part.isdigit())
        return self.live is not None and dotted in getattr(self.live, aspect)

    def _shown(self, field: FieldDef, name: str, held: Mapping[str, Any]) -> Question:
        if field.type is FieldType.NOTE:
            return self._make(field, name, "note", shown=(field.text or field.label).text(self.locale))
        if field.type is FieldType.GROUP:
            return self._group(field, name, held.get(field.id))
        if not self._asks(field, name):
            tables = self.form.definition.tables
            return self._make(
                field,
                name,
                "shown",
                shown=fieldtypes.show_in(field, held, self.locale, tables),
                editable=False,
            )
        if field.type in PARTS:
            return self._make(field, name, "parts", parts=self._parts(field, name))
        assert isinstance(self.form, SectionForm)  # _asks found the input in it
        inputs = tuple(self.form[key] for key in (name, name + OTHER) if key in self.form)
        return self._make(field, name, _shape(field, inputs[0]), inputs=inputs)

    def _asks(self, field: FieldDef, name: str) -> bool:
        if field.computed is not None or name in self.assessment.readonly or not self.may_edit(name):
            return False
        keys = (input_name(name, part) for part in PARTS[field.type]) if field.type in PARTS else (name,)
        return any(key in self.form for key in keys)

    def _make(self, field: FieldDef, name: str, shape: str, **extra: Any) -> Question:
        return Question(
            name=name,
            shape=shape,
            label=field.label.text(self.locale),
            help=field.help.text(self.locale) if field.help else "",
            explain=field.explain.text(self.locale) if field.explain else "",
            unit="Rp" if field.type is FieldType.MONEY else field.unit or "",
            required=name in self.assessment.required,
            why=self.why(name),
            marks=self._moved_by(name, "required"),
            moves=self._moved_by(name, "computed"),
            problem=self.problems.get(name, ""),
            remark=self.remarks.get(name, ""),
            before=self.before.get(name, ""),
            files=tuple(self.files.get(name, ())) if field.is_paper else (),
            drawn=field.type is FieldType.SIGNATURE_PAD,
            **extra,
        )

    def _parts(self, field: FieldDef, name: str) -> tuple[Question, ...]:
        form = self.form
        assert isinstance(form, SectionForm)  # _asks found the inputs in it
        keys = [input_name(name, part) for part in PARTS[field.type]]
        return tuple(
            Question(
                name=key,
                shape="hidden" if key.endswith("-accuracy_m") else "line",
                label=form[key].label.text,
                required=field.type is FieldType.LOCATION or key.endswith(("-jalan", "-kelurahan")),
                problem=self.problems.get(key, ""),
                inputs=(form[key],),
            )
            for key in keys
            if key in form
        )

    def _group(self, field: FieldDef, name: str, value: Any) -> Question:
        if not field.repeats:
            parts = self._children(field, name, value if isinstance(value, Mapping) else {})
            return self._make(field, name, "object", parts=parts)
        if field.rows_from is not None:
            value = self.assessment.values.get(field.id)  # without a permit there are none, whatever was typed before
        rows = [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list) else []
        added = field.rows_from is None and name not in self.fixed
        fewest = field.repeat.min if field.repeat else 0
        return self._make(
            field,
            name,
            "rows",
            rows=tuple(self._row(field, name, index, row) for index, row in enumerate(rows)),
            editable=self.may_edit(name),
            picks=self._picks(field, name, rows),
            can_add=self.may_edit(name) and added and (field.repeat is None or len(rows) < field.repeat.max),
            can_remove=self.may_edit(name) and added and len(rows) > fewest,
            by_file=self.may_edit(name) and added and takes_file(field),
        )

    def _picks(self, field: FieldDef, name: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Pick, ...] | None:
        if field.rows_from is None or name in self.fixed or name in self.assessment.readonly or not self.may_edit(name):
            return None
        key = field.rows_from.key
        chosen = {str(row.get(key)) for row in rows}
        return tuple(
            Pick(value, self._told(field, row, key), value in chosen)
            for value, row in self.offers.get(name, {}).items()
        )

    def _told(self, field: FieldDef, row: Mapping[str, Any], key: str) -> str:
        """What the permit says of a row besides its key."""
        cells = ((column, row.get(column.id)) for column in field.fields if column.id in row and column.id != key)
        shown = ((column, fieldtypes.show(column, value, self.locale)) for column, value in cells)
        return ", ".join(f"{column.label.text(self.locale)}: {text}" for column, text in shown if text)

    def _row(self, field: FieldDef, name: str, index: int, row: Mapping[str, Any]) -> Row:
        prefix = input_name(name, index)
        return Row(index, str(row.get(ROW_ID, "")), self._title(field, index, row), self._children(field, prefix, row))

    def _children(self, field: FieldDef, prefix: str, held: Mapping[str, Any]) -> tuple[Question, ...]:
        found = (self._question(child, input_name(prefix, child.id), held) for child in field.fields)
        return tuple(question for question in found if question is not None)

    def _title(self, field: FieldDef, index: int, row: Mapping[str, Any]) -> str:
        """`repeat.item` with the row's values; the place while they are missing."""
        plain = f"{field.label.text(self.locale)} {index + 1}"
        pattern = field.repeat.item if field.repeat else None
        if not pattern:
            return plain
        for child in field.fields:
            shown = fieldtypes.show_in(child, row, self.locale, self.form.definition.tables)
            pattern = pattern.replace("{" + child.id + "}", shown)
        return f"{plain}: {pattern}" if pattern.strip() and "{" not in pattern else plain


def address_label(part: str) -> str:
    """For pages that show an address piece by piece."""
    return ADDRESS_LABELS.get(part, part)


def merged(stored: Mapping[str, Any], judged: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, with what the assessment computed or took from the permit referred to; rows keep their ids."""
    result = dict(stored)
    for key, value in judged.items():
        old = stored.get(key)
        if isinstance(value, list) and isinstance(old, list) and len(value) == len(old):
            both = zip(old, value, strict=True)
            result[key] = [merged(a, b) if isinstance(a, Mapping) and isinstance(b, Mapping) else b for a, b in both]
        elif isinstance(value, Mapping) and isinstance(old, Mapping):
            result[key] = merged(old, value)
        elif key not in stored or old is None or not isinstance(old, list):
            result[key] = value
    return result


def _shape(field: FieldDef, first: Field) -> str:
    if field.is_paper:
        return "signature" if field.type is FieldType.SIGNATURE_PAD else "file"
    radios = getattr(first, "choices", None) is not None and first.widget.__class__.__name__ == "ChoiceList"
    return "list" if radios or field.type in LISTS else "line"
