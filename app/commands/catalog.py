"""`permits publish | list | close | reopen`: the life of permit types from the command line, as the console does it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from app import catalog
from app.catalog import lifecycle
from app.catalog.dossier import DraftPolicy, DraftRule, Papers, Weighed
from app.catalog.weighing import weigh_text
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
@click.option(
    "--drafts", help="What becomes of open drafts where a choice is needed: diminta, ulang, or tetap:YYYY-MM-DD."
)
@click.option("--trial", is_flag=True, help="Put a new type on trial: taken at the counter only.")
@click.option("--report", "only_report", is_flag=True, help="Publish nothing; say what it would change.")
@click.option("--replace", type=int, help="Publish over this live version, whatever the file was written on.")
def publish(
    paths: tuple[Path, ...],
    decree: str,
    decree_date: datetime,
    effective: datetime | None,
    author: str,
    approver: str,
    drafts: str | None,
    trial: bool,
    only_report: bool,
    replace: int | None,
) -> None:
    """Make each FILE the live version of its type. Exit status 1 when one of them is refused."""
    refused = False
    papers = Papers(drafts=_policy(drafts), trial=trial)
    for path in paths:
        now = timing.utc_now()
        try:
            if only_report:
                _say_weighed(weigh_text(path.read_text(encoding="utf-8"), path.stem, now)[2])
                continue
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
                papers=papers,
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
@click.option("--on", "closes_on", type=DAY, help="First day without new applications (YYYY-MM-DD); today if left out.")
@click.option("--notice", default="", help="What the public page says about it.")
def close(code: str, decree: str, successor: str | None, closes_on: datetime | None, notice: str) -> None:
    """Accept no new applications for CODE; running ones finish, permits stay verifiable."""
    day = closes_on.date() if closes_on else None
    try:
        with transaction():
            catalog.close(
                code, decree_number=decree, successor=successor, closes_on=day, notice=notice, actor=ACTOR,
                now=timing.utc_now(),
            )  # fmt: skip
    except SakporeError as error:
        click.echo(error.user_message, err=True)
        raise SystemExit(1) from error
    click.echo(f"{code}: ditutup" + (f" mulai {day}" if day else ""))


@permits.command("reopen")
@click.argument("code")
@click.option("--decree", required=True, help="Number of the Keputusan that opens the type again.")
def reopen(code: str, decree: str) -> None:
    """Take new applications for CODE again."""
    try:
        with transaction():
            lifecycle.reopen(code, decree_number=decree, actor=ACTOR, now=timing.utc_now())
    except SakporeError as error:
        click.echo(error.user_message, err=True)
        raise SystemExit(1) from error
    click.echo(f"{code}: dibuka kembali")


def _policy(text: str | None) -> DraftPolicy | None:
    """`tetap:2026-12-31`, `diminta`, `ulang`."""
    if text is None:
        return None
    rule, _colon, day = text.partition(":")
    try:
        return DraftPolicy(DraftRule(rule), date.fromisoformat(day) if day else None)
    except ValueError as error:
        raise click.BadParameter("diminta, ulang, or tetap:YYYY-MM-DD", param_hint="--drafts") from error


def _say_weighed(weighed: Weighed) -> None:
    """The publish report in lines."""
    click.echo(f"perubahan: {len(weighed.comparison.changes)}, kelas {weighed.reach.value}")
    for change in weighed.comparison.changes:
        click.echo(f"[{change.reach.value}] {change.group}: {change.sentence}")
    for part, words in (("drafts", "draf"), ("open", "permohonan berjalan"), ("closed", "permohonan selesai")):
        tally = weighed.impact.get(part, {})
        click.echo(f"{words}: {tally.get('count', 0)}")
        for found in tally.get("needs", ()):
            click.echo(f"  {found['count']} {words} akan memerlukan {found['label']}")
        for found in tally.get("invalid", ()):
            click.echo(f"  {found['count']} {words} perlu memperbaiki {found['label']}")
    for title in weighed.impact.get("without_officer", ()):
        click.echo(f"tahap tanpa pejabat: {title}")


def _say_refused(path: Path, error: SakporeError) -> None:
    click.echo(f"{path.name}: {error.user_message}", err=True)
    if isinstance(error, DefinitionError):
        for fault in error.faults:
            click.echo(str(fault))


def _say_published(published: catalog.Published) -> None:
    when = f", berlaku mulai {published.effective_from}" if published.scheduled else ""
    click.echo(f"{published.code}: versi {published.version} diterbitkan{when}")
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
