"""`permits simulate FILE`: play the examples of a definition through and tell, in the office's words, what comes of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from app.certificates import sample
from app.certificates.rendering import RenderError
from app.commands.permits import folder_of, permits
from app.errors import SakporeError
from app.foundation import calendar
from app.permits import fieldtypes
from app.permits.faults import errors
from app.permits.library import Library
from app.permits.loader import load_file
from app.permits.model import Definition, Tier
from app.permits.simulation import Issue, Question, Simulation, simulate
from app.verification import clock

INDENT = "    "


@permits.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--example", "wanted", help="Only the example of this NAME.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Draw the papers as PNG into this folder."
)
def simulate_file(file: Path, wanted: str | None, out: Path | None) -> None:
    """Run the examples of FILE: form, missing papers, route, due date, fee, numbers. Exit status 1 when one fails."""
    loaded = load_file(file, Library.read(folder_of(file)))
    for fault in errors(loaded.faults):
        click.echo(str(fault), err=True)
    if loaded.definition is None:
        sys.exit(1)
    examples = [one for one in loaded.definition.examples if wanted in (None, one.name)]
    if not examples:
        click.echo(f"Contoh “{wanted}” tidak ada. Yang ada: {_listed(one.name for one in loaded.definition.examples)}.")
        sys.exit(1)
    holidays = _holidays()
    failed = False
    for example in examples:
        played = simulate(loaded.definition, example, lambda day, days: clock.due_date(day, days, holidays))
        for line in told(loaded.definition, played):
            click.echo(line)
        if out is not None:
            failed = not _draw(loaded.definition, played, out) or failed
        failed = failed or bool(played.differences)
    if failed:
        sys.exit(1)


def _holidays() -> frozenset[date]:
    try:
        return calendar.holidays()
    except SQLAlchemyError:
        click.echo("Kalender libur belum dimuat: jatuh tempo dihitung tanpa hari libur nasional.", err=True)
        return frozenset()


def told(definition: Definition, played: Simulation) -> Iterator[str]:
    """The simulation as lines of plain text."""
    yield f"== {definition.title.id} – contoh “{played.example.name}” ({played.example.request}, {played.example.today})"
    variant = played.assessment.variant
    if variant:
        yield f"Golongan: {variant.get('title') or variant['id']}"
    for section in played.sections:
        yield f"Bagian “{section.title}”"
        yield from (f"{INDENT}{_question(one)}" for one in section.questions)
    yield f"Berkas: {'tidak ada' if not played.papers else ''}".rstrip()
    for paper in played.papers:
        yield f"{INDENT}{paper.label} ({paper.name}): {_paper(paper.required, paper.given)}"
    yield f"Belum lengkap: {_listed(played.missing)}"
    yield f"Kesalahan: {'tidak ada' if not played.problems else ''}".rstrip()
    yield from (f"{INDENT}{problem.name}: {problem.message.id}" for problem in played.problems)
    yield "Alur:"
    for number, stage in enumerate(played.route, 1):
        gate = "" if len(stage.tiers) == 1 else f"bersamaan, cukup {stage.need} dari {len(stage.tiers)}: "
        yield f"{INDENT}{number}. {gate}{'; '.join(_tier(one) for one in stage.tiers)}"
    yield f"{INDENT}{len(played.route) + 1}. penandatanganan oleh {definition.flow.sign.role}"
    yield f"Jatuh tempo: {_due(played)}"
    yield f"Biaya: {_fee(played)}"
    yield f"Surat: {'tidak ada' if not played.issues else ''}".rstrip()
    yield from (f"{INDENT}{_issue(issue)}" for issue in played.issues)
    yield f"Hasil: {'sesuai harapan' if not played.differences else 'TIDAK sesuai: ' + '; '.join(played.differences)}"
    yield ""


def _question(one: Question) -> str:
    if not one.asked:
        return f"– {one.label} ({one.name}): tidak ditanyakan"
    kind = "dihitung" if one.computed else "tetap" if one.readonly else "wajib" if one.required else "boleh kosong"
    return f"{one.label} ({one.name}): {kind}{' = ' + one.shown if one.shown else ''}"


def _paper(required: bool, given: bool) -> str:
    return f"{'wajib' if required else 'boleh menyusul'}, {'ada' if given else 'belum ada'}"


def _tier(tier: Tier) -> str:
    agency = f" di {tier.agency}" if tier.agency else ""
    days = f", {tier.workdays:g} hari kerja" if tier.workdays else f", {tier.hours:g} jam" if tier.hours else ""
    return f"{tier.title.id if tier.title else tier.id} ({tier.role}{agency}{days})"


def _due(played: Simulation) -> str:
    if played.due is None or played.workdays is None:
        return "belum dapat dihitung"
    return f"{_day(played.due)} ({played.workdays:g} hari kerja bila waktu mulai dihitung pada hari pengajuan)"


def _fee(played: Simulation) -> str:
    if not played.lines:
        return "tidak dipungut biaya"
    lines = _listed(f"{one.line.label.id} {_rupiah(one.amount)}" for one in played.lines)
    return f"{_rupiah(played.fee)} ({lines})"


def _rupiah(amount: int | None) -> str:
    return "belum dapat dihitung" if amount is None else f"Rp{amount:,}".replace(",", ".")


def _issue(issue: Issue) -> str:
    row = f" untuk baris {issue.product.row_index + 1}" if issue.product.row_index is not None else ""
    until = f"berlaku sampai {_day(issue.valid_to)}" if issue.valid_to else "tanpa batas waktu"
    return f"{issue.title}{row}: nomor {issue.number or 'belum dapat disusun'}, {until}"


def _day(day: date) -> str:
    return fieldtypes.long_date(day.isoformat())


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "tidak ada"


def _draw(definition: Definition, played: Simulation, folder: Path) -> bool:
    """One PNG per page, named after example and paper; whether all could be drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    number = definition.examples.index(played.example) + 1
    drawn = True
    for issue in played.issues:
        row = f"-{issue.product.row_index + 1}" if issue.product.row_index is not None else ""
        name = f"{definition.code}-{number}-{issue.product.certificate.id}{row}"
        try:
            pages = sample.page_images(definition, played, issue)
        except SQLAlchemyError:
            click.echo("Surat belum dapat digambar: jalankan flask --app run init lebih dahulu.", err=True)
            return False
        except SakporeError as error:
            told = error if isinstance(error, RenderError) else error.user_message
            click.echo(f"{definition.code}.yaml:1: IZN213 {told}", err=True)
            drawn = False
            continue
        for page, image in enumerate(pages, 1):
            path = folder / (f"{name}.png" if len(pages) == 1 else f"{name}-{page}.png")
            path.write_bytes(image)
            click.echo(str(path))
    return drawn
