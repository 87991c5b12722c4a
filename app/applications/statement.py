"""The statement of truth that an applicant makes (Pasal 10(5)b). A change of its words is a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

VERSION = 1
WORDING = (
    "Saya menyatakan bahwa seluruh data dan dokumen yang saya sampaikan benar, lengkap, dan sah. "
    "Apabila di kemudian hari terbukti tidak benar, saya bersedia menerima sanksi sesuai Pasal 23 Peraturan Wali Kota "
    "Pekalongan Nomor 35 Tahun 2018, termasuk teguran tertulis, pencabutan izin, dan pemblokiran akun."
)


def made(now: datetime, address: str, documents: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What is stored of it: the words, when, from where, and over which papers."""
    return {
        "wording": WORDING,
        "version": VERSION,
        "at": now.isoformat(),
        "address": address,
        "documents": {name: list(hashes) for name, hashes in sorted(documents.items())},
    }
