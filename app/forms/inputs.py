"""WTForms inputs that hold stored values: typed text becomes the stored form, what cannot be parsed stays the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import FileInput, TextArea, TextInput, html_params

from app.permits import fieldtypes
from app.permits.model import FieldDef, FieldType

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # neither database takes them


class Answer(Field):
    """One input of a definition's field. `data` is the stored value."""

    widget = TextInput()
    validation_attrs: list[str] = []  # the browser must let a draft through; the server says what is missing

    def __init__(self, *args: Any, declared: FieldDef, part: str = "", **kwargs: Any) -> None:
        """`part` is set for a piece of an address or a point, which is plain text."""
        super().__init__(*args, **kwargs)
        self.declared = declared
        self.part = part

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        raw = [UNSTORABLE.sub("", value) for value in valuelist if isinstance(value, str)]
        self.data = self.parse(raw)

    def parse(self, raw: list[str]) -> Any:
        if self.part:
            return raw[0].strip() or None if raw else None
        return fieldtypes.parse(self.declared, raw[0] if raw else None)

    def _value(self) -> str:
        return as_typed(self.data)


class Choice(Answer):
    """One of several: a select, or radio buttons where there are few."""

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(choices)

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        """The choices, and a value that is none of them, so that it is not lost."""
        chosen = self.chosen()
        for value, label in self.choices:
            yield value, label, value in chosen, {}
        known = {value for value, _label in self.choices}
        for value in chosen - known - {""}:
            yield value, value, True, {}

    def chosen(self) -> set[str]:
        return {as_typed(self.data)}


class Several(Choice):
    """Check boxes. An empty hidden input beside them tells "none ticked" from "not asked"."""

    def parse(self, raw: list[str]) -> Any:
        return fieldtypes.parse(self.declared, raw)

    def chosen(self) -> set[str]:
        return {str(value) for value in self.data} if isinstance(self.data, list) else {as_typed(self.data)}


class Tick(Several):
    """A single box: ticked or not."""

    def parse(self, raw: list[str]) -> Any:
        return True if "true" in raw else None

    def chosen(self) -> set[str]:
        return {"true"} if self.data is True else set()


class Upload(Answer):
    """A file within a row. Its bytes go to `applications.documents`; the form only has the place."""

    widget = FileInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        return


class ChoiceList:
    """Radio buttons or check boxes as a list. The first one bears the field's id, so that a message can link to it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, field: Choice, **kwargs: Any) -> Markup:
        # aria-invalid is for a whole group of radios, not for one of them; the message is tied by aria-describedby.
        described = kwargs.get("aria-describedby")
        attributes = f' aria-describedby="{escape(described)}"' if described else ""
        items = [self._item(field, place, choice, attributes) for place, choice in enumerate(field.iter_choices())]
        if self.kind == "checkbox":
            items.insert(0, Markup('<input type="hidden" name="{}" value="">').format(field.name))
        return Markup("").join(items)

    def _item(self, field: Choice, place: int, choice: tuple[str, str, bool, Any], attributes: str) -> Markup:
        value, label, chosen, _extra = choice
        item_id = field.id if place == 0 else f"{field.id}_{place}"
        button = html_params(
            type=self.kind, name=field.name, id=item_id, value=value, checked=chosen, class_="form-check-input"
        )
        return Markup(
            '<div class="form-check"><input {}{}><label class="form-check-label" for="{}">{}</label></div>'
        ).format(Markup(button), Markup(attributes), item_id, label)


class BlankSelect:
    """A select that begins with "choose": nothing is chosen on behalf of the applicant."""

    def __call__(self, field: Choice, **kwargs: Any) -> Markup:
        attributes = html_params(**{"id": field.id, **kwargs, "name": field.name})
        options = [Markup('<option value="">– pilih –</option>')]
        for value, label, chosen, _extra in field.iter_choices():
            mark = " selected" if chosen else ""
            options.append(Markup('<option value="{}"{}>{}</option>').format(value, Markup(mark), label))
        return Markup(f"<select {attributes}>{''.join(options)}</select>")


PARAGRAPH = TextArea()
RADIOS = ChoiceList("radio")
BOXES = ChoiceList("checkbox")
SELECT = BlankSelect()


def as_typed(value: Any) -> str:
    """A stored value as an input shows it for editing."""
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return str(value.get("date", ""))
    return str(value)


def input_type(field_type: FieldType) -> dict[str, str]:
    """Attributes that bring up the right keyboard on a phone."""
    return dict(_ATTRIBUTES.get(field_type, {}))


_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
_ATTRIBUTES: dict[FieldType, dict[str, str]] = {
    FieldType.INTEGER: {"inputmode": "numeric"},
    FieldType.MONEY: {"inputmode": "numeric"},
    FieldType.DECIMAL: {"inputmode": "decimal"},
    FieldType.DATE: {"type": "date"},
    FieldType.DATETIME: {"type": "datetime-local"},
    FieldType.TIME: {"inputmode": "numeric", "placeholder": "07:30", "maxlength": "5"},  # type=time knows no 24:00
    FieldType.EMAIL: {"type": "email", "autocomplete": "email"},
    FieldType.PHONE: {"type": "tel"},
    FieldType.URL: {"type": "url"},
    FieldType.NIK: _DIGITS,
    FieldType.NPWP: _DIGITS,
    FieldType.NIB: _DIGITS,
    FieldType.POSTAL_CODE: _DIGITS,
    FieldType.PASPOR: {"autocomplete": "off"},
    FieldType.PERSON_NAME: {"autocomplete": "off"},
}
