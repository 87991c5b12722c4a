"""`flask --app run permits …`: check definitions before anybody publishes them, and write their JSON Schema.

Publishing, listing and closing are added to this group by `commands.catalog`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import assignments
from app.catalog.versions import closed_codes, live_or_none
from app.certificates.claims import highest_drawn
from app.foundation import timing
from app.foundation.database import db
from app.permits.faults import Fault, errors
from app.permits.library import Library
from app.permits.linter import Office
from app.permits.loader import load_file
from app.permits.schema import source_schema_text

permits = AppGroup("permits", help="Definitions of permit types: check, publish, list, close.")


def schema_folder() -> Path:
    """Where the definitions lie."""
    return Path(current_app.config["PERMIT_SCHEMAS"])


@permits.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Say what is wrong with FILES, or with every definition, as `file:line: CODE message`."""
    paths = files or tuple(sorted(schema_folder().glob("*.yaml")))
    libraries: dict[Path, Library] = {}
    faults: list[Fault] = []
    for path in paths:
        folder = folder_of(path)
        if folder not in libraries:
            libraries[folder] = Library.read(folder)
            faults.extend(libraries[folder].faults)
        faults.extend(load_file(path, libraries[folder], _office(path.stem)).faults)
    _tell(faults)
    if errors(faults):
        sys.exit(1)
    click.echo(f"{len(paths)} berkas baik.")


@permits.command("schema")
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit status 1 when the file is not up to date."
)
def schema(only_check: bool) -> None:
    """Write the JSON Schema that editors use, from the models."""
    path = schema_folder() / "permit.schema.json"
    text = source_schema_text()
    if only_check:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            click.echo(f"{path.name} tidak sesuai dengan model. Jalankan: flask --app run permits schema", err=True)
            sys.exit(1)
        return
    path.write_text(text, encoding="utf-8")
    click.echo(str(path))


def _office(code: str) -> Office:
    """What the database says of a type; nothing where there is none yet, or where it was never published."""
    try:
        live = live_or_none(code)
        if live is None:
            return Office(types=live_or_none, closed=closed_codes())
        posts = assignments.posts(code, timing.wib_date(timing.utc_now()))
        return Office(live, posts, highest_drawn(code), live_or_none, closed_codes())
    except SQLAlchemyError:
        db.session.rollback()
        return Office()


def folder_of(path: Path) -> Path:
    """A file's own folder where it has a library, else the portal's: a file may be checked before it is put there."""
    own = path.resolve().parent
    return own if (own / "library").is_dir() else schema_folder()


def _tell(faults: Iterable[Fault]) -> None:
    for fault in faults:
        suffix = " (peringatan)" if fault.level == "warning" else ""
        click.echo(f"{fault}{suffix}", err=fault.level == "warning")
