"""The publish report over many drafts and cases: how long it takes, how many statements it sends.

    .venv/bin/python benchmarks/publish_report.py                 # 200 drafts and 50 open cases
    .venv/bin/python benchmarks/publish_report.py --drafts 2000 --cases 500

Prints a table. Everything happens in a temporary folder with a SQLite database of its own. Exit status 1 when more
statements are sent for all of them than for one batch needs.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import event

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FIXED, PER_BATCH = 16, 5  # statements: once for a report; for each batch of applications


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--drafts", type=int, default=200)
    arguments.add_argument("--cases", type=int, default=50)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        return measure(Path(scratch), given.drafts, given.cases)


def measure(folder: Path, drafts: int, cases: int) -> int:
    from app.applications import impact
    from app.applications.lifecycle import Status
    from app.catalog.source import load
    from app.commands.init import initialise
    from app.foundation.database import db
    from tests.applications import test_new_versions as town
    from tests.conftest import NOON, make_app

    app = make_app(f"sqlite:///{folder / 'sakpore.sqlite3'}", folder)
    with app.app_context():
        initialise(app, publish=False, say=lambda _line: None)
        town.publish()
        person = town.make_person()
        origin = town.begun(person)
        town.in_quantity(person, origin, drafts - 1)
        town.in_quantity(person, origin, cases, Status.IN_REVIEW)
        definition, _warnings = load(town.RESTRICTIVE, town.CODE)
        sent: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda _c, _cur, sql, *_: sent.append(sql))
        began = time.perf_counter()
        found = impact.report(definition, NOON)
        took = time.perf_counter() - began
    allowed = FIXED + PER_BATCH * math.ceil((drafts + cases) / impact.BATCH)
    print(f"{'drafts':>8} {'cases':>8} {'needs':>8} {'statements':>11} {'seconds':>8}")
    needs = found["drafts"]["needs"][0]["count"]
    print(f"{drafts:>8} {cases:>8} {needs:>8} {len(sent):>11} {took:>8.2f}")
    return 0 if len(sent) <= allowed else 1


if __name__ == "__main__":
    sys.exit(main())
