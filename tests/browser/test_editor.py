"""The console's editor in a browser: fit for everybody, and what scripts add to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.tab import DESK, Tab
from tests.journeys.world import World

DRAFT = "/console/draf/siup"
PAGES = {
    "editor-isian": f"{DRAFT}/isian",
    "editor-butir": f"{DRAFT}/butir/sections.3.fields.1",
    "editor-tahap": f"{DRAFT}/tahap",
}
# Looked at by a person who asks for pictures; the same macros make them.
OTHERS = {
    "editor-contoh": f"{DRAFT}/contoh/0",
    "editor-jenis": "/console/jenis/",
    "editor-baru": "/console/jenis/baru",
    "editor-umum": f"{DRAFT}/umum",
    "editor-dokumen": f"{DRAFT}/dokumen",
    "editor-biaya": f"{DRAFT}/biaya",
    "editor-sertifikat": f"{DRAFT}/sertifikat",
    "editor-surat": f"{DRAFT}/butir/certificates.0",
    "editor-pesan": f"{DRAFT}/pesan",
    "editor-pustaka": f"{DRAFT}/pustaka",
    "editor-yaml": f"{DRAFT}/yaml",
    "editor-contoh-semua": f"{DRAFT}/contoh",
    "editor-hapus": f"{DRAFT}/hapus/documents.0",
    "editor-tambah": f"{DRAFT}/tambah/sections.3.fields?jenis=isian",
    "editor-dokumen-baru": f"{DRAFT}/tambah/documents?jenis=salah_satu",
    "editor-kegiatan": f"{DRAFT}/tambah/events?jenis=kegiatan",
    "editor-kuota": f"{DRAFT}/tambah/quota?jenis=kuota",
    "editor-pihak": f"{DRAFT}/tambah/parties?jenis=pihak",
    "editor-laporan": f"{DRAFT}/tambah/duties?jenis=laporan",
    "editor-paket": f"{DRAFT}/tambah/packages?jenis=paket",
    "editor-golongan": f"{DRAFT}/butir/variants",
    "editor-nomor": "/console/draf/spp_irt/butir/certificates.0",
    "editor-pratinjau": f"{DRAFT}/pratinjau",
    "editor-petugas": f"{DRAFT}/pratinjau?sebagai=petugas",
    "editor-sertifikat-contoh": f"{DRAFT}/pratinjau?sebagai=surat",
}


@pytest.fixture
def clerk(served: World, tab_of: Callable[..., Tab]) -> Tab:
    return tab_of(served.officers["Admin", None], width=DESK)


@pytest.mark.parametrize("name", PAGES | (OTHERS if os.environ.get("SAKPORE_PICTURES") else {}))
def test_a_page_of_the_editor_is_fit_for_everybody(clerk: Tab, pictures: Path | None, name: str) -> None:
    clerk.go((PAGES | OTHERS)[name])

    assert clerk.status == 200
    assert clerk.measure(pictures=pictures, name=name) == []


def test_items_are_dragged_and_rows_grow_where_scripts_run(clerk: Tab) -> None:
    clerk.go(f"{DRAFT}/dokumen")
    items = clerk.page.locator("ol.sk-items > li")
    first, second = (items.nth(index).locator("a").first.inner_text() for index in (0, 1))

    with clerk.page.expect_navigation():
        items.nth(0).locator(".sk-handle").drag_to(items.nth(1))

    assert "Urutan disimpan" in clerk.text()
    assert [items.nth(index).locator("a").first.inner_text() for index in (0, 1)] == [second, first]

    clerk.go(f"{DRAFT}/tambah/documents?jenis=dokumen")
    expect(clerk.page.locator("#required-alasan")).to_be_hidden()
    clerk.page.get_by_label("Wajib bila …").check()
    expect(clerk.page.locator("#required-alasan")).to_be_visible()
    rows = clerk.page.locator("#required [data-row]")
    before = rows.count()
    rows.nth(before - 1).locator("input").fill("5")
    expect(rows).to_have_count(before + 1)
    assert clerk.taken() == []
    clerk.go(f"{DRAFT}/buang").press("Buang draf")


def test_the_keyboard_alone_adds_a_document_and_moves_it(clerk: Tab) -> None:
    clerk.go(f"{DRAFT}/dokumen")
    before = clerk.page.locator("ol.sk-items > li").count()

    reach(clerk, "Tambah dokumen pada Dokumen")
    enter(clerk)
    reach(clerk, "", name="label-id")
    clerk.page.keyboard.type("Foto papan nama")
    enter(clerk)
    assert clerk.page.locator("ol.sk-items > li").count() == before + 1
    reach(clerk, "Naik Foto papan nama")
    enter(clerk)

    titles = clerk.page.locator("ol.sk-items > li > div a.fw-semibold").all_inner_texts()
    assert titles.index("Foto papan nama") == before - 1
    clerk.go(f"{DRAFT}/buang")
    reach(clerk, "Buang draf")
    enter(clerk)
    assert clerk.taken() == []


def reach(clerk: Tab, words: str, name: str = "") -> None:
    """Tab until the focus stands on the control with these words, or this name."""
    for _step in range(400):
        clerk.page.keyboard.press("Tab")
        text, held = clerk.page.evaluate(
            "[document.activeElement.textContent.replace(/\\s+/g, ' ').trim(), document.activeElement.name || '']"
        )
        if held == name if name else text == words:
            return
    raise AssertionError(f"the keyboard does not reach {words or name!r}")


def enter(clerk: Tab) -> None:
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
