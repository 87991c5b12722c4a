"""`permits publish | list | close`: the life of permit types from the command line, as the console does it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app import catalog
from app.commands.permits import permits
from app.errors import DefinitionError, SakporeError
from app.foundation import timing
from app.foundation.actors import Actor
from app.foundation.database import transaction

ACTOR = Actor(user_id=None, name="perintah", role="sistem")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@permits.command("publish")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--decree", required=True, help="Number of the Keputusan that the version stands on.")
@click.option("--date", "decree_date", required=True, type=DAY, help="Date of the Keputusan (YYYY-MM-DD).")
@click.option("--effective", type=DAY, help="From when it applies; today if left out.")
@click.option("--author", required=True)
@click.option("--approved-by", "approver", required=True, help="Another person than the author.")
@click.option("--replace", type=int, help="Publish over this live version, whatever the file was written on.")
def publish(
    paths: tuple[Path, ...],
    decree: str,
    decree_date: datetime,
    effective: datetime | None,
    author: str,
    approver: str,
    replace: int | None,
) -> None:
    """Make each FILE the live version of its type. Exit status 1 when one of them is refused."""
    refused = False
    for path in paths:
        now = timing.utc_now()
        try:
            published = catalog.publish(
                path.read_text(encoding="utf-8"),
                code=path.stem,
                decree_number=decree,
                decree_date=decree_date.date(),
                effective_from=effective.date() if effective else timing.wib_date(now),
                author=author,
                approver=approver,
                actor=ACTOR,
                now=now,
                replace=replace,
            )
        except SakporeError as error:
            refused = True
            _say_refused(path, error)
            continue
        _write_back(path, published.source)
        _say_published(published)
    if refused:
        raise SystemExit(1)


@permits.command("list")
def list_types() -> None:
    """Published types, and the files that differ from them."""
    for entry in catalog.entries():
        click.echo(f"{entry.code}\tversi {entry.version}\t{entry.state.value}\t{entry.title}")
    for state in catalog.compare_files(check=True):
        for line in (state.sentence, *state.faults):
            click.echo(line)


@permits.command("close")
@click.argument("code")
@click.option("--decree", required=True, help="Number of the Keputusan that closes the type.")
@click.option("--successor", help="What takes its place, in words.")
def close(code: str, decree: str, successor: str | None) -> None:
    """Accept no new applications for CODE; running ones finish, permits stay verifiable."""
    try:
        with transaction():
            catalog.close(code, decree_number=decree, successor=successor, actor=ACTOR, now=timing.utc_now())
    except SakporeError as error:
        click.echo(error.user_message, err=True)
        raise SystemExit(1) from error
    click.echo(f"{code}: ditutup")


def _say_refused(path: Path, error: SakporeError) -> None:
    click.echo(f"{path.name}: {error.user_message}", err=True)
    if isinstance(error, DefinitionError):
        for fault in error.faults:
            click.echo(str(fault))


def _say_published(published: catalog.Published) -> None:
    click.echo(f"{published.code}: versi {published.version} diterbitkan")
    for warning in published.warnings:
        click.echo(warning)
    for role in published.created_roles:
        click.echo(f"peran baru tanpa pejabat: {role}")
    for right in published.granted:
        click.echo(f"hak: {right}")


def _write_back(path: Path, source: str) -> None:
    """The file then says on which version it stands. A folder that cannot be written to is no fault."""
    try:
        path.write_text(source, encoding="utf-8")
    except OSError as error:
        click.echo(f"{path.name}: tidak dapat ditulisi ({error.strerror}); baris “# base” tidak diperbarui", err=True)
