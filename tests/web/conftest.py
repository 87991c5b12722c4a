"""One town per engine for a whole module: to build it costs more than any test of it."""

import pytest

from tests.conftest import ENGINES, close, make_app
from tests.web.town import found_town


@pytest.fixture(scope="module", params=ENGINES)
def town(request, databases):
    yield from _town(request.param, databases)


@pytest.fixture(scope="module")
def sqlite_town(databases):
    yield from _town("sqlite", databases)


def _town(engine, databases):
    url, folder = databases.fresh(engine, "city")
    app = make_app(url, folder)
    yield found_town(app)
    close(app)
    databases.drop(url, folder)
