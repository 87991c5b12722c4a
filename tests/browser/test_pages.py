"""Every page of the journey, on a phone and on a desk: accessible, narrow enough, within the policy, in Indonesian."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import signed_in
from tests.browser.places import PLACES, Place
from tests.browser.rendered import RenderedTemplates
from tests.browser.story import Story
from tests.browser.tab import PHONE, Tab, open_tab
from tests.journeys.world import World

pytestmark = pytest.mark.slow

# Of FAB's own templates these two may be shown as they are; every other one needs a restyled file of ours first.
ALLOWED = {"appbuilder/base.html", "appbuilder/general/model/list.html"}


@pytest.fixture(scope="module")
def tabs(browser: Browser, served: World) -> Iterator[Callable[[str | None], Tab]]:
    """One tab per person, kept: to open one and to log in costs more than most pages."""
    opened: dict[str | None, Tab] = {}

    def tab_of(email: str | None) -> Tab:
        if email not in opened:
            opened[email] = signed_in(open_tab(browser, served.base), served, email)
        opened[email].page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        return opened[email]

    yield tab_of
    for tab in opened.values():
        tab.page.context.close()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_fit_for_everybody(
    place: Place, story: Story, tabs: Callable[[str | None], Tab], rendered: RenderedTemplates, pictures: Path | None
) -> None:
    tab = tabs(story.email_of(place.role))

    place.way(tab, story)

    assert tab.status == place.status, tab.text()[:400]
    assert tab.measure(pictures=pictures, name=place.name) == []
    assert rendered.of("flask_appbuilder") <= ALLOWED
    assert rendered.of("flask_admin") == set()
