"""One section page: reads the post, saves it, and decides what to show next. Saving comes before judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from app import forms
from app.applications import answers as halves
from app.applications import content, documents, service
from app.applications.documents import Received
from app.errors import ConflictError, InputError, NotFoundError, TooLargeError
from app.forms.questions import Question, View
from app.foundation import audit
from app.foundation.database import transaction
from app.permits import assess
from app.permits.assessing import picking
from app.permits.case import Problem
from app.permits.model import Section, Text
from app.permits.names import field_of, input_name
from app.permits.referring import fixed_groups
from app.web import current
from app.web.portal import row_files
from app.web.portal.papers import parse_date
from app.web.portal.workspace import Workspace, messages, workspace_of

ACTION, MARK, PICK = "_aksi", "_versi", "pilih"


@dataclass(frozen=True, slots=True)
class Saved:
    """After a post: how it stands, what is wrong in this section, and whether the answers opened new questions."""

    work: Workspace
    problems: tuple[Problem, ...] = ()
    revealed: bool = False
    conflict: str = ""
    notice: str = ""
    faults: tuple[str, ...] = ()  # of files that were to fill rows


def section_of(work: Workspace, section_id: str) -> Section:
    """Raises NotFoundError for a section that is not there or not asked."""
    found = next((section for section in work.sections() if section.id == section_id), None)
    if found is None:
        raise NotFoundError
    return found


def questions(work: Workspace, section: Section, problems: tuple[Problem, ...] = ()) -> tuple[Question, ...]:
    """The section for the page, filled from what is stored."""
    kind = work.application.kind
    form = forms.build(
        work.definition, section, kind=kind, answers=work.values, locale=work.locale, schedule=work.case.schedule
    )
    return _view(work, form, messages(problems, work.locale)).questions()


def shown(work: Workspace, section: Section) -> tuple[Question, ...]:
    """The section as text, for the review and for what can no longer be changed."""
    form = forms.ReadOnly(work.definition, section, work.values)
    return View(
        form,
        work.assessment,
        lambda name: False,
        locale=work.locale,
        before=work.before,
        why=work.explainer.ruled,
        files=content.papers(work.application),
    ).questions()


def live_data(work: Workspace, section: Section) -> dict[str, Any] | None:
    """The rules that the section's page carries, with the facts that they read."""
    return work.live(section).data()


def save(work: Workspace, section: Section) -> Saved:
    """Keep what was posted, papers of rows too, then judge it."""
    posted: MultiDict[str, str] = request.form
    form = forms.build(
        work.definition,
        section,
        kind=work.application.kind,
        answers=work.values,
        formdata=posted,
        locale=work.locale,
        schedule=work.case.schedule,
    )
    values = rows_changed(posted.get(ACTION, ""), form.answers(), work.values)
    taken = row_files.take(work, section, rows_picked(posted, values, work, section), posted.get(ACTION, ""))
    values = taken.values
    received, refused = receive(work, section)
    actor, now, user_id = current.actor(), current.now(), current.viewer().user_id
    also_open = work.also_open | work.brought_up(section, values)
    try:
        with transaction():
            service.save_section(
                work.application, section.id, values, actor=actor, now=now,
                seen=posted.get(MARK), also_open=also_open,
            )  # fmt: skip
            for paper in received:
                service.keep(
                    work.application, paper, uploader_id=user_id or 0, actor=actor, now=now, also_open=also_open
                )
    except ConflictError as error:
        return Saved(work, conflict=error.user_message)
    after = workspace_of(work.application, section=section)
    problems = (*_wrong(work, after, section), *refused)
    return Saved(after, problems, _reveals(work, after, section, posted), notice=taken.notice, faults=taken.faults)


def typed_again(work: Workspace, section: Section) -> tuple[Question, ...]:
    """The page with what was just typed, where it could not be saved."""
    form = forms.build(
        work.definition,
        section,
        kind=work.application.kind,
        answers=work.values,
        formdata=request.form,
        locale=work.locale,
        schedule=work.case.schedule,
    )
    return _view(work, form, {}).questions()


def rows_changed(action: str, values: dict[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """`tambah:barang` adds an empty row, `hapus:barang:r1ab` takes one out."""
    verb, _, rest = action.partition(":")
    group, _, row_id = rest.partition(":")
    rows = values.get(group, stored.get(group) or [])
    if not group or not halves.is_rows(rows):
        return values
    if verb == "tambah":
        taken = [str(row.get(halves.ROW_ID, "")) for row in rows]
        return {**values, group: [*(row for row in rows if row), {halves.ROW_ID: halves.new_row_id(taken)}]}
    if verb == "hapus":
        return {**values, group: [row for row in rows if row.get(halves.ROW_ID) != row_id]}
    return values


def rows_picked(
    posted: MultiDict[str, str], values: dict[str, Any], work: Workspace, section: Section
) -> dict[str, Any]:
    """`petak-pilih` are the keys of the parent's rows that are ticked: those picked before keep what was typed in them."""
    result = dict(values)
    for field in section.fields:
        name = f"{field.id}-{PICK}"
        if (
            field.rows_from is None
            or name not in posted
            or field.id in fixed_groups(work.definition, work.application.kind)
        ):
            continue
        key, ticked = field.rows_from.key, set(posted.getlist(name))
        rows = values.get(field.id, work.values.get(field.id))
        before = {str(row.get(key)): row for row in rows} if halves.is_rows(rows) else {}
        picked = [one for one in _offers(work, section).get(field.id, {}) if one in ticked]
        result[field.id] = [before.get(one, {key: one}) for one in picked]
    return result


def _offers(work: Workspace, section: Section) -> dict[str, picking.Offer]:
    """The rows that this section's groups may pick from the permit that the request points to."""
    found = {
        field.id: picking.on_offer(work.definition, work.case, field, work.assessment.values)
        for field in section.fields
        if field.rows_from is not None
    }
    return {name: offer for name, offer in found.items() if offer is not None}


def receive(work: Workspace, section: Section | None = None) -> tuple[list[Received], tuple[Problem, ...]]:
    """Examine the files of this post outside any transaction. One bad file does not take the others with it."""
    received: list[Received] = []
    refused: list[Problem] = []
    ids = {field.id for field in section.fields} if section else None
    for name, upload in request.files.items(multi=True):
        if not upload.filename or (ids is not None and name.split("-")[0] not in ids):
            continue
        typed = parse_date(request.form.get(f"{name}{documents.DATE_MARK}", ""))
        try:
            received.append(documents.receive(work.application, name, upload.read(), upload.filename, typed))
        except (InputError, TooLargeError, NotFoundError) as error:  # a row may be gone in another window
            refused.append(Problem(name, Text(id=error.user_message)))
    for problem in refused:
        audit.note("berkas.ditolak", work.application.reference, current.actor(), current.now(), input=problem.name)
    return received, tuple(refused)


def _view(work: Workspace, form: forms.SectionForm, said: Mapping[str, str]) -> View:
    live = work.live(form.section)
    return View(
        form,
        work.assessment,
        work.may_answer,
        problems=said,
        remarks=work.remarks,
        before=work.before,
        offers=_offers(work, form.section),
        fixed=fixed_groups(work.definition, work.application.kind),
        locale=work.locale,
        why=work.explainer.why,
        files=content.papers(work.application),
        live=live,
        unveiled=assess(live.unveiled(), work.case) if live.visible else None,
    )


def _wrong(before: Workspace, after: Workspace, section: Section) -> tuple[Problem, ...]:
    """What to mend before going on. A question that has only just appeared is asked first, not scolded for."""
    papers = {slot.name for slot in documents.slots(after.definition, dict(after.values))}
    return tuple(
        problem
        for problem in after.assessment.problems
        if _last_section(after, problem) == section.id
        and any(after.home_of(place) is after for place in problem.places)  # else it is mended in another draft
        and not (problem.missing and not any(_was_asked(before, place) for place in problem.places))
        and not (problem.missing and set(problem.places) & papers)
    )


def _last_section(work: Workspace, problem: Problem) -> str:
    """The section where a problem can be judged: what it speaks about may be asked further on."""
    sections = [(section.id, {field.id for field in section.fields}) for section in work.definition.sections]
    found = [section for section, ids in sections if any(field_of(place, ids) for place in problem.places)]
    return found[-1] if found else ""


def _was_asked(before: Workspace, place: str) -> bool:
    return place in before.assessment.visible


def _reveals(before: Workspace, after: Workspace, section: Section, posted: Mapping[str, str]) -> bool:
    if _offers(after, section).keys() != _offers(before, section).keys() or _rows_to_fill(before, after, section):
        return True
    fresh = after.names_in(section) - before.assessment.visible
    return any(after.may_edit(name) and name not in posted and _typed(after, name) for name in fresh)


def _rows_to_fill(before: Workspace, after: Workspace, section: Section) -> bool:
    """Whether rows were just picked that have questions of their own."""
    for field in section.fields:
        if field.rows_from is None:
            continue
        old, new = (len(work.assessment.values.get(field.id) or ()) for work in (before, after))
        if new > old and any(_asked(after, field.id, column.id) for column in field.fields):
            return True
    return False


def _asked(work: Workspace, group: str, column: str) -> bool:
    name = input_name(group, 0, column)
    return name in work.assessment.visible and name not in work.assessment.readonly


def _typed(work: Workspace, name: str) -> bool:
    """Whether the name is a question of its own: not computed, and not a cell of a row that was just added."""
    _, _, rest = name.partition("-")
    field = work.definition.field(field_of(name, {one.id for one in work.definition.fields}))
    return field.computed is None and name not in work.assessment.readonly and not (rest and field.repeats)
