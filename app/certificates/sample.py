"""A paper as it would look, filled from an example and marked CONTOH: nothing is claimed, signed or stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from flask import current_app

from app.applications.answers import ROW_ID
from app.applications.models import Application
from app.certificates import office, papers, rendering
from app.certificates.approval import Approval
from app.certificates.models import Issued, Signer
from app.certificates.products import Planned
from app.permits import validity
from app.permits.model import Definition
from app.permits.simulation import Issue, Simulation

MARK = "CONTOH"
TOKEN = "contoh"  # noqa: S105 - no secret: what the QR of a sample leads to is not in the register


def page_images(definition: Definition, simulation: Simulation, issue: Issue) -> list[bytes]:
    """The pages of one paper as PNG. Raises RenderError when its template is missing or cannot be filled."""
    plan = _plan(issue)
    template = template_of(plan)
    return rendering.images(template, sample_data(definition, simulation, issue), emblem=office.emblem())


def template_of(plan: Planned) -> Path:
    """The file that fills the paper. Raises RenderError when there is none."""
    folder = Path(current_app.config["PERMIT_SCHEMAS"]) / "certificates"
    template = folder / Path(papers.template_name(plan)).name
    if not template.is_file():
        raise rendering.RenderError(detail=f"template {template.name} is missing")
    return template


def sample_data(definition: Definition, simulation: Simulation, issue: Issue) -> dict[str, Any]:
    """What fills the template: the example's values as a signed paper would show them, number and title marked."""
    plan = _plan(issue)
    day = simulation.signed_on
    moment = datetime.combine(day, time(2), UTC)
    applicant: Mapping[str, Any] = {"kind": "perorangan", "nama": MARK, **simulation.example.applicant}
    application = Application(reference=MARK, code=definition.code, version=0, submitted_at=moment)
    issued = Issued(
        title=f"{MARK} – {issue.title}",
        number=f"{issue.number} ({MARK})",
        holder_name=str(applicant["nama"]),
        token=TOKEN,
        valid_from=day,
        valid_to=issue.valid_to,
        until_duty=validity.until_duty(plan.certificate),
        latest_end=validity.latest_end(plan.certificate, simulation.assessment.facts, plan.row, day),
    )
    source = papers.Source(
        application=application,
        definition=definition,
        assessment=simulation.assessment,
        values=_values(definition, simulation),
        applicant=applicant,
        signer=Signer(name=MARK, position=office.head(), nip="", rank="", development=True),
        approval=_NOTHING_DECIDED,
        signed_on=day,
    )
    return papers.data(source, plan, issued)


def _values(definition: Definition, simulation: Simulation) -> dict[str, Any]:
    """Answers with the officers' own; rows carry the ids that the facts gave them, as stored rows do."""
    values = {**simulation.assessment.values, **simulation.example.staff}
    for group in (field for field in definition.fields if field.repeats):
        rows, facts = values.get(group.id), simulation.assessment.facts.get(group.id)
        if isinstance(rows, list) and isinstance(facts, list):
            values[group.id] = [
                {**row, ROW_ID: str(fact.get(ROW_ID) or index)}
                for index, (row, fact) in enumerate(zip(rows, facts, strict=False))
            ]
    return values


def _plan(issue: Issue) -> Planned:
    product = issue.product
    return Planned(product.certificate, product.certificate.kind, product.row_id, product.row)


_NOTHING_DECIDED = Approval(
    application_id=0, code="", version=0, kind="", content_hash="", record_hash="", facts={}, reviews=()
)
