"""One town per engine for a whole module: to build it costs more than any test of it."""

import pytest
from sqlalchemy import event

from app.foundation.database import db
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
    if engine == "sqlite":
        _without_waiting_for_the_disk(app)
    yield found_town(app)
    close(app)
    databases.drop(url, folder)


def _without_waiting_for_the_disk(app):
    """A thousand small writes, none of which must outlive the test."""
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
