"""The one thing that can be wrong with a rule's text; the loader turns it into a fault with file and line."""

from __future__ import annotations


class RuleError(Exception):
    """`code` is stable (IZN201 …), `message` is Indonesian and says what to do, `column` counts from 1."""

    def __init__(self, code: str, message: str, column: int = 1) -> None:
        super().__init__(f"{code} {message} (kolom {column})")
        self.code = code
        self.message = message
        self.column = column
