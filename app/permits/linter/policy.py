"""What the office asks of every definition (IZN3xx)."""

from __future__ import annotations

from app.permits.linter.names import Path, Report, every_field
from app.permits.model import ALWAYS_SEALED, DataClass, Definition, FieldDef, FieldType, ParallelStep, Requirement, Tier
from app.permits.reserved import BUILT_IN_COLUMNS

MIN_EXAMPLES = 2
MAX_CLOSING_PAPERS = 3
MAX_TERM = 2_000  # working days or hours
# Abolished or redundant papers, by words of id and label (permits.md §1.2).
DENIED = ("izin_gangguan", "izin gangguan", "skdu", "situ", "legalisir", "surat keterangan domisili usaha")


def lint_policy(definition: Definition, report: Report) -> None:
    """The office rules, IZN301–317, as far as one version alone shows them."""
    _retention(definition, report)
    _public(definition, report)
    _because(definition, report)
    _neighbours(definition, report)
    _clock(definition, report)
    _examples(definition, report)
    _papers(definition, report)
    _sealed(definition, report)


def _retention(definition: Definition, report: Report) -> None:
    personal = any(field.personal or field.type in ALWAYS_SEALED for _, field in every_field(definition))
    kept = definition.retention
    if personal and min(kept.draft_days, kept.refused_years, kept.issued_years) <= 0:
        report(
            ("retention",),
            "IZN301",
            "Isian data pribadi memerlukan masa simpan: draft_days, refused_years dan issued_years.",
        )


def _public(definition: Definition, report: Report) -> None:
    """A column is a built-in one, the variant's title or code, or of class publik."""
    fields = {field.id: field for field in definition.fields}
    rows: dict[str, FieldDef] = {}
    for certificate in definition.certificates:
        group = fields.get(certificate.per or "")
        rows.update({f"row.{column.id}": column for column in (group.fields if group else ())})
    objects = {
        f"{field.id}.{column.id}": column for field in definition.fields if not field.repeats for column in field.fields
    }
    known = {**fields, **rows, **objects}
    for index, name in enumerate(definition.public.columns):
        path: Path = ("public", "columns", index)
        if name in BUILT_IN_COLUMNS or name.startswith("variant."):
            continue
        field = known.get(name)
        if field is None:
            report(path, "IZN302", f"Kolom umum “{name}” tidak ada.")
        elif field.sealed:
            report(path, "IZN317", f"Kolom umum “{name}” disegel dan tidak boleh ditampilkan.")
        elif field.class_ is not DataClass.PUBLIK:
            report(
                path, "IZN302", f"Kolom umum “{name}” bukan kelas publik. Beri class: publik atau hapus dari daftar."
            )
        if field is not None and field.sealed:
            report(path, "IZN317", f"“{name}” disegel dan tidak boleh menjadi kolom umum.")


def _because(definition: Definition, report: Report) -> None:
    for path, field in every_field(definition):
        _requirement((*path, "required"), field.required, report)
    for index, document in enumerate(definition.documents):
        _requirement(("documents", index, "required"), document.required, report)


def _requirement(path: Path, required: bool | Requirement, report: Report) -> None:
    if isinstance(required, Requirement) and not required.because:
        report(path, "IZN303", "Syarat wajib dengan “when” memerlukan “because”: pasal atau alasannya.")


def _neighbours(definition: Definition, report: Report) -> None:
    before: Tier | None = None
    for index, step in enumerate(definition.flow.tiers):
        if isinstance(step, ParallelStep):
            before = None
            continue
        if before is not None and (before.role, before.agency) == (step.role, step.agency):
            report(
                ("flow", "tiers", index),
                "IZN304",
                f"Tahap “{before.id}” dan “{step.id}” berurutan dengan peran dan instansi yang sama.",
            )
        before = step


def _clock(definition: Definition, report: Report) -> None:
    clock = definition.flow.clock
    if clock is None:
        report(("flow",), "IZN307", "Alur belum menyebut “clock”: kapan waktu mulai dihitung dan berapa hari kerja.")
    elif isinstance(clock.total, int) and not 1 <= clock.total <= MAX_TERM:
        report(("flow", "clock", "total"), "IZN307", f"“total” harus antara 1 dan {MAX_TERM} hari kerja atau jam.")


def _examples(definition: Definition, report: Report) -> None:
    if len(definition.examples) < MIN_EXAMPLES:
        report(("examples",), "IZN305", f"Tulis paling sedikit {MIN_EXAMPLES} contoh, salah satunya yang ditolak.")
    shown = {example.request for example in definition.examples}
    for kind in definition.requests:
        if kind not in shown and definition.examples:
            report(("requests", kind), "IZN311", f"Jenis permohonan “{kind}” belum punya contoh.", "warning")


def _papers(definition: Definition, report: Report) -> None:
    for index, document in enumerate(definition.documents):
        words = f"{document.id} {document.label.id}".casefold()
        parts = set(words.replace("_", " ").split())
        if any((one in parts) if " " not in one and "_" not in one else (one in words) for one in DENIED):
            report(
                ("documents", index),
                "IZN308",
                f"“{document.label.id}” tidak boleh diminta: sudah dihapus atau tidak diperlukan.",
            )
        if document.for_ == ("baru",):
            report(
                ("documents", index, "for"),
                "IZN316",
                "“for: [baru]” tidak perlu: tanpa “for” berkas diminta pada permohonan baru.",
                "warning",
            )
    for kind in ("pencabutan", "duplikat"):
        request = definition.requests.get(kind)
        named = request.documents if request else ()
        asked = [one for one in definition.documents if one.id in named or kind in (one.for_ or ())]
        if request and len(asked) > MAX_CLOSING_PAPERS:
            report(("requests", kind), "IZN315", f"“{kind}” meminta lebih dari {MAX_CLOSING_PAPERS} berkas.", "warning")


def _sealed(definition: Definition, report: Report) -> None:
    compared = {name for limit in definition.limits for name in limit.same}
    for path, field in every_field(definition):
        if not field.sealed or field.type is FieldType.GROUP:
            continue
        if field.list_:
            report((*path, "list"), "IZN317", f"“{field.id}” disegel dan tidak boleh menjadi kolom daftar.")
        if field.search and field.type is not FieldType.NIK:
            report((*path, "search"), "IZN317", f"“{field.id}” disegel dan tidak boleh dicari.")
        if field.export:
            report((*path, "export"), "IZN317", f"“{field.id}” disegel dan tidak boleh ikut dalam daftar yang diunduh.")
        if field.unique_in == "type" or (field.id in compared and field.type is not FieldType.NIK):
            report(path, "IZN317", f"“{field.id}” disegel dan tidak boleh dibandingkan antarpermohonan.")
