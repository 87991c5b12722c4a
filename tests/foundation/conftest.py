"""A tiny app for the plumbing's tests: the plumbing knows no permit, so it needs neither views nor roles."""

from __future__ import annotations

import os
import shutil

import psycopg
import pytest
from flask import Flask
from flask_babel import Babel
from flask_mail import Mail

from app.foundation import crypto, files, jobs, migrate, revision
from app.foundation.database import db
from tests.postgres import Cluster


def tiny_app(url, folder, **settings):
    app = Flask("plumbing", template_folder=str(folder / "templates"))
    app.config.update(
        SAKPORE_ENV="test",
        SAKPORE_DATA=folder,
        KEY_RING_FILE=folder / "keys" / "ring.json",
        KEEP_FREE_BYTES=0,
        BASE_URL="http://portal.test",
        SQLALCHEMY_DATABASE_URI=url,
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=9,
        MAIL_DEFAULT_SENDER="SAKPORE <sakpore@portal.test>",
        TESTING=True,
        MAIL_SUPPRESS_SEND=False,
        **settings,
    )
    db.init_app(app)
    crypto.init_app(app)
    files.init_app(app)
    jobs.init_app(app)
    revision.init_app(app)
    Mail(app)
    Babel(app)
    return app


class Templates:
    def __init__(self, folder):
        self.folder = folder
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.port = os.environ["SAKPORE_TEST_POSTGRES"]
        self.built = set()
        self.count = 0

    def fresh(self, engine, folder):
        name = f"plumbing_{self.worker}"
        if engine not in self.built:
            self.build(engine, name)
            self.built.add(engine)
        if engine == "sqlite":
            shutil.copy(self.folder / "sakpore.sqlite3", folder / "sakpore.sqlite3")
            return f"sqlite:///{folder / 'sakpore.sqlite3'}"
        self.count += 1
        self.sql(f'CREATE DATABASE "{name}_{self.count}" TEMPLATE "{name}"')
        return self.url(f"{name}_{self.count}")

    def build(self, engine, name):
        url = f"sqlite:///{self.folder / 'sakpore.sqlite3'}"
        if engine == "postgresql":
            self.sql(f'DROP DATABASE IF EXISTS "{name}"')
            self.sql(f'CREATE DATABASE "{name}"')
            url = self.url(name)
        app = tiny_app(url, self.folder)
        migrate.upgrade(app)
        close(app)

    def url(self, name):
        return f"postgresql+psycopg://sakpore@127.0.0.1:{self.port}/{name}"

    def drop(self, url):
        if not url.startswith("sqlite"):
            self.sql(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def sql(self, statement):
        with psycopg.connect(f"postgresql://sakpore@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement)


def close(app):
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def plumbing_databases(tmp_path_factory):
    cluster = None
    if "SAKPORE_TEST_POSTGRES" not in os.environ:
        cluster = Cluster.start()
        os.environ["SAKPORE_TEST_POSTGRES"] = str(cluster.port)
    yield Templates(tmp_path_factory.mktemp("plumbing"))
    if cluster:
        cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, plumbing_databases, tmp_path):
    yield from pushed(request.param, plumbing_databases, tmp_path)


@pytest.fixture
def sqlite_app(plumbing_databases, tmp_path):
    yield from pushed("sqlite", plumbing_databases, tmp_path)


@pytest.fixture
def postgresql_app(plumbing_databases, tmp_path):
    yield from pushed("postgresql", plumbing_databases, tmp_path)


def pushed(engine, databases, folder):
    url = databases.fresh(engine, folder)
    app = tiny_app(url, folder)
    with app.app_context():
        yield app
    close(app)
    databases.drop(url)
