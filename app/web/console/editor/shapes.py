"""Which inputs the form of each kind of item has. A key that stands in no form stays as the text has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from pydantic import BaseModel

from app.permits import model
from app.permits.editing.nodes import Path
from app.permits.rules import Kind
from app.web.console.editor import offers
from app.web.console.editor.values import Input


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of item. `fresh` is what a new one holds before its form is read; `named` keys are made from a label."""

    id: str
    title: Any
    inputs: tuple[Input, ...]
    model: type[BaseModel] | None = None
    fresh: Mapping[str, Any] = field(default_factory=dict)
    named: str = "label"  # the text that an id is made of; empty: the item has no id
    tab: str = ""
    help: Any = ""

    @property
    def order(self) -> tuple[str, ...]:
        """Keys in the order in which people write them."""
        if self.model is None:
            return ()
        return tuple(info.alias or name for name, info in self.model.model_fields.items())


def _id() -> Input:
    return Input(
        "id",
        "line",
        _("Kode"),
        _("Huruf kecil, angka, dan garis bawah. Kosongkan agar dibuat dari namanya."),
        more=True,
    )


_LABEL = Input("label", "words", _("Nama"), _("Yang dibaca pemohon."), must=True)
_TITLE = Input("title", "words", _("Judul"), must=True)
_HELP = Input("help", "words", _("Petunjuk"), _("Satu kalimat di bawah nama, bila perlu."))
_VISIBLE = Input("visible", "rule", _("Ditanyakan bila"), _("Kosongkan bila selalu ditanyakan."))
_FOR = Input(
    "for", "ticks", _("Hanya pada jenis permohonan"), _("Tanpa pilihan: pada semua jenis."), offers.kinds, more=True
)
_BASIS = Input(
    "legal_basis", "line", _("Dasar hukum"), _("Kode dasar hukum dan pasalnya, misalnya: keputusan pasal 3."), more=True
)

FIELD = Shape(
    "isian",
    _("Isian"),
    (
        _LABEL,
        Input("type", "select", _("Jenis isian"), _("Daftar jenis dengan contohnya ada di bawah formulir."), offers.FIELD_TYPES, must=True),
        Input("required", "requirement", _("Wajib diisi")),
        _HELP,
        Input("options", "options", _("Pilihan jawaban"), _("Untuk jenis Pilihan. Kosongkan nama untuk menghapus sebuah pilihan.")),
        Input("unit", "line", _("Satuan"), _("Misalnya m², unit, atau orang.")),
        Input("min", "limit", _("Paling sedikit atau paling awal"), _("Angka, tanggal, jam, atau today.")),
        Input("max", "limit", _("Paling banyak atau paling akhir"), _("Wajib untuk angka: batas yang masuk akal.")),
        Input("max_length", "whole", _("Panjang paling banyak"), _("Banyaknya huruf, untuk teks.")),
        _VISIBLE,
        Input("computed", "formula", _("Dihitung dengan rumus"), _("Bila diisi, pemohon tidak mengisi; sistem menghitungnya.")),
        Input("list", "flag", _("Tampil pada daftar petugas"), default=False),
        Input("search", "flag", _("Dapat dicari petugas"), default=False),
        Input("print", "flag", _("Tercetak pada sertifikat"), default=False),
        Input("class", "select", _("Kelas data"), _("Publik dapat tampil pada daftar untuk umum."), offers.CLASSES, default="terbatas"),
        Input("personal", "select", _("Data pribadi"), "", offers.PERSONAL, default=""),
        Input("placeholder", "words", _("Contoh di dalam kotak"), more=True),
        Input("explain", "words", _("Penjelasan panjang"), more=True),
        Input("table", "select", _("Pilihan dari tabel"), "", offers.tables, more=True),
        Input("other", "flag", _("Boleh menjawab “lainnya”"), default=False, more=True),
        Input("places", "whole", _("Angka di belakang koma"), more=True),
        Input("min_length", "whole", _("Panjang paling sedikit"), more=True),
        Input("pattern", "line", _("Pola"), _("Ungkapan reguler, misalnya ^[0-9]{1,3}$."), more=True),
        Input("pattern_message", "words", _("Pesan bila pola tidak cocok"), more=True),
        Input("evidence", "select", _("Dibuktikan oleh dokumen"), "", offers.documents, more=True),
        Input("prefill", "line", _("Diisi awal dari"), more=True),
        Input("staff_only", "flag", _("Hanya untuk petugas"), default=False, more=True),
        Input("tier_editable", "ticks", _("Diisi pada tahap"), "", offers.tiers, more=True),
        Input("text", "words", _("Isi pernyataan atau catatan"), _("Untuk jenis Pernyataan dan Catatan."), more=True),
        _BASIS,
        _FOR,
        _id(),
    ),
    model.FieldDef,
    tab="isian",
)  # fmt: skip
GROUP = Shape(
    "kelompok",
    _("Kelompok isian"),
    (
        _LABEL,
        _HELP,
        Input("repeat.min", "whole", _("Baris paling sedikit"), default=0),
        Input("repeat.max", "whole", _("Baris paling banyak"), default=20),
        Input("repeat.item", "line", _("Judul tiap baris"), _("Kode kolom dalam kurung kurawal, misalnya {nama}.")),
        _VISIBLE,
        _FOR,
        _id(),
    ),
    model.FieldDef,
    {"type": "group", "repeat": {"min": 1, "max": 10}, "fields": []},
    tab="isian",
)
NARROWED = (
    Input("include", "select", _("Unsur data baku"), "", offers.blocks, must=True),
    Input("only", "ticks", _("Hanya isian"), _("Tanpa pilihan: semua isian unsur itu."), offers.columns_of_block),
    _VISIBLE,
    _FOR,
)
FIELD_BLOCK = Shape("unsur", _("Unsur data baku"), NARROWED, named="", tab="isian")
SECTION_BLOCK = Shape(
    "bagian_baku",
    _("Bagian dari pustaka"),
    (NARROWED[0], Input("title", "words", _("Judul"), _("Kosongkan untuk judul bakunya.")), *NARROWED[1:]),
    named="",
    tab="isian",
)
SECTION = Shape(
    "bagian", _("Bagian"), (_TITLE, _HELP, _VISIBLE, _FOR, _id()), model.Section, {"fields": []}, "title", "isian"
)
RULE = Shape(
    "aturan",
    _("Aturan antarisian"),
    (
        Input("assert", "rule", _("Yang harus benar"), must=True),
        Input("message", "words", _("Pesan bila tidak benar"), must=True),
        Input("at", "ticks", _("Pesan tampil pada isian"), "", offers.fields),
        Input("because", "line", _("Dasar atau alasan"), more=True),
        _FOR,
        _id(),
    ),
    model.Assertion,
    named="message",
    tab="isian",
)
ELIGIBILITY = Shape(
    "syarat",
    _("Syarat memulai"),
    (
        Input("assert", "rule", _("Yang harus benar"), must=True),
        Input("stop", "words", _("Penjelasan bila tidak memenuhi"), must=True),
        Input("because", "line", _("Dasar atau alasan"), more=True),
        _FOR,
        _id(),
    ),
    model.Eligibility,
    named="stop",
    tab="isian",
)
LIMIT = Shape(
    "batas",
    _("Batas banyaknya izin"),
    (
        Input("max", "whole", _("Paling banyak"), must=True),
        Input("same", "ticks", _("Yang sama pada"), "", offers.comparable, must=True),
        Input("message", "words", _("Pesan bila terlampaui"), must=True),
        _id(),
    ),
    model.Limit,
    named="message",
    tab="isian",
)
_ACCEPT = Input("accept", "ticks", _("Jenis berkas"), "", offers.FILE_TYPES, default=["pdf"])
_CIRCUMSTANCES = (
    Input("required", "requirement", _("Wajib")),
    Input("recommended", "flag", _("Dianjurkan, tidak menghalangi pengajuan"), default=False),
    Input("visible", "rule", _("Diminta bila"), _("Kosongkan bila selalu diminta.")),
)
DOCUMENT = Shape(
    "dokumen",
    _("Dokumen"),
    (
        _LABEL,
        _HELP,
        *_CIRCUMSTANCES,
        _ACCEPT,
        Input("max_mb", "whole", _("Ukuran paling besar (MB)"), default=5),
        Input("files.min", "whole", _("Banyak berkas paling sedikit"), default=1, more=True),
        Input("files.max", "whole", _("Banyak berkas paling banyak"), default=1, more=True),
        Input("max_age_days", "whole", _("Umur surat paling lama (hari)"), more=True),
        Input("per", "select", _("Satu untuk tiap baris"), "", offers.groups, more=True),
        Input("reuse", "flag", _("Boleh dari permohonan terdahulu"), default=False, more=True),
        Input("from", "select", _("Diunggah oleh"), "", offers.uploaders, default="applicant", more=True),
        _FOR,
        _BASIS,
        _id(),
    ),
    model.DocumentDef,
    tab="dokumen",
)
ONE_OF = Shape(
    "salah_satu",
    _("Pilihan dokumen: salah satu cukup"),
    (
        _LABEL,
        _HELP,
        Input("one_of", "ticks", _("Dokumen yang dapat dipilih"), "", offers.single_documents, must=True),
        Input("need", "whole", _("Banyak yang diperlukan"), default=1),
        *_CIRCUMSTANCES,
        _FOR,
        _id(),
    ),
    model.DocumentDef,
    tab="dokumen",
)
DOCUMENT_BLOCK = Shape(
    "dokumen_baku",
    _("Dokumen dari pustaka"),
    (
        Input("include", "select", _("Dokumen baku"), "", offers.document_blocks, must=True),
        *_CIRCUMSTANCES,
        Input("accept", "ticks", _("Jenis berkas"), _("Tanpa pilihan: seperti bakunya."), offers.FILE_TYPES, more=True),
        _FOR,
    ),
    named="",
    tab="dokumen",
)
_WHEN = Input("when", "rule", _("Tahap ini dilalui bila"), _("Kosongkan bila selalu dilalui."), place="officer")
_TIER = (
    Input("title", "words", _("Nama tahap"), must=True),
    Input("role", "suggest", _("Peran yang memutus"), _("Pilih yang ada, atau ketik peran baru."), offers.roles, must=True),
    Input("agency", "suggest", _("Instansi"), _("Kosongkan untuk DPMPTSP sendiri."), offers.agencies),
    Input("workdays", "decimal", _("Hari kerja"), must=True),
    Input("outcomes", "ticks", _("Keputusan yang boleh diambil"), "", offers.OUTCOMES, default=["forward", "return"]),
    _WHEN,
    Input("checks", "lines", _("Daftar periksa"), _("Satu per baris; documents dan fields berarti semua dokumen dan isian."), more=True),
    Input("inspection", "select", _("Lembar pemeriksaan"), "", offers.inspections, more=True),
    Input("scope", "select", _("Menurut wilayah dalam isian"), "", offers.fields, more=True),
    Input("product", "select", _("Surat yang terbit pada tahap ini"), "", offers.interim, more=True),
    Input("return_to", "select", _("Dikembalikan ke tahap"), "", offers.tiers, more=True),
    _id(),
)  # fmt: skip
TIER = Shape("tahap", _("Tahap"), _TIER, model.Tier, {"outcomes": ["forward", "return"]}, "title", "tahap")
GATE = Shape(
    "sejajar",
    _("Tahap sejajar"),
    (
        Input("parallel.title", "words", _("Nama gerbang"), must=True),
        Input("parallel.need", "count", _("Yang harus setuju"), "", offers.needs, default="all"),
        Input("parallel.when", "rule", _("Dilalui bila"), _("Kosongkan bila selalu dilalui."), place="officer"),
    ),
    None,
    {"parallel": {"need": "all", "of": []}},
    "parallel.title",
    "tahap",
    _("Tahap-tahap di dalamnya berjalan pada waktu yang sama."),
)
SIGN = Shape(
    "tanda_tangan",
    _("Penandatanganan"),
    (_TIER[0], _TIER[1], Input("workdays", "decimal", _("Hari kerja"))),
    model.Sign,
    tab="tahap",
)
INSPECTION = Shape(
    "pemeriksaan",
    _("Lembar pemeriksaan"),
    (
        _TITLE,
        Input("method", "select", _("Cara menilai"), "", offers.METHODS, must=True),
        Input("pass", "rule", _("Lulus bila"), place="inspection"),
        Input("per", "select", _("Satu lembar tiap baris"), "", offers.groups, more=True),
        _id(),
    ),
    model.Inspection,
    {"items": []},
    "title",
    "tahap",
)
INSPECTION_ITEM = Shape(
    "butir",
    _("Butir pemeriksaan"),
    (
        Input("text", "words", _("Yang diperiksa"), must=True),
        Input("weight", "decimal", _("Bobot"), default=1),
        Input("defect", "select", _("Bila tidak sesuai, cacat"), "", offers.DEFECTS, default=""),
        _id(),
    ),
    model.InspectionItem,
    named="text",
    tab="tahap",
)
FEE = Shape(
    "biaya",
    _("Baris biaya"),
    (
        _LABEL,
        Input("amount", "formula", _("Besarnya (rumus)"), _("Misalnya: luas * 5000."), must=True, place="officer", expect=Kind.NUMBER),
        Input("when", "rule", _("Dikenakan bila"), _("Kosongkan bila selalu dikenakan."), place="officer"),
        Input("exempt", "rule", _("Dibebaskan bila"), place="officer", more=True),
        Input("legal_basis", "line", _("Dasar hukum")),
        _id(),
    ),
    model.FeeLine,
    tab="biaya",
)  # fmt: skip
CERTIFICATE = Shape(
    "surat",
    _("Surat yang diterbitkan"),
    (
        _TITLE,
        Input("kind", "select", _("Jenis surat"), "", offers.PAPER_KINDS, default="permit"),
        Input("template", "select", _("Rupa sertifikat"), "", offers.templates, default=""),
        Input("validity", "validity", _("Masa berlaku")),
        Input("number", "line", _("Pola nomor"), _("Bagian yang berubah ditulis dalam kurung kurawal; daftarnya ada di bawah.")),
        Input("counter.scope", "select", _("Nomor urut dihitung"), "", offers.counter_scopes, default="type"),
        Input("counter.reset", "select", _("Mulai lagi dari satu"), "", offers.RESETS, default="year"),
        Input("when", "rule", _("Diterbitkan bila"), _("Kosongkan bila selalu."), place="officer", more=True),
        Input("per", "select", _("Satu surat tiap baris"), "", offers.groups, more=True),
        Input("at", "select", _("Terbit pada tahap"), _("Hanya untuk surat sementara."), offers.tiers, more=True),
        Input("signer", "suggest", _("Ditandatangani oleh peran"), _("Hanya untuk surat sementara."), offers.roles, more=True),
        _id(),
    ),
    model.Certificate,
    named="title",
    tab="sertifikat",
)  # fmt: skip
BASIS = Shape(
    "dasar",
    _("Dasar hukum"),
    (
        Input("title", "words", _("Nama peraturan"), must=True),
        Input("date", "line", _("Tanggal"), _("Misalnya 2026-01-31.")),
        Input("certainty", "line", _("Kepastian"), _("Misalnya perwali, proposed, atau public source.")),
        _id(),
    ),
    model.LegalBasis,
    named="title",
    tab="umum",
)
VARIANT = Shape(
    "golongan",
    _("Golongan"),
    (
        _TITLE,
        Input("when", "rule", _("Termasuk golongan ini bila")),
        Input("sla", "whole", _("Hari kerja"), more=True),
        Input("number_code", "line", _("Kode dalam nomor"), more=True),
        _id(),
    ),
    None,
    {},
    "title",
    "umum",
)
REQUEST = Shape(
    "jenis_permohonan",
    _("Jenis permohonan"),
    (
        Input("title", "words", _("Nama"), _("Hanya untuk jenis buatan sendiri.")),
        Input("edit", "ticks", _("Isian yang dibuka"), _("Tanpa pilihan: semua."), offers.fields),
        Input("documents", "ticks", _("Dokumen yang diminta"), "", offers.documents),
        Input("tiers", "ticks", _("Tahap yang dilalui"), _("Tanpa pilihan: semua."), offers.tiers),
        Input("product", "select", _("Surat yang terbit"), "", offers.papers, default=""),
        Input("needs.status", "ticks", _("Memerlukan izin berstatus"), "", offers.PERMIT_STATES),
        Input("keeps_number", "flag", _("Nomor lama dipakai"), default=False),
        Input("keeps_expiry", "flag", _("Masa berlaku lama dipakai"), default=False),
    ),
    model.RequestKind,
    named="",
    tab="umum",
)
GENERAL = Shape(
    "umum",
    _("Umum"),
    (
        Input("title", "words", _("Nama izin"), must=True),
        Input("short", "words", _("Nama singkat")),
        Input("summary", "words", _("Ringkasan"), _("Siapa yang perlu izin ini, dalam satu dua kalimat.")),
        Input("synonyms", "lines", _("Kata pencarian"), _("Satu per baris.")),
        Input("kind", "select", _("Kelompok layanan"), "", offers.SERVICES, must=True),
        Input("applicants", "ticks", _("Pemohon"), "", offers.APPLICANTS, must=True),
        Input("flow.clock.total", "total", _("Selesai dalam (hari kerja)"), "", offers.totals),
        Input("flow.clock.start", "select", _("Waktu dihitung sejak"), "", offers.clock_starts),
        Input("flow.correction.applicant_workdays", "whole", _("Hari kerja untuk perbaikan"), default=10),
        Input("flow.correction.max_rounds", "whole", _("Perbaikan paling banyak"), default=3),
        Input("public.columns", "ticks", _("Kolom pada daftar izin untuk umum"), _("Hanya isian berkelas publik."), offers.public_columns),
        Input("retention.draft_days", "whole", _("Draf disimpan (hari)"), must=True),
        Input("retention.refused_years", "whole", _("Yang ditolak disimpan (tahun)"), must=True),
        Input("retention.issued_years", "whole", _("Yang terbit disimpan sesudah berakhir (tahun)"), must=True),
    ),
    model.Definition,
    named="",
    tab="umum",
)  # fmt: skip
PAY = Shape(
    "pembayaran",
    _("Kapan dibayar"),
    (
        Input("pay.after", "select", _("Dibayar setelah tahap"), _("Tanpa pilihan: biaya hanya ditampilkan."), offers.tiers, default=""),
        Input("pay.expires_days", "whole", _("Batas waktu membayar (hari)")),
        Input("pay.pause", "line", _("Nama jeda waktu"), _("Misalnya menunggu_bayar.")),
    ),
    model.Fees,
    named="",
    tab="biaya",
)  # fmt: skip

# List → the kinds of item that may be added to it. A star stands for an index.
LISTS: dict[Path, tuple[Shape, ...]] = {
    ("sections",): (SECTION, SECTION_BLOCK),
    ("sections", "*", "fields"): (FIELD, GROUP, FIELD_BLOCK),
    ("sections", "*", "fields", "*", "fields"): (FIELD,),
    ("rules",): (RULE,),
    ("eligibility",): (ELIGIBILITY,),
    ("limits",): (LIMIT,),
    ("documents",): (DOCUMENT, ONE_OF, DOCUMENT_BLOCK),
    ("flow", "tiers"): (TIER, GATE),
    ("flow", "tiers", "*", "parallel", "of"): (TIER,),
    ("inspections",): (INSPECTION,),
    ("inspections", "*", "items"): (INSPECTION_ITEM,),
    ("fees", "lines"): (FEE,),
    ("certificates",): (CERTIFICATE,),
    ("legal_basis",): (BASIS,),
    ("variants", "rows"): (VARIANT,),
}
SINGLES: dict[Path, Shape] = {(): GENERAL, ("flow", "sign"): SIGN, ("fees",): PAY}


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
    marks = {"include": ("unsur", "bagian_baku", "dokumen_baku"), "one_of": ("salah_satu",), "parallel": ("sejajar",)}
    held = value if isinstance(value, Mapping) else {}
    wanted = next((ids for key, ids in marks.items() if key in held), ())
    if held.get("type") == "group":
        wanted = ("kelompok",)
    found = list(shapes)
    return next((shape for shape in found if shape.id in wanted), found[0] if found and not wanted else None)
