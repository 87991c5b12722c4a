"""How the parts of a definition are called in the office: subjects, attributes, values."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from app.permits.model import Rule, Text

GROUPS = {
    "legal_basis": "Umum",
    "applicants": "Pemohon",
    "parties": "Pemohon",
    "variants": "Varian",
    "requests": "Jenis permohonan",
    "sections": "Isian",
    "documents": "Dokumen",
    "rules": "Aturan",
    "eligibility": "Aturan",
    "limits": "Aturan",
    "quota": "Aturan",
    "flow": "Tahap",
    "inspections": "Pemeriksaan",
    "events": "Acara",
    "fees": "Biaya",
    "certificates": "Sertifikat",
    "letters": "Sertifikat",
    "public": "Register publik",
    "retention": "Penyimpanan",
    "duties": "Kewajiban",
    "tables": "Tabel",
}
SUBJECTS = {
    "FieldDef": "Isian",
    "Option": "Pilihan",
    "Section": "Bagian",
    "DocumentDef": "Dokumen",
    "Assertion": "Aturan",
    "Eligibility": "Syarat awal",
    "Limit": "Batas jumlah izin",
    "Quota": "Kuota",
    "Tier": "Tahap",
    "Parallel": "Gerbang sejajar",
    "Inspection": "Lembar pemeriksaan",
    "InspectionItem": "Butir pemeriksaan",
    "InspectionLevel": "Tingkat hasil",
    "Certificate": "Surat",
    "FeeLine": "Baris biaya",
    "LegalBasis": "Dasar hukum",
    "RequestKind": "Jenis permohonan",
    "VariantRow": "Varian",
    "Party": "Pihak",
    "Event": "Acara",
    "Table": "Tabel",
    "Duty": "Kewajiban",
    "Annex": "Lampiran",
    "packages": "Paket",
}
ATTRIBUTES = {
    "accept": "jenis berkas",
    "after_close": "permohonan setelah ditutup",
    "after_end": "sesudah izin berakhir",
    "agency": "instansi",
    "amount": "rumus",
    "annex": "lampiran",
    "applicant_workdays": "hari perbaikan",
    "applicants": "jenis pemohon",
    "articles": "pasal",
    "assert": "syarat",
    "because": "alasan",
    "certainty": "tanda kepastian",
    "checks": "yang diperiksa",
    "class": "kelas data",
    "clock": "jangka waktu",
    "columns": "kolom publik",
    "computed": "rumus",
    "copies": "tembusan",
    "counter": "nomor urut",
    "default": "isian awal",
    "document": "dokumen",
    "draft_days": "hari simpan draf",
    "due": "jatuh tempo",
    "edit": "isian yang dibuka",
    "every": "jarak laporan",
    "evidence": "bukti",
    "explain": "penjelasan",
    "fees": "biaya",
    "files": "jumlah berkas",
    "for": "jenis permohonan",
    "grace_days": "hari kelonggaran",
    "guide": "panduan",
    "help": "bantuan",
    "inspection": "lembar pemeriksaan",
    "issued_years": "tahun simpan izin",
    "kind": "golongan",
    "label": "nama",
    "legal_basis": "dasar hukum",
    "list": "tampil di daftar",
    "mask": "penyamaran",
    "max": "batas terbesar",
    "max_age_days": "umur dokumen (hari)",
    "max_length": "panjang terbesar",
    "max_mb": "ukuran terbesar (MB)",
    "max_pages": "halaman terbanyak",
    "max_rounds": "putaran perbaikan",
    "message": "pesan",
    "min": "batas terkecil",
    "min_length": "panjang terkecil",
    "need": "jumlah yang diperlukan",
    "needs": "izin yang dirujuk",
    "number": "format nomor",
    "of": "jenis izin yang dirujuk",
    "on_behalf_of": "atas nama",
    "on_missed": "bila terlewat",
    "one_of": "pilihan dokumen",
    "options": "pilihan",
    "other": "pilihan lainnya",
    "outcomes": "keputusan yang mungkin",
    "parallel": "gerbang",
    "pass": "syarat lulus",
    "pattern": "pola",
    "pattern_message": "pesan pola",
    "pay": "pembayaran",
    "per": "per baris",
    "personal": "jenis data pribadi",
    "placeholder": "contoh isian",
    "places": "angka di belakang koma",
    "prefill": "isi otomatis",
    "readonly": "hanya dibaca",
    "recommended": "dianjurkan",
    "refused_years": "tahun simpan penolakan",
    "remind_days_before": "pengingat (hari sebelumnya)",
    "repeat": "jumlah baris",
    "report": "laporan",
    "required": "kewajiban mengisi",
    "return_to": "tujuan pengembalian",
    "reuse": "dipakai ulang",
    "role": "peran",
    "rows": "baris",
    "rules": "aturan baris",
    "same": "yang dibandingkan",
    "scope": "wilayah",
    "search": "dapat dicari",
    "short": "nama singkat",
    "sign": "penanda tangan",
    "signature_block": "blok tanda tangan",
    "sla": "hari layanan",
    "staff_only": "diisi petugas",
    "start": "mulai dihitung",
    "status": "status",
    "stop": "penjelasan",
    "summary": "ringkasan",
    "synonyms": "kata pencarian",
    "table": "tabel",
    "template": "templat",
    "text": "naskah",
    "tier_editable": "diisi pada tahap",
    "tiers": "tahap",
    "title": "nama",
    "total": "hari layanan",
    "type": "jenis isian",
    "unique_in": "tidak boleh sama dalam",
    "unit": "satuan",
    "valid_until": "berlaku sampai",
    "validity": "masa berlaku",
    "visible": "syarat tampil",
    "weight": "bobot",
    "when": "syarat",
    "within": "wilayah",
    "within_days": "batas hari",
    "workdays": "hari kerja",
}
LONGEST = 160  # of a value in a sentence; the whole text stands in the YAML difference


def heading(key: str) -> str:
    """Under which a top-level key's changes are shown."""
    return GROUPS.get(key, "Umum")


def attribute(path: tuple[str, ...]) -> str:
    """`("files", "min")` → “jumlah berkas, batas terkecil”; an attribute without a word is called as in the YAML."""
    return ", ".join(ATTRIBUTES.get(part, part) for part in path)


def subject(item: Any, key: str = "", called: str = "") -> str:
    """“Isian “Daya genset””. `key` names the kind of thing where the item is a plain mapping or has no name."""
    kind = SUBJECTS.get(type(item).__name__) or SUBJECTS.get(key) or key.replace("_", " ").capitalize()
    return f"{kind} “{title(item) or called}”"


def title(item: Any) -> str:
    """What people see of the item, else its id."""
    for name in ("label", "title", "text", "message"):
        words = item.get(name) if isinstance(item, dict) else getattr(item, name, None)
        if isinstance(words, Text):
            return shortened(words.id)
        if isinstance(words, str):
            return shortened(words)
    return identity(item)


def identity(item: Any) -> str:
    """The id by which an item is the same in both versions; empty where it has none."""
    for name in ("id", "value"):
        found = item.get(name) if isinstance(item, dict) else getattr(item, name, None)
        if isinstance(found, str):
            return found
    return ""


def shown(value: Any) -> str:
    """A value as it stands in a sentence."""
    if value is None or value in ((), [], "", {}):
        return "tidak ada"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Text):
        return f"“{shortened(value.id)}”"
    if isinstance(value, Rule):
        return f"“{shortened(value.text)}”"
    if isinstance(value, tuple | list):
        return shortened(", ".join(_plain(one) for one in value))
    return shortened(_plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, Text | Rule):
        return value.id if isinstance(value, Text) else value.text
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items() if key not in ("logic", "reads"))
    return str(value)


def shortened(text: str) -> str:
    """One line of at most `LONGEST` characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
