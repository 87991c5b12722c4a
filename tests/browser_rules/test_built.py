"""What is served was built from the sources as they are (`make frontend`), and its names say what is in it."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES, BUILT = ROOT / "frontend", ROOT / "app" / "static" / "dist"


def test_the_served_scripts_were_built_from_these_sources():
    files = [
        SOURCES / "build.mjs",
        SOURCES / "package-lock.json",
        *(p for p in (SOURCES / "src").rglob("*") if p.is_file()),
    ]
    names = {path.relative_to(SOURCES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    # Node sorts by UTF-16 units, Python by code points: the same for names in ASCII
    whole = hashlib.sha256("".join(f"{name} {names[name]}\n" for name in sorted(names)).encode()).hexdigest()

    assert json.loads((BUILT / "manifest.json").read_text())["sources"] == whole, "run: make frontend"


def test_every_served_file_is_the_one_in_the_manifest():
    entries = json.loads((BUILT / "manifest.json").read_text())["files"]

    for entry in entries:
        digest = hashlib.sha384((BUILT / entry["file"]).read_bytes()).digest()
        assert entry["integrity"] == f"sha384-{base64.b64encode(digest).decode()}", entry["file"]
    assert {path.name for path in BUILT.iterdir()} == {one["file"] for one in entries} | {
        "manifest.json",
        "THIRD_PARTY.txt",
    }
