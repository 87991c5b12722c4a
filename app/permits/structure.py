"""Holds a tree against the models and says in Indonesian what does not fit, and where (IZN102, 103, 104, 108)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.permits.faults import Fault
from app.permits.source import Tree, place

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], tree: Tree) -> tuple[M | None, list[Fault]]:
    """The model's instance, or None with every fault of structure."""
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        faults = [
            _fault(model, tree, item) for item in error.errors(include_url=False) if not _other_branch(tree, item)
        ]
        if not faults:  # every branch of a union said no
            faults = [_fault(model, tree, item) for item in error.errors(include_url=False)[:1]]
        return None, faults


def _descend(tree: Any, loc: Sequence[Any]) -> tuple[Any, list[Any], list[Any]]:
    """Value at `loc`, the parts of it that are keys, and the parts that are pydantic's names of union branches."""
    here, path, tags = tree, [], []
    for part in loc:
        if _holds(here, part):
            here = here[part]
            path.append(part)
        else:
            tags.append(part)
    return here, path, tags


def _holds(here: Any, part: Any) -> bool:
    if isinstance(here, Mapping):
        return part in here
    return isinstance(here, list | tuple) and isinstance(part, int) and part < len(here)


_SCALAR_TAGS = ("bool", "int", "float", "str", "literal", "constrained", "Rule", "function-before")


def _other_branch(tree: Tree, item: Any) -> bool:
    """An error about the branch of a union that the author clearly did not mean."""
    value, _, tags = _descend(tree, item["loc"])
    if item["type"] == "missing":
        tags = tags[:-1]
    if not tags:
        return False
    tag = str(tags[-1])
    scalar_branch = tag.startswith(_SCALAR_TAGS)
    if isinstance(value, Mapping):
        return scalar_branch or tag.startswith("tuple")
    if isinstance(value, list):
        return scalar_branch or not tag.startswith("tuple")
    return not scalar_branch


def _fault(model: type[BaseModel], tree: Tree, item: Any) -> Fault:
    value, path, tags = _descend(tree, item["loc"])
    file, line = place(tree, path)
    name = str(item["loc"][-1]) if item["loc"] else ""
    kind = item["type"]
    if kind == "missing" and name == "fees" and not path:
        return Fault(file, line, "IZN310", "Biaya belum disebut. Tulis fees: [] bila layanan ini tidak dipungut biaya.")
    if kind == "missing" and name == "retention" and not path:
        return Fault(
            file, line, "IZN301", "Masa simpan belum disebut: retention dengan draft_days, refused_years, issued_years."
        )
    if kind == "missing":
        return Fault(file, line, "IZN104", f"Kunci “{name}” belum ada{_within(path)}.")
    if kind == "extra_forbidden":
        return Fault(file, line, "IZN102", f"Kunci “{name}” tidak dikenal{_nearest(model, tree, path)}.")
    label = str(path[-1]) if path else "berkas"
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return Fault(file, line, "IZN108", f'“{label}” adalah kode atau teks: tulis dalam tanda kutip, "{value}".')
    context = item.get("ctx", {})
    if str(context.get("pattern", "")).startswith("^https"):
        return Fault(file, line, "IZN103", f"Isi “{label}” harus alamat lengkap yang dimulai dengan https://.")
    limit = context.get("le", context.get("ge"))
    if kind in ("less_than_equal", "greater_than_equal"):
        side = "paling besar" if kind == "less_than_equal" else "paling kecil"
        return Fault(file, line, "IZN103", f"Isi “{label}” di luar batas: {side} {limit:g}.")
    expected = item.get("ctx", {}).get("expected")
    hint = (
        f"; yang dikenal: {expected}".replace(" or ", " atau ")
        if kind in ("literal_error", "enum") and expected
        else ""
    )
    return Fault(file, line, "IZN103", f"Isi “{label}” tidak sesuai jenisnya{hint or _shape(value, tags, kind)}.")


def _shape(value: Any, tags: Sequence[Any], kind: str) -> str:
    wanted = {
        "string_type": "teks",
        "int_type": "bilangan bulat",
        "bool_type": "true atau false",
        "tuple_type": "daftar",
        "dict_type": "pemetaan",
        "model_type": "pemetaan",
        "model_attributes_type": "pemetaan",
        "int_parsing": "bilangan bulat",
        "bool_parsing": "true atau false",
        "float_type": "bilangan",
    }.get(kind)
    return f"; seharusnya {wanted}" if wanted else ""


def _within(path: Sequence[Any]) -> str:
    names = [str(part) for part in path if not isinstance(part, int)]
    return f" pada “{names[-1]}”" if names else ""


def _nearest(model: type[BaseModel], tree: Tree, path: Sequence[Any]) -> str:
    """The known key that looks most like the unknown one."""
    known = known_keys(model, tree, path[:-1])
    near = difflib.get_close_matches(str(path[-1]), sorted(known), n=1, cutoff=0.6) if path else []
    return f"; mungkin maksud Anda “{near[0]}”" if near else ""


def known_keys(model: type[BaseModel], tree: Tree, path: Sequence[Any]) -> set[str]:
    """Keys of the model that stands at `path`: of all models, the one that shares most keys with what is there."""
    here, _, _ = _descend(tree, path)
    written = set(here) if isinstance(here, Mapping) else set()
    candidates = [keys for keys in _all_models(model) if keys & written] or [keys_of(model)]
    return max(candidates, key=lambda keys: (len(keys & written), -len(keys)))


def keys_of(model: type[BaseModel]) -> set[str]:
    """Keys as authors write them."""
    return {field.alias or name for name, field in model.model_fields.items()}


def _all_models(model: type[BaseModel]) -> list[set[str]]:
    from app.permits import model as definitions

    found = [value for value in vars(definitions).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    return [keys_of(one) for one in {model, *found}]
