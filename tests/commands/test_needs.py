"""`setup/needs` on a machine that has none of the tools, for a person who may not install any."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import config

UNPRIVILEGED = 65534  # nobody


def told(what: str, *present: str) -> subprocess.CompletedProcess[str]:
    """What the script says where only these tools are on the path; it is read from standard input, by a stranger."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for name in ("bash", "env", "id", *present):
            (Path(folder) / name).symlink_to(shutil.which(name) or f"/usr/bin/{name}")
        script = (config.ROOT / "setup" / "needs").read_text(encoding="utf-8")
        user = UNPRIVILEGED if os.getuid() == 0 else None
        return subprocess.run(
            [f"{folder}/bash", "-s", what], input=script, env={"PATH": folder}, user=user, group=user, cwd="/",
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip


def test_the_tests_name_every_tool_that_is_missing_with_the_exact_command() -> None:
    said = told("test", "apt-get", "python3")

    assert said.returncode == 2
    command = next(line for line in said.stderr.splitlines() if "apt-get install" in line)
    for package in ("chromium", "poppler-utils", "libnss3-tools", "qpdf", "git"):
        assert f" {package}" in command, command


def test_the_portal_needs_neither_a_browser_nor_a_database_server() -> None:
    said = told("run", "apt-get", "python3")

    assert said.returncode == 2
    assert "poppler-utils" in said.stderr
    assert "chromium" not in said.stderr
    assert "postgresql" not in said.stderr


def test_where_there_is_no_apt_the_missing_packages_are_named() -> None:
    said = told("run", "python3")

    assert said.returncode == 2
    assert "poppler-utils" in said.stderr
    assert "package manager" in said.stderr
