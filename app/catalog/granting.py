"""The seam to the permissions: publishing needs them granted, but this package may not know who does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from flask import Flask, current_app

from app.permits.model import Definition

EXTENSION = "sakpore_granter"


class Granted(Protocol):
    """What the granter answers, for the publisher to read."""

    created_roles: list[str]
    permissions: list[str]


Granter = Callable[[Definition], Granted]


def set_granter(app: Flask, granter: Granter) -> None:
    """Called once by `create_app`. The granter is idempotent and commits by itself."""
    app.extensions[EXTENSION] = granter


def grant(definition: Definition) -> Granted | None:
    """None where no granter was handed in, as in tests of this package alone."""
    granter: Granter | None = current_app.extensions.get(EXTENSION)
    return granter(definition) if granter else None
