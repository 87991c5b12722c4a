"""The task list of an application: its sections, its papers, the review; each with a state in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.applications import documents
from app.permits.model import Section
from app.permits.names import field_of
from app.web.portal.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Task:
    """`state` is one of todo, started, done, mend, closed; `label` says it."""

    title: str
    url: str
    state: str

    @property
    def label(self) -> str:
        return {
            "todo": _("Belum"),
            "started": _("Sedang diisi"),
            "done": _("Selesai"),
            "mend": _("Perlu diperbaiki"),
            "closed": _("Tidak perlu diubah"),
        }[self.state]

    @property
    def done(self) -> bool:
        return self.state in ("done", "closed")


def tasks(work: Workspace) -> list[Task]:
    """Sections in order, then papers where any is asked. What another draft of the package asks is left out."""
    found = [_section_task(work, section) for section in work.sections() if not work.earlier or work.takes(section)]
    papers = paper_names(work)
    if papers and (not work.earlier or any(work.may_edit(name) for name in papers)):
        url = url_for("Applying.papers", reference=work.application.reference)
        papers = {name for name in papers if work.home_of(name) is work}
        found.append(Task(_("Dokumen"), url, _state(work, papers, set(work.case.documents))))
    return found


def paper_names(work: Workspace) -> set[str]:
    """Papers that are asked now, by input name."""
    slots = documents.slots(work.definition, dict(work.values))
    return {slot.name for slot in slots if slot.name in work.assessment.visible}


def section_url(work: Workspace, section: Section) -> str:
    return url_for("Applying.section", reference=work.application.reference, section_id=section.id)


def next_url(work: Workspace, section: Section) -> str:
    """Where "Simpan dan lanjutkan" leads: the next section that takes something, the papers, the review."""
    shown = work.sections()
    following = shown[shown.index(section) + 1 :] if section in shown else []
    reference = work.application.reference
    every = work.opened is None and not work.earlier
    for candidate in following:
        if every or any(work.may_edit(name) for name in work.names_in(candidate)):
            return section_url(work, candidate)
    papers = paper_names(work)
    if papers and (every or any(work.may_edit(name) for name in papers)):
        return url_for("Applying.papers", reference=reference)
    return after_papers_url(work)


def after_papers_url(work: Workspace) -> str:
    """Where the way leads when a type is filled in: to the next one of the package, or to the review."""
    place = work.together.index(work) if work.together else 0
    for later in work.together[place + 1 :]:
        if found := tasks(later):
            return found[0].url
    return url_for("Applying.review", reference=work.application.reference)


def _section_task(work: Workspace, section: Section) -> Task:
    names = {name for name in work.names_in(section) - paper_names(work) if work.home_of(name) is work}
    answered = {name for name in names if _answered(work, name)}
    return Task(section.title.text(work.locale), section_url(work, section), _state(work, names, answered))


def _state(work: Workspace, names: set[str], answered: set[str]) -> str:
    if work.opened is not None:
        return "mend" if any(work.may_edit(name) for name in names) else "closed"
    wrong = {place for problem in work.assessment.problems for place in problem.places}
    groups = {document.id for document in work.definition.documents if document.one_of}
    if not wrong & (names | (groups if names & set(_members(work)) else set())):
        return "done"
    return "started" if answered & names else "todo"


def _members(work: Workspace) -> list[str]:
    return [member for document in work.definition.documents for member in document.one_of]


def _answered(work: Workspace, name: str) -> bool:
    head = name.partition("-")[0]
    field = work.definition.field(field_of(name, {one.id for one in work.definition.fields}))
    return work.values.get(head) not in (None, "", [], {}) and field.computed is None
