"""What the editor offers of the parts that a definition shares with others, or that last after issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from app import catalog
from app.permits.model import FieldType
from app.permits.numbers import DATE_TOKENS
from app.web.console.editor.offers import NOTHING, Pairs

if TYPE_CHECKING:
    from app.web.console.editor.values import Spot

CONSENTS = (
    ("otp", _("melalui tautan yang dikirim ke surelnya")),
    ("scan", _("dengan surat bertanda tangan yang diunggah")),
)
ON_FAIL = (("", _("tidak lulus, tanpa ujian ulang")), ("retest", _("mengikuti jadwal ulang")))
EVERY = (
    ("1m", _("setiap bulan")),
    ("3m", _("setiap 3 bulan")),
    ("6m", _("setiap 6 bulan")),
    ("1y", _("setiap tahun")),
    ("2y", _("setiap 2 tahun")),
    ("once", _("satu kali saja")),
)
ON_MISSED = (("warn", _("diberi peringatan")), ("suspend", _("izinnya ditangguhkan")))
DUTY_FILES = (("pdf", "PDF"), ("jpg", "JPG"), ("png", "PNG"))
CHOOSING = (
    ("computed", _("dihitung dari isian")),
    ("applicant", _("dipilih sendiri oleh pemohon")),
)
CONFLICTS = (
    ("highest", _("yang tertinggi dipakai")),
    ("lowest", _("yang terendah dipakai")),
    ("refuse", _("permohonan tidak dapat diteruskan")),
)
SIGNED = (("full", _("lengkap, dengan NIP dan pangkat")), ("plain", _("sederhana, tanpa NIP dan pangkat")))
UNITS = (("workdays", _("hari kerja")), ("hours", _("jam kerja")))
AFTER_ROUNDS = (("close", _("ditutup")), ("refuse", _("ditolak dengan surat")))
SOURCES = (("from", _("dibaca dari isian atau tanggal")), ("const", _("tulisan tetap")), ("counter", _("nomor urut")))
RESETS = (NOTHING, ("never", _("tidak pernah")), ("year", _("setiap tahun")))
STICKY = (NOTHING, ("holder", _("tetap sama bagi pemegang yang sama")))
DATE_FORMS = (NOTHING, *((one, one) for one in sorted(DATE_TOKENS)))
LETTERS = (
    ("peringatan", _("Surat peringatan")),
    ("penangguhan", _("Surat penangguhan")),
    ("pencabutan", _("Surat pencabutan oleh kantor")),
    ("penolakan", _("Surat penolakan permohonan")),
)
REFERS_TO = (NOTHING, ("permit", _("izin yang sudah terbit")), ("record", _("data induk")))
LAPSES = (
    NOTHING,
    ("none", _("tidak terjadi apa-apa")),
    ("warn", _("pemegang diberi tahu")),
    ("suspend", _("izin ini ditangguhkan")),
)
REVOKED = (
    NOTHING,
    ("none", _("tidak terjadi apa-apa")),
    ("suspend", _("izin ini ditangguhkan")),
    ("revoke", _("izin ini dicabut")),
)
UNIQUE = (
    NOTHING,
    ("case", _("dengan baris lain dalam permohonan ini")),
    ("applicant", _("dengan permohonan atau izin lain orang ini")),
    ("type", _("dengan permohonan atau izin lain jenis ini")),
)
FOLLOW = (NOTHING, ("successor", _("rujukan pindah ke penggantinya")), ("none", _("dianggap berakhir")))
RESUME = (NOTHING, ("auto", _("izin berlaku lagi dengan sendirinya")), ("manual", _("diberlakukan lagi oleh petugas")))


def types(spot: Spot) -> Pairs:
    """Published types besides this one."""
    found = [(entry.code, entry.title) for entry in catalog.entries() if entry.code != spot.work.code]
    return sorted(found, key=lambda pair: pair[1])


def events(spot: Spot) -> Pairs:
    return [(one.id, one.id.replace("_", " ")) for one in spot.work.outline.partial.events]


def referred(spot: Spot) -> Pairs:
    """What a question of the type schedule, permit or record may point to."""
    tables = spot.work.outline.library.tables.values()
    records = [(one.table, one.title.id if one.title else one.table) for one in tables if one.records]
    return [
        *((name, _("kegiatan: %(name)s", name=label)) for name, label in events(spot)),
        *((code, _("izin: %(name)s", name=title)) for code, title in types(spot)),
        *((name, _("data induk: %(name)s", name=label)) for name, label in records),
    ]


def _of_types(spot: Spot, *wanted: FieldType) -> Pairs:
    return [(one.id, one.label.id) for one in spot.work.outline.fields if one.type in wanted]


def dates(spot: Spot) -> Pairs:
    """Date fields that a paper's last day may stand in."""
    return [NOTHING, *_of_types(spot, FieldType.DATE)]


def reckoned(spot: Spot) -> Pairs:
    """Days that a duty may be reckoned from."""
    own = _of_types(spot, FieldType.DATE, FieldType.EVENT)
    return [NOTHING, ("terbit", _("tanggal terbit")), ("berlaku_sd", _("tanggal berakhir izin")), *own]


def references(spot: Spot) -> Pairs:
    return [NOTHING, *_of_types(spot, FieldType.REFERENCE)]


def several(spot: Spot) -> Pairs:
    """Questions with several answers, each of which may have a branch of its own."""
    return [NOTHING, *_of_types(spot, FieldType.MULTI_CHOICE)]


def parent_groups(spot: Spot) -> Pairs:
    """Rows of the permit that a reference points to."""
    found: Pairs = [NOTHING]
    for field in spot.work.outline.fields:
        rows = (one for one in field.brings if one.type is FieldType.GROUP)
        found.extend((f"{field.id}.{one.id}", f"{field.label.id}: {one.label.id}") for one in rows)
    return found


def columns(spot: Spot) -> Pairs:
    """Columns of every group with rows."""
    found: dict[str, str] = {}
    for group in spot.work.outline.fields:
        if group.repeats:
            found |= {one.id: f"{group.label.id}: {one.label.id}" for one in group.fields}
    return list(found.items())


def letter_templates(_spot: Spot) -> Pairs:
    return [NOTHING, *((name, name) for name in ("refusal.typ", "sanction.typ"))]


def columns_around(spot: Spot) -> Pairs:
    """Columns of the group that a rule stands in."""
    group = spot.work.at(spot.path[:4])
    own = next((one for one in spot.work.outline.fields if isinstance(group, dict) and one.id == group.get("id")), None)
    return [(one.id, one.label.id) for one in own.fields] if own is not None else []


def number_sources(spot: Spot) -> Pairs:
    """What a part of a number may be read from."""
    found: Pairs = [("valid_to", _("tanggal berakhir izin"))]
    for field in spot.work.outline.fields:
        inner = field.fields if field.repeats else ()
        found.extend((f"{field.id}.{one.id}", f"{field.label.id}: {one.label.id}") for one in inner)
        if field.options or field.table:
            found.append((field.id, field.label.id))
    return found


def part_scopes(spot: Spot) -> Pairs:
    from_variant = [("variant", _("per golongan"))] if spot.work.values.get("variants") else []
    return [NOTHING, ("type", _("untuk seluruh jenis izin ini")), ("holder", _("per pemegang")), *from_variant]
