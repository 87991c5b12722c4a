"""The desk's two forms: who files what (add), and one section of the definition (edit) in the shape FAB expects."""

from __future__ import annotations

import re
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from app import forms
from app.applications import content, kinds, queries, schedule
from app.applications.labels import label_of
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.catalog import TypeEntry
from app.errors import InputError
from app.forms.builders import OTHER
from app.forms.inputs import Answer, Upload
from app.foundation.timing import wib_date
from app.permits import assess
from app.permits.case import EventDay, PermitFact
from app.permits.model import Definition, Section
from app.web import current
from app.web.context import locale

PARTIES = {"perorangan": _("Perorangan"), "badan": _("Badan usaha atau lembaga")}
TYPED = {"inputmode": "numeric", "autocomplete": "off"}


class FilingForm(FlaskForm):
    """Counter: the citizen by NIK, the kind of request, the party, and the permit that the kind refers to."""

    nik = StringField(_("NIK pemohon"), [InputRequired(_("NIK pemohon harus diisi."))], render_kw=TYPED)
    kind = SelectField(_("Jenis permohonan"))
    party = SelectField(_("Diajukan untuk"))
    referred = StringField(_("Nomor izin yang dirujuk"), [Optional()])

    def __init__(self, entry: TypeEntry, definition: Definition, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.definition = definition
        self.kind.choices = [(kind, kind_title(definition, kind)) for kind in kinds.offered(entry, definition)]
        self.party.choices = [(party, PARTIES[party]) for party in definition.applicants]

    def referred_permits(self, register: PermitRegister) -> list[PermitFact]:
        """The permits that the typed numbers name, in that order. Raises InputError when the kind needs one that is
        not there."""
        if self.definition.requests[self.kind.data].needs is None:
            return []
        numbers = [one.strip() for one in re.split(r"[;\n]", self.referred.data or "") if one.strip()]
        known = {one.number: one for one in register.find(numbers, self.definition.code)}
        if not numbers or any(number not in known for number in numbers):
            raise InputError(str(_("Nomor izin yang dirujuk tidak ditemukan.")))
        return [known[number] for number in numbers]


def kind_title(definition: Definition, kind: str) -> str:
    """The definition's word for a kind of request."""
    title = definition.requests[kind].title
    return title.text(locale()) if title else kind.capitalize()


def _schedule(definition: Definition, application: Application) -> dict[str, tuple[EventDay, ...]]:
    """The dates that event fields offer today."""
    if not definition.events:
        return {}
    timetable = schedule.timetable(application, wib_date(current.now()))
    return schedule.open_days(definition, timetable, content.answers(application))


def note_visible(definition: Definition, application: Application) -> None:
    """What the rules ask of this application now; kept for the request."""
    case = content.case(application, current.register(), wib_date(current.now()))
    g.desk_visible = assess(definition, case).visible


def _is_asked(definition: Definition, name: str, given: Field) -> bool:
    """Files have pages of their own; what is not visible is not asked, as everywhere."""
    if not isinstance(given, Answer):
        return True
    if isinstance(given, Upload) or isinstance(given.widget, HiddenInput):
        return False
    head, *rest = (name.removesuffix(OTHER) if given.part == "lain" else name).split("-")
    columns = {column.id for field in definition.fields if field.id == head for column in field.fields}
    inner = [part for part in rest if part.isdecimal() or part in columns]
    return "-".join([head, *inner]) in g.desk_visible


def _label(definition: Definition, name: str, given: Answer) -> str:
    """With what it is part of: a form of FAB's has no fieldsets."""
    if given.part == "lain":
        return given.label.text
    whole = label_of(definition, name, locale())
    return f"{whole}: {given.label.text}" if given.part else whole


class SectionForm:
    """What FAB calls `edit_form`: `refresh` gives the generated form of one section of the request's application."""

    def __init__(self, definition: Definition, section: Section) -> None:
        self.definition = definition
        self.section = section

    def refresh(self, formdata: MultiDict[str, str] | None = None, obj: Any = None) -> forms.SectionForm:
        """With the section's mark, so that a save elsewhere in between is noticed."""
        application = queries.get_editable(g.desk_row.reference, current.viewer())
        g.desk_mark = content.section_mark(application, self.section)
        form = forms.build(
            self.definition,
            self.section,
            answers=content.answers(application),
            kind=application.kind,
            formdata=formdata,
            locale=locale(),
            csrf=True,
            schedule=_schedule(self.definition, application),
        )
        for name in list(form._fields):
            if not _is_asked(self.definition, name, form[name]):
                del form[name]
            elif isinstance(form[name], Answer):
                form[name].label.text = _label(self.definition, name, form[name])
        form.populate_obj = lambda target: setattr(target, "posted_answers", form.answers())  # type: ignore[method-assign]
        return form
