"""Forms of what is issued, and of what remains after it: papers, letters of the office, duties of the holder."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.permits import model
from app.web.console.editor import offers, picks
from app.web.console.editor.shape import TITLE, Shape, own_id
from app.web.console.editor.values import Input

_PARTS = (
    Input(
        "name",
        "line",
        _("Nama bagian"),
        _("Seperti dalam kurung kurawal pada pola. Kosongkan untuk menghapus bagian ini."),
    ),
    Input("kind", "select", _("Isinya"), "", picks.SOURCES, must=True),
    Input(
        "text", "pick", _("Dibaca dari, atau tulisannya"), _("Untuk nomor urut biarkan kosong."), picks.number_sources
    ),
    Input("width", "whole", _("Banyak huruf atau angka")),
    Input("as", "select", _("Bila tanggal, ditulis sebagai"), "", picks.DATE_FORMS, default=""),
    Input("counter.scope", "select", _("Bila nomor urut, dihitung"), "", picks.part_scopes, default=""),
    Input("counter.reset", "select", _("Bila nomor urut, mulai lagi dari satu"), "", picks.RESETS, default=""),
    Input("sticky", "select", _("Bila nomor urut, pada izin berikutnya"), "", picks.STICKY, default=""),
)
NUMBER = Input(
    "number",
    "number",
    _("Pola nomor"),
    _("Bagian yang berubah ditulis dalam kurung kurawal; daftarnya ada di bawah."),
    columns=_PARTS,
)
TEMPLATE = Input("template", "select", _("Rupa sertifikat"), "", offers.templates, default="")
BODY = Input(
    "body", "sentences", _("Kalimat isi surat"), _("Satu kalimat per baris; untuk rupa surat umum."), more=True
)
_ANNEX = (
    Input("of", "select", _("Baris kelompok"), _("Pilih “–” untuk menghapus lampiran ini."), offers.groups),
    Input("title", "words", _("Judul lampiran")),
    Input("columns", "ticks", _("Kolomnya"), _("Tanpa pilihan: semua kolom."), picks.columns),
)
CERTIFICATE = Shape(
    "surat",
    _("Surat yang diterbitkan"),
    (
        TITLE,
        Input("kind", "select", _("Jenis surat"), "", offers.PAPER_KINDS, default="permit"),
        TEMPLATE,
        Input("validity", "validity", _("Masa berlaku")),
        NUMBER,
        Input("counter.scope", "select", _("Nomor urut dihitung"), "", offers.counter_scopes, default="type"),
        Input("counter.reset", "select", _("Mulai lagi dari satu"), "", offers.RESETS, default="year"),
        Input("counter.reserve", "whole", _("Nomor yang disisakan untuk pelayanan manual"), default=0, more=True),
        Input("when", "rule", _("Diterbitkan bila"), _("Kosongkan bila selalu."), place="officer", more=True),
        Input("per", "select", _("Satu surat tiap baris"), "", offers.groups, more=True),
        BODY,
        Input(
            "annex",
            "rows",
            _("Lampiran"),
            _("Baris sebuah kelompok sebagai tabel pada halaman tersendiri."),
            columns=_ANNEX,
            more=True,
        ),
        Input("signature_block.form", "select", _("Blok tanda tangan"), "", picks.SIGNED, default="full", more=True),
        Input("signature_block.on_behalf_of", "words", _("Atas nama"), _("Misalnya Wali Kota Pekalongan."), more=True),
        Input(
            "signature_block.position",
            "words",
            _("Jabatan yang tercetak"),
            _("Kosongkan untuk jabatan penanda tangan."),
            more=True,
        ),
        Input("at", "select", _("Terbit pada tahap"), _("Hanya untuk surat sementara."), offers.tiers, more=True),
        Input(
            "signer",
            "suggest",
            _("Ditandatangani oleh peran"),
            _("Hanya untuk surat sementara."),
            offers.roles,
            more=True,
        ),
        own_id(),
    ),
    model.Certificate,
    named="title",
    tab="sertifikat",
)
LETTER = Shape(
    "surat_kantor",
    _("Surat kantor"),
    (
        Input("id", "select", _("Surat yang mana"), "", picks.LETTERS, must=True),
        TITLE,
        NUMBER,
        Input("body", "sentences", _("Kalimat isi surat"), _("Satu kalimat per baris.")),
        Input(
            "template",
            "select",
            _("Rupa surat"),
            _("Kosongkan untuk rupa bakunya."),
            picks.letter_templates,
            default="",
            more=True,
        ),
    ),
    model.Certificate,
    {},
    "id",
    "sertifikat",
    _(
        "Mengganti judul, nomor, atau kalimat surat penolakan, peringatan, penangguhan, atau pencabutan. Tanpa ini dipakai bunyi bakunya."
    ),
)
_ABOUT = Input("title", "words", _("Nama kewajiban"), must=True)
_REMIND = Input(
    "remind_days_before", "lines", _("Diingatkan sekian hari sebelumnya"), _("Satu angka per baris, misalnya 60 dan 7.")
)
REMINDER = Shape(
    "pengingat",
    _("Pengingat"),
    (
        _ABOUT,
        Input("remind_days_before", "lines", _REMIND.label, _REMIND.help, must=True),
        Input("of", "select", _("Sebelum tanggal"), "", picks.reckoned, must=True),
        own_id(),
    ),
    model.Duty,
    {"of": "berlaku_sd"},
    "title",
    "sertifikat",
)


def _paper(duty: str) -> tuple[Input, ...]:
    """What may be uploaded for a duty."""
    kinds = _("Tanpa pilihan: PDF, JPG, dan PNG.")
    return (
        Input(f"{duty}.accept", "ticks", _("Jenis berkas"), kinds, picks.DUTY_FILES, more=True),
        Input(f"{duty}.max_mb", "whole", _("Ukuran paling besar (MB)"), default=5, more=True),
    )


REPORT = Shape(
    "laporan",
    _("Laporan dari pemegang izin"),
    (
        _ABOUT,
        Input("report.every", "select", _("Seberapa sering"), "", picks.EVERY, must=True),
        Input(
            "report.from",
            "pick",
            _("Dihitung sejak"),
            _("Untuk laporan berkala; kosong berarti sejak terbit."),
            picks.reckoned,
        ),
        Input(
            "report.due",
            "pick",
            _("Paling lambat"),
            _("Untuk laporan satu kali: sebuah tanggal, atau misalnya terbit+30d (30 hari sesudah terbit)."),
            picks.reckoned,
        ),
        Input("report.grace_days", "whole", _("Kelonggaran (hari)"), default=0),
        Input("report.on_missed", "select", _("Bila tetap tidak melapor"), "", picks.ON_MISSED, default="warn"),
        _REMIND,
        *_paper("report"),
        own_id(),
    ),
    model.Duty,
    {"report": {"every": "6m"}},
    "title",
    "sertifikat",
    derived=("report", "document"),
)
AFTER_END = Shape(
    "sesudah_berakhir",
    _("Berkas sesudah izin berakhir"),
    (
        _ABOUT,
        Input("after_end.within_days", "whole", _("Paling lambat sekian hari sesudah berakhir"), must=True),
        _REMIND,
        *_paper("after_end"),
        own_id(),
    ),
    model.Duty,
    {"after_end": {}},
    "title",
    "sertifikat",
    derived=("after_end", "document"),
)
