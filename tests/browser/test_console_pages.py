"""Every page of the console that no other browser test opens: fit for everybody, on a phone and on a desk.

One tab and one log-in walk through all of them; both widths are measured without loading a page twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import config
from app.catalog import drafts
from app.catalog.drafts import Editor
from app.foundation import timing
from app.foundation.actors import SYSTEM
from app.foundation.database import transaction
from tests.browser.tab import Tab
from tests.journeys.world import World

NEW, CHANGED = "satu_isian", "tdp"
EDITOR, DRAFT = f"/console/draf/{NEW}", f"/console/terbit/{CHANGED}"  # a small type: axe looks at each node
PAGES = {
    "jenis": "/console/jenis/",
    "jenis-cari": "/console/jenis/?q=zzzz",
    "jenis-baru": "/console/jenis/baru",
    "umum": f"{EDITOR}/umum",
    "isian-baru": f"{EDITOR}/tambah/sections.0.fields?jenis=isian",
    "kelompok-baru": f"{EDITOR}/tambah/sections.0.fields?jenis=kelompok",
    "dokumen": f"{EDITOR}/dokumen",
    "dokumen-baru": f"{EDITOR}/tambah/documents?jenis=salah_satu",
    "biaya": f"{EDITOR}/biaya",
    "sertifikat": f"{EDITOR}/sertifikat",
    "surat": f"{EDITOR}/butir/certificates.0",
    "pesan": f"{EDITOR}/pesan",
    "pustaka": f"{EDITOR}/pustaka",
    "contoh": f"{EDITOR}/contoh",
    "contoh-buka": f"{EDITOR}/contoh/0",
    "pratinjau": f"{EDITOR}/pratinjau",
    "pratinjau-petugas": f"{EDITOR}/pratinjau?sebagai=petugas",
    "pratinjau-surat": f"{EDITOR}/pratinjau?sebagai=surat",
    "yaml": f"{EDITOR}/yaml",
    "hapus": f"{EDITOR}/hapus/sections.0.fields.0",
    "buang": f"{EDITOR}/buang",
    "terbit": f"{DRAFT}/",
    "bandingkan": f"{DRAFT}/bandingkan",
    "ajukan": f"{DRAFT}/ajukan",
    "bandingkan-baru": f"/console/terbit/{NEW}/bandingkan",
    "versi": f"{DRAFT}/versi/1",
    "impor": "/console/terbit/impor",
    "hari-libur-hapus": "/console/hari-libur/hapus/2026-01-01",
    "catatan-audit": "/console/audit/1",
}


@pytest.fixture
def drafted(served: World) -> Iterator[None]:
    """A draft that changes a type, and one of a type that is new."""
    new = (config.ROOT / "tests" / "schemas" / f"{NEW}.yaml").read_text(encoding="utf-8")
    given = {"editor": Editor(None, "Sri Penyusun"), "actor": SYSTEM, "now": timing.utc_now()}
    with served.app.app_context():
        text = drafts.opened(CHANGED).source.replace("max_mb: 5", "max_mb: 4")
        with transaction():
            drafts.save(CHANGED, text, expected=drafts.NO_DRAFT, **given)
            drafts.start(NEW, new, **given)
    yield
    with served.app.app_context(), transaction():
        for code in (CHANGED, NEW):
            drafts.discard(code, expected=drafts.find(code).row_version, actor=SYSTEM, now=timing.utc_now())


@pytest.mark.slow
def test_every_page_of_the_console_is_fit_for_everybody(
    served: World, drafted: None, tab_of: Callable[..., Tab], pictures: Path | None
) -> None:
    tab, faults = tab_of(served.officers["Admin", None]), {}

    for name, address in PAGES.items():
        tab.go(address)
        found = tab.measure(pictures=pictures, name=f"konsol-{name}")
        if tab.status != 200 or found:
            faults[name] = [tab.status, *found]

    assert faults == {}
