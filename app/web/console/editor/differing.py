"""Two texts side by side for people: the lines that differ, a few around them."""

from __future__ import annotations

import difflib

AROUND = 2
MAX_LINES = 400


def lines(before: str, after: str) -> list[tuple[str, str]]:
    """("-", line), ("+", line), (" ", line), and ("…", "") between distant places."""
    found: list[tuple[str, str]] = []
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND):
        if line.startswith(("---", "+++")) and not found:
            continue
        found.append(("…", "") if line.startswith("@@") else (line[:1] or " ", line[1:]))
    return found[:MAX_LINES]
