"""Names that parts of a definition give each other: fields, papers, kinds, tiers, inspections, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.permits import tables
from app.permits.assessing import picking
from app.permits.linter.names import Path, Report, every_field
from app.permits.model import Definition, FieldDef, FieldType, ParallelStep, Tier
from app.permits.symbols import variant_columns

_BRACED = re.compile(r"\{([^{}]*)\}")
INPUT_NUMBERS = frozenset({FieldType.INTEGER, FieldType.MONEY, FieldType.DECIMAL})
CONTENT_CHECKS = frozenset({"documents", "fields"})


def lint_fields(definition: Definition, report: Report) -> None:
    """IZN209, 216, 217 and 219 of fields."""
    tiers = {tier.id for tier in definition.flow.all_tiers}
    for path, field in every_field(definition):
        _needed(path, field, report)
        _placed(path, field, report)
        _reference(definition, path, field, report)
        for tier in field.tier_editable:
            if tier not in tiers:
                report((*path, "tier_editable"), "IZN217", f"“{field.id}” menyebut tahap “{tier}” yang tidak ada.")


def _needed(path: Path, field: FieldDef, report: Report) -> None:
    """What a type of field cannot do without."""
    if field.type in INPUT_NUMBERS and field.computed is None and tables.number(field.max) is None:
        report(path, "IZN219", f"Isian bilangan “{field.id}” memerlukan “max”.")
    if field.type is FieldType.DECIMAL and field.places is None:
        report(path, "IZN104", f"Isian “{field.id}” memerlukan “places”.")
    if field.type in (FieldType.CHOICE, FieldType.MULTI_CHOICE) and not field.options and not field.table:
        report(path, "IZN104", f"Isian “{field.id}” memerlukan “options” atau “table”.")
    if field.type is FieldType.GROUP and not field.fields and field.rows_from is None:
        report(path, "IZN104", f"Kelompok “{field.id}” memerlukan “fields”.")


def _placed(path: Path, field: FieldDef, report: Report) -> None:
    """Files and groups stand where they can; the words of a row name its columns."""
    if field.type is FieldType.FILE and len(path) == 4:
        report(path, "IZN216", f"“{field.id}”: jenis file hanya di dalam kelompok; di luarnya tulis pada “documents”.")
    if field.fields and len(path) > 6:
        report(path, "IZN216", f"Kelompok “{field.id}” terlalu dalam: kelompok hanya boleh bersarang satu kali.")
    columns = {column.id for column in field.fields}
    for name in _BRACED.findall((field.repeat.item if field.repeat else None) or ""):
        if name not in columns:
            report((*path, "repeat", "item"), "IZN213", f"“item” memakai kolom “{name}” yang tidak ada.")


def _reference(definition: Definition, path: Path, field: FieldDef, report: Report) -> None:
    if field.type is FieldType.REFERENCE:
        if field.to is None:
            report(path, "IZN104", f"Rujukan “{field.id}” memerlukan “to”.")
        elif field.to == "table" and not field.table:
            report(path, "IZN104", f"Rujukan “{field.id}” memerlukan “table”.")
        elif field.to in ("permit", "record") and not field.of:
            report(path, "IZN217", f"Rujukan “{field.id}” memerlukan “of”.")
        elif field.to == "record" and not field.brings:
            told = "memerlukan satu jenis data pada “of”: tabel di permit_schemas/tables dengan “records: true”"
            report((*path, "of"), "IZN217", f"Rujukan “{field.id}” {told}.")
    if field.rows_from is not None:
        _picked_rows(definition, path, field, report)
    events = {event.id for event in definition.events}
    if field.type is FieldType.EVENT:
        named = field.of or ()
        if len(named) != 1 or named[0] not in events:
            report(path, "IZN217", f"“{field.id}” memerlukan “of” dengan id satu kegiatan pada “events”.")


def _picked_rows(definition: Definition, path: Path, group: FieldDef, report: Report) -> None:
    found = picking.source_of(definition, group) if group.repeats and len(path) == 4 else None
    if found is None:
        told = "memerlukan “field: <rujukan>.<kelompok>”, kelompok berulang pada izin yang ditunjuk, dan “repeat”"
        report((*path, "rows_from"), "IZN217", f"“rows_from” pada “{group.id}” {told}.")
        return
    reference, source, key = found
    if key not in {column.id for column in source.fields}:
        told = f"kolom “{key}” tidak ada pada kelompok “{source.id}” izin itu, atau tidak dapat dibaca"
        report((*path, "rows_from"), "IZN217", f"“rows_from” pada “{group.id}”: {told}.")
    order = [one.id for one in definition.fields]
    if order.index(reference.id) > order.index(group.id):
        report(
            (*path, "rows_from"),
            "IZN206",
            f"“{reference.id}” baru ditanyakan sesudah “{group.id}”. Pindahkan salah satunya.",
        )


def lint_documents(definition: Definition, report: Report) -> None:
    """IZN209, 214 and 216 of papers."""
    by_id = {document.id: document for document in definition.documents}
    fields = {field.id: field for field in definition.fields}
    for index, document in enumerate(definition.documents):
        path: Path = ("documents", index)
        if document.per and not (document.per in fields and fields[document.per].repeats):
            report(
                (*path, "per"),
                "IZN216",
                f"“{document.id}”: “per” menyebut “{document.per}” yang bukan kelompok berulang.",
            )
        if document.valid_until and document.valid_until not in fields:
            report((*path, "valid_until"), "IZN217", f"“{document.id}”: isian “{document.valid_until}” tidak ada.")
        if document.satisfied_by and document.satisfied_by.partition(".")[0] not in fields:
            report((*path, "satisfied_by"), "IZN217", f"“{document.id}”: rujukan “{document.satisfied_by}” tidak ada.")
        if document.from_ != "applicant" and document.from_ not in {tier.id for tier in definition.flow.all_tiers}:
            report((*path, "from"), "IZN217", f"“{document.id}”: tahap “{document.from_}” tidak ada.")
        if document.one_of and document.need > len(document.one_of):
            report((*path, "need"), "IZN214", f"“{document.id}” meminta lebih banyak dari anggotanya.")
        for member in document.one_of:
            if member not in by_id:
                report((*path, "one_of"), "IZN217", f"“{document.id}” menyebut berkas “{member}” yang tidak ada.")
            elif by_id[member].required:
                report(
                    (*path, "one_of"),
                    "IZN214",
                    f"“{member}” wajib dengan sendirinya, padahal pilihan dalam “{document.id}”.",
                )


def lint_requests(definition: Definition, report: Report) -> None:
    """IZN215, 217 and 221 of kinds."""
    fields = {field.id for field in definition.fields}
    fields |= {f"{field.id}.{column.id}" for field in definition.fields if not field.repeats for column in field.fields}
    papers = {document.id for document in definition.documents}
    tiers = _tier_ids(definition)
    products = {certificate.id for certificate in (*definition.certificates, *definition.letters)}
    for kind, request in definition.requests.items():
        path: Path = ("requests", kind)
        _unknown((*path, "edit"), request.edit or (), fields, f"“{kind}” membuka isian", report)
        _unknown((*path, "documents"), request.documents, papers, f"“{kind}” meminta berkas", report)
        _unknown((*path, "tiers"), request.tiers or (), tiers, f"“{kind}” melalui tahap", report)
        named = tuple(one for one in request.fees or () if isinstance(one, str))
        _unknown((*path, "fees"), named, {line.id for line in definition.fees.lines}, f"“{kind}” memungut", report)
        if request.product and request.product not in products:
            report(
                (*path, "product"),
                "IZN217",
                f"“{kind}” memberi “{request.product}” yang tidak ada pada certificates atau letters.",
            )
        if request.lead and request.lead.before not in fields:
            report((*path, "lead"), "IZN217", f"“{kind}”: isian “{request.lead.before}” tidak ada.")
        rows = request.needs and (request.needs.rows or request.needs.many)
        if rows and not any(certificate.per for certificate in definition.certificates):
            report((*path, "needs"), "IZN221", f"“{kind}” memilih baris, tetapi tidak ada surat per baris.")
    _kinds(definition, report)


def _kinds(definition: Definition, report: Report) -> None:
    """IZN215: `for` names kinds that exist."""
    kinds = set(definition.requests)
    for path, field in every_field(definition):
        _unknown((*path, "for"), field.for_ or (), kinds, f"“{field.id}” menyebut permohonan", report)
    for key in ("documents", "rules", "eligibility", "limits"):
        for index, one in enumerate(getattr(definition, key)):
            _unknown((key, index, "for"), one.for_ or (), kinds, f"“{one.id}” menyebut permohonan", report)
    for index, example in enumerate(definition.examples):
        _unknown(
            ("examples", index, "request"),
            (example.request,),
            kinds,
            f"Contoh “{example.name}” memakai permohonan",
            report,
        )


def _unknown(path: Path, names: Iterable[str], known: set[str], told: str, report: Report) -> None:
    for name in names:
        if name not in known:
            report(path, "IZN215", f"{told} “{name}” yang tidak ada.")


def _tier_ids(definition: Definition) -> set[str]:
    gates = {step.parallel.id for step in definition.flow.tiers if isinstance(step, ParallelStep)}
    return gates | {tier.id for tier in definition.flow.all_tiers}


def lint_flow(definition: Definition, report: Report) -> None:
    """IZN210 and 217 of the ladder."""
    if not definition.flow.all_tiers:
        report(("flow", "tiers"), "IZN210", "Alur memerlukan sedikitnya satu tahap sebelum penandatanganan.")
    for kind, request in definition.requests.items():
        if request.tiers is not None and not request.tiers:
            report(
                ("requests", kind, "tiers"),
                "IZN210",
                f"“{kind}” memerlukan sedikitnya satu tahap sebelum penandatanganan.",
            )
    seen: set[str] = set()
    for index, step in enumerate(definition.flow.tiers):
        gate = step.parallel if isinstance(step, ParallelStep) else None
        path: Path = ("flow", "tiers", index, "parallel") if gate else ("flow", "tiers", index)
        tiers = gate.of if gate else (step,) if isinstance(step, Tier) else ()
        if gate and isinstance(gate.need, int) and not 1 <= gate.need <= len(gate.of):
            report((*path, "need"), "IZN210", f"“{gate.id}” meminta {gate.need} dari {len(gate.of)} cabang.")
        if gate and not gate.of:
            report((*path, "of"), "IZN210", f"“{gate.id}” tidak memuat cabang.")
        if gate and gate.for_each and gate.for_each not in {field.id for field in definition.fields}:
            report((*path, "for_each"), "IZN217", f"“{gate.id}”: isian “{gate.for_each}” tidak ada.")
        for number, tier in enumerate(tiers):
            _tier(definition, (*path, "of", number) if gate else path, tier, seen, report)
        seen.update(tier.id for tier in tiers)
    _clock(definition, report)


def _tier(definition: Definition, path: Path, tier: Tier, seen: set[str], report: Report) -> None:
    if tier.inspection and tier.inspection not in {inspection.id for inspection in definition.inspections}:
        report((*path, "inspection"), "IZN217", f"Tahap “{tier.id}”: pemeriksaan “{tier.inspection}” tidak ada.")
    if tier.return_to and tier.return_to not in seen:
        report(
            (*path, "return_to"),
            "IZN217",
            f"Tahap “{tier.id}” mengembalikan ke “{tier.return_to}” yang bukan tahap sebelumnya.",
        )
    if tier.product and tier.product not in {certificate.id for certificate in definition.certificates}:
        report((*path, "product"), "IZN217", f"Tahap “{tier.id}”: surat “{tier.product}” tidak ada.")
    if tier.scope and tier.scope not in {field.id for field in definition.fields}:
        report((*path, "scope"), "IZN217", f"Tahap “{tier.id}”: isian “{tier.scope}” tidak ada.")


def _clock(definition: Definition, report: Report) -> None:
    clock = definition.flow.clock
    if clock is None:
        return
    if clock.start not in ("submit", "event.done"):
        tier_id, _, outcome = clock.start.partition(".")
        tier = next((tier for tier in definition.flow.all_tiers if tier.id == tier_id), None)
        if tier is None or (outcome and outcome not in tier.outcomes):
            report(
                ("flow", "clock", "start"),
                "IZN217",
                f"Waktu mulai “{clock.start}” tidak ada: tulis <tahap>.<hasil>, event.done atau submit.",
            )
    if clock.start == "event.done" and not definition.events:
        report(("flow", "clock", "start"), "IZN217", "Waktu mulai “event.done” memerlukan “events”.")
    if isinstance(clock.total, str) and not _variant_has(definition, clock.total):
        report(("flow", "clock", "total"), "IZN217", f"“{clock.total}” tidak ada pada semua varian.")


def _variant_has(definition: Definition, name: str) -> bool:
    root, _, column = name.partition(".")
    if root != "variant" or definition.variants is None:
        return False
    return column in variant_columns(definition)
