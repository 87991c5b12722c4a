"""`flask --app run users …`: invite officers, list assignments. People register by themselves at `/daftar`."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from app.accounts import assignments, invitations, people
from app.errors import SakporeError
from app.foundation import timing
from app.foundation.actors import SYSTEM
from app.foundation.database import transaction

users = AppGroup("users", help="Invite officers and see what they are assigned.")


@users.command("invite")
@click.argument("email")
@click.option("--role", required=True, help="A role that exists: loket, Admin, or one named by a published definition.")
@click.option("--name", default="", help="The person's name; may be completed by the person.")
@click.option("--permits", default="", help="Codes of permit types, separated by commas; empty: all types.")
@click.option("--agency", default=None, help="Only cases of this agency.")
@click.option("--kelurahan", default=None, help="Only cases of this kelurahan.")
@click.option("--sk", required=True, help="Number of the decree that appoints the person.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Last day of the assignment.")
def invite(
    email: str,
    role: str,
    name: str,
    permits: str,
    agency: str | None,
    kelurahan: str | None,
    sk: str,
    until: datetime | None,
) -> None:
    """Write an invitation, mail it, and print its one-time link."""
    codes = [code.strip() for code in permits.split(",") if code.strip()] or None
    last_day = until.date() if until else None
    try:
        with transaction():
            now = timing.utc_now()
            link = invitations.invite(email, name, role, codes, agency, kelurahan, sk, last_day, SYSTEM, now)
    except SakporeError as error:
        raise click.ClickException(error.user_message) from error
    click.echo(link)


@users.command("assignments")
@click.argument("email")
def show_assignments(email: str) -> None:
    """Print what a person is assigned today."""
    user_id = people.find_by_email(email)
    if user_id is None:
        raise click.ClickException("no such account")
    for row in assignments.active(user_id, timing.wib_date(timing.utc_now())):
        codes = ",".join(row.codes) if row.codes is not None else "all"
        until = row.valid_until.isoformat() if row.valid_until else "open"
        parts = (row.id, row.role, codes, row.agency or "-", row.kelurahan or "-", until, row.sk_number)
        click.echo("\t".join(map(str, parts)))
