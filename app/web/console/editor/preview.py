"""The draft as people will meet it, with an example's data: the applicant's form, the officer's screen, the paper."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from app.certificates import sample
from app.errors import NotFoundError
from app.permits.case import Answers, Assessment
from app.permits.explaining import Explainer, sealed_names
from app.permits.flow import route
from app.permits.model import Definition, Example
from app.verification import screen
from app.web.console.editor import pages, trying
from app.web.console.editor.examples import today
from app.web.context import locale

VIEWS = ("pemohon", "petugas", "surat")


@dataclass(frozen=True, slots=True)
class Sampled:
    """What the verification screen reads of a case, without one."""

    definition: Definition
    answers: Answers
    assessment: Assessment


class PreviewPages:
    """Mixed into the editor."""

    @expose("/<code>/pratinjau", methods=("GET", "POST"))
    def preview(self, code: str) -> ResponseReturnValue:
        """Posting tries other answers; nothing is stored."""
        work = pages.opened(code)
        definition = work.trial
        if definition is None:
            return pages.page(self, "preview", work, "pratinjau", ready=False)
        shown_as = request.args.get("sebagai", VIEWS[0])
        which = _which(definition)
        found = trying.of_post(definition, request.form, {}) if pages.posting() else _trial(definition, which)
        return pages.page(
            self,
            "preview",
            work,
            "pratinjau",
            ready=True,
            shown_as=shown_as if shown_as in VIEWS else VIEWS[0],
            examples=list(enumerate(one.name for one in work.loaded.definition.examples))
            if work.loaded.definition
            else [],
            which=which,
            example=found.example,
            about=trying.ABOUT,
            sections=found.sections(locale(), scold=pages.posting()) if shown_as not in VIEWS[1:] else [],
            papers=found.papers(),
            view=_officer(found) if shown_as == "petugas" else None,
            steps=_steps(found),
            outcome=found.expect,
            simulation=found.simulation,
        )

    @expose("/<code>/pratinjau/surat.png")
    def picture(self, code: str) -> ResponseReturnValue:
        work = pages.opened(code)
        definition = work.trial
        if definition is None:
            raise NotFoundError
        simulation = _trial(definition, _which(definition)).simulation
        if not simulation.issues:
            raise NotFoundError
        return Response(sample.page_images(definition, simulation, simulation.issues[0])[0], mimetype="image/png")


def _which(definition: Definition) -> int:
    raw = request.args.get("contoh", "0")
    number = int(raw) if raw.isdecimal() and len(raw) < 5 else 0
    return number if number < len(definition.examples) else 0


def _trial(definition: Definition, which: int) -> trying.Trial:
    """An example; the applicant of one that names nobody is the portal's own sample person."""
    if not definition.examples:
        return trying.empty(definition, today())
    example: Example = definition.examples[which]
    filled = example.model_copy(update={"applicant": {**trying.PERSON, **example.applicant}})
    return trying.of_example(definition, filled)


def _officer(found: trying.Trial) -> Any:
    """The shape that the verification screen's own templates read."""
    sampled: Any = Sampled(found.definition, found.example.answers, found.assessment)
    blocks = screen.blocks(sampled, None, locale())
    told = Explainer(found.definition, found.assessment.facts, locale(), sealed_names(found.definition))
    names = [cell.name for block in blocks for part in (block, *block.rows) for cell in part.cells]
    why = {name: reason for name in names if (reason := told.computed(name))}
    return SimpleNamespace(blocks=blocks, mine=True, typed={}, asked=frozenset(), application=None, why=why)


def _steps(found: trying.Trial) -> list[str]:
    """Titles of the tiers that this case passes."""
    definition = found.definition
    titles = {tier.id: tier.title.text(locale()) if tier.title else tier.id for tier in definition.flow.all_tiers}
    passed = route(found.simulation.route)
    sign = definition.flow.sign
    last = sign.title.text(locale()) if sign.title else _("Penandatanganan")
    return [*(titles.get(name, titles.get(name.partition("-")[0], name)) for name in passed), last]
