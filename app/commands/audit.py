"""`flask --app run audit verify`: is the audit log whole?"""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from app.foundation import audit as log


@click.group("audit")
def audit() -> None:
    """The tamper-evident log."""


@audit.command("verify")
@with_appcontext
def verify() -> None:
    """Recompute the whole tree. Exit status 1 and a line per fault when something was altered, removed or inserted."""
    log.sequence(thorough=True)
    faults = log.verify()
    for fault in faults:
        click.echo(fault)
    size, root = log.size_and_root()
    click.echo(f"{size} events, root {root.hex()}")
    sys.exit(1 if faults else 0)
