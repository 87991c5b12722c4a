"""Rows of a group from a spreadsheet: the file to begin with, and what an applicant sends of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app import forms
from app.applications import answers as halves
from app.errors import NotFoundError
from app.forms import row_files
from app.permits.model import FieldDef, Section
from app.permits.referring import fixed_groups
from app.web import current, spreadsheet
from app.web.portal.workspace import Workspace, open_workspace

MARK = "_csv-"  # the file of a group; no field's name begins so
ADD, REPLACE = "csv", "csv-ganti"


class RowFiles(BaseView):
    """`/permohonan/<ref>/baris/<group>.csv`: the header alone, for whoever fills the application in."""

    route_base = "/permohonan"
    default_view = "template"

    @expose("/<reference>/baris/<group_id>.csv")
    @current.login_required
    def template(self, reference: str, group_id: str) -> ResponseReturnValue:
        work = open_workspace(reference)
        for section in work.sections():
            for group in _groups(work, section):
                if group.id == group_id:
                    header = [column.label for column in row_files.columns(_asked(work, section, group))]
                    return spreadsheet.respond(group_id, header, ())
        raise NotFoundError(detail="no rows from a file here")


@dataclass(frozen=True, slots=True)
class Taken:
    """What the files of a post came to: the values with their rows, and what is told of it."""

    values: dict[str, Any]
    notice: str = ""
    faults: tuple[str, ...] = ()


def take(work: Workspace, section: Section, values: dict[str, Any], action: str) -> Taken:
    """The posted values with the rows of the files sent along: after those that are there, or in their place.

    A faulty file changes nothing; what was typed beside it is kept.
    """
    result, faults, count = dict(values), list[str](), 0
    for group in _groups(work, section):
        upload = request.files.get(f"{MARK}{group.id}")
        if upload is None or not upload.filename:
            if action in (f"{ADD}:{group.id}", f"{REPLACE}:{group.id}"):
                faults.append(_("Pilih berkas CSV lebih dahulu."))
            continue
        rows = values.get(group.id, work.values.get(group.id))
        replaced = action == f"{REPLACE}:{group.id}"
        there = list(rows) if halves.is_rows(rows) and not replaced else []
        found = row_files.read(upload.stream.read(row_files.MAX_BYTES + 1), _asked(work, section, group), len(there))
        if found.faults:
            faults += found.faults
            continue
        result[group.id] = [*there, *found.rows]
        count += len(found.rows)
    told = ngettext("%(num)s baris diambil dari berkas.", "%(num)s baris diambil dari berkas.", count) if count else ""
    return Taken(result, told and f"{told} {_('Periksa isinya di bawah ini.')}", tuple(faults))


def _groups(work: Workspace, section: Section) -> list[FieldDef]:
    """The groups of the section to which this person may add rows by a file now."""
    if not work.editable:
        return []
    kind, fixed = work.application.kind, fixed_groups(work.definition, work.application.kind)
    return [
        field
        for field in forms.asked(work.definition, section, kind)
        if row_files.takes_file(field) and field.id not in fixed and work.may_answer(field.id)
    ]


def _asked(work: Workspace, section: Section, group: FieldDef) -> row_files.Asked:
    return row_files.Asked(work.definition, section, group, work.application.kind, work.locale, work.case.schedule)


VIEWS = (RowFiles,)
