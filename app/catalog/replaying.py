"""The seam to what is open under a type: publishing replays it, but this package may not know applications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from app.permits.model import Definition

EXTENSION = "sakpore_replayer"
Replayer = Callable[[Definition, datetime], dict[str, Any]]


def set_replayer(app: Flask, replayer: Replayer) -> None:
    """Called once by `create_app`. The replayer reads only and gives the publish report as plain values."""
    app.extensions[EXTENSION] = replayer


def replay(definition: Definition, now: datetime) -> dict[str, Any]:
    """Empty where nothing was handed in, as in tests of this package alone."""
    replayer: Replayer | None = current_app.extensions.get(EXTENSION)
    return replayer(definition, now) if replayer else {}
