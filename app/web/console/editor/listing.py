"""The items of a draft as the tabs list them: by name, with what is special about each and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.accounts.words import role_words
from app.permits.editing.nodes import Path
from app.permits.editing.outline import words
from app.web.console.editor import offers
from app.web.console.editor.desk import Work, of_path
from app.web.console.editor.shapes import Shape, offered, shape_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. `at` is its path as addresses carry it; `inner` are the items of the list within it."""

    at: str
    title: str
    id: str
    kind: str
    notes: tuple[str, ...]
    errors: int
    shape: Shape | None
    inner: tuple[Entry, ...] = ()
    inner_at: str = ""
    first: bool = False
    last: bool = False
    inner_shapes: tuple[Shape, ...] = ()


INNER = {"bagian": "fields", "kelompok": "fields", "pemeriksaan": "items"}


def entries(work: Work, path: Path) -> tuple[Entry, ...]:
    """The items of the list at `path`; nothing where there is none."""
    found = work.at(path)
    items = found if isinstance(found, list) else []
    return tuple(_entry(work, (*path, index), item, len(items)) for index, item in enumerate(items))


def _entry(work: Work, path: Path, item: Any, count: int) -> Entry:
    value: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
    shape = shape_of(path, value)
    gate = value.get("parallel") if isinstance(value.get("parallel"), Mapping) else None
    inner = (*path, "parallel", "of") if gate is not None else (*path, INNER.get(shape.id, "") if shape else "")
    index = path[-1] if isinstance(path[-1], int) else 0
    return Entry(
        at=of_path(path),
        title=title_of(work, value) or _("(belum bernama)"),
        id=str((gate or value).get("id", "") or ""),
        kind=_kind(value, shape),
        notes=tuple(_notes(value)),
        errors=sum(found.error for found in work.faults_at(path)),
        shape=shape,
        inner=entries(work, inner) if inner[-1] else (),
        inner_at=of_path(inner) if inner[-1] else "",
        first=index == 0,
        last=index == count - 1,
        inner_shapes=offered(inner) if inner[-1] else (),
    )


def title_of(work: Work, value: Mapping[str, Any]) -> str:
    """The name that people know an item by; of a block the library's."""
    gate = value.get("parallel")
    if isinstance(gate, Mapping):
        return words(gate.get("title")) or str(gate.get("id", ""))
    own = next((found for key in ("label", "title", "text", "message", "stop") if (found := words(value.get(key)))), "")
    block = work.outline.library.blocks.get(str(value.get("include", "")))
    if own or block is None:
        return own or str(value.get("name") or value.get("include") or value.get("id") or "")
    return offers.block_title(block)


def _kind(value: Mapping[str, Any], shape: Shape | None) -> str:
    known = offers.TYPE_WORDS.get(str(value.get("type", "")))
    if known is not None:
        return str(known[0])
    return str(shape.title) if shape is not None else ""


def _notes(value: Mapping[str, Any]) -> Iterator[str]:
    """What sets the item apart, in few words."""
    required = value.get("required")
    marks = (
        (required is True, _("wajib")),
        (isinstance(required, Mapping), _("wajib bila …")),
        (value.get("visible") is not None or value.get("when") is not None, _("bersyarat")),
        (value.get("computed") is not None, _("dihitung")),
        (value.get("staff_only") is True, _("petugas")),
    )
    yield from (words for holds, words in marks if holds)
    if value.get("class") in ("publik", "rahasia"):
        yield str(value["class"])
    yield from (role_words(str(value[key])) for key in ("role", "agency") if isinstance(value.get(key), str))
    if isinstance(value.get("workdays"), int | float):
        yield _("%(days)s hari kerja", days=f"{value['workdays']:g}".replace(".", ","))
    if isinstance(value.get("amount"), str):
        yield value["amount"]
