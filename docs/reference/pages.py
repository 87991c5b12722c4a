"""Writes the reference of the language from its JSON Schema, and a page per feature from its tiny definition.

.venv/bin/python docs/reference/pages.py            # write
.venv/bin/python docs/reference/pages.py --check    # exit status 1 when a page is not up to date
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "permit_schemas" / "permit.schema.json"
FEATURES = ROOT / "tests" / "schemas" / "features"
WORDS = {
    "id": {
        "title": "# Acuan bahasa definisi\n\nDitulis dari model oleh `docs/reference/pages.py`; jangan diubah dengan tangan. "
        "Penjelasannya ada di [jenis-izin.md](../jenis-izin.md). Bahasa Inggris: [en.md](en.md).\n",
        "head": "| kunci | wajib | bentuk | bawaan | keterangan |",
        "top": "Tingkat teratas",
        "yes": "ya",
    },
    "en": {
        "title": "# Reference of the definition language\n\nWritten from the models by `docs/reference/pages.py`; do not edit by hand. "
        "Explained in [permit-types.md](../permit-types.md). Notes on keys are Indonesian, as editors show them. "
        "Indonesian: [id.md](id.md).\n",
        "head": "| key | must | form | default | note |",
        "top": "Top level",
        "yes": "yes",
    },
}
FEATURE_HEAD = (
    "# Features, one tiny definition each\n\nEach page shows a definition of `tests/schemas/features/` that has one feature of the "
    "language and nothing else; a test drives it through the pages to the end of a case. Written by "
    "`docs/reference/pages.py`.\n\nTiap halaman memuat satu definisi kecil untuk satu kemampuan bahasa definisi.\n"
)


def pages():
    """Path → text of every page."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    found = {ROOT / "docs" / "reference" / f"{name}.md": reference(schema, words) for name, words in WORDS.items()}
    index = [FEATURE_HEAD]
    for path in sorted([*FEATURES.glob("*.yaml"), *(FEATURES.parent / "records").glob("*.yaml")]):
        about, text = feature(path)
        found[ROOT / "docs" / "features" / f"{path.stem}.md"] = text
        index.append(f"* [{path.stem}]({path.stem}.md): {about}")
    found[ROOT / "docs" / "features" / "README.md"] = "\n".join(index) + "\n"
    return found


def reference(schema, words):
    parts = [words["title"], section(words["top"], schema, words)]
    parts += [section(name, part, words) for name, part in schema["$defs"].items() if part.get("properties")]
    return "\n".join(parts)


def section(name, part, words):
    """One model: its sentence, and a row per key."""
    must = set(part.get("required", ()))
    rows = [
        f"| `{key}` | {words['yes'] if key in must else ''} | {form(value)} | {default(value)} | {cell(value.get('description', ''))} |"
        for key, value in part["properties"].items()
    ]
    return "\n".join(
        [f"## {name}", "", part.get("description", ""), "", words["head"], "|---|---|---|---|---|", *rows, ""]
    )


def form(value):
    """How a value is written, in few words."""
    if "$ref" in value:
        return value["$ref"].rpartition("/")[2]
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return cell(", ".join(map(str, value["enum"])))
    choices = [form(one) for key in ("anyOf", "oneOf") for one in value.get(key, ()) if one.get("type") != "null"]
    if choices:
        return " / ".join(dict.fromkeys(choices))
    if value.get("type") == "array":
        return f"[{form(value.get('items', {})) if isinstance(value.get('items'), dict) else ''}]"
    return str(value.get("type", ""))


def default(value):
    held = value.get("default")
    return "" if held in (None, [], {}, "") else f"`{json.dumps(held, ensure_ascii=False)}`".replace("|", "\\|")


def cell(text):
    return " ".join(text.split()).replace("|", "\\|")


def feature(path):
    """The first sentence of a definition's comment, and its page."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    about = " ".join(comment)
    body = "\n".join(lines[len(comment) :])
    test = f"tests/features/test_{path.stem}.py"
    shown = f"\nTest: `{test}`\n" if (ROOT / test).is_file() else ""
    return about, f"# {path.stem}\n\n{about}\n{shown}\n```yaml\n{body}\n```\n"


def stale():
    """Names of pages that differ from what would be written, or that nothing writes any more."""
    wanted = pages()
    differing = [
        path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    left = [path for path in (ROOT / "docs" / "features").glob("*.md") if path not in wanted]
    return sorted(path.relative_to(ROOT).as_posix() for path in (*differing, *left))


if __name__ == "__main__":
    if "--check" in sys.argv:
        old = stale()
        sys.stdout.write("".join(f"{name}\n" for name in old))
        sys.exit(1 if old else 0)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
