"""The rules in the browser: the form of a shipped type follows them while it is filled in, and does without as before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab
from tests.browser_rules.test_vectors import worlds
from tests.journeys.citizen import Citizen
from tests.journeys.world import World

RUN = """async ([address, worlds]) => {
  const { evaluate } = await import(address);
  return JSON.stringify(worlds.map(({ tables, holidays, rules, pairs }) =>
    pairs.map(([rule, facts, row]) => evaluate(rules[rule], facts, { tables, holidays }, row))));
}"""


@pytest.fixture(scope="module")
def citizen(served: World) -> Citizen:
    """Asks for a boarding house: it has conditional questions, rows, and a sum over them."""
    found = Citizen(served, "wulan@contoh.id", nik="3326130503880019")
    found.register()
    found.begin("iprk")
    return found


@pytest.fixture
def draft(citizen: Citizen) -> str:
    return f"/permohonan/{citizen.reference}"


def test_questions_come_and_go_and_sums_follow(
    draft: str, citizen: Citizen, tab_of: Callable[..., Tab], pictures: Path | None
) -> None:
    tab = tab_of(citizen.email).go(f"{draft}/isi/kamar_kos")
    page = tab.page
    spoken = page.locator("form[data-autosave] > .visually-hidden[role=status]")
    expect(page.locator("[name=npwpd]")).to_have_count(0)

    page.locator('[name="kamar-0-jumlah"]').fill("12")
    expect(page.locator("#total_kamar [data-value]")).to_have_text("12 kamar")
    expect(page.locator("[name=npwpd]")).to_be_visible()
    expect(spoken).to_contain_text("Jumlah seluruh kamar: 12 kamar")
    expect(spoken).to_contain_text("Isian baru: Nomor Pokok Wajib Pajak Daerah")
    page.locator("[name=npwpd]").fill("P-1")
    assert tab.measure(pictures=pictures, name="aturan-muncul") == []

    page.locator('[name="kamar-0-jumlah"]').fill("9")
    expect(page.locator("[name=npwpd]")).to_have_count(0)
    page.locator('[name="kamar-0-jumlah"]').fill("10")
    expect(page.locator("[name=npwpd]")).to_have_value("P-1")

    page.locator("[name=kapasitas_penghuni]").fill("3")
    message = page.locator("#kapasitas_penghuni-kesalahan")
    expect(message).to_have_count(0)  # nobody is scolded while typing
    page.locator("[name=kapasitas_penghuni]").blur()
    expect(message).to_be_visible()
    expect(page.locator("[name=kapasitas_penghuni]")).to_have_attribute("aria-invalid", "true")
    assert tab.measure(pictures=pictures, name="aturan-pesan") == []
    page.locator("[name=kapasitas_penghuni]").fill("12")
    expect(message).to_have_count(0)

    tab.press("Simpan dan keluar")
    tab.go(f"{draft}/isi/kamar_kos")
    expect(page.locator("[name=npwpd]")).to_have_value("P-1")
    reasons = page.locator("#npwpd-sebab")
    reasons.locator("summary").click()
    expect(reasons).to_contain_text("Ditanyakan karena jumlah seluruh kamar 10 kamar ≥ 10 kamar")


def test_a_choice_from_another_block_and_a_table_move_the_page(
    draft: str, citizen: Citizen, tab_of: Callable[..., Tab], pictures: Path | None
) -> None:
    tab = tab_of(citizen.email).go(f"{draft}/isi/lokasi_usaha")
    page = tab.page
    expect(page.locator("[name=sewa_sampai]")).to_have_count(0)

    page.locator("[name=kelurahan]").select_option("Krapyak")
    page.locator('[name=status_tempat][value="sewa"]').check()

    expect(page.locator("#kecamatan [data-value]")).to_have_text("Pekalongan Utara")
    expect(page.locator("[name=sewa_sampai]")).to_be_visible()
    assert tab.measure(pictures=pictures, name="aturan-lokasi") == []


def test_without_scripts_the_server_asks_what_appeared(
    draft: str, citizen: Citizen, tab_of: Callable[..., Tab]
) -> None:
    tab = tab_of(citizen.email, scripts=False).go(f"{draft}/isi/kos")
    tab.page.locator('[name=pemilik_sama][value="true"]').check()
    tab.press("Simpan dan lanjutkan").go(f"{draft}/isi/kos")
    assert "Nama pengelola" not in tab.text()

    tab.page.locator('[name=pemilik_sama][value="false"]').check()
    assert "Nama pengelola" not in tab.text()
    tab.press("Simpan dan lanjutkan").go(f"{draft}/isi/kos")

    assert "Nama pengelola" in tab.text()
    assert tab.page.locator('[name="pengelola-nama"]').is_visible()


def test_the_golden_vectors_hold_in_chromium(draft: str, citizen: Citizen, tab_of: Callable[..., Tab]) -> None:
    page = tab_of(citizen.email).go(f"{draft}/isi/kos").page
    address = page.locator('script[src*="section."]').get_attribute("src")
    given, expected = zip(*worlds(), strict=True)

    results = json.loads(page.evaluate(RUN, [address, [vars(world) for world in given]]))

    assert results == [[written for _, _, written in one] for one in expected]
