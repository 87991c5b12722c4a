"""Chromium as the machine has it: by CHROME_PATH or on the path. Nothing is downloaded, nothing leaves loopback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


def path() -> str:
    """Raises LookupError: a browser test is never skipped silently."""
    given = os.environ.get("CHROME_PATH")
    found = given or next((place for name in NAMES if (place := shutil.which(name))), None)
    if not found:
        raise LookupError("no Chromium: install one, or set CHROME_PATH")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
