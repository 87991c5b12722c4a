"""`variants.choose: applicant` (schema-language §3.7): the choice is a question like any other, asked first.

While a definition is resolved it gets the question, and each row a condition that reads it. Whatever follows (form, rules
in the browser, review, officers' screens, corrections, the permit that is renewed) then knows nothing of the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.permits.source import Items, Tree

CHOICE = "pilihan_varian"
"""The id of the question, and of the section that it stands in. Whoever declares a field of that name besides is told so."""
IN_EXAMPLES = "variant"  # what an author writes among the answers of an example


def with_choice(whole: Tree) -> Tree:
    """The tree with the question where the applicant chooses; as it is where the variant is computed."""
    variants = whole.get("variants")
    if not isinstance(variants, Tree) or variants.get("choose") != "applicant":
        return whole
    sections, rows = whole.get("sections"), variants.get("rows")
    if not isinstance(sections, Items) or not isinstance(rows, Items | None):
        return whole
    found, chosen = whole.copy(), variants.copy()
    found["sections"] = Items(
        [_section(variants), *sections], sections.file, sections.line, [variants.line, *sections.lines]
    )
    if rows is not None:
        chosen["rows"] = _each(rows, _read_from_choice)
    if "table" in variants:
        chosen.setdefault("from", [CHOICE])
    found["variants"] = chosen
    if isinstance(whole.get("examples"), Items):
        found["examples"] = _each(whole["examples"], _named)
    return found


def _named(example: Tree) -> Tree:
    """An example by the ids of fields: `variant: kecil` among its answers, or a permit's, answers the question."""
    example, answers = example.copy(), example.get("answers")
    if isinstance(answers, Tree) and IN_EXAMPLES in answers and CHOICE not in answers:
        example["answers"] = answers = answers.copy()
        answers[CHOICE] = answers.pop(IN_EXAMPLES)
        answers.lines[CHOICE] = answers.lines.get(IN_EXAMPLES, answers.line)
    if isinstance(example.get("permits"), Items):
        example["permits"] = _each(example["permits"], _named)
    return example


def _each(items: Items, change: Callable[[Tree], Tree]) -> Items:
    changed = [change(item) if isinstance(item, Tree) else item for item in items]
    return Items(changed, items.file, items.line, items.lines)


def _section(variants: Tree) -> Tree:
    field = _tree(
        variants,
        id=CHOICE,
        type="choice",
        label={"id": "Golongan yang dimohon", "en": "Class applied for"},
        required=True,
    )
    if "table" in variants:
        field["table"] = variants["table"]
    else:
        rows = [row for row in variants.get("rows") or () if isinstance(row, Tree)]
        options = [_tree(row, value=row.get("id"), label=row.get("title") or str(row.get("id"))) for row in rows]
        field["options"] = Items(options, variants.file, variants.line, [row.line for row in rows])
    fields = Items([field], variants.file, variants.line, [variants.line])
    return _tree(variants, id=CHOICE, title={"id": "Golongan", "en": "Class"}, fields=fields)


def _read_from_choice(row: Tree) -> Tree:
    """Chosen, and allowed: a row's own `when` says who may choose it."""
    row, own = row.copy(), row.get("when")
    row["when"] = f"{CHOICE} == '{row.get('id')}'" + (f" and ({own})" if own is not None else "")
    row.lines.setdefault("when", row.line)
    row.starts.pop("when", None)
    return row


def _tree(near: Tree, **values: Any) -> Tree:
    """A mapping that was not written: its place is that of what it follows from."""
    found = Tree(near.file, near.line)
    found.update(values)
    found.lines = dict.fromkeys(values, near.line)
    return found
