"""One served city, one story in it and one Chromium for all browser tests of a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chrome
from tests.browser.rendered import RenderedTemplates
from tests.browser.story import Story, tell
from tests.browser.tab import Tab, open_tab
from tests.conftest import Databases, close, make_app
from tests.journeys.world import PASSWORD, World, open_world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: Playwright keeps an event loop running in this thread, and signing in a test would find it."""
    with chrome.launched() as found:
        yield found


@pytest.fixture(scope="session")
def rendered() -> RenderedTemplates:
    """Which template files the pages of this session were made of."""
    return RenderedTemplates()


@pytest.fixture(scope="session")
def served(databases: Databases, rendered: RenderedTemplates) -> Iterator[World]:
    """The seven types on SQLite, officers hired. The pages are the same on any database."""
    url, folder = databases.fresh("sqlite", "city")
    app = make_app(url, folder)
    rendered.watch(app)
    with open_world(app) as world:
        yield world
    close(app)
    databases.drop(url, folder)


@pytest.fixture(scope="session")
def story(served: World) -> Story:
    return tell(served)


def signed_in(tab: Tab, served: World, email: str | None) -> Tab:
    """The tab with the session of a person who is logged in already; without an address, of the public."""
    if email:
        person = served.logged_in(email, PASSWORD)
        tab.page.context.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": served.base} for c in person.http.cookies]
        )
    return tab


@pytest.fixture
def tab_of(browser: Browser, served: World) -> Iterator[Callable[..., Tab]]:
    """Opens a tab; with an e-mail address, of a person who is logged in already."""
    opened: list[Tab] = []

    def make(email: str | None = None, **how) -> Tab:
        tab = open_tab(browser, served.base, **how)
        opened.append(tab)
        return signed_in(tab, served, email)

    yield make
    for tab in opened:
        tab.page.context.close()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """A folder for screenshots, for a person who wants to look: SAKPORE_PICTURES."""
    folder = os.environ.get("SAKPORE_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) if folder else None
