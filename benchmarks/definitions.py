"""Many permit types: load, lint and publish them; the first request after a restart; what a process grows by.

    .venv/bin/python benchmarks/definitions.py            # 500 generated types against the seven, some minutes
    .venv/bin/python benchmarks/definitions.py --types 50

Prints a table. Everything happens in a temporary folder with a SQLite database of its own. Exit status 1 when the first
request is more than twice as slow as with seven types, or when a process grows by 100 MB or more.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATTERN = ROOT / "tests" / "permits" / "definitions" / "pkl_batik_malam.yaml"
SLOWER, GROWTH_MB = 2.0, 100.0
ROUNDS = 3  # restarts of which the best counts: the machine may be busy


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--types", type=int, default=500)
    arguments.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        few, many = Path(scratch) / "few", Path(scratch) / "many"
        seven = prepare(few, 0)
        made = prepare(many, given.types)
        small, large = best(few), best(many)
    slower, growth = large["first"] / small["first"], large["grown"]
    rows = [
        ("types", seven["types"], made["types"]),
        ("load and lint, ms a type", ms(seven["lint"]), ms(made["lint"])),
        ("publish, ms a type", ms(seven["publish"]), ms(made["publish"])),
        ("start of a process, ms", ms(small["start"]), ms(large["start"])),
        ("first request, ms", ms(small["first"]), ms(large["first"])),
        ("next request, ms", ms(small["next"]), ms(large["next"])),
        ("memory after start, MB", f"{small['memory']:.0f}", f"{large['memory']:.0f}"),
        ("grown after every type's page, MB", f"{small['grown']:.0f}", f"{growth:.0f}"),
    ]
    for name, left, right in rows:
        print(f"| {name} | {left} | {right} |")
    print(
        f"\nfirst request {slower:.2f} times as long (at most {SLOWER}); grown {growth:.0f} MB (less than {GROWTH_MB:.0f})"
    )
    return 0 if slower <= SLOWER and growth < GROWTH_MB else 1


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def prepare(folder: Path, count: int) -> dict[str, float]:
    """Publish `count` generated types besides the seven; seconds per type."""
    schemas = folder / "schemas"
    shutil.copytree(ROOT / "permit_schemas", schemas)
    app = portal(folder)
    app.test_cli_runner().invoke(args=["init"])
    text = PATTERN.read_text(encoding="utf-8").replace(", template: pkl_batik_malam.typ", "")
    for number in range(count):
        (schemas / f"izin_uji_{number}.yaml").write_text(generated(text, number), encoding="utf-8")
    from app.permits import load_folder

    begun = time.perf_counter()
    loaded = load_folder(schemas)
    lint = time.perf_counter() - begun
    assert all(one.definition is not None for one in loaded.values())
    codes = [code for code in loaded if code.startswith("izin_uji_")] or list(loaded)
    begun = time.perf_counter()
    for code in codes:
        publish(app, schemas / f"{code}.yaml")
    taken = time.perf_counter() - begun
    return {"types": len(loaded), "lint": lint / len(loaded), "publish": taken / len(codes)}


def generated(text: str, number: int) -> str:
    """One type like the language's complete example, with names of its own."""
    code = f"izin_uji_{number}"
    return text.replace("pkl_batik_malam", code).replace("Pedagang Kaki Lima Batik Malam", f"Uji {number}")


def publish(app, path: Path) -> None:
    from app import catalog
    from app.foundation import timing
    from app.foundation.actors import SYSTEM

    with app.app_context():
        catalog.publish(
            path.read_text(encoding="utf-8"), code=path.stem, decree_number="503/1/2026", decree_date=date(2026, 1, 5),
            effective_from=date(2026, 1, 5), author="Penyusun", approver="Penyetuju", actor=SYSTEM, now=timing.utc_now(),
        )  # fmt: skip


def portal(folder: Path):
    import config
    from app import create_app

    return create_app(
        config.load(
            {
                "SAKPORE_ENV": "test",
                "SAKPORE_DATA": str(folder),
                "SAKPORE_DATABASE": f"sqlite:///{folder / 'bench.sqlite3'}",
                "SAKPORE_SCHEMAS": str(folder / "schemas"),
            }
        )
    )


def best(folder: Path) -> dict[str, float]:
    """The quickest of several restarts, each in a process of its own."""
    runs = []
    for _ in range(ROUNDS):
        answer = subprocess.run(
            [sys.executable, __file__, "--measure", str(folder)], check=True, capture_output=True, text=True
        )
        runs.append(json.loads(answer.stdout.splitlines()[-1]))
    return min(runs, key=lambda run: run["first"])


def measure(folder: Path) -> dict[str, float]:
    """A process that starts, answers its first request, and then shows the page of every type."""
    begun = time.perf_counter()
    app = portal(folder)
    started = time.perf_counter()
    client = app.test_client()
    assert client.get("/").status_code == 200
    first = time.perf_counter()
    assert client.get("/").status_code == 200
    second = time.perf_counter()
    before = memory()
    from app import catalog

    with app.app_context():
        codes = [entry.code for entry in catalog.entries()]
    for code in codes:
        assert client.get(f"/izin/{code}").status_code == 200, code
    return {
        "start": started - begun,
        "first": first - started,
        "next": second - first,
        "memory": before,
        "grown": memory() - before,
    }


def memory() -> float:
    """MB held now; the peak where the system does not tell."""
    status = Path("/proc/self/statm")
    if status.is_file():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
