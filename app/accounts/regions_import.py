"""Renew app/data/regions from the folder `data` of a release of the npm package `idn-area-data`:

python -m app.accounts.regions_import FOLDER
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from app.accounts.regions import FOLDER

LEVELS = ("regencies", "districts", "villages")


def write(source: Path, target: Path = FOLDER) -> int:
    """One file per province; returns the number of rows written."""
    by_province: dict[str, list[tuple[str, str]]] = {}
    for level in LEVELS:
        for code, name in _rows(source / f"{level}.csv"):
            by_province.setdefault(code[:2], []).append((code, name))
    files = {"provinsi": list(_rows(source / "provinces.csv")), **by_province}
    for file, rows in files.items():
        text = "".join(f"{code}\t{name}\n" for code, name in sorted(rows))
        (target / f"{file}.tsv").write_text(text, encoding="utf-8")
    return sum(map(len, files.values()))


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], " ".join(row["name"].split())


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))} rows\n")
