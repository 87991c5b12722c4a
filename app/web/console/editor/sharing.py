"""Forms of what a request shares with others: places of a course, a limited good, further persons, other types."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.permits import model
from app.permits.rules import Kind
from app.web.console.editor import offers, picks
from app.web.console.editor.shape import FOR, TITLE, VISIBLE, Shape, own_id
from app.web.console.editor.values import Input

EVENT = Shape(
    "kegiatan",
    _("Kegiatan terjadwal"),
    (
        Input(
            "id",
            "suggest",
            _("Nama pendek kegiatan"),
            _("Satu atau dua kata, misalnya pelatihan atau uji_kir."),
            must=True,
        ),
        Input(
            "agency",
            "suggest",
            _("Instansi yang mengatur jadwal"),
            _("Tahap pertama instansi ini mengisi kehadiran dan nilai. Kosongkan untuk DPMPTSP."),
            offers.agencies,
        ),
        Input(
            "quota",
            "flag",
            _("Tempat duduk terbatas"),
            _("Tiap jadwal dibuka dengan jumlah tempat; tempat yang diambil tidak dapat diambil orang lain."),
            default=False,
        ),
        Input(
            "participants",
            "select",
            _("Pesertanya baris kelompok"),
            _("Tanpa pilihan: pemohon sendiri, satu tempat."),
            offers.groups,
            default="",
        ),
        Input(
            "stages",
            "ids",
            _("Bagian kegiatan"),
            _(
                "Satu per baris, misalnya hadir, pre_test, post_test. Yang pertama ialah kehadiran; nilai bagian terakhir menentukan."
            ),
        ),
        Input(
            "pass",
            "rule",
            _("Lulus bila"),
            _("Misalnya: hadir, dan nilai sedikitnya 60. Tanpa syarat: semua lulus."),
            place="officer",
            later=True,
        ),
        Input("on_fail", "select", _("Yang tidak lulus"), "", picks.ON_FAIL, default=""),
    ),
    model.Event,
    named="id",
    tab="tahap",
    help=_(
        "Pelatihan, ujian, atau pertemuan yang jadwalnya dipilih pemohon. "
        "Sesudah ini, tambahkan isian berjenis “Jadwal kegiatan” agar pemohon dapat memilih; syarat lulus diisi sesudah kegiatan disimpan."
    ),
)
QUOTA = Shape(
    "kuota",
    _("Kuota"),
    (
        Input(
            "per",
            "ticks",
            _("Dihitung tersendiri untuk tiap"),
            _("Misalnya tiap jalan, atau tiap lokasi dan tanggal."),
            offers.comparable,
            must=True,
        ),
        Input(
            "capacity",
            "formula",
            _("Yang tersedia (rumus)"),
            _("Angka, misalnya 10, atau rumus: 4 if jalan == 'utara' else 9."),
            must=True,
            expect=Kind.NUMBER,
        ),
        Input(
            "take",
            "formula",
            _("Yang diambil satu permohonan (rumus)"),
            _("Kosongkan bila selalu satu. Biasanya kode isian yang memuat banyaknya."),
            expect=Kind.NUMBER,
        ),
        Input("message", "words", _("Pesan bila tidak cukup"), must=True),
        own_id(),
    ),
    model.Quota,
    named="message",
    tab="isian",
    help=_(
        "Sesuatu yang jumlahnya terbatas: petak, lapak, hari. "
        "Bagian diambil ketika permohonan dikirim, dan bebas lagi bila ditolak, ditarik, atau izinnya berakhir."
    ),
)
PARTY = Shape(
    "pihak",
    _("Pihak lain"),
    (
        Input("title", "words", _("Sebutan pihak ini"), _("Misalnya Pemilik tempat."), must=True),
        Input(
            "include",
            "select",
            _("Data yang ditanyakan"),
            _("Unsur data baku, biasanya data diri (pemohon)."),
            offers.blocks,
            must=True,
        ),
        Input("consent", "select", _("Menyetujui"), "", picks.CONSENTS, must=True),
        VISIBLE,
        FOR,
        own_id(),
    ),
    model.Party,
    named="title",
    tab="isian",
    help=_(
        "Orang lain yang harus menyetujui permohonan ini. Permohonan baru dapat dikirim bila semua sudah menyetujui."
    ),
)
PACKAGE = Shape(
    "paket",
    _("Paket"),
    (
        TITLE,
        Input("with", "ticks", _("Diajukan bersama"), _("Jenis izin yang sudah terbit."), picks.types, must=True),
        Input(
            "after",
            "ticks",
            _("Menunggu selesainya"),
            _("Izin ini baru diproses setelah yang dipilih selesai. Tanpa pilihan: semua berjalan sekaligus."),
            picks.types,
        ),
        own_id(),
    ),
    model.Package,
    named="title",
    tab="umum",
    help=_("Pemohon mengisi sekali untuk beberapa jenis izin. Isian dan dokumen yang sama tidak ditanyakan dua kali."),
)
