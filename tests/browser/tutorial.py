"""A clerk who knows nothing but the tutorial: presses what it prints in bold, fills the boxes that its tables head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.browser.tab import Tab
from tests.journeys.citizen import paper

Row = dict[str, str]
PIPE = "\0"  # stands for an escaped bar while a table's row is split
YES = "ya"


class Tutorial:
    """The page as its readers have it: words in bold, and the tables under each heading."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        self.bold = {" ".join(found.split()) for found in re.findall(r"\*\*(.+?)\*\*", self.text, flags=re.DOTALL)}
        self._tables: dict[str, list[list[Row]]] = {}
        heading = ""
        for block in re.split(r"\n\s*\n|\n(?=#)", self.text):
            lines = block.strip().splitlines()
            if lines and lines[0].startswith("#"):
                heading, lines = lines[0].lstrip("# ").strip(), lines[1:]
            if lines and lines[0].startswith("|"):
                self._tables.setdefault(heading, []).append(_table(lines))

    def table(self, heading: str, number: int = 0) -> list[Row]:
        """A table below a heading. Raises KeyError, IndexError when the tutorial has none."""
        return self._tables[heading][number]

    def printed(self, words: str) -> str:
        """The words, if the tutorial prints them in bold or heads a column with them."""
        heads = {head for tables in self._tables.values() for rows in tables for row in rows for head in row}
        assert words in self.bold | heads, f"the tutorial does not print {words!r}"
        return words


def _table(lines: list[str]) -> list[Row]:
    cells = [
        [cell.strip().replace(PIPE, "|") for cell in line.replace("\\|", PIPE).strip("|").split("|")] for line in lines
    ]
    heads, _rule, *rows = cells
    return [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in rows]


@dataclass
class Reader:
    """Follows a tutorial in one browser tab."""

    tab: Tab
    tutorial: Tutorial

    @property
    def main(self) -> Locator:
        return self.tab.page.locator("main")

    def press(self, words: str, about: str = "") -> None:
        """A button, or one of a list's buttons by what it is about."""
        self.tab.press(f"{self.tutorial.printed(words)} {about}".strip())

    def follow(self, words: str, place: str = "", *, within: str = "main") -> None:
        """A link; `place` is the list or part that the tutorial names beside it."""
        name = f"{self.tutorial.printed(words)} pada {self.tutorial.printed(place)}" if place else words
        self.tutorial.printed(words)
        self.tab.follow(name, within=within)

    def add(self, words: str, place: str, rows: list[Row]) -> None:
        """One form per row, each opened by the same link and saved."""
        for row in rows:
            self.follow(words, place)
            self.fill(row)
            self.press("Simpan")
            assert not self.main.locator(".sk-summary").count(), self.tab.text()

    def fill(self, row: Row) -> None:
        for label, value in row.items():
            self.answer(self.tutorial.printed(label), value)

    def answer(self, label: str, value: str) -> None:
        """Fill the box with this label; a box of several boxes by what it holds."""
        exact = re.compile(rf"^{re.escape(label)}( \(tidak wajib\))?$")
        group = self.main.get_by_role("group", name=exact)
        if not group.count():
            return put(self.main.get_by_label(exact).first, value)
        box = group.first
        if box.get_by_role("radio").count():
            _require(box, value)
        elif box.get_by_label("Pembanding").count():
            _condition(box, value)
        elif box.get_by_role("checkbox").count():
            _tick(box, value)
        elif box.get_by_label("Pilihan 1", exact=True).count():
            for number, option in enumerate(value.split("; "), 1):
                box.get_by_label(f"Pilihan {number}", exact=True).fill(option)
        elif box.get_by_label("Satuan masa berlaku").count():
            amount, unit = value.split()
            box.get_by_label("Lamanya, atau kode isian").fill(amount)
            box.get_by_label("Satuan masa berlaku").select_option(label=unit)
        else:
            put(box.get_by_label(exact).first, value)
        return None


def put(control: Locator, value: str) -> None:
    """A value into one control, whatever it is."""
    kind: Any = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind == "select":
        control.select_option(label=value)
    elif kind in ("checkbox", "radio"):
        assert value == YES
        control.check()
    elif kind == "file":
        control.set_input_files({"name": value, "mimeType": "application/pdf", "buffer": paper()})
    else:
        control.fill(value)


def _require(box: Locator, value: str) -> None:
    """`Wajib`, `Tidak wajib`, or `Wajib bila … <condition> | Karena: <reason>`."""
    choice, _dots, rest = value.partition(" … ")
    box.get_by_label(f"{choice} …" if rest else choice, exact=True).check()
    if rest:
        condition, _bar, reason = rest.rpartition(" | Karena: ")
        _condition(box, condition)
        box.get_by_label("Karena (dasar atau alasan)").fill(reason)


def _condition(box: Locator, sentence: str) -> None:
    """`<field> | <sign> | <value>`; some signs need no value."""
    about, sign, *value = sentence.split(" | ")
    box.get_by_label(re.compile("^Jika")).first.select_option(label=about)
    box.get_by_label(re.compile("^Pembanding")).first.select_option(label=sign)
    if value:
        box.get_by_label(re.compile("^Nilai")).first.fill(value[0])


def _tick(box: Locator, value: str) -> None:
    wanted = value.split("; ")
    for choice in box.get_by_role("checkbox").all():
        choice.set_checked((choice.evaluate("e => e.labels[0].innerText") or "").strip() in wanted)
