"""A type as one file between installations: its text, and the shared blocks, tables and templates that it needs.

A bundle is JSON text with a hash over its parts: no archive that could unpack to a path or to gigabytes. Taking one in
makes a draft and nothing else; a shared file that is here already with other words is never replaced.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog import source as sources
from app.errors import ConflictError, InputError, TooLargeError
from app.permits import digest
from app.permits.source import read

FORMAT, API = "sakpore/bundle-v1", "sakpore/v1"
MAX_BYTES = 2 * 1024 * 1024
INCLUDE = re.compile(r"include:\s*[\"']?([a-z][a-z0-9_]*@\d{1,4})")
EXTENDS = re.compile(r"^extends:\s*[\"']?([a-z][a-z0-9_]*)", re.MULTILINE)
TEMPLATE = re.compile(r"template:\s*[\"']?([a-z][a-z0-9_]*\.typ)")
TABLE = re.compile(r"(?:\btable:\s*[\"']?|lookup\(\s*['\"]+)([a-z][a-z0-9_]*)")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}[a-z0-9]")
NAMES = {
    "library": re.compile(r"[a-z][a-z0-9_]{0,40}@\d{1,4}\.yaml"),
    "tables": re.compile(r"[a-z][a-z0-9_]{0,40}\.yaml"),
    "certificates": re.compile(r"[a-z][a-z0-9_]{0,40}\.typ"),
    "bases": re.compile(r"[a-z][a-z0-9_]{0,40}\.yaml"),
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """`shared` are texts by folder and file name."""

    code: str
    source: str
    shared: dict[str, dict[str, str]]


def export(code: str, source: str) -> bytes:
    """The text with everything of this installation's folder that it names."""
    text = sources.without_base(source)
    shared: dict[str, dict[str, str]] = {folder: {} for folder in NAMES}
    base = EXTENDS.search(text)
    texts = [text]
    if base:
        texts += _add(shared, "bases", f"{base.group(1)}.yaml")
    for one in texts:  # grows while blocks name further blocks
        for name in INCLUDE.findall(one):
            texts += _add(shared, "library", f"{name}.yaml")
        for name in TABLE.findall(one):
            _add(shared, "tables", f"{name}.yaml")
        for name in TEMPLATE.findall(one):
            _add(shared, "certificates", name)
    parts: dict[str, Any] = {"format": FORMAT, "apiVersion": API, "code": code, "definition": text, "shared": shared}
    whole = {**parts, "sha256": _hash(parts)}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def parse(data: bytes) -> Bundle:
    """Raises InputError for what is no bundle, was altered on the way, or names a file outside the known folders."""
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"Berkas lebih besar dari {MAX_BYTES // 1024 // 1024} MB.")
    try:
        whole = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError("Berkas ini bukan paket jenis izin SAKPORE.") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or whole.get("apiVersion") != API:
        raise InputError("Berkas ini bukan paket jenis izin SAKPORE, atau dari versi yang tidak dikenal.")
    parts = {key: whole.get(key) for key in ("format", "apiVersion", "code", "definition", "shared")}
    if whole.get("sha256") != _hash(parts):
        raise InputError("Isi paket tidak cocok dengan sidiknya. Minta paket itu sekali lagi.")
    code, text, shared = parts["code"], parts["definition"], parts["shared"]
    if not isinstance(code, str) or not CODE.fullmatch(code) or not isinstance(text, str) or not _is_sound(shared):
        raise InputError("Paket memuat nama berkas yang tidak diterima.")
    tree, faults = read(text, f"{code}.yaml")
    if tree is None or tree.get("code") != code:
        raise InputError(faults[0].message if faults else "Kode pada naskah berbeda dari kode paket.")
    folders: dict[str, dict[str, str]] = shared or {}
    return Bundle(code, text, folders)


def install(bundle: Bundle) -> list[str]:
    """Put the shared files that are not here yet into their folders; their names.

    Raises ConflictError where one is here with other words, before anything is written; InputError when the folder
    cannot be written to.
    """
    missing: list[tuple[Path, str]] = []
    for folder, texts in bundle.shared.items():
        for name, text in texts.items():
            path = _path(folder, name)
            if not path.is_file():
                missing.append((path, text))
            elif path.read_text(encoding="utf-8") != text:
                raise ConflictError(f"{folder}/{name} sudah ada dengan isi lain. Samakan dahulu, atau pakai nama baru.")
    try:
        for path, text in missing:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            "Folder definisi tidak dapat ditulisi. Minta pengelola sistem menaruh berkas bersamanya."
        ) from error
    return [path.name for path, _text in missing]


def _add(shared: dict[str, dict[str, str]], folder: str, name: str) -> list[str]:
    """The text, where it is new to the bundle."""
    path = _path(folder, name)
    if name in shared[folder] or not path.is_file():
        return []
    shared[folder][name] = path.read_text(encoding="utf-8")
    return [shared[folder][name]]


def _path(folder: str, name: str) -> Path:
    return sources.folder() / name if folder == "bases" else sources.folder() / folder / name


def _is_sound(shared: Any) -> bool:
    if not isinstance(shared, dict) or not shared.keys() <= NAMES.keys():
        return False
    return all(
        isinstance(texts, dict)
        and all(isinstance(text, str) and NAMES[folder].fullmatch(name) for name, text in texts.items())
        for folder, texts in shared.items()
    )


def _hash(parts: dict[str, Any]) -> str:
    return digest(json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str))
