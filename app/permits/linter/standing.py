"""What only the office's own rows can tell: tiers without an officer, counters that are nearly full (IZN320, 321).

The caller reads the rows; here they are plain values, so that the command line, publishing and the console agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from app.permits.linter.names import Path, Report
from app.permits.model import Definition, ParallelStep, Tier

NEARLY = 80  # per cent of what a part's width can hold
Post = tuple[str, str | None]
"""A role, and the agency that its holder works for; None stands for the office itself or for every agency."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the office's rows say about a type. `live` is the version that applies now; what is None is not judged.

    `posts` are those that somebody holds for this type today; `drawn` the highest value of each counted part, named
    `<certificate>/<part>`; `types` finds the live version of another type; `closed` are those that take no new requests.
    """

    live: Definition | None = None
    posts: Collection[Post] | None = None
    drawn: Mapping[str, int] | None = None
    types: Callable[[str], Definition | None] = lambda code: None
    closed: frozenset[str] = frozenset()


def lint_standing(definition: Definition, office: Office, report: Report) -> None:
    """Warnings: cases would wait, or numbers would run out."""
    if office.posts is not None:
        _officers(definition, office.posts, report)
    if office.drawn is not None:
        _counters(definition, office.drawn, report)


def _officers(definition: Definition, posts: Collection[Post], report: Report) -> None:
    for path, tier in _tiers(definition):
        anybody = (tier.role, tier.agency) in posts or (tier.role, None) in posts
        if not anybody and not (tier.agency is None and any(role == tier.role for role, _ in posts)):
            at = f" pada {tier.agency}" if tier.agency else ""
            message = f"Tahap “{tier.id}”: belum ada petugas dengan peran “{tier.role}”{at}. Berkas akan menunggu."
            report(path, "IZN320", message, "warning")
    sign = definition.flow.sign
    if not any(role == sign.role for role, _ in posts):
        message = f"Penandatanganan: belum ada pejabat dengan peran “{sign.role}”. Berkas akan menunggu."
        report(("flow", "sign"), "IZN320", message, "warning")


def _tiers(definition: Definition) -> Iterator[tuple[Path, Tier]]:
    for index, step in enumerate(definition.flow.tiers):
        if isinstance(step, ParallelStep):
            for number, tier in enumerate(step.parallel.of):
                yield ("flow", "tiers", index, "parallel", "of", number), tier
        else:
            yield ("flow", "tiers", index), step


def _counters(definition: Definition, drawn: Mapping[str, int], report: Report) -> None:
    for index, certificate in enumerate(definition.certificates):
        parts = certificate.number.parts if certificate.number else {}
        for name, part in parts.items():
            value = drawn.get(f"{certificate.id}/{name}")
            if part.counter is None or part.width is None or value is None:
                continue
            most = 10**part.width - 1
            if value * 100 >= most * NEARLY:
                message = f"Bagian “{name}” sudah mencapai {value} dari {most}. Lebarkan sebelum penuh."
                report(("certificates", index, "number", "parts", name), "IZN321", message, "warning")
