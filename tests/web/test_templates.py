"""The templates that we replace are still those that we replaced: an upgrade of FAB must be looked at."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path

import config

OURS = config.ROOT / "app" / "templates" / "appbuilder"
KNOWN = Path(__file__).parent / "stock_templates.json"


def stock() -> dict[str, str]:
    """The hash of each stock template that a file of ours replaces."""
    theirs = Path(importlib.util.find_spec("flask_appbuilder").origin).parent / "templates" / "appbuilder"
    names = sorted(str(file.relative_to(OURS)) for file in OURS.rglob("*.html"))
    return {name: hashlib.sha256((theirs / name).read_bytes()).hexdigest()[:16] for name in names}


def test_every_replaced_template_is_the_one_that_was_replaced() -> None:
    """After an upgrade: read what changed, mend ours, then store the new hashes."""
    assert stock() == json.loads(KNOWN.read_text())


def test_no_template_needs_what_the_policy_forbids() -> None:
    forbidden = (
        " style=",
        " onclick=",
        " onchange=",
        " onsubmit=",
        " onload=",
        "javascript:",
        "<style",
        "hx-on",
        "|tojson }}</script",
    )
    found = [
        f"{file.name}: {mark}"
        for file in (config.ROOT / "app" / "templates").rglob("*.html")
        for mark in forbidden
        if mark in file.read_text(encoding="utf-8")
    ]

    assert found == []
