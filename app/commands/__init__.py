"""`flask --app run …`: the portal from the shell. Each command reads its arguments, calls one service and answers.

Exit status: 0 good; 1 the thing checked is bad; 2 wrong use.
"""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add every command to the app's own click group."""
    from app.commands import audit, catalog, certificates, demo, init, jobs, permits, simulate, users

    _ = catalog, simulate  # add publish, list, close and simulate to the group `permits`
    for command in (
        init.init,
        demo.demo,
        jobs.worker,
        audit.audit,
        permits.permits,
        users.users,
        certificates.certificates,
    ):
        app.cli.add_command(command)
