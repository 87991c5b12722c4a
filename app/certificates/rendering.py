"""One paper as PDF/A-3b: typst fills a template with data. The same data give the same bytes on every machine."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from app.errors import InputError, SakporeError

STANDARDS: list[Any] = ["a-3b", "ua-1"]
PREVIEW_PPI = 96.0
_PACKAGE = re.compile(rb'(?:import|include)\s*"@')  # a package would be fetched from the network
_GLYPH = re.compile(r'the text `?"(?P<text>[^"]*)"`? could not be displayed')
_local = threading.local()


class RenderError(SakporeError):
    """A template that cannot be filled. `detail` holds typst's message and may quote the data: it stays out of logs."""

    user_message = "Naskah tidak dapat dibuat. Templat sertifikat perlu diperiksa."


class MissingGlyphError(InputError):
    """A character that the embedded fonts cannot print; with PDF/A it is an error and never an empty box."""


def render(template: Path, data: Mapping[str, Any], *, emblem: str, images: Mapping[str, bytes] | None = None) -> bytes:
    """Fill `template` (a .typ file; its folder is all that it may read) and return the PDF's bytes.

    `emblem` is SVG text, `images` are JPEG by the name under which the template prints them. Raises MissingGlyphError
    for a character outside the fonts, RenderError for anything else.
    """
    refuse_packages(template.parent)
    pictures = {name: list(content) for name, content in (images or {}).items()}  # typst makes bytes of numbers
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "qr": qr_svg(data["url"]),
        "emblem": emblem,
        "images": json.dumps(pictures),
    }
    try:
        pdf = _compiler(template.parent).compile(
            input=str(template),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=_noon(data["tanggal"]),
        )
    except typst.TypstError as error:
        raise _explained(error) from None
    assert isinstance(pdf, bytes)  # a single format asked for: never a list of pages
    return pdf


def images(template: Path, data: Mapping[str, Any], *, emblem: str) -> list[bytes]:
    """The same paper as one PNG for each page, for looking at. Raises as `render` does."""
    refuse_packages(template.parent)
    inputs = {"data": json.dumps(data, ensure_ascii=False), "qr": qr_svg(data["url"]), "emblem": emblem}
    try:
        found = _compiler(template.parent).compile(
            input=str(template), format="png", ppi=PREVIEW_PPI, sys_inputs=inputs
        )
    except typst.TypstError as error:
        raise _explained(error) from None
    assert found is not None  # no output file named: the bytes are given
    return list(found) if isinstance(found, list) else [found]


def qr_svg(url: str) -> str:
    """The QR code of a link as SVG text, dark modules only."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def date_parts(day: date) -> dict[str, int]:
    """What a template hands to typst's `datetime`."""
    return {"year": day.year, "month": day.month, "day": day.day}


def refuse_packages(folder: Path) -> None:
    """Raises RenderError if a template of the folder would load a package."""
    for path in sorted(folder.glob("*.typ")):
        if _PACKAGE.search(path.read_bytes()):
            raise RenderError(detail=f"{path.name} loads a package")


def _compiler(root: Path) -> typst.Compiler:
    """One compiler per thread and folder: a shared one raises "Already borrowed"."""
    compilers: dict[str, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    key = str(root.resolve())
    if key not in compilers:
        compilers[key] = typst.Compiler(root=key, ignore_system_fonts=True)
    return compilers[key]


def _noon(parts: Mapping[str, int]) -> int:
    return int(datetime(parts["year"], parts["month"], parts["day"], 5, tzinfo=UTC).timestamp())


def _explained(error: typst.TypstError) -> SakporeError:
    glyph = _GLYPH.search(error.message)
    if glyph:
        return MissingGlyphError(f"Huruf “{glyph['text']}” tidak dapat dicetak pada sertifikat. Gunakan huruf Latin.")
    return RenderError(detail=error.message)
