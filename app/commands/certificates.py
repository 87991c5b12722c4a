"""`flask --app run certificates …`: check a paper, hand out the authority's certificates, make a signer's key."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.accounts import people
from app.certificates import authenticity, keys, queries, supervision
from app.errors import SakporeError
from app.foundation import timing
from app.foundation.actors import SYSTEM
from app.foundation.database import transaction

certificates = AppGroup("certificates", help="Check papers; keys of signers.")


@certificates.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Say whether FILE is unaltered, issued by us, and valid now. Exit status 1 when it is not."""
    try:
        report = authenticity.examine(file.read_bytes(), now=timing.utc_now())
    except SakporeError as error:
        click.echo(f"{file}:1: UNREADABLE {error.user_message}")
        sys.exit(1)
    for fault in report.judgement.faults:
        click.echo(f"{file}:1: {fault.upper()} signature policy")
    if not report.issued_bytes:
        click.echo(f"{file}:1: NOT_ISSUED these bytes are not in the register")
    if report.card:
        click.echo(f"{report.card.number} {report.card.title}: {report.card.status}")
    sys.exit(0 if report.unaltered and report.issued_bytes else 1)


@certificates.command("resume")
@click.argument("number")
def resume(number: str) -> None:
    """Let the suspended permit NUMBER hold again, once the cause is gone, where its definition says `resume: manual`."""
    try:
        with transaction():
            supervision.resume(queries.get_suspended(number), "", actor=SYSTEM, now=timing.utc_now())
    except SakporeError as error:
        click.echo(f"{number}:1: NOT_RESUMED {error.user_message}")
        sys.exit(1)


@certificates.command("authority")
def authority() -> None:
    """Print the development authority's certificates (PEM)."""
    keys.ensure_development_ca(current_app.config["SAKPORE_DATA"])
    click.echo(keys.authority_pem(current_app.config["SAKPORE_DATA"]).decode())


@certificates.command("make-signer")
@click.argument("email")
@click.option("--position", default="", help="As it stands under the signature; default: head of the office.")
@click.option("--nip", default="")
@click.option("--rank", default="", help="Pangkat/golongan.")
@click.option("--passphrase", prompt=True, hide_input=True, confirmation_prompt=True)
def make_signer(email: str, position: str, nip: str, rank: str, passphrase: str) -> None:
    """Make a development signing key for the account EMAIL; its holder types the passphrase here, once."""
    user_id = people.find_by_email(email)
    if user_id is None:
        click.echo(f"{email}:1: UNKNOWN no such account")
        sys.exit(1)
    person = keys.Person(user_id, people.name_of(user_id), position, nip, rank)
    try:
        with transaction():
            signer = keys.make_signer(person, passphrase, current_app.config["SAKPORE_DATA"], timing.utc_now())
            click.echo(f"Signer {signer.id}, valid to {timing.wib_date(signer.valid_to)}")
    except SakporeError as error:
        click.echo(f"{email}:1: REFUSED {error.user_message}")
        sys.exit(1)
