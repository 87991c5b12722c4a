"""Writes the two pages of the linter's codes from the tables of the authors' documents and the files that prove them.

.venv/bin/python docs/linter/pages.py            # write
.venv/bin/python docs/linter/pages.py --check    # exit status 1 when a page is not up to date
"""

import difflib
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCHEMAS = ROOT / "tests" / "schemas"
ROW = re.compile(r"^\| (IZN\d{3}) \| (.+) \| (.+) \|$", re.MULTILINE)
LONGEST = 24  # lines of an excerpt
BY_CODE_LINE = ("IZN106", "IZN109")  # where the code itself is the fault
ONE_KEY = {"IZN218": "extends:"}  # where the files differ as wholes
PAGES = {
    "en.md": {
        "table": "permit-types.md",
        "head": "# Codes of the linter\n\nWhat `permits check` says, with a bad and a good example. Every example is a file of "
        "`tests/schemas/broken/` and `tests/schemas/sound/`; this page is written from them by `docs/linter/pages.py`. "
        "The same in Indonesian: [id.md](id.md). The language itself: [permit-types.md](../permit-types.md).\n",
        "do": "What to do",
        "bad": "Bad",
        "good": "Good",
        "whole": "Whole files",
        "nothing": "without that line",
    },
    "id.md": {
        "table": "jenis-izin.md",
        "head": "# Kode pemeriksa\n\nYang dikatakan `permits check`, dengan contoh yang salah dan yang benar. Setiap contoh adalah "
        "berkas di `tests/schemas/broken/` dan `tests/schemas/sound/`; halaman ini ditulis dari berkas itu oleh "
        "`docs/linter/pages.py`. Dalam bahasa Inggris: [en.md](en.md). Bahasanya sendiri: "
        "[jenis-izin.md](../jenis-izin.md).\n",
        "do": "Yang perlu dilakukan",
        "bad": "Salah",
        "good": "Benar",
        "whole": "Berkas lengkap",
        "nothing": "tanpa baris itu",
    },
}


def page(name):
    """The text of one page."""
    words = PAGES[name]
    rows = ROW.findall((ROOT / "docs" / words["table"]).read_text(encoding="utf-8"))
    index = " · ".join(f"[{code}](#{code.lower()})" for code, _, _ in rows)
    return "\n".join([words["head"], index, "", *(_section(words, *row) for row in rows)])


def _section(words, code, meaning, remedy):
    (good,) = SCHEMAS.glob(f"sound/**/{code.lower()}.yaml")
    found = (excerpts(code, bad, good) for bad in files(code))
    wrong, right = next((both for both in found if both[0]), (None, None))
    parts = [f"## {code}", "", f"{meaning}.", "", f"**{words['do']}:** {remedy}.", ""]
    if wrong:
        parts += [f"{words['bad']}:", "", "```yaml", *wrong, "```", ""]
        parts += [f"{words['good']}:", "", "```yaml", *(right or [f"# {words['nothing']}"]), "```", ""]
    links = ", ".join(f"[{path.name}](../../{path.relative_to(ROOT).as_posix()})" for path in (*files(code), good))
    return "\n".join([*parts, f"{words['whole']}: {links}", ""])


def files(code):
    """Every broken file of a code."""
    found = [path for path in sorted(SCHEMAS.glob("broken/**/*.yaml")) if f"expect: {code} " in _first_line(path)]
    return sorted(found, key=lambda path: (path.parent.name != "broken", path.name))


def _first_line(path):
    with path.open(encoding="utf-8") as file:
        return file.readline()


def excerpts(code, bad, good):
    """The lines in which the two differ; nothing where they differ in the whole."""
    wrong, right = _lines(code, bad), _lines(code, good)
    if code in ONE_KEY:
        return tuple([line for line in lines if line.startswith(ONE_KEY[code])] for lines in (wrong, right))
    left, put = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes():
        if tag != "equal":
            left += wrong[a:b]
            put += right[c:d]
    if not left:  # something is missing: what stands around it
        left = [line for line in wrong if line.split(":")[0] in {one.split(":")[0] for one in put}]
        left = left or ["# …"]
    return (left, put) if max(len(left), len(put)) <= LONGEST else (None, None)


def _lines(code, path):
    text = path.read_text(encoding="utf-8")
    if len(text) > 100_000:
        return [""] * (LONGEST + 1)
    skipped = ("#", "title: {id: Contoh", *(() if code in BY_CODE_LINE else ("code:", "table:", "block:")))
    return [line for line in text.splitlines() if not line.startswith(skipped)]


def stale():
    """Names of the pages that are not what would be written now."""
    return [name for name in PAGES if _read(HERE / name) != page(name)]


def _read(path):
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(1 if stale() else 0)
    for each in PAGES:
        (HERE / each).write_text(page(each), encoding="utf-8")
