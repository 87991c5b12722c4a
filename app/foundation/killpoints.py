"""Named points at which a test may kill the process, as a power cut would."""

from __future__ import annotations

import os
import signal

from flask import current_app


def kill_at(name: str) -> None:
    """Die here with SIGKILL if SAKPORE_KILL_AT names this point; never armed in production (see config)."""
    if current_app.config.get("SAKPORE_KILL_AT") == name and current_app.config.get("SAKPORE_ENV") != "production":
        os.kill(os.getpid(), signal.SIGKILL)
