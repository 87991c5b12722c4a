"""What the office does: each tier looks, judges and forwards; the head prepares, looks and signs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.journeys.citizen import upload
from tests.journeys.pages import Form, Page
from tests.journeys.world import PASSPHRASE, PASSWORD, World


def waiting(world: World, reference: str) -> list[tuple[str, str, str | None]]:
    """(tier, role, agency) of every tier that has the application now."""
    from sqlalchemy import select

    from app.applications.models import Application
    from app.foundation.database import db
    from app.verification.models import OpenTier

    with world.app.app_context():
        rows = db.session.scalars(
            select(OpenTier).join(Application).where(Application.reference == reference).order_by(OpenTier.id)
        )
        return [(row.tier, row.role, row.agency) for row in rows]


def status(world: World, reference: str) -> str:
    from app.applications import queries

    with world.app.app_context():
        return queries.get_by_reference(reference).status.value


def screen(world: World, reference: str, role: str, agency: str | None) -> Page:
    page = world.officer(role, agency).open(f"/meja/{reference}")
    assert page.status == 200, page.text[:600]
    return page


def judge_all(form: Form, *, staff: dict[str, Any] | None = None) -> Form:
    """Everything right; inspection items at their best; staff fields from the example."""
    for name in sorted(form.names):
        if name.startswith("nilai-"):
            form.fill(**{name: "ya"})
        elif name.startswith("periksa-") and form.options(name):
            form.fill(**{name: best(form.options(name))})
        elif staff and name in staff:
            form.fill(**{name: staff[name]})
    return form


def everybody_passes(page: Page) -> None:
    """All who are listed were there and reached 90."""
    form = page.form(button="Simpan kehadiran")
    for name in sorted(form.names):
        if name.startswith("hadir-"):
            form.fill(**{name: "ya"})
        elif name.startswith("nilai-"):
            form.fill(**{name: "90"})
    assert form.send().status == 200


def best(options: list[str]) -> str:
    numbers = [option for option in options if re.fullmatch(r"-?\d+([.,]\d+)?", option)]
    if numbers:
        return max(numbers, key=lambda option: float(option.replace(",", ".")))
    return "ya" if "ya" in options else options[0]


def with_evidence(page: Page) -> Page:
    """The tier's own papers: photographs with their place, signatures, whatever the definition expects from it."""
    form = page.form(having="tahap")
    wanted = [
        tag for tag in form.tag.select('input[type="file"][name^="unggah-"]') if not tag.find_parent("fieldset").ul
    ]
    if not wanted:
        return page
    for name in form.names:
        if name.startswith("koordinat-"):
            form.fill(**{name: "-6,88870; 109,67530"})
        elif name.startswith("tanggal-"):
            form.fill(**{name: date.today().isoformat()})
    count = 3 if any(tag.has_attr("multiple") for tag in wanted) else 1
    files = [
        (tag["name"], upload(tag)) for tag in wanted for _number in range(count if tag.has_attr("multiple") else 1)
    ]
    page = form.send("Unggah berkas petugas", files)
    assert page.status == 200, page.text[:1800]
    return page


def forward(world: World, reference: str, role: str, agency: str | None, staff: dict[str, Any] | None = None) -> Page:
    page = screen(world, reference, role, agency)
    dates = {one for one in page.links("/jadwal/") if one.rsplit("/", 1)[1].isdigit()}
    for address in dates if "belum dicatat" in page.text else ():
        everybody_passes(world.officer(role, agency).open(address))
    page = with_evidence(page)
    form = judge_all(page.form(having="tahap"), staff=staff)
    page = form.send()
    assert page.status == 200, f"{role} {agency}: {page.text[:1800]}"
    return page


def give_back(world: World, reference: str, role: str, agency: str | None, remarks: dict[str, str]) -> Page:
    """Return for correction: these inputs are not right."""
    form = judge_all(screen(world, reference, role, agency).form(having="tahap"))
    for name, remark in remarks.items():
        form.fill(**{f"nilai-{name}": "tidak", f"catatan-{name}": remark})
    form.fill(catatan="Mohon diperbaiki.")
    page = form.send("Kembalikan")
    assert page.status == 200, page.text[:1800]
    return page


def reject(world: World, reference: str, role: str, agency: str | None, reason: str) -> Page:
    form = judge_all(screen(world, reference, role, agency).form(having="tahap")).fill(catatan=reason)
    page = form.send("Tolak")
    page = page.form(having="yakin").send()
    assert page.status == 200, page.text[:1800]
    return page


def climb(world: World, reference: str, staff: dict[str, Any] | None = None, *, until: str | None = None) -> list[str]:
    """Every tier forwards, in the order in which they get the file; gives the ids of the tiers that decided."""
    decided: list[str] = []
    for _step in range(25):
        tiers = waiting(world, reference)
        if not tiers:
            return decided
        tier, role, agency = tiers[0]
        if tier == until:
            return decided
        forward(world, reference, role, agency, staff)
        decided.append(tier)
    raise AssertionError(f"no end: {decided}")


def sign(world: World, reference: str, role: str) -> Page:
    """Prepare, look at the very bytes, sign with password and passphrase."""
    head = world.officer(role)
    page = head.open("/tanda-tangan").form(having="berkas").fill(berkas=reference).send("Siapkan")
    assert page.status == 200, page.text[:1500]
    page = head.open("/tanda-tangan")
    look = page.links("/tanda-tangan/naskah/")
    assert look, page.text[:1500]
    seen = head.open(look[0])
    assert seen.status == 200
    assert any(head.open(address).content.startswith(b"%PDF") for address in seen.links(".pdf")), (
        "the head sees the very bytes"
    )
    form = page.form(having="naskah")
    page = form.fill(naskah=form.options("naskah")).send()
    assert page.status == 200, page.text[:1500]
    page = page.form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()
    assert page.status == 200, page.text[:1500]
    return page
