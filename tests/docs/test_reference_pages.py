"""The reference is what the models say, and each tiny definition has its page."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("reference_pages", ROOT / "docs" / "reference" / "pages.py")
pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pages)


def test_the_committed_pages_are_up_to_date():
    assert pages.stale() == [], "run: .venv/bin/python docs/reference/pages.py"
