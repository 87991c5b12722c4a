"""Rows of variants: each can be reached, none is in the way of another by mistake, no case is left over (IZN211)."""

from __future__ import annotations

from typing import Any

from app.permits.choosing import CHOICE
from app.permits.linter import ranges
from app.permits.linter.names import Path, Report
from app.permits.model import Definition, Rule, VariantRow, Variants


def lint_variants(definition: Definition, report: Report) -> None:
    """The first row whose `when` holds is the variant, so a wider row may follow a narrower one.

    Rows that only cross each other are a fault of a bound. Gaps are looked for where rows alone decide; they are a warning,
    since applicants whom no row fits are told so.
    """
    variants = definition.variants
    if variants is None:
        return
    if not variants.rows and not variants.table:
        report(("variants",), "IZN211", "Varian memerlukan “rows” atau “table”.")
    if variants.choose == "applicant":
        if (variants.rows and variants.table) or variants.from_ not in (None, (CHOICE,)) or variants.else_:
            message = "Varian yang dipilih pemohon memakai “rows” atau “table” saja, tanpa “from” dan “else”."
            report(("variants",), "IZN211", message)
        return
    if variants.table and not variants.from_:
        report(("variants",), "IZN211", "Varian dari tabel memerlukan “from”.")
    _measures(definition, variants, report)
    closed = next((row for row in variants.rows if row.when is None), None)
    if closed is not None and closed is not variants.rows[-1]:
        place = ("variants", "rows", variants.rows.index(closed))
        report(place, "IZN211", f"Varian “{closed.id}” tanpa “when” menutup semua baris sesudahnya.")
        return
    if not _same_text(variants, report):
        _ranges(definition, variants, report)


def _measures(definition: Definition, variants: Variants, report: Report) -> None:
    """`from` names the answers in the order of the table's keys."""
    named: list[tuple[Path, str | None, tuple[str, ...] | None]] = [
        (("variants", "from"), variants.table, variants.from_)
    ]
    if variants.else_:
        named.append((("variants", "else", "from"), variants.else_.table, variants.else_.from_))
    fields = {field.id for field in definition.fields}
    for path, name, sources in named:
        table = definition.tables.get(name or "")
        if table is not None and sources and len(sources) != len(table.keys):
            message = f"“from” menyebut {len(sources)} ukuran, padahal tabel “{name}” berkunci {', '.join(table.keys)}."
            report(path, "IZN209", message)
        for source in sources or ():
            if source.partition(".")[0] not in fields:
                report(path, "IZN217", f"Varian membaca isian “{source}” yang tidak ada.")


def _same_text(variants: Variants, report: Report) -> bool:
    texts: dict[str, str] = {}
    found = False
    for index, row in enumerate(variants.rows):
        if row.when is not None and row.when.text in texts:
            first = texts[row.when.text]
            report(("variants", "rows", index), "IZN211", f"Varian “{row.id}” punya syarat yang sama dengan “{first}”.")
            found = True
        if row.when is not None:
            texts.setdefault(row.when.text, row.id)
    return found


def _ranges(definition: Definition, variants: Variants, report: Report) -> None:
    conditions = [row.when for row in variants.rows if row.when is not None]
    facts = ranges.cases(definition, conditions, missing=False) if conditions else None
    if facts is None:
        return
    tried = [(case, _holding(definition, variants.rows, case)) for case in facts]
    for index, row in enumerate(variants.rows):
        if row.when is None:
            continue
        own = [holding for _, holding in tried if index in holding]
        if own and all(holding[0] < index for holding in own):
            report(("variants", "rows", index), "IZN211", f"Varian “{row.id}” tertutup oleh baris sebelumnya.")
        else:
            _crossing(variants, index, tried, report)
    left = next((case for case, holding in tried if not holding), None)
    if left is not None and variants.else_ is None and not variants.table:
        told = ranges.told(definition, left)
        message = f"Tidak ada varian untuk {told}. Lengkapi baris, bila permohonan itu tidak hendak ditolak."
        report(("variants",), "IZN211", message, "warning")


def _crossing(variants: Variants, index: int, tried: list[tuple[Any, tuple[int, ...]]], report: Report) -> None:
    """A later row shares cases with an earlier one and neither holds the other: most often `<=` beside `>=`."""
    for earlier in range(index):
        if variants.rows[earlier].when is None:
            continue
        first = {number for number, (_, holding) in enumerate(tried) if earlier in holding}
        second = {number for number, (_, holding) in enumerate(tried) if index in holding}
        if first & second and not first <= second and not second <= first:
            names = f"“{variants.rows[index].id}” dan “{variants.rows[earlier].id}”"
            report(("variants", "rows", index), "IZN211", f"Syarat varian {names} bertumpang. Periksa batasnya.")
            return


def _holding(definition: Definition, rows: tuple[VariantRow, ...], case: Any) -> tuple[int, ...]:
    def says(rule: Rule | None) -> bool:
        return rule is None or ranges.holds(definition, rule, case)

    return tuple(index for index, row in enumerate(rows) if says(row.when))
