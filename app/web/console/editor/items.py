"""Adding, changing, moving, renaming and removing one item of a draft. Pure of requests: text in, text out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.catalog.drafts import Opened
from app.errors import NotFoundError
from app.permits.editing import references, splicing
from app.permits.editing.nodes import Path
from app.permits.editing.outline import words
from app.permits.editing.skeleton import slug
from app.permits.linter.names import ID
from app.permits.reserved import RESERVED
from app.web.console.editor.desk import Work
from app.web.console.editor.inputs import Form, read
from app.web.console.editor.shapes import GENERAL, Shape, offered, shape_of
from app.web.console.editor.values import Spot, value_at

Outcome = tuple[str, dict[str, str]]  # the new text, and what is wrong by input name


def spot_of(work: Work, path: Path, value: Mapping[str, Any], *, fresh: bool = False) -> Spot:
    """Where an item stands: the repeating group around it, and the field whose own name it may not read."""
    row_of, before = None, None
    if path[:1] == ("sections",) and len(path) > 4:
        group = work.at(path[:4])
        if isinstance(group, Mapping):
            before = str(group.get("id", ""))
            row_of = before if "repeat" in group else None
    elif path[:1] == ("sections",) and len(path) == 4 and not fresh:
        before = str(value.get("id", "")) or None
    elif path[:1] == ("events",):
        row_of = str(value["participants"]) if value.get("participants") else None
    elif isinstance(value.get("per"), str):
        row_of = str(value["per"])
    return Spot(work, path, value, row_of, before)


def shape_at(work: Work, path: Path) -> tuple[Shape, Mapping[str, Any]]:
    """The form of the item and the item. Raises NotFoundError."""
    value = work.at(path)
    shape = shape_of(path, value)
    if shape is None or (value is None and path and path != ("variants",)):
        raise NotFoundError
    return shape, value if isinstance(value, Mapping) else {}


def shape_named(path: Path, name: str) -> Shape:
    """The kind of item that the list takes under that name; its first kind for none. Raises NotFoundError."""
    shapes = offered(path)
    found = next((shape for shape in shapes if shape.id == name), None) or (shapes[0] if shapes and not name else None)
    if found is None:
        raise NotFoundError
    return found


def change(work: Work, path: Path, posted: Form) -> Outcome:
    """The text with the item as the form says."""
    shape, value = shape_at(work, path)
    made, problems = read(shape.inputs, spot_of(work, path, value), posted)
    new_id = posted.get("id", "").strip()
    if _has_id(shape) and new_id and new_id != value.get("id"):
        _check_id(work, path[:-1], new_id, problems, own=str(value.get("id", "")))
    if problems:
        return work.source, problems
    text = work.source
    if _has_id(shape) and new_id and value.get("id") and new_id != value["id"]:
        text = references.rename(
            text, path, new_id, was=shape.id in ("isian", "kelompok") and work.base_version is not None
        )
        work = _again(work, text)
        made, _none = read(shape.inputs, spot_of(work, path, shape_at(work, path)[1]), posted)
        value = shape_at(work, path)[1]
    if not isinstance(work.at(path), Mapping):  # `fees: []`
        if not made:
            return text, {}
        return splicing.set_key(text, path[:-1], str(path[-1]), made, order=GENERAL.order, spread=True), {}
    return splicing.update(text, path, made, value, shape.order), {}


def add(work: Work, path: Path, shape: Shape, posted: Form) -> Outcome:
    """The text with a new item at the end of the list."""
    spot = spot_of(work, (*path, len(work.at(path) or ())), shape.fresh, fresh=True)
    made, problems = read([one for one in shape.inputs if not one.later], spot, posted)
    if shape.named:
        _name(work, path, shape, made, problems)
    if shape.derived:
        within, key = shape.derived
        made[within] = {**made.get(within, {}), key: f"berkas_{made.get('id', '')}"}
    if problems:
        return work.source, problems
    ordered = _ordered(made, shape)
    order = GENERAL.order if len(path) == 1 else ()
    return splicing.append(work.source, path, ordered, order=order), {}


def move(work: Work, path: Path, to: int) -> str:
    """The text with the item at another place of its list; unchanged where there is no such place."""
    if not path or not isinstance(path[-1], int) or not offered(path[:-1]):
        raise NotFoundError
    return splicing.move(work.source, path[:-1], path[-1], to)


def move_into(work: Work, path: Path, section: int) -> str:
    """A field of a section, at the end of another section."""
    value = work.at(path)
    if (
        len(path) != 4
        or path[0] != "sections"
        or not isinstance(value, Mapping)
        or work.at(("sections", section)) is None
    ):
        raise NotFoundError
    if section == path[1]:
        return work.source
    text = splicing.append(work.source, ("sections", section, "fields"), dict(value))
    assert isinstance(path[3], int)
    return splicing.remove(text, path[:3], path[3])


def uses(work: Work, path: Path) -> list[Path]:
    """Where the draft speaks of the item, or of what stands within it."""
    value = work.at(path)
    named = [str(one) for one in _ids(value)]
    found: dict[Path, None] = {}
    for name in named:
        found |= dict.fromkeys(references.uses(work.source, work.root, name, outside=path))
    return list(found)


def remove(work: Work, path: Path) -> str:
    """The text without the item, and without the lists' and examples' mention of it; rules that name it stay."""
    if not path or not isinstance(path[-1], int) or not offered(path[:-1]) or work.at(path) is None:
        raise NotFoundError
    mentions = [use for use in uses(work, path) if isinstance(use[-1], int) or use[0] == "examples"]
    text = work.source
    for use in sorted(mentions, key=lambda one: [str(part).zfill(6) for part in one], reverse=True):
        if isinstance(use[-1], int):
            text = splicing.remove(text, use[:-1], use[-1])
        else:
            text = splicing.drop_key(text, use[:-1], use[-1])
    index = path[-1]
    return splicing.remove(text, path[:-1], index)


def _ids(value: Any) -> list[str]:
    """Ids of the item and, of a section, of its fields; columns have names of their own."""
    if not isinstance(value, Mapping):
        return []
    gate = value.get("parallel")
    if isinstance(gate, Mapping):
        return [one for branch in gate.get("of") or () for one in _ids(branch)]
    if isinstance(value.get("fields"), list) and "type" not in value:
        return [one for field in value["fields"] for one in _ids(field)]
    return [str(value["id"])] if value.get("id") else []


def _has_id(shape: Shape) -> bool:
    return any(item.key == "id" for item in shape.inputs)


def _name(work: Work, path: Path, shape: Shape, made: dict[str, Any], problems: dict[str, str]) -> None:
    taken = _taken(work, path)
    if shape.id == "sejajar":
        gate = made["parallel"] = dict(made.get("parallel") or {})
        gate.setdefault("id", slug(words(gate.get("title")), taken, "gerbang"))
        return
    if made.get("id"):
        _check_id(work, path, str(made["id"]), problems)
        return
    label = words(value_at(made, shape.named))
    made["id"] = slug(label, taken | RESERVED, shape.id)


def _check_id(work: Work, path: Path, name: str, problems: dict[str, str], own: str = "") -> None:
    if not ID.fullmatch(name) or name.endswith("_"):
        problems["id"] = _("Kode hanya huruf kecil, angka, dan garis bawah, diawali huruf.")
    elif path[0] in ("sections", "documents") and name in RESERVED:
        problems["id"] = _("Kode ini dipakai sistem. Pilih yang lain.")
    elif name in _taken(work, path) - {own}:
        problems["id"] = _("Kode ini sudah dipakai. Pilih yang lain.")


def _taken(work: Work, path: Path) -> set[str]:
    """Ids that the new one must differ from: fields and documents share one space, other lists have their own."""
    if path in (("documents",),) or (path[:1] == ("sections",) and len(path) == 3):
        return {one.id for one in work.outline.fields} | {one.id for one in work.outline.documents}
    if path[:2] == ("flow", "tiers"):
        return {tier.id for tier in work.outline.tiers} | {"ttd"}
    held = work.at(path)
    return {str(one.get("id")) for one in held or () if isinstance(one, Mapping)}


def _ordered(made: dict[str, Any], shape: Shape) -> dict[str, Any]:
    order = {key: place for place, key in enumerate(shape.order or ("id", "title"))}
    return dict(sorted(made.items(), key=lambda pair: order.get(pair[0], len(order))))


def _again(work: Work, text: str) -> Work:
    return Work(Opened(work.code, text, work.row_version, work.base_version, work.draft))
