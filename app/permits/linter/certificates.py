"""Papers: what they hang on, how their number is built (IZN212, 216, 217, 220)."""

from __future__ import annotations

from datetime import date

from app.permits import tables
from app.permits.linter.names import Path, Report
from app.permits.model import Certificate, Definition, FieldDef, FieldType, NumberPart
from app.permits.numbers import DATE_TOKENS, SEQ, SETTINGS, TOKEN, date_token
from app.permits.rules import sort_of
from app.permits.symbols import variant_columns, variant_tables

LONG_DAY = date(2028, 8, 18)  # VIII is the longest month in Roman figures


def lint_certificates(definition: Definition, report: Report) -> None:
    """All of them; and that one gives a right."""
    if not any(certificate.kind == "permit" for certificate in definition.certificates):
        report(("certificates",), "IZN220", "Tidak ada surat berjenis “permit”.")
    fields = {field.id: field for field in definition.fields}
    tiers = {tier.id for tier in definition.flow.all_tiers}
    for key in ("certificates", "letters"):
        for index, certificate in enumerate(getattr(definition, key)):
            path: Path = (key, index)
            if certificate.per and not (certificate.per in fields and fields[certificate.per].repeats):
                report((*path, "per"), "IZN216", f"“{certificate.id}”: “{certificate.per}” bukan kelompok berulang.")
            if certificate.kind == "interim" and not (certificate.at in tiers and certificate.signer):
                report(
                    path, "IZN217", f"Surat sementara “{certificate.id}” memerlukan “at” (tahap yang ada) dan “signer”."
                )
            if certificate.kind == "permit" and key == "certificates":
                _permit(path, certificate, report)
            _number(definition, path, certificate, fields, report)
            _validity(definition, path, certificate, fields, report)
            _annexes(path, certificate, fields, report)
    for key, named in (("inspections", "per"), ("events", "participants")):
        for index, one in enumerate(getattr(definition, key)):
            group = getattr(one, named)
            if group and not (group in fields and fields[group].repeats):
                report((key, index, named), "IZN216", f"“{one.id}”: “{group}” bukan kelompok berulang.")


def _permit(path: Path, certificate: Certificate, report: Report) -> None:
    if certificate.number is None:
        report(path, "IZN104", f"Surat “{certificate.id}” memerlukan “number”.")
    if certificate.validity is None:
        report(path, "IZN104", f"Surat “{certificate.id}” memerlukan “validity”; tanpa batas ditulis unlimited: true.")


def _annexes(path: Path, certificate: Certificate, fields: dict[str, FieldDef], report: Report) -> None:
    """Each is about the rows of a repeating group, and names columns that it has."""
    for annex in certificate.annex:
        group = fields.get(annex.of)
        if group is None or not group.repeats:
            report((*path, "annex"), "IZN216", f"Lampiran “{certificate.id}”: “{annex.of}” bukan kelompok berulang.")
            continue
        known = {column.id for column in group.fields}
        for name in annex.columns:
            if name not in known:
                report(
                    (*path, "annex"), "IZN217", f"Lampiran “{certificate.id}” memakai kolom “{name}” yang tidak ada."
                )


def _number(
    definition: Definition, path: Path, certificate: Certificate, fields: dict[str, FieldDef], report: Report
) -> None:
    pattern = certificate.number
    if pattern is None:
        return
    written = TOKEN.sub("", pattern.format)
    if "{" in written or "}" in written:
        report((*path, "number"), "IZN212", f"Nomor “{pattern.format}” memuat kurung kurawal yang tidak dikenal.")
    names = [name for name, _ in TOKEN.findall(pattern.format)]
    counted = SEQ in names or any(part.counter for part in pattern.parts.values())
    if not counted:
        report((*path, "number"), "IZN212", f"Nomor “{pattern.format}” tidak berisi nomor urut.")
    for name in names:
        if name in pattern.parts or name == SEQ or name in DATE_TOKENS | SETTINGS:
            continue
        if not _known(definition, certificate, name, fields):
            report((*path, "number"), "IZN217", f"Nomor memakai “{name}” yang tidak ada.")
    for name, part in pattern.parts.items():
        _part(definition, (*path, "number", "parts", name), certificate, name, part, fields, report)
    scope = certificate.counter.scope
    for name in scope if not isinstance(scope, str) else ():
        if not _known(definition, certificate, name, fields):
            report((*path, "counter"), "IZN217", f"Penghitung memakai “{name}” yang tidak ada.")


def _part(
    definition: Definition,
    path: Path,
    certificate: Certificate,
    name: str,
    part: NumberPart,
    fields: dict[str, FieldDef],
    report: Report,
) -> None:
    sources = [source for source in (part.from_, part.const, part.counter) if source is not None]
    if len(sources) != 1:
        report(path, "IZN212", f"Bagian “{name}” memerlukan tepat satu dari from, const, atau counter.")
        return
    if part.const is not None:
        if part.width is not None and len(part.const) != part.width:
            report(path, "IZN212", f"Bagian “{name}”: “{part.const}” tidak selebar {part.width}.")
        return
    if part.width is None:
        report(path, "IZN212", f"Bagian “{name}” memerlukan “width”.")
        return
    if part.from_ == "valid_to":
        if part.as_ is not None and part.as_ not in DATE_TOKENS:
            report(path, "IZN212", f"Bagian “{name}”: “as” harus salah satu dari {', '.join(sorted(DATE_TOKENS))}.")
        elif len(date_token(part.as_ or "yyyy", LONG_DAY)) > part.width:
            report(path, "IZN212", f"Bagian “{name}”: tanggalnya lebih panjang dari {part.width}.")
        return
    if part.from_ is not None and not _known(definition, certificate, part.from_, fields):
        report(path, "IZN217", f"Bagian “{name}” membaca “{part.from_}” yang tidak ada.")
    elif part.from_ is not None:
        _width(definition, path, name, part, fields, report)


def _width(
    definition: Definition, path: Path, name: str, part: NumberPart, fields: dict[str, FieldDef], report: Report
) -> None:
    """Every value that the source may have must fit."""
    longest = _longest(definition, part.from_ or "", fields)
    if longest is not None and longest > (part.width or 0):
        report(path, "IZN212", f"Bagian “{name}”: nilainya bisa sepanjang {longest}, lebih dari {part.width}.")


def _longest(definition: Definition, name: str, fields: dict[str, FieldDef]) -> int | None:
    """The most letters or digits that a name may give; None where nothing bounds it."""
    root, _, column = name.partition(".")
    if root == "variant":
        cells = [row.columns.get(column) for row in definition.variants.rows] if definition.variants else []
        for table in variant_tables(definition):
            cells.extend(row.get(column) for row in table.rows)
        return max((len(str(cell)) for cell in cells if cell is not None), default=None)
    field = fields.get(root)
    if column and field is not None:
        field = next((one for one in field.fields if one.id == column), None)
    if field is None:
        return None
    values = [option.value for option in field.options]
    if field.table in definition.tables:
        values.extend(value for value, _ in tables.options(definition.tables[field.table]))
    if values:
        return max(len(value) for value in values)
    highest = tables.number(field.max) if field.type is FieldType.INTEGER else None
    return len(str(int(highest))) if highest is not None else field.max_length


def _known(definition: Definition, certificate: Certificate, name: str, fields: dict[str, FieldDef]) -> bool:
    root, _, column = name.partition(".")
    if root == "variant":
        return column in variant_columns(definition)
    group = certificate.per if root == "row" else root
    field = fields.get(group or "")
    if field is None:
        return False
    if not column:
        return True
    if field.fields:
        return any(one.id == column for one in field.fields)
    if field.to in ("permit", "record"):
        return column in sort_of(field).columns
    return field.type in ("address", "reference", "event", "location")


def _validity(
    definition: Definition, path: Path, certificate: Certificate, fields: dict[str, FieldDef], report: Report
) -> None:
    def names(validity: object) -> list[str]:
        if isinstance(validity, dict):
            found = [name for one in validity.get("min", ()) for name in names(one)]
            return found + [
                value
                for key, value in validity.items()
                if key in ("years", "months", "days", "until") and isinstance(value, str)
            ]
        return []

    for name in names(certificate.validity):
        if not _known(definition, certificate, name, fields):
            report((*path, "validity"), "IZN217", f"Masa berlaku membaca “{name}” yang tidak ada.")
    known = {"years", "months", "days", "until", "min", "unlimited", "note", "until_duty_missed", "certainty"}
    for key in certificate.validity or {}:
        if key not in known:
            report((*path, "validity", key), "IZN102", f"Kunci “{key}” tidak dikenal pada masa berlaku.")
