"""Texts in both languages (IZN313), and facts that carry no mark of how sure they are (IZN314)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from app.permits import fees
from app.permits.linter.names import Own, Path, Report
from app.permits.model import Definition, Example, LegalBasis, Table, Text

_NOT_TRANSLATED = (Example, Table, LegalBasis)  # a regulation has one name


def lint_wording(definition: Definition, report: Report, own: Own) -> None:
    """Whoever began to translate is told what is left, once: a definition in Indonesian alone is no fault.

    Texts of library blocks are not counted: their authors see to them.
    """
    found = [(path, text) for path, text in _texts(definition, ()) if own(path)]
    left = [(path, text) for path, text in found if text.en is None]
    if left and len(left) < len(found):
        shown = ", ".join(f"“{text.id[:40]}”" for _, text in left[:3])
        more = f" dan {len(left) - 3} lainnya" if len(left) > 3 else ""
        report(left[0][0], "IZN313", f"{len(left)} teks belum berbahasa Inggris: {shown}{more}.", "warning")
    _certainty(definition, report)


def _texts(model: Any, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(model, Text):
        yield path, model
    elif isinstance(model, BaseModel) and not isinstance(model, _NOT_TRANSLATED):
        for name, info in type(model).model_fields.items():
            if name in ("short", "brings"):  # an abbreviation; what another type says
                continue
            yield from _texts(getattr(model, name), (*path, info.alias or name))
    elif isinstance(model, tuple):
        for index, item in enumerate(model):
            yield from _texts(item, (*path, index))
    elif isinstance(model, dict):
        for key, item in model.items():
            yield from _texts(item, (*path, key))


def _certainty(definition: Definition, report: Report) -> None:
    """A basis says how sure it is; a table whose rows name no basis says so itself; what is cited must be declared."""
    for index, basis in enumerate(definition.legal_basis):
        if basis.certainty is None:
            report(("legal_basis", index), "IZN314", f"Dasar hukum “{basis.id}” belum bertanda “certainty”.", "warning")
    for name, table in definition.tables.items():
        marked = all("legal_basis" in row or "certainty" in row for row in table.rows)
        if not marked and table.notice is None:
            message = f"Tabel “{name}”: beri “notice”, atau “legal_basis” dan “certainty” pada setiap baris."
            report(("variants",), "IZN314", message, "warning")
    known = {basis.id for basis in definition.legal_basis}
    for path, cited in _cited(definition):
        if cited.split()[0] not in known:
            report(path, "IZN314", f"“{cited}” tidak menyebut id dari legal_basis.", "warning")


def _cited(definition: Definition) -> Iterator[tuple[Path, str]]:
    """Every `legal_basis` that a part names."""
    parts: list[tuple[Path, str | None]] = []
    for number, section in enumerate(definition.sections):
        for index, field in enumerate(section.fields):
            parts.append((("sections", number, "fields", index, "legal_basis"), field.legal_basis))
    for index, document in enumerate(definition.documents):
        parts.append((("documents", index, "legal_basis"), document.legal_basis))
    parts.extend(((*path, "legal_basis"), line.legal_basis) for path, line in fees.written(definition))
    for index, row in enumerate(definition.variants.rows if definition.variants else ()):
        cited = row.columns.get("legal_basis")
        parts.append((("variants", "rows", index, "legal_basis"), cited if isinstance(cited, str) else None))
    for path, cited in parts:
        if cited and cited.strip():
            yield path, cited
