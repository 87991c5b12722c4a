"""What the publisher's form holds, turned into values once; problems are collected by input name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.applications.documents import clean_name
from app.catalog.dossier import DraftPolicy, DraftRule, Readiness, Scan
from app.errors import InputError
from app.foundation import files, sandbox

SCAN_BYTES = 10 * 1024 * 1024
POINTS = ("sdm", "jaringan", "aplikasi", "perangkat")
READY_WORDS = {
    "sdm": lazy_gettext("sumber daya manusia"),
    "jaringan": lazy_gettext("jaringan"),
    "aplikasi": lazy_gettext("aplikasi"),
    "perangkat": lazy_gettext("perangkat keras"),
}


@dataclass
class Given:
    """One reading of the posted form."""

    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, message: str = "", most: int = 2000) -> str:
        value = request.form.get(name, "").strip()[:most]
        if not value and message:
            self.problems[name] = message
        return value

    def day(self, name: str, message: str = "") -> date | None:
        value = request.form.get(name, "").strip()
        if not value:
            if message:
                self.problems[name] = message
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problems[name] = _("Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-03-31.")
            return None

    def ticked(self, name: str, message: str) -> bool:
        if request.form.get(name):
            return True
        self.problems[name] = message
        return False

    def typed(self, name: str, wanted: str) -> None:
        """The typed confirmation: the code of the type, so that nobody publishes the wrong one."""
        if request.form.get(name, "").strip() != wanted:
            self.problems[name] = _("Ketik kode %(code)s untuk memastikan.", code=wanted)

    def policy(self, *, needed: bool) -> DraftPolicy | None:
        if not needed:
            return None
        raw = request.form.get("draf", "")
        if raw not in (DraftRule.KEEP, DraftRule.ASK, DraftRule.RESTART):
            self.problems["draf"] = _("Pilih apa yang terjadi dengan draf pemohon.")
            return None
        rule = DraftRule(raw)
        until = (
            self.day("sampai", _("Isi sampai kapan ketentuan lama boleh dipakai.")) if rule is DraftRule.KEEP else None
        )
        return DraftPolicy(rule, until)

    def readiness(self) -> Readiness:
        """Each point is ticked and has a note (Pasal 6(2))."""
        for point in POINTS:
            self.ticked(f"siap_{point}", _("Timbang kesiapan %(what)s, lalu centang.", what=READY_WORDS[point]))
        notes = [
            self.text(f"catatan_{point}", _("Tulis catatan kesiapan %(what)s.", what=READY_WORDS[point]))
            for point in POINTS
        ]
        return Readiness(*notes)

    def scan(self) -> Scan | None:
        """The Keputusan as PDF, examined in the limited child and stored. Outside any transaction."""
        posted = request.files.get("pindai")
        data = posted.read(SCAN_BYTES + 1) if posted and posted.filename else b""
        if not data or posted is None:
            self.problems["pindai"] = _("Unggah pindaian Keputusan (PDF).")
            return None
        try:
            sandbox.examine(data, accept=("pdf",), max_bytes=SCAN_BYTES)
        except InputError as error:
            self.problems["pindai"] = error.user_message
            return None
        stored = files.put(data)
        return Scan(stored.key, clean_name(posted.filename or ""), stored.sha256)

    @property
    def listed(self) -> list[dict[str, str]]:
        return [{"name": name, "message": message} for name, message in self.problems.items()]
