"""The plumbing's app, and processes of its own that a fault may kill."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.foundation.conftest import app, plumbing_databases, postgresql_app, sqlite_app

__all__ = ["app", "plumbing_databases", "postgresql_app", "sqlite_app"]

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def process(app):
    """Starts a process on the app's database: `process("work", kill_at="job.claimed")`."""
    started = []

    def start(part, *, kill_at="", port=9):
        database, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["SAKPORE_DATA"]
        command = [sys.executable, "-m", "tests.faults.victim", part, database, str(folder), kill_at, str(port)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for victim in started:
        victim.kill()
        victim.communicate()
