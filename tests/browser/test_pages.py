"""Every page of the journey, on a phone and on a desk: accessible, narrow enough, within the policy, in Indonesian."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.places import PLACES, Place
from tests.browser.rendered import RenderedTemplates
from tests.browser.story import Story
from tests.browser.tab import Tab

pytestmark = pytest.mark.slow

# Of FAB's own templates these two may be shown as they are; every other one needs a restyled file of ours first.
ALLOWED = {"appbuilder/base.html", "appbuilder/general/model/list.html"}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_fit_for_everybody(
    place: Place, story: Story, tab_of: Callable[..., Tab], rendered: RenderedTemplates, pictures: Path | None
) -> None:
    tab = tab_of(story.email_of(place.role))
    statuses: list[int] = []
    tab.page.on(
        "response", lambda answer: statuses.append(answer.status) if answer.request.is_navigation_request() else None
    )

    place.way(tab, story)

    assert statuses[-1] == place.status, tab.text()[:400]
    assert tab.measure(pictures=pictures, name=place.name) == []
    assert rendered.of("flask_appbuilder") <= ALLOWED
    assert rendered.of("flask_admin") == set()
