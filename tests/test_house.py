"""Promises about the tree itself: a permit type is data, two apps live in one process, production refuses the demo."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import config
from tests.conftest import close, make_app

APP = config.ROOT / "app"
CODES = sorted(path.stem for path in (config.ROOT / "permit_schemas").glob("*.yaml"))
NAMED = re.compile(rf"\b({'|'.join(CODES)})\b", re.IGNORECASE)
LEFT_OUT = {APP / "translations", APP / "static" / "dist"}


def own_files() -> list[Path]:
    return [
        path
        for path in APP.rglob("*")
        if path.is_file() and path.suffix in (".py", ".html", ".txt", ".json") and not LEFT_OUT & set(path.parents)
    ]


def test_nothing_in_the_app_names_a_permit_type():
    named = {str(path.relative_to(APP)): found[0] for path in own_files() if (found := NAMED.search(path.read_text()))}

    assert named == {}


def test_two_apps_in_one_process_serve_each_their_own(new_app):
    first, second = new_app("sqlite", "city"), new_app("sqlite", "bare")

    assert "(SIUP)" in first.test_client().get("/izin").text
    assert "(SIUP)" not in second.test_client().get("/izin").text
    assert first.test_client().get("/masuk").status_code == second.test_client().get("/masuk").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"SAKPORE_SECRET_KEY": "demo-0123456789012345678901234567890123456789"},
        {"SAKPORE_SECRET_KEY": "short"},
        {"FLASK_DEBUG": "1"},
    ],
)
def test_production_refuses_what_belongs_to_the_demo(tmp_path, changes):
    with pytest.raises(config.ConfigurationError):
        config.load({"SAKPORE_ENV": "production", "SAKPORE_DATA": str(tmp_path), **changes})


def test_production_refuses_a_database_with_active_demo_accounts(tmp_path):
    from app.accounts import demo
    from app.commands.init import initialise
    from app.foundation import timing

    url = f"sqlite:///{tmp_path / 'city.sqlite3'}"
    shown = make_app(url, tmp_path, SAKPORE_ENV="demo")
    with shown.app_context():
        initialise(shown, publish=False, say=lambda _line: None)
        demo.create(timing.utc_now())
    close(shown)

    with pytest.raises(config.ConfigurationError, match="demo"):
        make_app(url, tmp_path, SAKPORE_ENV="production", SAKPORE_SECRET_KEY="x" * 40)


def test_an_environment_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(config.ConfigurationError):
        config.load({"SAKPORE_ENV": "staging", "SAKPORE_DATA": str(tmp_path)})


def test_a_secret_and_its_folder_are_for_the_owner_alone(tmp_path):
    config.load({"SAKPORE_ENV": "test", "SAKPORE_DATA": str(tmp_path / "data")})

    assert (tmp_path / "data" / "keys" / "secret").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
