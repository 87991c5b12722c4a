"""Pictures of uploaded pages for officers. Made in the limited child process, kept sealed, named by a keyed hash."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from flask import current_app

from app.errors import NotFoundError
from app.foundation import crypto, files, sandbox

WIDTH = 1200  # pixels: an A4 page reads well at full zoom
MAX_PAGES = 200


def picture(*, file_key: str, media_type: str, pages: int | None, page: int) -> bytes:
    """PNG of one page, counted from 1. Call it outside any transaction. Raises NotFoundError, InputError."""
    if not 1 <= page <= min(pages or 1, MAX_PAGES):
        raise NotFoundError(detail=f"the paper has no page {page}")
    name = crypto.fingerprint("page", f"{file_key}:{page}:{WIDTH}".encode())
    path = Path(current_app.config["SAKPORE_DATA"]) / "cache" / "pages" / name[:2] / name
    with contextlib.suppress(FileNotFoundError, crypto.SealError):
        return crypto.unseal(path.read_bytes(), f"page:{name}")
    png = sandbox.page_png(files.read(file_key), media_type, page, WIDTH)
    _keep(path, crypto.seal(png, f"page:{name}"))
    return png


def _keep(path: Path, sealed: bytes) -> None:
    """A cache may fail to keep; the picture is shown all the same."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        spare = path.parent / f".{secrets.token_hex(8)}"
        spare.touch(mode=0o600)
        spare.write_bytes(sealed)
        os.replace(spare, path)
