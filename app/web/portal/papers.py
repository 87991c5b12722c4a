"""The papers page: one line per paper that is asked, with what is there and what it must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.applications import content, documents, earlier
from app.applications.documents import Slot
from app.applications.labels import label_of
from app.applications.models import Document
from app.errors import NotFoundError
from app.foundation.timing import wib_date
from app.permits.model import DocumentDef
from app.permits.names import paper_date_name
from app.web import current
from app.web.portal.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Line:
    """One paper. `group` is the label of the alternatives that it belongs to, with how many are needed."""

    slot: Slot
    label: str
    help: str
    formats: str
    required: bool
    recommended: bool
    why: tuple[str, ...]
    group: str
    files: tuple[Document, ...]
    earlier: tuple[Document, ...]
    editable: bool
    full: bool
    problem: str = ""
    remark: str = ""

    @property
    def name(self) -> str:
        return self.slot.name

    @property
    def date_name(self) -> str:
        return paper_date_name(self.slot.name) if self.slot.document.max_age_days is not None else ""

    @property
    def accept(self) -> str:
        return ",".join(f".{kind}" for kind in self.slot.document.accept)


def lines(work: Workspace, problems: dict[str, str]) -> list[Line]:
    """Every paper that is asked now, in the order of the definition; not what another draft of the package asks."""
    present = content.papers(work.application)
    slots = [
        slot
        for slot in documents.slots(work.definition, dict(work.values))
        if slot.name in work.assessment.visible and work.home_of(slot.name) is work
    ]
    before = earlier.offered(work.application, slots, current.viewer().user_id, wib_date(current.now()))
    return [_line(work, slot, present.get(slot.name, []), before.get(slot.name, []), problems) for slot in slots]


def earlier_paper(work: Workspace, name: str, document_id: str) -> documents.Received:
    """A paper of an earlier request for this place. Raises NotFoundError for one that is not offered there."""
    slot = documents.slot_of(work.definition, dict(work.values), name)
    if slot.name not in work.assessment.visible or not (document_id.isdecimal() and len(document_id) < 16):
        raise NotFoundError(detail="no such place or paper")
    before = earlier.offered(work.application, [slot], current.viewer().user_id, wib_date(current.now()))
    return earlier.take(before, slot, int(document_id))


def _line(work: Workspace, slot: Slot, files: list[Document], before: list[Document], problems: dict[str, str]) -> Line:
    paper, required = slot.document, slot.name in work.assessment.required
    group = next((document for document in work.definition.documents if paper.id in document.one_of), None)
    return Line(
        slot=slot,
        label=label_of(work.definition, slot.name, work.locale) if slot.group else paper.label.text(work.locale),
        help=paper.help.text(work.locale) if paper.help else "",
        formats=_formats(paper),
        required=required,
        recommended=paper.recommended,
        why=work.explainer.why(slot.name),
        group=_("%(label)s: unggah paling sedikit %(need)s", label=group.label.text(work.locale), need=group.need)
        if group
        else "",
        files=tuple(files),
        earlier=tuple(paper for paper in before if paper.sha256 not in {file.sha256 for file in files}),
        editable=work.may_edit(slot.name),
        full=len(files) >= paper.files.max,
        problem=problems.get(slot.name, "") or (problems.get(group.id, "") if group else ""),
        remark=work.remarks.get(slot.name, ""),
    )


def parse_date(typed: str) -> date | None:
    """A date as a browser sends it; None for nothing or nonsense."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _formats(paper: DocumentDef) -> str:
    kinds = ", ".join(kind.upper() for kind in paper.accept)
    count = _(", paling banyak %(count)s berkas", count=paper.files.max) if paper.files.max > 1 else ""
    age = _(", berumur paling lama %(days)s hari", days=paper.max_age_days) if paper.max_age_days is not None else ""
    return _("%(kinds)s, paling besar %(size)s MB", kinds=kinds, size=paper.max_mb) + count + age
