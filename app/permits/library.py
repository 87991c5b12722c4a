"""Shared blocks and versioned look-up tables: read once, copied into each definition that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.permits.faults import Fault, in_order
from app.permits.model import Table
from app.permits.source import MAX_TABLE_BYTES, Tree, read
from app.permits.structure import validate
from app.permits.tables import table_faults

BLOCK_KEYS = frozenset({"block", "title", "help", "fields", "document", "items", "notice"})
BLOCK_CONTENT = ("fields", "document", "items")


@dataclass(frozen=True, slots=True)
class Library:
    """`blocks` by `name@n`, `tables` by name. What could not be read is told in `faults` and missing here."""

    blocks: Mapping[str, Tree] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Library:
        """Read `library/` and `tables/` below `folder` (that of the definitions). Missing folders are empty ones."""
        faults: list[Fault] = []
        blocks: dict[str, Tree] = {}
        tables: dict[str, Table] = {}
        for path in sorted((folder / "library").glob("*.yaml")):
            block = _read_block(path, faults)
            if block is not None:
                blocks[path.stem] = block
        for path in sorted((folder / "tables").glob("*.yaml")):
            table = _read_table(path, faults)
            if table is not None:
                tables[path.stem] = table
        return cls(blocks, tables, in_order(faults))


def shown_path(path: Path) -> str:
    """As authors know the file: below the folder of definitions."""
    parts = path.parts[-2:] if path.parent.name in ("library", "tables") else path.parts[-1:]
    return "/".join(parts)


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        faults.append(Fault(shown_path(path), 1, "IZN101", "Berkas tidak dapat dibaca sebagai teks UTF-8."))
        return None


def _read_block(path: Path, faults: list[Fault]) -> Tree | None:
    text = _text(path, faults)
    if text is None:
        return None
    tree, found = read(text, shown_path(path))
    faults.extend(found)
    if tree is None:
        return None
    before = len(faults)
    name, _, number = path.stem.partition("@")
    if not number.isdigit():
        faults.append(Fault(shown_path(path), 1, "IZN110", "Nama berkas blok harus <nama>@<nomor>.yaml."))
    if tree.get("block") != name:
        faults.append(
            Fault(tree.file, tree.lines.get("block", 1), "IZN110", f"“block” harus sama dengan nama berkas: {name}.")
        )
    for key in tree:
        if key not in BLOCK_KEYS:
            faults.append(Fault(tree.file, tree.lines[key], "IZN102", f"Kunci “{key}” tidak dikenal dalam blok."))
    if sum(key in tree for key in BLOCK_CONTENT) != 1:
        faults.append(Fault(tree.file, 1, "IZN110", "Blok memuat tepat satu dari fields, document, atau items."))
    return tree if len(faults) == before else None


def _read_table(path: Path, faults: list[Fault]) -> Table | None:
    text = _text(path, faults)
    if text is None:
        return None
    tree, found = read(text, shown_path(path), max_bytes=MAX_TABLE_BYTES)
    faults.extend(found)
    if tree is None:
        return None
    table, wrong = validate(Table, tree)
    faults.extend(wrong)
    if table is None:
        return None
    wrong = table_faults(table, tree, path.stem)
    faults.extend(wrong)
    return None if any(fault.level == "error" for fault in wrong) else table


def plain(value: Any) -> Any:
    """A tree without its line numbers, as models and JSON take it."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
