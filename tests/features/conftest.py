"""A town for one module: the module's tiny definitions, served in process, with officers and residents.

A module says which definitions it lives with: `TYPES = ("perpanjangan",)` names files of `tests/schemas/features`. Its
town stands on one database; the modules take turns, so that the features together run on both.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest

from tests.conftest import ENGINES, Databases, close, make_app
from tests.features.town import Town, open_town


@pytest.fixture(scope="module")
def town(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Town]:
    """The portal with the types of this module (`TYPES`), an officer per role and agency, a head with a key."""
    engine = ENGINES[zlib.crc32(request.module.__name__.encode()) % len(ENGINES)]
    url, folder = databases.fresh(engine, "bare")
    app = make_app(url, folder)
    with open_town(app, request.module.TYPES) as found:
        yield found
    close(app)
    databases.drop(url, folder)
