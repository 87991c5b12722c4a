"""A request about a permit that one holds, from the first click to the signature."""

from __future__ import annotations

from typing import Any

from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen, flat
from tests.journeys.pages import Page


def begin(citizen: Citizen, code: str, kind: str = "baru", *issued: int) -> Page:
    """The page after the first form; `citizen.reference` is the draft's where one was begun."""
    page = citizen.person.open(f"/permohonan/baru/{code}?jenis={kind}")
    token = page.form(having="pihak").values["csrf_token"][0]
    fields = [("csrf_token", token), ("jenis", kind), ("pihak", "perorangan"), *(("izin", str(one)) for one in issued)]
    page = citizen.person.post(f"/permohonan/baru/{code}", fields)
    if page.status == 200 and "/baru/" not in page.path:
        citizen.reference = page.path.rsplit("/", 1)[1]
    return page


def fill(citizen: Citizen, **answers: Any) -> None:
    for address in citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/"):
        citizen.section(address, flat(answers))


def file(citizen: Citizen, code: str, kind: str = "baru", *issued: int, **answers: Any) -> str:
    """Begun, filled in and handed in; its reference."""
    begin(citizen, code, kind, *issued)
    fill(citizen, **answers)
    citizen.hand_in()
    return citizen.reference


def settle(town: Town, citizen: Citizen, code: str, kind: str = "baru", *issued: int, **answers: Any) -> list[str]:
    """Filed, decided and signed; the tiers that decided."""
    reference = file(citizen, code, kind, *issued, **answers)
    decided = office.climb(town, reference)
    office.sign(town, reference, "kepala_dinas")
    assert office.status(town, reference) == "issued"
    return decided


def register(town: Town, code: str) -> list[tuple[int, str, str, str]]:
    """(id, kind, number, status) of every paper of a type, the oldest first."""
    from sqlalchemy import select

    from app.certificates.models import Issued, PaperStatus
    from app.foundation.database import db

    with town.app.app_context():
        query = select(Issued).where(Issued.code == code, Issued.status != PaperStatus.PREPARED).order_by(Issued.id)
        return [(row.id, row.kind, row.number or "", row.status.value) for row in db.session.scalars(query)]


def token(town: Town, issued_id: int) -> str:
    from app.certificates import queries

    with town.app.app_context():
        return queries.get_issued(issued_id).token
