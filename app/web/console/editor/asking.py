"""Forms of what the applicant meets: sections, fields, rules and papers."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _

from app.permits import model
from app.web.console.editor import offers, picks
from app.web.console.editor.shape import CITED, FOR, HELP, LABEL, TITLE, VISIBLE, Shape, own_id
from app.web.console.editor.values import Input

FIELD = Shape(
    "isian",
    _("Isian"),
    (
        LABEL,
        Input("type", "select", _("Jenis isian"), _("Daftar jenis dengan contohnya ada di bawah formulir."), offers.FIELD_TYPES, must=True),
        Input("required", "requirement", _("Wajib diisi")),
        HELP,
        Input("options", "options", _("Pilihan jawaban"), _("Untuk jenis Pilihan. Kosongkan nama untuk menghapus sebuah pilihan.")),
        Input("unit", "line", _("Satuan"), _("Misalnya m², unit, atau orang.")),
        Input("min", "limit", _("Paling sedikit atau paling awal"), _("Angka, tanggal, jam, atau today.")),
        Input("max", "limit", _("Paling banyak atau paling akhir"), _("Wajib untuk angka: batas yang masuk akal.")),
        Input("max_length", "whole", _("Panjang paling banyak"), _("Banyaknya huruf, untuk teks.")),
        VISIBLE,
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
        Input("unique_in", "select", _("Tidak boleh sama"), "", picks.UNIQUE, default="", more=True),
        Input("export", "flag", _("Ikut pada unduhan daftar petugas"), default=False, more=True),
        Input("staff_only", "flag", _("Hanya untuk petugas"), default=False, more=True),
        Input("of", "either", _("Kegiatan, izin, atau data yang dirujuk"),
              _("Untuk jenis Jadwal kegiatan dan Rujukan."), picks.referred, more=True),
        Input("to", "select", _("Yang dirujuk"), _("Untuk jenis Rujukan."), picks.REFERS_TO, default="", more=True),
        Input("status", "ticks", _("Status izin yang dirujuk"), _("Tanpa pilihan: aktif."), offers.PERMIT_STATES, more=True),
        Input("max_uses", "limit", _("Izin yang dirujuk dipakai paling banyak"), _("Angka atau rumus."), more=True),
        Input("on_lapse", "select", _("Bila izin yang dirujuk berakhir"), "", picks.LAPSES, default="", more=True),
        Input("on_revoke", "select", _("Bila izin yang dirujuk dicabut"), "", picks.REVOKED, default="", more=True),
        Input("follow", "select", _("Bila izin yang dirujuk diganti"), "", picks.FOLLOW, default="", more=True),
        Input("resume", "select", _("Setelah penangguhan karena rujukan"), "", picks.RESUME, default="", more=True),
        Input("tier_editable", "ticks", _("Diisi pada tahap"), "", offers.tiers, more=True),
        Input("text", "words", _("Isi pernyataan atau catatan"), _("Untuk jenis Pernyataan dan Catatan."), more=True),
        CITED,
        FOR,
        own_id(),
    ),
    model.FieldDef,
    tab="isian",
)  # fmt: skip
GROUP = Shape(
    "kelompok",
    _("Kelompok isian"),
    (
        LABEL,
        HELP,
        Input("repeat.min", "whole", _("Baris paling sedikit"), default=0),
        Input("repeat.max", "whole", _("Baris paling banyak"), default=20),
        Input("repeat.item", "line", _("Judul tiap baris"), _("Kode kolom dalam kurung kurawal, misalnya {nama}.")),
        Input("repeat.csv", "flag", _("Baris boleh diambil dari berkas CSV"), default=False),
        Input("rows_from.field", "select", _("Barisnya dipilih dari izin yang dirujuk"), "", picks.parent_groups, default="", more=True),
        Input("rows_from.key", "line", _("Kolom yang membedakan baris itu"), _("Kode kolom pada izin yang dirujuk."), more=True),
        VISIBLE,
        FOR,
        own_id(),
    ),
    model.FieldDef,
    {"type": "group", "repeat": {"min": 1, "max": 10}, "fields": []},
    tab="isian",
)  # fmt: skip
NARROWED = (
    Input("include", "select", _("Unsur data baku"), "", offers.blocks, must=True),
    Input("only", "ticks", _("Hanya isian"), _("Tanpa pilihan: semua isian unsur itu."), offers.columns_of_block),
    VISIBLE,
    FOR,
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
    "bagian", _("Bagian"), (TITLE, HELP, VISIBLE, FOR, own_id()), model.Section, {"fields": []}, "title", "isian"
)
RULE = Shape(
    "aturan",
    _("Aturan antarisian"),
    (
        Input("assert", "rule", _("Yang harus benar"), must=True),
        Input("message", "words", _("Pesan bila tidak benar"), must=True),
        Input("at", "ticks", _("Pesan tampil pada isian"), "", offers.fields),
        Input("because", "line", _("Dasar atau alasan"), more=True),
        FOR,
        own_id(),
    ),
    model.Assertion,
    named="message",
    tab="isian",
)
ROW_RULE = replace(
    RULE,
    id="aturan_baris",
    title=_("Aturan dalam baris"),
    inputs=tuple(replace(one, choices=picks.columns_around) if one.key == "at" else one for one in RULE.inputs),
)
ELIGIBILITY = Shape(
    "syarat",
    _("Syarat memulai"),
    (
        Input("assert", "rule", _("Yang harus benar"), must=True),
        Input("stop", "words", _("Penjelasan bila tidak memenuhi"), must=True),
        Input("because", "line", _("Dasar atau alasan"), more=True),
        FOR,
        own_id(),
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
        own_id(),
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
        LABEL,
        HELP,
        *_CIRCUMSTANCES,
        _ACCEPT,
        Input("max_mb", "whole", _("Ukuran paling besar (MB)"), default=5),
        Input("files.min", "whole", _("Banyak berkas paling sedikit"), default=1, more=True),
        Input("files.max", "whole", _("Banyak berkas paling banyak"), default=1, more=True),
        Input("max_age_days", "whole", _("Umur surat paling lama (hari)"), more=True),
        Input("valid_until", "select", _("Tanggal berakhirnya ada pada isian"), "", picks.dates, default="", more=True),
        Input("max_pages", "whole", _("Halaman paling banyak"), more=True),
        Input("image.max_px", "whole", _("Gambar diperkecil: sisi terpanjang (piksel)"), _("Misalnya 1600."), more=True),
        Input("template", "line", _("Blangko untuk dicetak dan ditandatangani"),
              _("Nama blangko, misalnya blanko. Kosongkan bila tidak ada."), more=True),
        Input("satisfied_by", "select", _("Tidak perlu bila ada izin pada rujukan"), "", picks.references, default="", more=True),
        Input("per", "select", _("Satu untuk tiap baris"), "", offers.groups, more=True),
        Input("reuse", "flag", _("Boleh dari permohonan terdahulu"), default=False, more=True),
        Input("from", "select", _("Diunggah oleh"), "", offers.uploaders, default="applicant", more=True),
        FOR,
        CITED,
        own_id(),
    ),
    model.DocumentDef,
    tab="dokumen",
)  # fmt: skip
ONE_OF = Shape(
    "salah_satu",
    _("Pilihan dokumen: salah satu cukup"),
    (
        LABEL,
        HELP,
        Input("one_of", "ticks", _("Dokumen yang dapat dipilih"), "", offers.single_documents, must=True),
        Input("need", "whole", _("Banyak yang diperlukan"), default=1),
        *_CIRCUMSTANCES,
        FOR,
        own_id(),
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
        FOR,
    ),
    named="",
    tab="dokumen",
)
