"""What scripts add: the human check, and drafts that keep themselves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.places import first
from tests.browser.story import Story
from tests.browser.tab import Tab


def test_the_human_check_is_solved_by_a_worker_of_our_own(tab_of: Callable[..., Tab]) -> None:
    tab = tab_of().go("/lupa-sandi")

    tab.page.locator('[name="email"]').focus()

    expect(tab.page.locator('input[name="altcha"]')).not_to_have_value("", timeout=60_000)
    tab.fill(email="agus@contoh.id").press("Kirim tautan")
    assert "tautan untuk membuat kata sandi baru sudah dikirim" in tab.text()
    assert tab.taken() == [], "within the policy"


def test_only_pages_with_a_human_check_load_it(tab_of: Callable[..., Tab]) -> None:
    tab = tab_of()
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))

    tab.go("/").go("/izin").go("/masuk")

    assert not [address for address in asked if "human-check" in address]


def test_a_draft_keeps_itself_while_it_is_typed(story: Story, tab_of: Callable[..., Tab]) -> None:
    tab = tab_of(story.citizen.email)
    first("/permohonan/{empty}", "/isi/perusahaan")(tab, story)

    tab.fill(nama_perusahaan="Batik Tulis Kauman")

    expect(tab.page.locator("form[data-autosave] > [role=status].form-text")).to_contain_text("Tersimpan otomatis")
    tab.page.reload()
    expect(tab.page.locator('[name="nama_perusahaan"]')).to_have_value("Batik Tulis Kauman")
    tab.press("Simpan dan keluar")
    assert "Sudah berubah" not in tab.text()
    assert tab.taken() == []
