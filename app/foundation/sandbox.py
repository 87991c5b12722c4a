"""What strangers upload is judged by its content and opened only in a limited child process.

The child has little memory, little time and no secrets in its environment; whatever it meets, the portal goes on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import InputError, TooLargeError

CHILD = Path(__file__).with_name("sandbox_child.py")
WALL_SECONDS = 12
REFUSED = 3  # exit status of the child
MEGABYTE = 1024 * 1024
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
NAMES = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "image/webp": "WEBP"}
REFUSALS = {
    "encrypted": "Berkas PDF ini dikunci dengan kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi.",
    "damaged": "Berkas ini rusak atau isinya tidak sesuai dengan jenisnya. Buka dan simpan ulang, lalu unggah lagi.",
    "too_many_pixels": "Gambar ini terlalu besar (paling banyak 40 juta piksel). Perkecil, lalu unggah lagi.",
    "": "Berkas ini terlalu rumit untuk dibuka. Cetak ke PDF atau foto ulang, lalu unggah lagi.",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """What the content is. Width and height in pixels, of a PDF's first page in points."""

    media_type: str
    pages: int
    width: int
    height: int

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


def examine(data: bytes, *, accept: tuple[str, ...], max_bytes: int, max_pages: int | None = None) -> Examined:
    """Judge an upload; `accept` holds names such as "pdf" or media types. Raises InputError, TooLargeError."""
    if len(data) > max_bytes:
        raise TooLargeError(f"Berkas terlalu besar: paling besar {_megabytes(max_bytes)} MB.")
    if not data:
        raise InputError("Berkas ini kosong.")
    allowed = [MEDIA_TYPES.get(name, name) for name in accept]
    media_type = sniff(data)
    if media_type is None or media_type not in allowed:
        raise InputError(f"Jenis berkas tidak diterima. Unggah berkas {_listed(allowed)}.")
    found = json.loads(_run({"do": "examine", "media_type": media_type}, data))
    if max_pages is not None and found["pages"] > max_pages:
        raise InputError(f"Berkas ini {found['pages']} halaman; paling banyak {max_pages} halaman.")
    return Examined(media_type, found["pages"], found["width"], found["height"])


def page_png(data: bytes, media_type: str, page: int, width: int) -> bytes:
    """A picture of one page (from 1), `width` pixels wide at most. Raises InputError when the page cannot be shown."""
    png = _run({"do": "page", "media_type": media_type, "page": int(page), "width": int(width)}, data)
    if not png.startswith(b"\x89PNG"):
        raise InputError(REFUSALS["damaged"])
    return png


def small_jpeg(data: bytes, media_type: str, width: int) -> bytes:
    """A photograph made small, without what cameras write beside it. Raises InputError when it cannot be opened."""
    jpeg = _run({"do": "photo", "media_type": media_type, "width": int(width)}, data)
    if sniff(jpeg) != "image/jpeg":
        raise InputError(REFUSALS["damaged"])
    return jpeg


def reduced(data: bytes, media_type: str, longest: int) -> bytes:
    """The picture with its longer side `longest` pixels, of the same type, without what cameras write beside it.

    Raises InputError when it cannot be opened.
    """
    smaller = _run({"do": "reduce", "media_type": media_type, "longest": int(longest)}, data)
    if sniff(smaller) != media_type:
        raise InputError(REFUSALS["damaged"])
    return smaller


def sniff(data: bytes) -> str | None:
    """The media type by the first bytes, at offset 0 and nowhere else: a page that hides a PDF is no PDF."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _run(order: dict[str, Any], data: bytes) -> bytes:
    command = [sys.executable, "-I", str(CHILD)]
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "HOME": "/nonexistent"}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order).encode() + b"\n" + data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(REFUSALS[""]) from None
    if done.returncode == 0:
        return done.stdout
    word = done.stdout.decode(errors="replace") if done.returncode == REFUSED else ""
    raise InputError(REFUSALS.get(word, REFUSALS[""]))  # else a limit ended it: memory, time, size


def _listed(media_types: list[str]) -> str:
    names = list(dict.fromkeys(NAMES.get(media_type, media_type) for media_type in media_types))
    return " atau ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".rstrip("0").rstrip(".").replace(".", ",")
