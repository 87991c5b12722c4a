"""The desk's two forms: who files what (add), and one section of the definition (edit) in the shape FAB expects."""

from __future__ import annotations

import re
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Optional

from app import forms
from app.applications import content, kinds, queries, schedule
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.catalog import TypeEntry
from app.errors import InputError
from app.foundation.timing import wib_date
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
        form.populate_obj = lambda target: setattr(target, "posted_answers", form.answers())  # type: ignore[method-assign]
        return form
