"""The office as it stands on paper: sentences, emblem, the QR's link. Name and address are `foundation.settings`."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from app.errors import InputError
from app.foundation import settings

EMBLEM = Path(__file__).with_name("assets") / "emblem.svg"  # neutral: the city's own emblem is the city's to put in
COPY_NOTICE = (
    "Hasil cetak dokumen ini merupakan salinan (Pasal 18 ayat (2) Peraturan Wali Kota Pekalongan Nomor 35 Tahun 2018)."
)
DEVELOPMENT_NOTICE = "SERTIFIKAT ELEKTRONIK PENGEMBANGAN – BUKAN SERTIFIKAT PENYELENGGARA RESMI"


def kop() -> dict[str, str]:
    """The head of a paper."""
    found = settings.office()
    return {
        "pemerintah": found.government,
        "dinas": found.name,
        "alamat": found.address,
        "kontak": f"Telepon {found.phone} · {found.email} · {found.website}",
        "lambang": f"Lambang {found.city}",
    }


def head() -> str:
    """The position of who signs, where the signer's own is not known."""
    return f"Kepala {settings.office().name}"


def number_settings() -> dict[str, str]:
    """What the office itself contributes to numbers."""
    found = settings.office()
    return {"region": found.region, "classification": found.classification}


def place() -> str:
    return settings.office().place


def emblem() -> str:
    """SVG text. Raises InputError when the setting names a file outside the data folder."""
    name = settings.office().emblem
    if not name:
        return EMBLEM.read_text(encoding="utf-8")
    folder = Path(current_app.config["SAKPORE_DATA"]).resolve()
    path = (folder / name).resolve()
    if folder not in path.parents or path.suffix != ".svg":
        raise InputError("Lambang harus berupa berkas SVG di dalam folder data.")
    return path.read_text(encoding="utf-8")


def link(token: str) -> str:
    """What the QR leads to."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/verifikasi/{token}"
