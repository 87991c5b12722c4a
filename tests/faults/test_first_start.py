"""Four processes start on an empty database at once: all come up, and what they made is made once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NIGHTLY

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 300  # seconds
LEFT_OUT = (
    () if NIGHTLY else ("siup.yaml", "iprk.yaml", "ipuwi.yaml", "slhs.yaml", "tdp.yaml")
)  # two types race as seven do


def init(url, folder, schemas):
    environ = os.environ | {
        "SAKPORE_ENV": "test",
        "SAKPORE_DATABASE": url,
        "SAKPORE_DATA": str(folder),
        "SAKPORE_SCHEMAS": str(schemas),
    }
    command = [sys.executable, "-m", "flask", "--app", "run", "init"]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_four_processes_on_an_empty_database_all_come_up(engine, plumbing_databases, tmp_path):
    folder = tmp_path / "data"
    url = f"sqlite:///{folder / 'sakpore.sqlite3'}"
    if engine == "postgresql":
        name = f"first_{plumbing_databases.worker}"
        plumbing_databases.sql(f'DROP DATABASE IF EXISTS "{name}"')
        plumbing_databases.sql(f'CREATE DATABASE "{name}"')
        url = plumbing_databases.url(name)

    schemas = shutil.copytree(ROOT / "permit_schemas", tmp_path / "schemas", ignore=shutil.ignore_patterns(*LEFT_OUT))

    started = [init(url, folder, schemas) for _ in range(4)]
    said = [process.communicate(timeout=PATIENCE)[0] for process in started]

    assert [process.returncode for process in started] == [0, 0, 0, 0], "\n".join(said)
    published = [line for text in said for line in text.splitlines() if line.endswith("version 1 published")]
    assert len(published) == len(set(published)) == len(list(schemas.glob("*.yaml")))
