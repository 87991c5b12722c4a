"""What one request of the editor works on: the text before it, what it declares, what is wrong with it, and saving it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from app.catalog import drafts, versions
from app.catalog import source as sources
from app.errors import InputError, UnavailableError
from app.foundation.database import transaction
from app.permits import source as reader
from app.permits.editing import nodes, splicing
from app.permits.editing.locating import item_at
from app.permits.editing.nodes import Path
from app.permits.editing.outline import Outline
from app.permits.faults import Fault
from app.permits.library import plain
from app.permits.loader import Loaded
from app.permits.model import Definition
from app.permits.source import Tree
from app.web import current

# Two examples that expect nothing, so that a type can be tried before its own are written.
_STAND_INS: list[dict[str, Any]] = [{"name": name, "today": "2026-01-05", "expect": {}} for name in ("satu", "dua")]
VERSION = "versi"  # the input that carries the row version that the page was made of


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, with the item that an editor shows and its page."""

    fault: Fault
    path: Path
    own: bool  # of this text, not of a block in the library

    @property
    def error(self) -> bool:
        return self.fault.level == "error"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text holds. `root` is None where it is no YAML of ours; nothing of this is ever changed."""

    values: Mapping[str, Any]
    root: nodes.Node | None
    outline: Outline


class Work:
    """The text of one type as this request sees it."""

    def __init__(self, opened: drafts.Opened) -> None:
        self.code = opened.code
        self.source = opened.source
        self.row_version = opened.row_version
        self.base_version = opened.base_version
        self.draft = opened.draft

    @functools.cached_property
    def loaded(self) -> Loaded:
        return checked(self.source, self.code)

    @property
    def readable(self) -> bool:
        """Whether the text is YAML of ours; where it is not, only the text can be edited."""
        return self._parsed.root is not None

    @property
    def values(self) -> Mapping[str, Any]:
        return self._parsed.values

    @property
    def root(self) -> nodes.Node:
        return self._parsed.root or nodes.Node("map", 0, 0)

    @property
    def outline(self) -> Outline:
        return self._parsed.outline

    @functools.cached_property
    def _parsed(self) -> Parsed:
        return _parsed(self.source, self.code, sources.surroundings())

    @functools.cached_property
    def trial(self) -> Definition | None:
        """The definition for trying out: as `loaded`, but one whose examples are missing or fail counts as well."""
        if self.loaded.definition is not None or not self.readable:
            return self.loaded.definition
        text = splicing.set_key(self.source, (), "examples", _STAND_INS, order=("sections", "examples"))
        return checked(text, self.code).definition

    @functools.cached_property
    def faults(self) -> list[Found]:
        own = f"{self.code}.yaml"
        return [
            Found(
                fault,
                item_at(self.source, self.root, fault.line) if self.readable and fault.file == own else (),
                fault.file == own,
            )
            for fault in self.loaded.faults
        ]

    def faults_at(self, path: Path) -> list[Found]:
        """Those of the item itself, and of what stands within it."""
        return [found for found in self.faults if path and found.path[: len(path)] == path]

    def at(self, path: Path) -> Any:
        """The value there, or None."""
        here: Any = self.values
        for part in path:
            within = isinstance(here, list) and isinstance(part, int) and part < len(here)
            if within or (isinstance(here, dict) and part in here):
                here = here[part]
            else:
                return None
        return here


def open_work(code: str) -> Work:
    """Raises NotFoundError for a code that has neither draft nor version."""
    return Work(drafts.opened(code))


def need_tree(work: Work) -> None:
    """Raises InputError where the text cannot be edited by clicks."""
    if not work.readable:
        raise InputError(_("Naskah ini belum dapat dibaca. Perbaiki dahulu pada tab YAML."))


def me() -> drafts.Editor:
    """Who edits, by the name that colleagues know."""
    return drafts.Editor(current_user.id, str(current_user.get_full_name()).strip() or str(current_user.username))


def save(code: str, text: str) -> None:
    """Keep the text over the version that the posted page was made of. Raises DraftConflictError."""
    with transaction():
        drafts.save(code, text, expected=posted_version(), editor=me(), actor=current.actor(), now=current.now())


def posted_version() -> int:
    """The row version that the page carried; one that no draft has where it was tampered with."""
    raw = request.form.get(VERSION, "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else -1


def note_presence(code: str) -> list[Any]:
    """Tell the others that this person is here, once a minute; answers who else is."""
    editor, now = me(), current.now()
    if not drafts.seen_lately(code, editor, now):
        with suppress(UnavailableError), transaction():  # a courtesy: no page waits for it
            drafts.see(code, editor, now)
    return drafts.other_readers(code, editor, now)


def checked(text: str, code: str) -> Loaded:
    """What the loader says of a text, whatever version is live."""
    return sources.judged(text, code)


@functools.lru_cache(maxsize=32)
def _parsed(text: str, code: str, _surroundings: sources.Stamps) -> Parsed:
    """A text is parsed once, however many pages are made of it."""
    tree, faults = reader.read(text, f"{code}.yaml")
    if tree is None or any(fault.code in ("IZN101", "IZN107") for fault in faults):
        return Parsed({}, None, Outline(Tree(), sources.library(), None))
    values = plain(tree)  # before the outline writes out families in the tree
    return Parsed(values, nodes.parse(text), Outline(tree, sources.library(), sources.folder(), versions.live_or_none))


def to_path(written: str) -> Path:
    """`sections.1.fields.3` of an address. Raises InputError."""
    if len(written) > 200:
        raise InputError
    return tuple(int(part) if part.isdecimal() else part for part in written.split(".") if part)


def of_path(path: Path) -> str:
    return ".".join(map(str, path))
