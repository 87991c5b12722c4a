"""One builder per field type: a definition's field → the inputs that ask for it, by name. Keys as in the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.widgets import HiddenInput

from app.errors import DefinitionError
from app.forms import inputs
from app.permits import fieldtypes, records
from app.permits.case import EventDay
from app.permits.model import Definition, FieldDef, FieldType
from app.permits.names import ADDRESS_PARTS, LOCATION_PARTS, input_name

OTHER = "_lain"
FEW = 6  # up to so many choices are shown at once
ADDRESS_LABELS = {
    "jalan": "Jalan dan nomor",
    "rt": "RT",
    "rw": "RW",
    "kelurahan": "Kelurahan atau desa",
    "kecamatan": "Kecamatan",
    "kota": "Kota atau kabupaten",
    "provinsi": "Provinsi",
    "kode_pos": "Kode pos",
}
LOCATION_LABELS = {"lat": "Garis lintang", "lon": "Garis bujur", "accuracy_m": "Ketelitian (meter)"}
SIGNATURES = ("png", "jpg")
DEPTHS = {"kota": ("kota", "provinsi"), "kecamatan": ("kecamatan", "kota", "provinsi")}

Unbound = Any  # WTForms' UnboundField has no public name
Inputs = dict[str, Unbound]


@dataclass(frozen=True, slots=True)
class Ask:
    """What builders need besides the field: the definition (its tables), the language, the rows that are there."""

    definition: Definition
    locale: str = "id"
    rows: Mapping[str, tuple[int, ...]] = attribute(default_factory=dict)  # group's name → indexes
    schedule: Mapping[str, Sequence[EventDay]] = attribute(default_factory=dict)  # event → the dates that are open


Builder = Callable[[FieldDef, str, Ask], Inputs]


def build_inputs(field: FieldDef, name: str, ask: Ask) -> Inputs:
    """All inputs of one field. Raises DefinitionError for a name that a form uses itself."""
    if field.computed is not None:
        return {}
    found = FIELD_BUILDERS[field.type](field, name, ask)
    for taken in found:
        if hasattr(FlaskForm, taken) or taken.startswith("_") or taken in RESERVED:
            raise DefinitionError(f"Nama isian {taken} tidak dapat dipakai.")
    return found


RESERVED = frozenset({"meta", "form_errors", "csrf_token"})


def _answer(kind: type[Field], field: FieldDef, ask: Ask, **extra: Any) -> Unbound:
    return kind(field.label.text(ask.locale), declared=field, **extra)


def _line(field: FieldDef, name: str, ask: Ask) -> Inputs:
    attributes = inputs.input_type(field.type)
    if field.max_length and field.type is FieldType.TEXT:
        attributes["maxlength"] = str(field.max_length)
    if field.placeholder:
        attributes["placeholder"] = field.placeholder.text(ask.locale)
    return {name: _answer(inputs.Answer, field, ask, render_kw=attributes)}


def _paragraph(field: FieldDef, name: str, ask: Ask) -> Inputs:
    return {name: _answer(inputs.Answer, field, ask, widget=inputs.PARAGRAPH, render_kw={"rows": "4"})}


def _nothing(field: FieldDef, name: str, ask: Ask) -> Inputs:
    return {}


def _boolean(field: FieldDef, name: str, ask: Ask) -> Inputs:
    """Two radio buttons: an unticked box could not be told from a question that nobody answered."""
    yes_no = [("true", "Yes"), ("false", "No")] if ask.locale == "en" else [("true", "Ya"), ("false", "Tidak")]
    return {name: _answer(inputs.Choice, field, ask, choices=yes_no, widget=inputs.RADIOS)}


def _declaration(field: FieldDef, name: str, ask: Ask) -> Inputs:
    wording = (field.text or field.label).text(ask.locale)
    return {name: _answer(inputs.Tick, field, ask, choices=[("true", wording)], widget=inputs.BOXES)}


def _choice(field: FieldDef, name: str, ask: Ask) -> Inputs:
    choices = _choices(field, ask)
    widget = inputs.RADIOS if len(choices) <= FEW else inputs.SELECT
    return {name: _answer(inputs.Choice, field, ask, choices=choices, widget=widget), **_other(field, name, ask)}


def _multi_choice(field: FieldDef, name: str, ask: Ask) -> Inputs:
    boxes = _answer(inputs.Several, field, ask, choices=_choices(field, ask), widget=inputs.BOXES)
    return {name: boxes, **_other(field, name, ask)}


def _reference(field: FieldDef, name: str, ask: Ask) -> Inputs:
    if field.to == "record" and field.table in ask.definition.tables:
        return _record(field, name, ask)
    if field.to != "table":
        return _line(field, name, ask)
    return {name: _answer(inputs.Choice, field, ask, choices=_choices(field, ask), widget=inputs.SELECT)}


def _record(field: FieldDef, name: str, ask: Ask) -> Inputs:
    """A list where it is short enough to be looked through, else the key is typed."""
    choices = records.offered(ask.definition.tables[field.table or ""])
    if len(choices) > records.MOST_CHOICES:
        return _line(field, name, ask)
    return {name: _answer(inputs.Choice, field, ask, choices=choices, widget=inputs.SELECT)}


def _event(field: FieldDef, name: str, ask: Ask) -> Inputs:
    """The dates that are open, each with its place and the seats that are left. A full one is not offered."""
    days = [day for event in field.of or () for day in ask.schedule.get(event, ()) if day.left > 0]
    choices = [(day.day.isoformat(), _day_label(day, ask.locale)) for day in days]
    widget = inputs.RADIOS if 0 < len(choices) <= FEW else inputs.SELECT
    return {name: _answer(inputs.Choice, field, ask, choices=choices, widget=widget)}


def _day_label(day: EventDay, locale: str) -> str:
    hours = "–".join(part.replace(":", ".") for part in (day.starts, day.ends) if part)
    seats = f"{day.left} seats left" if locale == "en" else f"sisa {day.left} tempat"
    when = fieldtypes.long_date(day.day.isoformat(), locale)
    return ", ".join(part for part in (when, f"{hours} WIB" if hours else "", day.place, seats) if part)


def _choices(field: FieldDef, ask: Ask) -> list[tuple[str, str]]:
    found = fieldtypes.choices(ask.definition, field, locale=ask.locale)
    if field.other and "lain" not in {value for value, _label in found}:
        found = [*found, ("lain", "Other" if ask.locale == "en" else "Lainnya")]
    return found


def _other(field: FieldDef, name: str, ask: Ask) -> Inputs:
    if not field.other:
        return {}
    label = f"{field.label.text(ask.locale)}: {'other' if ask.locale == 'en' else 'lainnya'}"
    return {name + OTHER: inputs.Answer(label, declared=field, part="lain")}


def _address(field: FieldDef, name: str, ask: Ask) -> Inputs:
    parts = DEPTHS.get(field.depth or "", ADDRESS_PARTS)
    return {input_name(name, part): _part(field, part, ADDRESS_LABELS) for part in parts}


def _location(field: FieldDef, name: str, ask: Ask) -> Inputs:
    """Two numbers to type; how exact a telephone was is only told by its browser."""
    typed = {
        input_name(name, part): _part(field, part, LOCATION_LABELS, {"inputmode": "text", "autocomplete": "off"})
        for part in LOCATION_PARTS
        if part != "accuracy_m"
    }
    accuracy = inputs.Answer(LOCATION_LABELS["accuracy_m"], declared=field, part="accuracy_m", widget=HiddenInput())
    return {**typed, input_name(name, "accuracy_m"): accuracy}


def _part(
    field: FieldDef, part: str, labels: Mapping[str, str], attributes: Mapping[str, str] | None = None
) -> Unbound:
    return inputs.Answer(labels[part], declared=field, part=part, render_kw=dict(attributes or {}))


def _file(field: FieldDef, name: str, ask: Ask) -> Inputs:
    accept = ",".join(f".{kind}" for kind in field.accept or ("pdf", "jpg", "png"))
    return {name: _answer(inputs.Upload, field, ask, render_kw={"accept": accept})}


def _signature(field: FieldDef, name: str, ask: Ask) -> Inputs:
    """A photograph of it; where scripts run it is drawn in place of that."""
    accept = ",".join(f".{kind}" for kind in SIGNATURES)
    return {
        name: _answer(
            inputs.Upload, field, ask, render_kw={"accept": accept, "data-signature": "", "data-max-px": "1200"}
        )
    }


def _group(field: FieldDef, name: str, ask: Ask) -> Inputs:
    prefixes = [input_name(name, row) for row in ask.rows.get(name, ())] if field.repeats else [name]
    return {
        key: unbound
        for prefix in prefixes
        for child in field.fields
        for key, unbound in build_inputs(child, input_name(prefix, child.id), ask).items()
    }


FIELD_BUILDERS: dict[FieldType, Builder] = {
    FieldType.TEXT: _line,
    FieldType.PARAGRAPH: _paragraph,
    FieldType.NOTE: _nothing,
    FieldType.INTEGER: _line,
    FieldType.MONEY: _line,
    FieldType.DECIMAL: _line,
    FieldType.BOOLEAN: _boolean,
    FieldType.DECLARATION: _declaration,
    FieldType.CHOICE: _choice,
    FieldType.MULTI_CHOICE: _multi_choice,
    FieldType.DATE: _line,
    FieldType.DATETIME: _line,
    FieldType.TIME: _line,
    FieldType.EMAIL: _line,
    FieldType.PHONE: _line,
    FieldType.NIK: _line,
    FieldType.PASPOR: _line,
    FieldType.NPWP: _line,
    FieldType.NIB: _line,
    FieldType.POSTAL_CODE: _line,
    FieldType.PERSON_NAME: _line,
    FieldType.URL: _line,
    FieldType.ADDRESS: _address,
    FieldType.LOCATION: _location,
    FieldType.FILE: _file,
    FieldType.SIGNATURE_PAD: _signature,
    FieldType.REFERENCE: _reference,
    FieldType.EVENT: _event,
    FieldType.GROUP: _group,
}
