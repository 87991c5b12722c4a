"""One portal of three web processes per database, started once and shared: each story uses a permit type of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.portal import Portal, open_portal
from tests.conftest import ENGINES, Databases, close, make_app


@pytest.fixture(scope="session", params=ENGINES)
def portal(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """The seven types published, an officer for every tier, three processes that serve."""
    url, data = databases.fresh(request.param, "city")
    app = make_app(url, data)
    with open_portal(app, tmp_path_factory.mktemp("portal"), processes=3) as found:
        yield found
    close(app)
    databases.drop(url, data)
