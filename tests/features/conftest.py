"""A town for one module: the module's tiny definitions, served in process, with officers and residents.

A module says which definitions it lives with: `TYPES = ("perpanjangan",)` names files of `tests/schemas/features`. Its
town stands on one database; the modules take turns, so that the features together run on both. `FILES = "more"` puts
`tests/schemas/more` beside the city's own library, tables and templates: a town of the definitions found there.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from tests.conftest import ENGINES, Databases, close, make_app
from tests.features.town import Town, open_town


@pytest.fixture(scope="module")
def town(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Town]:
    """The portal with the types of this module (`TYPES`), an officer per role and agency, a head with a key."""
    engine = ENGINES[zlib.crc32(request.module.__name__.encode()) % len(ENGINES)]
    url, folder = databases.fresh(engine, "bare")
    app = make_app(url, folder, **schemas(request.module, folder))
    with open_town(app, request.module.TYPES) as found:
        yield found
    close(app)
    databases.drop(url, folder)


def schemas(module: object, folder: Path) -> dict[str, str]:
    """Where this module's portal finds its definitions: the shipped folder, or one made of it and the module's `FILES`."""
    files = getattr(module, "FILES", None)
    if files is None:
        return {}
    made = folder / "permit_schemas"
    for part in ("library", "tables", "certificates"):
        shutil.copytree(config.ROOT / "permit_schemas" / part, made / part)
    shutil.copytree(config.ROOT / "tests" / "schemas" / files, made, dirs_exist_ok=True)
    return {"SAKPORE_SCHEMAS": str(made)}
