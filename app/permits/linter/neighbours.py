"""What a definition says of other types, and what two types must not share (IZN109, IZN217)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.permits.linter.names import Path, Report, every_field
from app.permits.model import Definition, FieldType


def lint_neighbours(definition: Definition, codes: Iterable[str], report: Report) -> None:
    """`codes` are those of the same folder, the definition's own among them or not.

    A type that only is not beside this file may yet be published, so that is a warning.
    """
    known = {*codes, definition.code}
    for other in sorted(known - {definition.code}):
        if camel(other) == definition.camel:
            report(("code",), "IZN109", f"Nama “{definition.camel}” sudah dipakai jenis izin “{other}”.")
    for path, told, named in _named(definition):
        for code in named:
            if code not in known:
                report(path, "IZN217", f"{told} menyebut jenis izin “{code}” yang tidak ada di sini.", "warning")


def camel(code: str) -> str:
    """As `Definition.camel`, of a code alone."""
    return "".join(part.capitalize() for part in code.split("_"))


def _named(definition: Definition) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for path, field in every_field(definition):
        if field.type is FieldType.REFERENCE and field.to == "permit":
            yield (*path, "of"), f"Rujukan “{field.id}”", field.of or ()
    for index, limit in enumerate(definition.limits):
        yield ("limits", index, "of"), f"Batas “{limit.id}”", limit.of
    for index, package in enumerate(definition.packages):
        yield ("packages", index, "with"), f"Paket “{package.id}”", package.with_
