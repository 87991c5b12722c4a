"""The pages of the linter's codes are what their files say now."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("linter_pages", ROOT / "docs" / "linter" / "pages.py")
pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pages)
WITHOUT_EXCERPT = 1  # a file that is too large shows nothing


def test_the_committed_pages_are_up_to_date():
    assert pages.stale() == [], "run: .venv/bin/python docs/linter/pages.py"


def test_every_code_shows_a_bad_and_a_good_example():
    for name in pages.PAGES:
        text = pages.page(name)
        codes = len(pages.ROW.findall((ROOT / "docs" / pages.PAGES[name]["table"]).read_text(encoding="utf-8")))

        assert text.count("\n## IZN") == codes
        assert text.count("```yaml\n") == 2 * (codes - WITHOUT_EXCERPT)
