"""Patterns that authors write for texts: only such as are sure to end soon, whatever the text is.

Python's engine tries one way after another; a repeated part that may itself be matched in several ways can take years on a
few dozen letters. Such patterns are refused when a definition is loaded, and so never reach an applicant's answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 200  # letters of a pattern
MAX_WAYS = 5_000_000  # in how many ways the repeated parts may share out the text
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_LETTERS = 300  # the longest text that is held against a pattern, see `assessing.judging`


def fault_of(pattern: str) -> str | None:
    """Why the pattern may not be used, in Indonesian; None when it may. Never raises."""
    if len(pattern) > LONGEST:
        return f"lebih panjang dari {LONGEST} huruf"
    try:
        tree = parser.parse(pattern)
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return "tidak sah"
    try:
        ways = _ways(tree, repeated=False)
    except _RunawayError as error:
        return str(error)
    return None if ways <= MAX_WAYS else "terlalu banyak bagian yang panjangnya bebas; beri batas, misalnya {1,10}"


def is_found(pattern: str, text: str) -> bool | None:
    """Whether the pattern stands somewhere in a short text; None for a pattern that may not be used."""
    return None if fault_of(pattern) else re.search(pattern, text[:_LETTERS]) is not None


class _RunawayError(Exception):
    """A part that repeats what may be matched in several ways; never leaves this module."""


def _ways(tree: Iterable[Any], *, repeated: bool) -> int:
    """In how many ways the parts may share out a text of the greatest length."""
    ways = 1
    for name, arguments in tree:
        ways *= _ways_of(name, arguments, repeated=repeated)
    return ways


def _ways_of(name: Any, arguments: Any, *, repeated: bool) -> int:
    if name in _REPEATS:
        least, most, body = arguments
        many = min(int(most), _LETTERS) > 1
        width = min(int(most), _LETTERS) - min(int(least), _LETTERS) + 1
        if repeated and width > 1:
            raise _RunawayError("mengulang bagian yang sudah berulang")
        return width * _ways(body, repeated=repeated or many)
    if name is op.BRANCH:
        if repeated:
            raise _RunawayError("mengulang bagian yang berisi pilihan")
        return sum(_ways(branch, repeated=repeated) for branch in arguments[1])
    if name is op.SUBPATTERN:
        return _ways(arguments[-1], repeated=repeated)
    if name in (op.GROUPREF, op.GROUPREF_EXISTS, op.ASSERT, op.ASSERT_NOT):
        raise _RunawayError("memakai rujukan balik atau pandangan ke depan")
    return 1
