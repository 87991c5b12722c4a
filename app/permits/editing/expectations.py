"""What an example expects, taken from what the definition makes of it now: the author looks, and keeps it as a test."""

from __future__ import annotations

from typing import Any

from app.permits.flow import route
from app.permits.model import Definition
from app.permits.simulation import Simulation


def computed(definition: Definition, simulation: Simulation) -> dict[str, Any]:
    """The `expect` of the example. One that is wrong or incomplete is expected to be so, and nothing more."""
    assessment = simulation.assessment
    expect: dict[str, Any] = {}
    if assessment.variant is not None:
        expect["variant"] = assessment.variant["id"]
    expect["errors"] = _once(assessment.errors)
    expect["missing"] = _once(assessment.missing)
    if expect["errors"] or expect["missing"]:
        return expect
    own = {
        field.id: assessment.values[field.id]
        for field in definition.fields
        if field.computed is not None
        and not field.computed.text.startswith("applicant.")
        and isinstance(assessment.values.get(field.id), int | str)
    }
    if own:
        expect["computed"] = own
    expect["route"] = list(route(simulation.route))
    if simulation.fee is not None:
        expect["fee"] = simulation.fee
    if simulation.issues and simulation.issues[0].valid_to is not None:
        expect["valid_to"] = simulation.issues[0].valid_to.isoformat()
    expect["products"] = list(dict.fromkeys(issue.product.certificate.id for issue in simulation.issues))
    return expect


def _once(names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(names))
