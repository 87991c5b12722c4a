"""The key ring: one file, readable by its owner alone, made at the first start.

Keys are named; the current one seals, all of them open. The index and name keys never rotate: what they made is looked
up.
The ring does not belong into the backup of the data, or the backup equals a leak.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

KEY_BYTES = 32
ID_BYTES = 4


class KeyRingError(Exception):
    """The ring cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """`keys` by their hexadecimal id; `current` seals."""

    current: str
    keys: dict[str, bytes]
    index_key: bytes
    name_key: bytes

    def key(self, key_id: str) -> bytes:
        try:
            return self.keys[key_id]
        except KeyError:
            raise KeyRingError(f"the key {key_id} is not in the ring: bring back the ring that held it") from None

    def rotated(self) -> KeyRing:
        """A ring with a new current key; the old ones go on opening."""
        fresh = secrets.token_hex(ID_BYTES)
        return KeyRing(fresh, {**self.keys, fresh: secrets.token_bytes(KEY_BYTES)}, self.index_key, self.name_key)


def ring() -> KeyRing:
    """The ring of the current app, read or made once per process. Raises KeyRingError."""
    extensions = current_app.extensions
    if "sakpore_ring" not in extensions:
        extensions["sakpore_ring"] = _open(current_app.config)
    found: KeyRing = extensions["sakpore_ring"]
    return found


def opening_key(key_id: str) -> bytes:
    """The key of this id; one that another process has just added is fetched from the file. Raises KeyRingError."""
    if key_id not in ring().keys:
        current_app.extensions["sakpore_ring"] = load(_path(current_app.config))
    return ring().key(key_id)


def rotate() -> str:
    """Add a new current key to the ring; its id. Other processes open with it at once, seal with it after a restart."""
    fresh = ring().rotated()
    path = _path(current_app.config)
    spare = _write_beside(path, fresh)
    os.replace(spare, path)
    current_app.extensions["sakpore_ring"] = fresh
    return fresh.current


def _open(config: Any) -> KeyRing:
    path = _path(config)
    if not path.exists():
        _make(path, Path(config["SAKPORE_DATA"]))
    return load(path)


def _path(config: Any) -> Path:
    return Path(config.get("KEY_RING_FILE") or Path(config["SAKPORE_DATA"]) / "keys" / "ring.json")


def load(path: Path) -> KeyRing:
    """Raises KeyRingError when others may read the file or it is damaged."""
    if path.stat().st_mode & 0o077:
        raise KeyRingError(f"{path} may be read by others: chmod 600 {path}")
    try:
        content = json.loads(path.read_text())
        keys = {key_id: base64.b64decode(key) for key_id, key in content["keys"].items()}
        index_key, name_key = (base64.b64decode(content[name]) for name in ("index", "name"))
        loaded = KeyRing(content["current"], keys, index_key, name_key)
    except (ValueError, KeyError, TypeError) as error:
        raise KeyRingError(f"{path} is not a key ring") from error
    loaded.key(loaded.current)
    return loaded


def _make(path: Path, data: Path) -> None:
    if (data / "files").exists():
        raise KeyRingError(f"{path} is missing, but {data} holds files that it sealed: bring the ring back")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    current = secrets.token_hex(ID_BYTES)
    fresh = KeyRing(current, {current: secrets.token_bytes(KEY_BYTES)}, *(secrets.token_bytes(KEY_BYTES) for _ in "in"))
    spare = _write_beside(path, fresh)
    try:
        os.link(spare, path)  # of several processes at a first start, one wins and all read its ring
    except FileExistsError:
        pass
    finally:
        spare.unlink()


def _write_beside(path: Path, fresh: KeyRing) -> Path:
    content = {
        "current": fresh.current,
        "keys": {key_id: _text(key) for key_id, key in fresh.keys.items()},
        "index": _text(fresh.index_key),
        "name": _text(fresh.name_key),
    }
    spare = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return spare


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
