from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import ENGINES
from tests.journeys.world import World, open_world


@pytest.fixture(params=ENGINES)
def world(request: pytest.FixtureRequest, new_app: Callable[[str, str], Flask]) -> Iterator[World]:
    """A served city with the seven types, on each database."""
    with open_world(new_app(request.param, "city")) as found:
        yield found


@pytest.fixture
def sqlite_world(new_app: Callable[[str, str], Flask]) -> Iterator[World]:
    """As `world`, on SQLite only: for what no database can change."""
    with open_world(new_app("sqlite", "city")) as found:
        yield found
