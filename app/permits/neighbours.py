"""The other definitions of a folder, as far as one file needs them: a base to extend, a family, whose names are taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.permits.source import Tree, read

_EXTENDS = re.compile(r"^extends:\s*[\"']?([a-z0-9_]+)", re.MULTILINE)
_ABSTRACT = re.compile(r"^abstract:\s*true\s*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Without a folder there are none, and nothing is said of codes that are not there."""

    folder: Path | None

    def codes(self) -> frozenset[str]:
        """Codes of every file of the folder, bases that are never published among them."""
        return frozenset(path.stem for path in self.folder.glob("*.yaml")) if self.folder else frozenset()

    def base(self, code: str) -> Tree | None:
        """The tree of a file; None where there is none that can be read."""
        text = self._text(code)
        return None if text is None else read(text, f"{code}.yaml")[0]

    def family(self, code: str) -> tuple[str, ...]:
        """That code, unless it is only a base, and all that extend it, in the order of the alphabet."""
        found = []
        for name in sorted(self.codes()):
            text = self._text(name) or ""
            extended = _EXTENDS.search(text)
            if (name == code and not _ABSTRACT.search(text)) or (extended is not None and extended[1] == code):
                found.append(name)
        return tuple(found)

    def _text(self, code: str) -> str | None:
        path = self.folder / f"{code}.yaml" if self.folder is not None and _plain(code) else None
        try:
            return path.read_text(encoding="utf-8") if path is not None and path.is_file() else None
        except (OSError, UnicodeDecodeError):
            return None


def _plain(code: str) -> bool:
    """A code and no path: what a file names in `extends` must not lead out of its folder."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", code) is not None
