"""What the signing pages show: applications that wait for this person's signature, with their papers and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app import catalog
from app.accounts.models import Assignment
from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.queries import Viewer
from app.certificates import interim, queries, sanctions
from app.certificates.approval import Approval
from app.certificates.models import AwaitedPaper, Issued
from app.certificates.products import INTERIM, LETTER_KINDS, office_letter
from app.certificates.sanctions import OfficeLetter
from app.errors import NotAllowedError, NotFoundError, SakporeError
from app.foundation.timing import wib_date
from app.verification import approvals
from app.web import current


@dataclass(frozen=True, slots=True)
class Waiting:
    """One application in the list. `stale`: prepared on another day or for another signer, so it is prepared again."""

    reference: str
    applicant: str
    refusal: bool
    letter: str  # the title of a letter about a permit
    due_on: date | None
    late: bool
    chain: tuple[tuple[str, datetime], ...]
    papers: tuple[Issued, ...]
    stale: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    items: tuple[Waiting, ...]


def may_sign(application: Application, viewer: Viewer) -> bool:
    """The sign role of the version, by assignment for this permit type, and FAB's permission."""
    definition = content.definition_of(application)
    role = definition.flow.sign.role
    assigned = any(_covers(assignment, role, application) for assignment in viewer.assignments)
    return assigned and role in viewer.roles and current.may("can_sign", definition.camel)


def awaited_of(application: Application, viewer: Viewer) -> AwaitedPaper | None:
    """The interim paper that this person is to sign now; of several the one that waits longest."""
    if application.status not in interim.OPEN or not current.may("can_sign", content.definition_of(application).camel):
        return None
    mine = (one for one in interim.awaited(application) if any(_signs(a, one, application) for a in viewer.assignments))
    return next((paper for paper in mine if paper.role in viewer.roles), None)


def _signs(assignment: Assignment, paper: AwaitedPaper, application: Application) -> bool:
    """The signer's role in the tier's agency, or in the office for all agencies."""
    return (
        assignment.role == paper.role
        and (assignment.codes is None or application.code in assignment.codes)
        and assignment.agency in (None, paper.agency)
        and assignment.kelurahan in (None, application.kelurahan)
    )


def find_to_sign(viewer: Viewer) -> list[Application]:
    """Applications of which this person is to sign something: the final paper, or an interim one."""
    final = [found for found in queries.find_waiting(viewer) if may_sign(found, viewer)]
    final += [found for found in sanctions.find_awaiting(viewer) if may_sign(found, viewer)]
    known = {found.id for found in final}
    between = [found for found in interim.find_awaiting(viewer) if found.id not in known]
    return final + [found for found in between if awaited_of(found, viewer)]


def _covers(assignment: Assignment, role: str, application: Application) -> bool:
    """The whole assignment, not its role alone: the right to see a row by another one is no right to sign it."""
    return (
        assignment.role == role
        and (assignment.codes is None or application.code in assignment.codes)
        and assignment.agency is None
        and assignment.kelurahan in (None, application.kelurahan)
    )


def require_application(reference: str, viewer: Viewer) -> Application:
    """Raises NotFoundError for what the viewer does not see, NotAllowedError for what only others sign."""
    between = next((one for one in interim.find_awaiting(viewer) if one.reference == reference), None)
    if between is not None and awaited_of(between, viewer):
        return between
    about = next((one for one in sanctions.find_awaiting(viewer) if one.reference == reference), None)
    application = about or queries.get_waiting(reference, viewer)
    if not may_sign(application, viewer):
        raise NotAllowedError(detail=f"{reference} is signed by another role")
    return application


def require_papers(issued_ids: Iterable[int], viewer: Viewer) -> list[Issued]:
    """Papers in the order given, each of an application that this person signs. Raises as above."""
    found = [queries.get_issued(issued_id) for issued_id in issued_ids]
    mine = {application.id: application for application in (*queries.find_waiting(viewer), *find_to_sign(viewer))}
    for issued in found:
        application = mine.get(issued.application_id)
        if application is None:
            raise NotFoundError("Naskah ini tidak sedang menunggu tanda tangan Anda.")
        if not _may_sign_this(issued, application, viewer):
            raise NotAllowedError(detail=f"{application.reference} is signed by another role")
    return found


def _may_sign_this(issued: Issued, application: Application, viewer: Viewer) -> bool:
    if issued.kind in LETTER_KINDS.values():
        letter = sanctions.awaited(application)
        return letter is not None and letter.place == issued.row and may_sign(application, viewer)
    if issued.kind != INTERIM:
        return may_sign(application, viewer)
    paper = awaited_of(application, viewer)
    return paper is not None and paper.product == issued.product


def approval_of(application: Application, viewer: Viewer) -> Approval:
    """For a permit, its refusal, a letter about it or an interim paper. Raises NotAllowedError."""
    if letter := _letter(application):
        return approvals.letter_approval(application, letter)
    if paper := awaited_of(application, viewer):
        return approvals.interim_approval(application, paper)
    if application.status is Status.TO_REFUSE:
        return approvals.refusal_approval(application)
    return approvals.approval(application)


def _letter(application: Application) -> OfficeLetter | None:
    return sanctions.awaited(application) if application.status is Status.ISSUED else None


def approvals_of(issued: Sequence[Issued], viewer: Viewer) -> dict[int, Approval]:
    """By application id; an application without a complete ladder is left out, and its papers will not be signed."""
    wanted = {each.application_id for each in issued}
    found: dict[int, Approval] = {}
    for application in find_to_sign(viewer):
        if application.id in wanted:
            try:
                found[application.id] = approval_of(application, viewer)
            except SakporeError:
                continue  # the result of this paper will say so
    return found


def groups(viewer: Viewer, now: datetime) -> list[Group]:
    """The whole list, by permit type."""
    applications = find_to_sign(viewer)
    prepared = queries.find_prepared(applications)
    by_code: dict[str, list[Waiting]] = {}
    for application in applications:
        papers = tuple(prepared.get(application.id, ()))
        by_code.setdefault(application.code, []).append(_waiting(application, papers, viewer, now))
    return [Group(catalog.entry(code).title, tuple(items)) for code, items in sorted(by_code.items())]


def _letter_title(application: Application) -> str:
    letter = _letter(application)
    if letter is None:
        return ""
    title = office_letter(content.definition_of(application), letter.product).title
    return title.text() if title else letter.product


def is_current(issued: Issued, user_id: int | None, now: datetime) -> bool:
    """Whether the rendered bytes are those that this person can sign today."""
    prepared_today = issued.prepared_at is not None and wib_date(issued.prepared_at) == wib_date(now)
    return bool(issued.unsigned_key) and issued.signed_by_id == user_id and prepared_today


def _waiting(application: Application, papers: tuple[Issued, ...], viewer: Viewer, now: datetime) -> Waiting:
    chain: tuple[tuple[str, datetime], ...] = ()
    problem = None
    try:
        chain = tuple((review.role, review.decided_at) for review in approval_of(application, viewer).reviews)
    except SakporeError as error:
        problem = error.user_message
    return Waiting(
        reference=application.reference,
        applicant=application.party_name or str(content.snapshot(application).get("nama", "")),
        refusal=application.status is Status.TO_REFUSE,
        letter=_letter_title(application),
        due_on=application.due_on,
        late=application.due_on is not None and application.due_on < wib_date(now),
        chain=chain,
        papers=papers,
        stale=not papers or not all(is_current(each, viewer.user_id, now) for each in papers),
        problem=problem,
    )
