"""Forms of what the office does with it: tiers, inspections, fees, papers, kinds of request, general matters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.permits import model
from app.permits.rules import Kind
from app.web.console.editor import offers, picks
from app.web.console.editor.shape import LABEL, TITLE, Shape, own_id
from app.web.console.editor.values import Input

_WHEN = Input("when", "rule", _("Tahap ini dilalui bila"), _("Kosongkan bila selalu dilalui."), place="officer")
_TIER = (
    Input("title", "words", _("Nama tahap"), must=True),
    Input("role", "suggest", _("Peran yang memutus"), _("Pilih yang ada, atau ketik peran baru."), offers.roles, must=True),
    Input("agency", "suggest", _("Instansi"), _("Kosongkan untuk DPMPTSP sendiri."), offers.agencies),
    Input("workdays", "decimal", _("Hari kerja"), _("Bila waktu dihitung dalam jam, isi jam pada “Selengkapnya”.")),
    Input("outcomes", "ticks", _("Keputusan yang boleh diambil"), "", offers.OUTCOMES, default=["forward", "return"]),
    _WHEN,
    Input("checks", "lines", _("Daftar periksa"), _("Satu per baris; documents dan fields berarti semua dokumen dan isian."), more=True),
    Input("inspection", "select", _("Lembar pemeriksaan"), "", offers.inspections, more=True),
    Input("scope", "select", _("Menurut wilayah dalam isian"), "", offers.fields, more=True),
    Input("product", "select", _("Surat yang terbit pada tahap ini"), "", offers.interim, more=True),
    Input("return_to", "select", _("Dikembalikan ke tahap"), "", offers.tiers, more=True),
    Input("hours", "decimal", _("Jam kerja"), more=True),
    Input("rounds.max", "whole", _("Pembahasan dengan pemohon, paling banyak"), more=True),
    own_id(),
)  # fmt: skip
TIER = Shape("tahap", _("Tahap"), _TIER, model.Tier, {"outcomes": ["forward", "return"]}, "title", "tahap")
GATE = Shape(
    "sejajar",
    _("Tahap sejajar"),
    (
        Input("parallel.title", "words", _("Nama gerbang"), must=True),
        Input("parallel.need", "count", _("Yang harus setuju"), "", offers.needs, default="all"),
        Input(
            "parallel.for_each", "select", _("Hanya instansi yang dipilih pada isian"), "", picks.several, default=""
        ),
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
        TITLE,
        Input("method", "select", _("Cara menilai"), "", offers.METHODS, must=True),
        Input("pass", "rule", _("Lulus bila"), place="inspection"),
        Input("evidence.photos.min", "whole", _("Foto paling sedikit"), _("Yang diambil petugas di tempat.")),
        Input("evidence.photos.geo", "flag", _("Foto dengan titik lokasi"), default=False),
        Input("evidence.signatures", "whole", _("Tanda tangan pada lembar, paling sedikit")),
        Input("repeat_after_days", "whole", _("Boleh diperiksa ulang dalam (hari)"), _("Kosongkan bila tidak ada pemeriksaan kedua.")),
        Input("per", "select", _("Satu lembar tiap baris"), "", offers.groups, more=True),
        Input("places", "whole", _("Angka di belakang koma pada nilai"), default=1, more=True),
        own_id(),
    ),
    model.Inspection,
    {"items": []},
    "title",
    "tahap",
)  # fmt: skip
INSPECTION_ITEM = Shape(
    "butir",
    _("Butir pemeriksaan"),
    (
        Input("text", "words", _("Yang diperiksa"), must=True),
        Input("weight", "decimal", _("Bobot"), default=1),
        Input("defect", "select", _("Bila tidak sesuai, cacat"), "", offers.DEFECTS, default=""),
        own_id(),
    ),
    model.InspectionItem,
    named="text",
    tab="tahap",
)
LEVEL = Shape(
    "tingkat",
    _("Tingkat hasil"),
    (
        TITLE,
        Input("when", "rule", _("Tingkat ini bila"), _("Kosongkan pada tingkat terakhir: semua yang lain."), place="inspection"),
        Input("pass", "flag", _("Termasuk lulus")),
        own_id(),
    ),
    model.InspectionLevel,
    named="title",
    tab="tahap",
    help=_("Untuk cara “menurut cacat”: tingkat pertama yang syaratnya benar menjadi hasilnya."),
)  # fmt: skip
FEE = Shape(
    "biaya",
    _("Baris biaya"),
    (
        LABEL,
        Input("amount", "formula", _("Besarnya (rumus)"), _("Misalnya: luas * 5000."), must=True, place="officer", expect=Kind.NUMBER),
        Input("when", "rule", _("Dikenakan bila"), _("Kosongkan bila selalu dikenakan."), place="officer"),
        Input("exempt", "rule", _("Dibebaskan bila"), place="officer", more=True),
        Input("legal_basis", "line", _("Dasar hukum")),
        own_id(),
    ),
    model.FeeLine,
    tab="biaya",
)  # fmt: skip
BASIS = Shape(
    "dasar",
    _("Dasar hukum"),
    (
        Input("title", "words", _("Nama peraturan"), must=True),
        Input("date", "line", _("Tanggal"), _("Misalnya 2026-01-31.")),
        Input("certainty", "line", _("Kepastian"), _("Misalnya perwali, proposed, atau public source.")),
        own_id(),
    ),
    model.LegalBasis,
    named="title",
    tab="umum",
)
VARIANTS = Shape(
    "cara_golongan",
    _("Cara menentukan golongan"),
    (
        Input("choose", "select", _("Golongan"), "", picks.CHOOSING, default="computed"),
        Input("table", "select", _("Dibaca dari tabel"),
              _("Tanpa tabel: golongan yang terdaftar, dengan syaratnya."), offers.tables, default=""),
        Input("from", "ticks", _("Dengan isian"), _("Urutannya seperti kolom kunci pada tabel."), offers.fields),
        Input("on_conflict", "select", _("Bila beberapa baris tabel cocok"), "", picks.CONFLICTS, default="highest"),
    ),
    model.Variants,
    named="",
    tab="umum",
)  # fmt: skip
VARIANT = Shape(
    "golongan",
    _("Golongan"),
    (
        TITLE,
        Input("when", "rule", _("Termasuk golongan ini bila")),
        Input("sla", "whole", _("Hari kerja"), more=True),
        Input("number_code", "line", _("Kode dalam nomor"), more=True),
        own_id(),
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
        Input("needs.window_days", "lines", _("Dapat diajukan antara"),
              _("Dua angka, satu per baris: hari sebelum izin berakhir paling awal, dan paling akhir. Misalnya 60 dan 0."), more=True),
        Input("needs.many", "flag", _("Boleh untuk beberapa izin sekaligus"), default=False, more=True),
        Input("lead.before", "select", _("Paling lambat sebelum tanggal"), "", picks.dates, default="", more=True),
        Input("lead.workdays", "whole", _("Sekian hari kerja sebelum tanggal itu"), more=True),
        Input("sla", "whole", _("Selesai dalam (hari kerja)"), _("Kosongkan bila seperti permohonan baru."), more=True),
        Input("keeps_number", "flag", _("Nomor lama dipakai"), default=False),
        Input("keeps_expiry", "flag", _("Masa berlaku lama dipakai"), default=False),
    ),
    model.RequestKind,
    named="",
    tab="umum",
)  # fmt: skip
GENERAL = Shape(
    "umum",
    _("Umum"),
    (
        Input("title", "words", _("Nama izin"), must=True),
        Input("short", "words", _("Nama singkat")),
        Input("summary", "words", _("Ringkasan"), _("Siapa yang perlu izin ini, dalam satu dua kalimat.")),
        Input("synonyms", "lines", _("Kata pencarian"), _("Satu per baris.")),
        Input("guide", "line", _("Alamat panduan"), _("Dokumen di web yang menjelaskan izin ini, dimulai dengan https://.")),
        Input("guide", "line", _("Alamat panduan"), _("Diawali https://."), more=True),
        Input("kind", "select", _("Kelompok layanan"), "", offers.SERVICES, must=True),
        Input("applicants", "ticks", _("Pemohon"), "", offers.APPLICANTS, must=True),
        Input("flow.clock.total", "total", _("Selesai dalam (hari kerja)"), "", offers.totals),
        Input("flow.clock.start", "select", _("Waktu dihitung sejak"), "", offers.clock_starts),
        Input("flow.clock.unit", "select", _("Satuan waktu"), "", picks.UNITS, default="workdays", more=True),
        Input("flow.clock.escalate", "lines", _("Surat pengingat kepada petugas (persen waktu)"),
              _("Satu angka per baris, misalnya 50, 80, dan 100."), more=True),
        Input("flow.clock.pauses", "ids", _("Alasan waktu dihentikan"),
              _("Satu per baris, misalnya menunggu hasil lab; untuk tahap yang boleh menahan."), more=True),
        Input("flow.correction.applicant_workdays", "whole", _("Hari kerja untuk perbaikan"), default=10),
        Input("flow.correction.max_rounds", "whole", _("Perbaikan paling banyak"), default=3),
        Input("flow.correction.then", "select", _("Bila tidak diperbaiki, permohonan"), "", picks.AFTER_ROUNDS, default="close", more=True),
        Input("after_close", "ticks", _("Setelah jenis izin ditutup, masih dapat diajukan"), "", offers.kinds, more=True),
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
