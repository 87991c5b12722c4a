"""Which form belongs to which place of a definition. A key that stands in no form stays as the text has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.permits.editing.nodes import Path
from app.web.console.editor.asking import (
    DOCUMENT,
    DOCUMENT_BLOCK,
    ELIGIBILITY,
    FIELD,
    FIELD_BLOCK,
    GROUP,
    LIMIT,
    ONE_OF,
    ROW_RULE,
    RULE,
    SECTION,
    SECTION_BLOCK,
)
from app.web.console.editor.deciding import (
    BASIS,
    FEE,
    GATE,
    GENERAL,
    INSPECTION,
    INSPECTION_ITEM,
    LEVEL,
    PAY,
    REQUEST,
    SIGN,
    TIER,
    VARIANT,
    VARIANTS,
)
from app.web.console.editor.issuing import AFTER_END, CERTIFICATE, LETTER, REMINDER, REPORT
from app.web.console.editor.shape import Shape
from app.web.console.editor.sharing import EVENT, PACKAGE, PARTY, QUOTA

# List → the kinds of item that may be added to it. A star stands for an index.
LISTS: dict[Path, tuple[Shape, ...]] = {
    ("sections",): (SECTION, SECTION_BLOCK),
    ("sections", "*", "fields"): (FIELD, GROUP, FIELD_BLOCK),
    ("sections", "*", "fields", "*", "fields"): (FIELD,),
    ("sections", "*", "fields", "*", "rules"): (ROW_RULE,),
    ("rules",): (RULE,),
    ("eligibility",): (ELIGIBILITY,),
    ("limits",): (LIMIT,),
    ("parties",): (PARTY,),
    ("quota",): (QUOTA,),
    ("documents",): (DOCUMENT, ONE_OF, DOCUMENT_BLOCK),
    ("flow", "tiers"): (TIER, GATE),
    ("flow", "tiers", "*", "parallel", "of"): (TIER,),
    ("inspections",): (INSPECTION,),
    ("inspections", "*", "items"): (INSPECTION_ITEM,),
    ("inspections", "*", "levels"): (LEVEL,),
    ("events",): (EVENT,),
    ("fees", "lines"): (FEE,),
    ("certificates",): (CERTIFICATE,),
    ("letters",): (LETTER,),
    ("duties",): (REMINDER, REPORT, AFTER_END),
    ("packages",): (PACKAGE,),
    ("legal_basis",): (BASIS,),
    ("variants", "rows"): (VARIANT,),
}
SINGLES: dict[Path, Shape] = {(): GENERAL, ("flow", "sign"): SIGN, ("fees",): PAY, ("variants",): VARIANTS}

# A key that says which of the kinds of its list an item is.
_MARKS = {
    "include": ("unsur", "bagian_baku", "dokumen_baku", "pihak"),
    "one_of": ("salah_satu",),
    "parallel": ("sejajar",),
    "report": ("laporan",),
    "after_end": ("sesudah_berakhir",),
}


def offered(path: Path) -> tuple[Shape, ...]:
    """The kinds of item that the list at `path` takes; none for what is no list of the editor."""
    return LISTS.get(tuple("*" if isinstance(part, int) else part for part in path), ())


def shape_of(path: Path, value: Any) -> Shape | None:
    """The form of the item at `path`; None where the editor has none."""
    if path in SINGLES:
        return SINGLES[path]
    if len(path) == 2 and path[0] == "requests":
        return REQUEST
    return _fitting(offered(path[:-1]), value) if path and isinstance(path[-1], int) else None


def _fitting(shapes: Iterable[Shape], value: Any) -> Shape | None:
    held = value if isinstance(value, Mapping) else {}
    wanted = next((ids for key, ids in _MARKS.items() if key in held), ())
    if held.get("type") == "group":
        wanted = ("kelompok",)
    found = list(shapes)
    return next((shape for shape in found if shape.id in wanted), found[0] if found and not wanted else None)


__all__ = ["GENERAL", "PAY", "Shape", "offered", "shape_of"]
