"""The YAML text as input: loading and linting it, the base it was written on, its fingerprint, its card for lists."""

from __future__ import annotations

import functools
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app

from app.catalog import versions
from app.errors import ConflictError, DefinitionError
from app.foundation import revision
from app.permits import Library, digest, load_text, packages
from app.permits.fees import written as fee_lines
from app.permits.linter import Office
from app.permits.loader import Loaded
from app.permits.model import Definition

ABSTRACT_LINE = re.compile(r"^abstract:\s*true\s*$", re.MULTILINE)
JUDGED = "sakpore_judged"
MAX_JUDGED = 32  # about 0.5 MB each: the types that a city's clerks have in hand on one day
Stamps = tuple[tuple[str, int, int], ...]
BASE_LINE = re.compile(r"\A# base: (\d{1,6})[ \t]*\r?\n")


def folder() -> Path:
    """Where the definitions lie."""
    return Path(current_app.config["PERMIT_SCHEMAS"])


def library() -> Library:
    """The shared blocks and tables as they lie on the disk now; parsed again only when a file of them changed."""
    return _library(folder(), _stamps("library", "tables"))


def surroundings() -> Stamps:
    """Stands for all files and published types that a text is judged with: while it stays equal, so does every judgement."""
    published = ("", revision.current().get("schema", 0), 0)
    return (*_stamps("", "library", "tables", "certificates"), published)


def judged(text: str, code: str, live: Definition | None = None) -> Loaded:
    """`load_text` of the console's text. A text is judged once, however many pages are made of it: a second of work.

    `live` is the version that a new one would follow; the editor leaves it out.
    """
    held: _Judged = current_app.extensions.setdefault(JUDGED, _Judged())
    standing = versions.entry(code).sha256 if live is not None else ""
    key = (digest(text), code, standing, folder(), surroundings())
    with held.lock:
        if key in held.kept:
            held.kept.move_to_end(key)
            return held.kept[key]
    office = Office(live=live, types=versions.live_or_none, closed=versions.closed_codes())
    found = load_text(text, code, library(), folder=folder(), office=office)
    with held.lock:  # not while judging: a slow text must not stop the readers of others
        held.kept[key] = found
        while len(held.kept) > MAX_JUDGED:
            held.kept.popitem(last=False)
    return found


@dataclass(slots=True)
class _Judged:
    """What one process of one app judged last."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: OrderedDict[tuple[Any, ...], Loaded] = field(default_factory=OrderedDict)


def _stamps(*parts: str) -> Stamps:
    files = (path for part in parts for path in sorted((folder() / part).glob("*.*")))
    return tuple(_stamp(path) for path in files)


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:  # reading it will tell the author
        return path.name, 0, 0
    return path.name, status.st_mtime_ns, status.st_size


@functools.lru_cache(maxsize=4)
def _library(where: Path, _files: Stamps) -> Library:
    return Library.read(where)


def load(source: str, code: str) -> tuple[Definition, tuple[str, ...]]:
    """The definition and the linter's warnings, held against the live version. Raises DefinitionError with every fault."""
    loaded = judged(source, code, versions.live_or_none(code))
    errors = tuple(fault for fault in loaded.faults if fault.level == "error")
    if errors or loaded.definition is None:
        raise DefinitionError(
            f"Definisi {code} tidak dapat diterbitkan: {len(errors)} kesalahan.", faults=loaded.faults
        )
    return loaded.definition, tuple(str(fault) for fault in loaded.faults)


def is_abstract(source: str) -> bool:
    """Whether the text is only a base for others to extend, and never published itself."""
    return ABSTRACT_LINE.search(source) is not None


def base_of(source: str) -> int | None:
    """The version that the text was written on, from its first line `# base: N`."""
    found = BASE_LINE.match(source)
    return int(found.group(1)) if found else None


def with_base(source: str, version: int) -> str:
    """The text with `# base: N` as its first line."""
    return f"# base: {version}\n{BASE_LINE.sub('', source)}"


def without_base(source: str) -> str:
    """The text without its base line, as a new type begins."""
    return BASE_LINE.sub("", source)


def fingerprint(source: str) -> str:
    """sha256 of the text without its base line: what tells whether a file differs from a published text."""
    return digest(without_base(source))


def check_base(source: str, live: int | None, replace: int | None) -> None:
    """Raises ConflictError unless the text was written on top of the live version, or `replace` names that version.

    A text that carries no base is one that publishing never wrote: the declaration that became version 1.
    """
    if live is None:
        return
    base = replace if replace is not None else (base_of(source) or 1)
    if base != live:
        raise ConflictError(
            f"Berkas ini disusun di atas versi {base}, padahal yang berlaku versi {live}. "
            f"Ambil versi {live}, ulangi perubahannya, atau gunakan --replace {live} bila memang hendak diganti."
        )


def card(definition: Definition) -> dict[str, Any]:
    """What lists and menus show of a type without building it."""
    return {
        "title": definition.title.id,
        "short": definition.short.id if definition.short else definition.code.upper(),
        "kind": definition.kind,
        "summary": definition.summary.id if definition.summary else "",
        "camel": definition.camel,
        "synonyms": list(definition.synonyms),
        "tier_roles": sorted({tier.role for tier in definition.flow.all_tiers} | {definition.flow.sign.role}),
        "days": durations(definition),
        "free": not fee_lines(definition),
        "packages": [
            {"id": one.id, "title": one.title.id, "members": packages.members(definition.code, one)}
            for one in definition.packages
        ],
        "event_agencies": sorted({event.agency or "" for event in definition.events}),
    }


def durations(definition: Definition) -> list[int]:
    """The working days that the definition promises: one number, or those of its variants, rising."""
    clock = definition.flow.clock
    if clock is None or clock.unit != "workdays":
        return []
    if isinstance(clock.total, int):
        return [clock.total]
    column = clock.total.removeprefix("variant.")
    found = {row.columns.get(column) for row in definition.variants.rows} if definition.variants else set()
    for table in _variant_tables(definition):
        found |= {row.get(column) for row in definition.tables[table].rows}
    return sorted(int(days) for days in found if isinstance(days, int | float))


def _variant_tables(definition: Definition) -> list[str]:
    variants = definition.variants
    if variants is None:
        return []
    named = (variants.table, variants.else_.table if variants.else_ else None)
    return [name for name in named if name and name in definition.tables]
