"""Papers need tables, files and mail, but no views: the tiny app of the plumbing's tests serves here too."""

from pathlib import Path

import pytest

from tests.certificates.desk import Desk
from tests.foundation.conftest import close, plumbing_databases, tiny_app

__all__ = ["plumbing_databases"]
SCHEMAS = Path(__file__).parents[2] / "permit_schemas"


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, plumbing_databases, tmp_path):
    yield from _app(request.param, plumbing_databases, tmp_path)


@pytest.fixture
def sqlite_app(plumbing_databases, tmp_path):
    yield from _app("sqlite", plumbing_databases, tmp_path)


@pytest.fixture
def desk(app):
    return Desk(app)


@pytest.fixture
def sqlite_desk(sqlite_app):
    return Desk(sqlite_app)


def _app(engine, databases, folder):
    url = databases.fresh(engine, folder)
    app = tiny_app(url, folder, PERMIT_SCHEMAS=SCHEMAS)
    app.template_folder = str(SCHEMAS.parent / "app" / "templates")
    with app.app_context():
        yield app
    close(app)
    databases.drop(url)
