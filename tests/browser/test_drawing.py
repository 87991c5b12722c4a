"""What scripts add to a section: a place to sign, the telephone's position, photographs made small before they are sent."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

import config
from tests.browser.tab import Tab
from tests.features.town import Town
from tests.journeys.citizen import Citizen
from tests.journeys.world import World

CODE = "tanda_tangan"


@pytest.fixture(scope="module")
def citizen(served: World) -> Citizen:
    Town.publish(served, config.ROOT / "tests" / "schemas" / "features" / f"{CODE}.yaml")
    found = Citizen(served, "ratna@contoh.id", nik="3326130503880027")
    found.register()
    found.begin(CODE)
    return found


def noise(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_citizen_signs_on_the_screen_and_lets_the_telephone_say_where(
    citizen: Citizen, tab_of: Callable[..., Tab], pictures: Path | None
) -> None:
    tab = tab_of(citizen.email)
    tab.page.context.grant_permissions(["geolocation"])
    tab.page.context.set_geolocation({"latitude": -6.8887654, "longitude": 109.6753, "accuracy": 14.4})
    tab.go(f"/permohonan/{citizen.reference}/isi/lapak").fill(nama_lapak="Truntum")

    tab.page.get_by_role("button", name="Gunakan lokasi saya").click()
    expect(tab.page.locator('[name="titik-lat"]')).to_have_value("-6.888765")
    expect(tab.page.locator('[name="titik-accuracy_m"]')).to_have_value("14")
    assert "Lokasi terisi, ketelitian 14 m." in tab.text()

    pad = tab.page.get_by_role("img", name="Tempat menandatangani")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    tab.page.mouse.move(box["x"] + 40, box["y"] + 60)
    tab.page.mouse.down()
    for step in range(12):
        tab.page.mouse.move(box["x"] + 40 + 18 * step, box["y"] + 60 + (20 if step % 2 else -20))
    tab.page.mouse.up()
    assert tab.page.locator('[name="paraf"]').evaluate("one => one.files[0].type") == "image/png"
    assert tab.measure(pictures=pictures, name="tanda-tangan") == []
    tab.page.locator('[name="diwakili"][value="true"]').check()
    expect(tab.page.get_by_role("img", name="Tempat menandatangani")).to_have_count(2)
    tab.page.locator('[name="diwakili"][value="false"]').check()
    tab.press("Simpan dan lanjutkan")

    assert tab.path.endswith("/dokumen")
    photo = {"name": "lapak.jpg", "mimeType": "image/jpeg", "buffer": noise(2000, 1500)}
    tab.page.locator('input[name="foto"]').set_input_files(photo)
    expect(tab.page.locator("#foto-kartu [role=status]")).to_contain_text("Gambar diperkecil:")
    assert tab.page.locator('[name="foto"]').evaluate("one => one.files[0].size") < len(photo["buffer"]) / 4
    tab.press("Unggah dan lanjutkan")

    assert tab.path.endswith("/tinjau")
    drawn = tab.page.get_by_role("img", name="Tanda tangan pemohon")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("one => [one.naturalWidth, one.naturalHeight]") == [600, 200]
    assert "-6.888765, 109.675300" in tab.text()
    assert tab.measure(pictures=pictures, name="tanda-tangan-tinjau") == []


def test_a_position_that_is_refused_leaves_the_boxes_to_be_typed(citizen: Citizen, tab_of: Callable[..., Tab]) -> None:
    tab = tab_of(citizen.email).go(f"/permohonan/{citizen.reference}/isi/lapak")

    tab.page.get_by_role("button", name="Gunakan lokasi saya").click()

    expect(tab.page.get_by_text("Ketik titiknya.")).to_be_visible()
    tab.page.locator('[name="titik-lat"]').press_sequentially("1")
    expect(tab.page.locator('[name="titik-accuracy_m"]')).to_have_value("")
    assert tab.taken() == []
