"""What an applicant looks over before sending: answers, papers, the fee, and what is still missing, with the place to mend it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.applications import labels
from app.permits.case import Problem
from app.permits.names import field_of
from app.verification import bills
from app.web.portal import consenting, filling, papers, tasks
from app.web.portal.workspace import Workspace


def reviewed(work: Workspace) -> dict[str, Any]:
    """One application on the review page."""
    return {
        "work": work,
        "title": work.definition.title.text(work.locale),
        "sections": sections(work),
        "lines": papers.lines(work, {}),
        "parties": consenting.lines(work),
        "open_problems": [_placed(work, problem) for problem in work.assessment.problems if not _told(work, problem)],
        "bill": bills.reckon(work.definition, work.assessment.facts, work.locale),
        "pay": work.definition.fees.pay,
    }


def sections(work: Workspace) -> list[dict[str, Any]]:
    """Its sections as text. What another draft of the package asks is changed there."""
    return [
        {
            "section": section,
            "url": tasks.section_url(work, section) if not work.earlier or work.takes(section) else "",
            "questions": filling.shown(work, section),
        }
        for section in work.sections()
    ]


def _told(work: Workspace, problem: Problem) -> bool:
    """Whether the draft where it is asked says so already."""
    home = work.home_of(problem.places[0])
    return home is not work and problem.name in {one.name for one in home.assessment.problems}


def _placed(work: Workspace, problem: Problem) -> dict[str, str]:
    """What is missing or wrong, with the page where it is mended: of another draft where that asks for it."""
    place = problem.places[0]
    home = work.home_of(place)
    asked = tasks.paper_names(home) | {document.id for document in home.definition.documents}
    section = next((one for one in home.sections() if field_of(place, {field.id for field in one.fields})), None)
    page = url_for("Applying.papers", reference=home.application.reference) if place in asked else ""
    party = next((one for one in consenting.lines(home) if one.party.id == place), None)
    page = page or (party.url if party else "")
    page = page or (tasks.section_url(home, section) if section else "")
    label = labels.label_of(home.definition, place, work.locale)
    return {"message": problem.message.text(work.locale), "url": f"{page}#{place}" if page else "", "label": label}
