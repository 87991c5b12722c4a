"""What the editor's inputs offer to choose from: closed lists of the language, and what the draft or the office has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _

from app import catalog
from app.accounts import assignments
from app.accounts.words import role_words
from app.catalog import source as sources
from app.permits.editing.outline import words
from app.permits.model import DataClass, FieldType
from app.permits.reserved import BUILT_IN_COLUMNS

if TYPE_CHECKING:
    from app.web.console.editor.values import Spot

Pairs = list[tuple[str, Any]]
NOTHING = ("", "–")

# Each type with what it is for; the example is what an applicant types.
TYPE_WORDS: dict[str, tuple[Any, Any]] = {
    FieldType.TEXT: (_("Teks pendek"), _("Warnet Truntum")),
    FieldType.PARAGRAPH: (_("Teks panjang"), _("Beberapa kalimat, misalnya alamat.")),
    FieldType.INTEGER: (_("Angka bulat"), "12"),
    FieldType.DECIMAL: (_("Angka desimal"), _("2,5 – tentukan angka di belakang koma.")),
    FieldType.MONEY: (_("Uang (rupiah)"), "Rp1.500.000"),
    FieldType.BOOLEAN: (_("Ya atau tidak"), _("Apakah memakai genset?")),
    FieldType.CHOICE: (_("Pilihan: satu jawaban"), _("Milik sendiri / Sewa")),
    FieldType.MULTI_CHOICE: (_("Pilihan: beberapa jawaban"), _("Kursi dan lesehan")),
    FieldType.DATE: (_("Tanggal"), "2 Maret 2026"),
    FieldType.TIME: (_("Jam"), "07:30"),
    FieldType.DATETIME: (_("Tanggal dan jam"), "2 Maret 2026, 07:30"),
    FieldType.PERSON_NAME: (_("Nama orang"), "Siti Aminah"),
    FieldType.NIK: (_("NIK"), _("Disegel; hanya petugas berwenang yang membaca.")),
    FieldType.PASPOR: (_("Nomor paspor"), _("Disegel.")),
    FieldType.NPWP: (_("NPWP"), _("Disegel.")),
    FieldType.NIB: (_("NIB"), "9120001234567"),
    FieldType.PHONE: (_("Nomor telepon"), "0812 3456 7890"),
    FieldType.EMAIL: (_("Alamat surel"), "nama@contoh.id"),
    FieldType.URL: (_("Alamat situs"), "https://contoh.id"),
    FieldType.POSTAL_CODE: (_("Kode pos"), "51111"),
    FieldType.ADDRESS: (_("Alamat lengkap"), _("Jalan, RT, RW, kelurahan, kecamatan, kota")),
    FieldType.LOCATION: (_("Titik pada peta"), "-6,8890; 109,6750"),
    FieldType.DECLARATION: (_("Pernyataan yang dicentang"), _("Saya menyatakan data ini benar.")),
    FieldType.NOTE: (_("Catatan: hanya dibaca"), _("Penjelasan di antara isian.")),
    FieldType.SIGNATURE_PAD: (_("Tanda tangan pada layar"), _("Bukti, bukan tanda tangan elektronik yang sah.")),
    FieldType.EVENT: (_("Jadwal kegiatan"), _("Salah satu tanggal pelatihan atau ujian; pilih kegiatannya di bawah.")),
    FieldType.REFERENCE: (_("Rujukan"), _("Izin lain yang sudah terbit, atau data induk kantor.")),
    FieldType.FILE: (_("Berkas di dalam kelompok"), _("Foto tiap barang.")),
}
FIELD_TYPES = tuple((str(key), label) for key, (label, _example) in TYPE_WORDS.items())
CLASSES = (
    (str(DataClass.TERBATAS), _("Terbatas: petugas dan pemohon")),
    (str(DataClass.PUBLIK), _("Publik: siapa saja")),
    (str(DataClass.RAHASIA), _("Rahasia: disegel")),
)
PERSONAL = (
    ("", _("Bukan data pribadi")),
    ("umum", _("Data pribadi umum")),
    ("kesehatan", _("Kesehatan (disegel)")),
    ("keuangan", _("Keuangan (disegel)")),
    ("anak", _("Anak (disegel)")),
)
FILE_TYPES = (("pdf", "PDF"), ("jpg", "JPG"), ("png", "PNG"), ("webp", "WebP"))
OUTCOMES = (
    ("complete", _("Menyatakan lengkap")),
    ("forward", _("Meneruskan")),
    ("return", _("Mengembalikan")),
    ("reject", _("Menolak")),
    ("hold", _("Menahan")),
)
METHODS = (("checklist", _("Ya atau tidak")), ("scored", _("Dengan bobot")), ("defects", _("Menurut cacat")))
DEFECTS = (("", "–"), ("minor", "minor"), ("mayor", "mayor"), ("serius", "serius"), ("kritis", "kritis"))
PAPER_KINDS = (
    ("permit", _("Izin")),
    ("attachment", _("Lampiran")),
    ("interim", _("Surat sementara")),
    ("revocation", _("Pencabutan")),
)
RESETS = (("year", _("setiap tahun")), ("never", _("tidak pernah")))
SERVICES = (("perizinan", _("Perizinan")), ("non_perizinan", _("Nonperizinan")))
APPLICANTS = (("perorangan", _("Perorangan")), ("badan", _("Badan usaha")))
PERMIT_STATES = (
    ("aktif", _("aktif")),
    ("ditangguhkan", _("ditangguhkan")),
    ("berakhir", _("berakhir")),
)
KINDS = (
    ("baru", _("Baru")),
    ("perpanjangan", _("Perpanjangan")),
    ("perubahan", _("Perubahan")),
    ("pencabutan", _("Pencabutan")),
    ("duplikat", _("Duplikat")),
)


def kinds(spot: Spot) -> Pairs:
    spoken = dict(KINDS)
    return [(kind, spoken.get(kind, kind.replace("_", " "))) for kind in spot.work.outline.requests]


def fields(spot: Spot) -> Pairs:
    """Top-level fields, blocks included."""
    return [(one.id, one.label.id) for one in spot.work.outline.fields if one.type is not FieldType.NOTE]


def comparable(spot: Spot) -> Pairs:
    """What two applications may have in common."""
    open_ones = [(one.id, one.label.id) for one in spot.work.outline.fields if not one.sealed and not one.fields]
    return [("applicant.nik", _("Pemohon (NIK)")), *open_ones]


def groups(spot: Spot) -> Pairs:
    return [NOTHING, *((one.id, one.label.id) for one in spot.work.outline.fields if one.repeats)]


def documents(spot: Spot) -> Pairs:
    return [(one.id, one.label.id) for one in spot.work.outline.documents]


def single_documents(spot: Spot) -> Pairs:
    return [(one.id, one.label.id) for one in spot.work.outline.documents if not one.one_of]


def tiers(spot: Spot) -> Pairs:
    return [(one.id, one.title.id if one.title else one.id) for one in spot.work.outline.tiers]


def uploaders(spot: Spot) -> Pairs:
    return [("applicant", _("Pemohon")), *tiers(spot)]


def inspections(spot: Spot) -> Pairs:
    found = spot.work.outline.partial.inspections
    return [NOTHING, *((one.id, one.title.id if one.title else one.id) for one in found)]


def needs(spot: Spot) -> Pairs:
    """All branches, or so many of them."""
    gate = spot.value.get("parallel")
    count = len(gate.get("of") or ()) if isinstance(gate, dict) else 0
    return [("all", _("Semua tahap di dalamnya")), *((str(n), _("Sedikitnya %(n)s", n=n)) for n in range(1, count))]


def _certificates(spot: Spot) -> list[dict[str, Any]]:
    found = spot.work.values.get("certificates")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def papers(spot: Spot) -> Pairs:
    named = [(str(one.get("id", "")), words(one.get("title")) or str(one.get("id", ""))) for one in _certificates(spot)]
    return [NOTHING, *named]


def interim(spot: Spot) -> Pairs:
    found = [one for one in _certificates(spot) if one.get("kind") == "interim"]
    return [NOTHING, *((str(one.get("id", "")), words(one.get("title")) or str(one.get("id", ""))) for one in found)]


def tables(spot: Spot) -> Pairs:
    found = spot.work.outline.library.tables.values()
    return [NOTHING, *((one.table, one.title.id if one.title else one.table.replace("_", " ")) for one in found)]


def templates(_spot: Spot) -> Pairs:
    """Files of the folder of certificates; those that are no permit's own are left out."""
    found = sorted(path.name for path in (sources.folder() / "certificates").glob("*.typ"))
    return [("", _("Umum (generic.typ)")), *((name, name) for name in found if name not in ("kit.typ", "refusal.typ"))]


def counter_scopes(spot: Spot) -> Pairs:
    found: Pairs = [("type", _("untuk seluruh jenis izin ini")), ("holder", _("per pemegang"))]
    return [*found, ("variant", _("per golongan"))] if spot.work.values.get("variants") else found


def public_columns(spot: Spot) -> Pairs:
    """Built-in columns, and what is declared public."""
    built_in = {
        "nomor": _("Nomor"),
        "nama": _("Nama pemegang"),
        "terbit": _("Terbit"),
        "berlaku_sd": _("Berlaku sampai"),
    }
    own = [
        (one.id, one.label.id) for one in spot.work.outline.fields if one.class_ is DataClass.PUBLIK and not one.fields
    ]
    order = ("nomor", "nama", "terbit", "berlaku_sd", "status")
    return [*((name, built_in.get(name, _("Status"))) for name in order if name in BUILT_IN_COLUMNS), *own]


def totals(spot: Spot) -> Pairs:
    found = [("variant.sla", _("menurut golongan"))] if spot.work.values.get("variants") else []
    return [*((str(days), _("%(days)s hari kerja", days=days)) for days in (1, 3, 5, 7, 10, 14)), *found]


def clock_starts(spot: Spot) -> Pairs:
    """When an application is handed in, or a tier's outcome."""
    found: Pairs = [("submit", _("permohonan dikirim"))]
    for tier in spot.work.outline.tiers:
        title = tier.title.id if tier.title else tier.id
        for outcome in tier.outcomes:
            if outcome in ("complete", "forward"):
                said = _("lengkap") if outcome == "complete" else _("diteruskan")
                found.append((f"{tier.id}.{outcome}", f"{title}: {said}"))
    return found


def blocks(spot: Spot) -> Pairs:
    """Library blocks of fields."""
    return _blocks(spot, "fields")


def document_blocks(spot: Spot) -> Pairs:
    return _blocks(spot, "document")


def _blocks(spot: Spot, content: str) -> Pairs:
    found = [(name, block) for name, block in spot.work.outline.library.blocks.items() if content in block]
    return [(name, f"{block_title(block)} ({name})") for name, block in found]


def block_title(block: Any) -> str:
    """As people know it."""
    held = block.get("document")
    own = words(block.get("title")) or (words(held.get("label")) if held else "")
    return own or str(block.get("block", "")).replace("_", " ").capitalize()


def columns_of_block(spot: Spot) -> Pairs:
    """The fields of the block that the item includes; nothing before it is chosen."""
    block = spot.work.outline.library.blocks.get(str(spot.value.get("include", "")))
    fields = block.get("fields") if block is not None else None
    return [(str(one.get("id")), words(one.get("label"))) for one in fields or () if isinstance(one, dict)]


def roles(spot: Spot) -> Pairs:
    """Roles that published types or this draft name."""
    known = {role for entry in catalog.entries() for role in entry.tier_roles} | set(STANDARD_ROLES)
    known |= {tier.role for tier in spot.work.outline.tiers if tier.role}
    return [(role, role_words(role)) for role in sorted(known)]


STANDARD_ROLES = (
    "petugas_fo",
    "petugas_bo",
    "kepala_seksi",
    "kepala_bidang",
    "kepala_dinas",
    "rekomendasi",
    "peninjau",
)


def agencies(spot: Spot) -> Pairs:
    """Agencies that officers are assigned to, or that this draft names."""
    known = assignments.agencies() | {tier.agency for tier in spot.work.outline.tiers if tier.agency}
    return [(agency, role_words(agency)) for agency in sorted(known)]
