"""A file of `permit_schemas/` → a resolved, compiled definition, or every fault that keeps it from being one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.permits import linter, parents, records
from app.permits.compiling import Compiler
from app.permits.faults import Fault, Level, errors, in_order
from app.permits.library import Library
from app.permits.linter import Office
from app.permits.model import Definition, Table
from app.permits.neighbours import Neighbours
from app.permits.resolve import resolve
from app.permits.sealing import sealed_by_source
from app.permits.source import Tree, place, read, start
from app.permits.structure import validate

NOTHING_KNOWN = Office()
LIBRARY = "library/"  # how the files of blocks are shown


@dataclass(frozen=True, slots=True)
class Loaded:
    """`definition` is None when a fault of level *error* was found, or when the file is an abstract base."""

    definition: Definition | None
    faults: tuple[Fault, ...]
    source: str
    abstract: bool = False


def load_folder(folder: Path) -> dict[str, Loaded]:
    """Every definition of a folder by its code (the file's name). A broken file never hurts another."""
    library = Library.read(folder)
    return {path.stem: load_file(path, library) for path in sorted(folder.glob("*.yaml"))}


def load_file(path: Path, library: Library, office: Office = NOTHING_KNOWN) -> Loaded:
    """One file; a base that it extends is looked for in the same folder. Never raises for what the file holds."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        fault = Fault(path.name, 1, "IZN101", "Berkas tidak ada atau tidak dapat dibaca sebagai teks UTF-8.")
        return Loaded(None, (fault,), "")
    return load_text(text, path.stem, library, folder=path.parent, office=office)


def load_text(
    text: str, code: str, library: Library, *, folder: Path | None = None, office: Office = NOTHING_KNOWN
) -> Loaded:
    """As `load_file`, of text that the console holds. `code` is the name that the file has or will have.

    `office` is what the database says: renames without `was` (IZN312) and warnings of people and numbers hang on it.
    """
    file = f"{code}.yaml"
    tree, faults = read(text, file)
    if tree is None:
        return Loaded(None, in_order(faults), text)
    if tree.get("abstract") is True:
        return Loaded(None, in_order(faults), text, abstract=True)

    beside = Neighbours(folder)
    whole, found = resolve(tree, library, beside.base, beside.family)
    faults.extend(found)
    definition, found = validate(Definition, whole)
    faults.extend(found)
    if definition is None or errors(faults):
        return Loaded(None, in_order(faults), text)
    report = _Report(whole, tree)
    if folder is not None:
        linter.lint_neighbours(definition, beside.codes(), report)
    linter.lint_packages(
        definition, lambda other: office.types(other) or _companion(other, library, beside), office, report
    )
    linter.lint_renames(definition, office.live, report)
    linter.lint_standing(definition, office, report)
    definition = parents.joined(definition, parents.finder(definition, library, beside, office.types))
    parents.make_room(whole, definition)
    definition = records.joined(definition, library.tables)
    definition = parents.pruned(_complete(definition, library, code, report))
    faults.extend([*report.faults, *_missing_templates(definition, whole, folder)])
    return Loaded(None if errors(faults) else definition, in_order(faults), text)


def _companion(code: str, library: Library, beside: Neighbours) -> Definition | None:
    """Another definition of the folder as far as its questions go: resolved, not linted. None where it is not whole."""
    tree = beside.base(code)
    if tree is None or tree.get("abstract") is True:
        return None
    found, faults = validate(Definition, resolve(tree, library, beside.base, beside.family)[0])
    return None if faults else found


class _Report:
    """Collects what the linter finds, with the place in the file, and in the base's file where it comes from there."""

    def __init__(self, whole: Tree, written: Tree) -> None:
        self.whole = whole
        self.written = written
        self.faults: list[Fault] = []

    def __call__(
        self, path: Iterable[str | int], code: str, message: str, level: Level = "error", column: int | None = None
    ) -> None:
        """`column` is a place within the rule at `path`; where the rule spans lines it is told in words."""
        path = tuple(path)
        file, line = place(self.whole, path)
        message += self._dropped(message)
        if column is not None:
            first = start(self.whole, path)
            if first is None:
                message, column = f"{message} (huruf ke-{column} rumus)", None
            else:
                line, column = first[0], first[1] + column - 1
        self.faults.append(Fault(file, line, code, message, level, column))

    def own(self, path: tuple[str | int, ...]) -> bool:
        """Whether what stands at `path` is the author's own, and not a library block's or another type's."""
        file = place(self.whole, path)[0]
        return file != parents.ELSEWHERE and not file.startswith(LIBRARY)

    def _dropped(self, message: str) -> str:
        """A name that the base declared and `drop` took away is told with both files."""
        line = self.written.lines.get("drop", 1)
        for name in self.written.get("drop") or ():
            if f"“{name}”" in message or f"“{name}." in message:
                base = self.written.get("extends")
                return f" “{name}” dari {base}.yaml dihapus oleh “drop” ({self.written.file}:{line})."
        return ""


def _complete(definition: Definition, library: Library, code: str, report: _Report) -> Definition:
    """Tables copied in, rules compiled, sealing told, and everything linted."""
    linter.lint_names(definition, code, report)
    definition = definition.model_copy(update={"tables": _used_tables(definition, library.tables, report)})
    if not errors(report.faults):
        definition = Compiler(definition, report).compiled()
        definition = sealed_by_source(definition)
    linter.lint_meaning(definition, report)
    linter.lint_policy(definition, report)
    linter.lint_wording(definition, report, report.own)
    if not errors(report.faults):
        linter.lint_examples(definition, report)
        linter.lint_coverage(definition, report, report.own)
    return definition


def _missing_templates(definition: Definition, whole: Tree, folder: Path | None) -> list[Fault]:
    """IZN213: a paper names a template that is not there. Where a folder has no templates at all, nothing is said."""
    templates = folder / "certificates" if folder is not None else None
    if templates is None or not templates.is_dir():
        return []
    faults = []
    for key in ("certificates", "letters"):
        for index, certificate in enumerate(getattr(definition, key)):
            if certificate.template and not (templates / Path(certificate.template).name).is_file():
                file, line = place(whole, (key, index, "template"))
                message = (
                    f"Templat “{certificate.template}” tidak ada di folder certificates. Hapus untuk memakai yang umum."
                )
                faults.append(Fault(file, line, "IZN213", message))
    return faults


def _used_tables(definition: Definition, tables: Mapping[str, Table], report: Any) -> dict[str, Table]:
    used: dict[str, Table] = {}
    for path, name in linter.named_tables(definition):
        if name in tables:
            used[name] = tables[name]
        else:
            report(path, "IZN209", f"Tabel “{name}” tidak ada di permit_schemas/tables atau rusak.")
    return used
