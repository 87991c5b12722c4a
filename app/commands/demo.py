"""`flask --app run demo`: accounts, a signer and dates of events for the demo; only with SAKPORE_ENV=demo."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.accounts import demo as demo_accounts
from app.certificates import demo as demo_signer
from app.errors import NotAllowedError
from app.foundation import timing
from app.verification import demo as demo_dates


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Create the demo's accounts once, then print addresses and accounts."""
    if current_app.config["SAKPORE_ENV"] != "demo":
        raise NotAllowedError(detail="demo data belongs to SAKPORE_ENV=demo")
    now = timing.utc_now()
    accounts = demo_accounts.create(now)
    passphrase = demo_signer.create(now)
    demo_dates.create(now)
    base = current_app.config["BASE_URL"]
    click.echo(f"\nPortal   {base}/\nMasuk    {base}/masuk\nMailbox  {base}/kotak-surat\nKonsol   {base}/console/\n")
    for account in accounts:
        click.echo(f"{account.role:<16} {account.email:<36} {account.password}")
    click.echo(f"\nPassphrase of the demo's signing key: {passphrase}\n")
