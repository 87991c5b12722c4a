"""Fixtures of every test: an app on a fresh, migrated database, on SQLite and on PostgreSQL.

A worker migrates one database per engine and copies it for each test. `app` has roles and seeds, `city` the seven
published permit types as well. Journeys that no database can change run on the two databases by turns (`by_turns`);
`make nightly` (SAKPORE_NIGHTLY=1) runs each on both.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.postgres import Cluster
from tests.remembered import CompiledTemplates, remember_routes

ENGINES = ("sqlite", "postgresql")
NIGHTLY = os.environ.get("SAKPORE_NIGHTLY") == "1"
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # Monday, noon in Pekalongan


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts PostgreSQL once; its workers find it through the environment."""
    os.environ.setdefault("SAKPORE_ENV", "test")
    if hasattr(config, "workerinput") or os.environ.get("SAKPORE_TEST_POSTGRES"):
        return
    cluster = Cluster.start()
    os.environ["SAKPORE_TEST_POSTGRES"] = str(cluster.port)
    config.add_cleanup(cluster.stop)


# The dearest first, so that no worker is left with one of them while the others have done.
DEAREST_FIRST = (
    "acceptance",
    "browser",
    "faults",
    "journeys",
    "permits",
    "web",
    "verification",
    "certificates",
    "features",
)


WHOLE = ("tests/acceptance", "tests/browser")  # folders whose files share what is dear to start


class Dealing(LoadScopeScheduling):
    """A worker takes a file at a time, and a folder of `WHOLE` as one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in WHOLE if file.startswith(f"{folder}/")), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Dealing:
    return Dealing(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest first: what a worker takes last should be short."""
    here = Path(__file__).parent
    places = {
        folder: next((n for n, start in enumerate(DEAREST_FIRST) if folder.startswith(start)), len(DEAREST_FIRST))
        for folder in {item.path.relative_to(here).as_posix() for item in items}
    }
    items.sort(key=lambda item: places[item.path.relative_to(here).as_posix()])


COMPILED_TEMPLATES = CompiledTemplates()
remember_routes()


class Databases:
    """Copies of migrated databases. `level` is `bare` (roles and seeds) or `city` (with the seven types)."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder = folder
        self.shared = folder.parent if worker == "main" else folder.parents[1]  # of all workers of this run
        self.worker = worker
        self.port = int(os.environ["SAKPORE_TEST_POSTGRES"])
        self.templates: dict[tuple[str, str], tuple[str, Path]] = {}
        self.count = 0

    def fresh(self, engine: str, level: str) -> tuple[str, Path]:
        """A new database and data folder of its own: (URL, folder)."""
        if (engine, level) not in self.templates:
            self.templates[engine, level] = self._template(engine, level)
        template_url, template_folder = self.templates[engine, level]
        self.count += 1
        folder = self.folder / f"data-{self.count}"
        shutil.copytree(template_folder, folder)
        if engine == "sqlite":
            return f"sqlite:///{folder / 'sakpore.sqlite3'}", folder
        name = f"t_{self.worker}_{self.count}"
        self._postgres(f'CREATE DATABASE "{name}" TEMPLATE "{template_url.rsplit("/", 1)[1]}" STRATEGY FILE_COPY')
        return self._url(name), folder

    def drop(self, url: str, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if not url.startswith("sqlite"):
            self._postgres(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def _template(self, engine: str, level: str) -> tuple[str, Path]:
        """Built once per test run: the first worker that needs it builds, the others wait and use it."""
        folder = self.shared / f"template-{engine}-{level}"
        name = f"template_{level}"
        url = self._url(name) if engine == "postgresql" else f"sqlite:///{folder / 'sakpore.sqlite3'}"
        with open(folder.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.with_suffix(".done").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(mode=0o700)
                if engine == "postgresql":
                    self._postgres(f'DROP DATABASE IF EXISTS "{name}"')
                    self._postgres(f'CREATE DATABASE "{name}"')
                self._build(url, folder, level)
                folder.with_suffix(".done").touch()
        return url, folder

    def _build(self, url: str, folder: Path, level: str) -> None:
        from app.commands.init import initialise

        app = make_app(url, folder)
        with app.app_context():
            initialise(app, publish=level == "city", say=lambda _line: None)
        close(app)

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://sakpore@127.0.0.1:{self.port}/{name}"

    def _postgres(self, statement: str) -> None:
        with psycopg.connect(f"postgresql://sakpore@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement)


def by_day(engine: str) -> list[str]:
    """The databases of a test that any database would answer alike: one by day, both at night."""
    return list(ENGINES) if NIGHTLY else [engine]


def by_turns(*cases: tuple[Any, ...], both: Container[tuple[Any, ...]] = ()) -> list[tuple[Any, ...]]:
    """(engine, *case): by day each case on one database, in turn, and those of `both` on the two of them."""
    return [
        (engine, *case)
        for number, case in enumerate(cases)
        for engine in (ENGINES if case in both else by_day(ENGINES[number % 2]))
    ]


def make_app(url: str, folder: Path, **environ: str) -> Flask:
    """An app of the environment `test` on this database and data folder."""
    import config
    from app import create_app

    settings = config.load(
        {"SAKPORE_ENV": "test", "SAKPORE_DATA": str(folder), "SAKPORE_DATABASE": url, **environ},
    )
    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    return app


def close(app: Flask) -> None:
    """Give back the app's connections, so that its database can be dropped or copied."""
    from app.foundation.database import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"), os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture
def new_app(databases: Databases) -> Iterator[Callable[[str, str], Flask]]:
    """Makes apps with a database of their own: `new_app("sqlite", "city")`."""
    made: list[tuple[Flask, str, Path]] = []

    def make(engine: str, level: str = "bare") -> Flask:
        url, folder = databases.fresh(engine, level)
        app = make_app(url, folder)
        made.append((app, url, folder))
        return app

    yield make
    for app, url, folder in made:
        close(app)
        databases.drop(url, folder)


def _pushed(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, new_app: Callable[[str, str], Flask]) -> Iterator[Flask]:
    """An app with roles and seeds, no permit type; on both databases; its context is pushed."""
    yield from _pushed(new_app(request.param, "bare"))


@pytest.fixture
def sqlite_app(new_app: Callable[[str, str], Flask]) -> Iterator[Flask]:
    """As `app`, on SQLite only: for what no database can change."""
    yield from _pushed(new_app("sqlite", "bare"))


@pytest.fixture(params=ENGINES)
def city(request: pytest.FixtureRequest, new_app: Callable[[str, str], Flask]) -> Iterator[Flask]:
    """An app with the seven types published; on both databases; its context is pushed."""
    yield from _pushed(new_app(request.param, "city"))


@pytest.fixture
def sqlite_city(new_app: Callable[[str, str], Flask]) -> Iterator[Flask]:
    """As `city`, on SQLite only."""
    yield from _pushed(new_app("sqlite", "city"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
