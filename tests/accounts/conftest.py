"""Apps without a pushed context: each request must stand on its own, as in a server."""

import pytest

from tests.accounts.visitor import Visitor
from tests.conftest import ENGINES


@pytest.fixture(params=ENGINES)
def site(request, new_app):
    return new_app(request.param, "bare")


@pytest.fixture
def lite_site(new_app):
    return new_app("sqlite", "bare")


@pytest.fixture
def visitor(site):
    return Visitor(site)
