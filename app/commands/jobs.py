"""`flask --app run worker`: work on what is due, on any number of machines."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.foundation import jobs


@click.command("worker")
@click.option("--once", is_flag=True, help="Work on what is due now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Run jobs until told to end (SIGTERM); the one in hand is finished first."""
    tried = jobs.work(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]
    if once:
        click.echo(f"{tried} jobs")
