"""A definition in words for the public: kinds, durations, validity, cost. Only what the definition says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.foundation.timing import WIB
from app.permits import fieldtypes
from app.permits.model import Certificate, Definition, Parallel, ParallelStep, Tier
from app.web.context import locale

KINDS = {
    "baru": "Permohonan baru",
    "perpanjangan": "Perpanjangan",
    "perubahan": "Perubahan",
    "pencabutan": "Pencabutan",
    "duplikat": "Duplikat",
}
PARTIES = {"perorangan": "Perorangan", "badan": "Badan usaha atau lembaga"}


def kind_title(definition: Definition, kind: str) -> str:
    """As the definition calls it, else the standard name."""
    title = definition.requests[kind].title if kind in definition.requests else None
    return title.text(locale()) if title else _(KINDS.get(kind, kind.replace("_", " ").capitalize()))


def date_words(day: date | None) -> str:
    """`21 November 2026`."""
    return fieldtypes.long_date(day.isoformat(), locale()) if day else ""


def moment_words(moment: datetime) -> str:
    """`21 November 2026 pukul 10.42 WIB`."""
    local = moment.astimezone(WIB)
    return f"{date_words(local.date())} {_('pukul')} {local:%H.%M} WIB"


def size_words(size: int) -> str:
    """`180 kB`, `1,4 MB`."""
    return f"{size / 1_000_000:.1f} MB".replace(".", ",") if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def party_title(party: str) -> str:
    return _(PARTIES.get(party, party))


def duration(days: tuple[int, ...]) -> str:
    """`3 hari kerja`, or `10 sampai 14 hari kerja` where variants differ."""
    if not days:
        return _("Tidak ditentukan")
    if len(set(days)) == 1:
        return _("%(days)s hari kerja", days=days[0])
    return _("%(least)s sampai %(most)s hari kerja", least=min(days), most=max(days))


def cost(free: bool) -> str:
    return _("Rp0 (gratis)") if free else _("Berbayar sesuai tarif daerah")


def tier_title(tier: Tier) -> str:
    return tier.title.text(locale()) if tier.title else tier.id.replace("_", " ").capitalize()


def tier_time(tier: Tier) -> str:
    if tier.workdays is not None:
        return _("%(days)s hari kerja", days=f"{tier.workdays:g}".replace(".", ","))
    return _("%(hours)s jam", hours=f"{tier.hours:g}") if tier.hours is not None else ""


def steps(definition: Definition) -> list[dict[str, Any]]:
    """The flow as lines: a tier, or branches that work at the same time."""
    found: list[dict[str, Any]] = []
    for step in definition.flow.tiers:
        if isinstance(step, ParallelStep):
            gate: Parallel = step.parallel
            title = gate.title.text(locale()) if gate.title else _("Rekomendasi bersamaan")
            found.append(
                {"title": title, "branches": [_branch(tier) for tier in gate.of], "conditional": gate.when is not None}
            )
        else:
            found.append(_branch(step))
    return found


def validity(certificate: Certificate) -> str:
    """`5 tahun`, `mengikuti sewa_sampai`, or what the note says."""
    declared = certificate.validity or {}
    if declared.get("unlimited"):
        note = declared.get("note")
        text = note.get(locale()) or note.get("id") if isinstance(note, dict) else note
        return str(text or _("Tidak dibatasi waktu"))
    for key, word in (("years", _("tahun")), ("months", _("bulan")), ("days", _("hari"))):
        if isinstance(declared.get(key), int):
            return f"{declared[key]} {word}"
    return _("Sesuai isi permohonan") if declared else ""


def _branch(tier: Tier) -> dict[str, Any]:
    agency = tier.agency.replace("_", " ").upper() if tier.agency else ""
    return {"title": tier_title(tier), "time": tier_time(tier), "agency": agency, "conditional": tier.when is not None}
