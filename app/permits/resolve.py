"""Copies library blocks and a base definition into the tree, so that what follows sees one whole definition.

An include narrows a block, never redefines it. A section's or an include's `visible` and `for` are joined by *and* to
each field within. All problems are told in `faults`; what cannot be resolved is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.permits.choosing import with_choice
from app.permits.faults import Fault
from app.permits.library import Library
from app.permits.model import DocumentDef, FieldDef
from app.permits.source import Items, Tree
from app.permits.structure import keys_of

NARROWING = frozenset({"include", "only", "required", "accept", "max_mb", "for", "visible", "help", "id", "title"})
Base = Callable[[str], "Tree | None"]
Family = Callable[[str], tuple[str, ...]]
FAMILY = "family "


def resolve(tree: Tree, library: Library, base: Base, family: Family) -> tuple[Tree, list[Fault]]:
    """The whole definition as one tree.

    `base` finds the tree of the code that `extends` names, `family` the codes that `family <code>` in an `of` stands for.
    """
    faults: list[Fault] = []
    if "extends" in tree:
        tree = _extend(tree, base, faults)
    whole = tree.copy()
    for key in ("abstract", "drop", "extends"):
        whole.pop(key, None)
    if isinstance(tree.get("sections"), Items):
        whole["sections"] = _sections(tree["sections"], library, faults)
    if isinstance(tree.get("documents"), Items):
        whole["documents"] = _documents(tree["documents"], library, faults)
    if isinstance(tree.get("parties"), Items):
        whole["parties"] = _parties(tree["parties"], library, faults)
        whole["documents"] = _with_consents(whole, tree["parties"])
    if isinstance(tree.get("inspections"), Items):
        whole["inspections"] = _inspections(tree["inspections"], library, faults)
    for key in ("sections", "limits"):
        _families(whole.get(key), family, faults)
    return with_choice(whole), faults


def _families(here: Any, family: Family, faults: list[Fault]) -> None:
    """In every `of` below `here`, a family becomes the codes that belong to it now."""
    if isinstance(here, Items):
        for item in here:
            _families(item, family, faults)
    if not isinstance(here, Tree):
        return
    named = here.get("of")
    written = [named] if isinstance(named, str) else named
    if isinstance(written, list) and any(isinstance(one, str) and one.startswith(FAMILY) for one in written):
        codes: list[Any] = []
        for one in written:
            if not (isinstance(one, str) and one.startswith(FAMILY)):
                codes.append(one)
                continue
            members = family(one.removeprefix(FAMILY).strip())
            codes.extend(code for code in members if code not in codes)
            if not members:
                line = here.lines.get("of", here.line)
                faults.append(Fault(here.file, line, "IZN217", f"Keluarga “{one}” tidak memuat jenis izin apa pun."))
        here["of"] = Items(codes, here.file, here.line, [here.lines.get("of", here.line)] * len(codes))
    _families(here.get("fields"), family, faults)


def join_visible(first: Any, second: Any) -> Any:
    """Both conditions as one; either may be absent."""
    if first is None or second is None:
        return first if second is None else second
    return f"({first}) and ({second})"


def join_for(first: Any, second: Any) -> Any:
    """Kinds that both lists name; an absent list names all."""
    if first is None or second is None:
        return first if second is None else second
    return [kind for kind in second if kind in first]


def _mapped(items: Items, values: Iterable[tuple[Any, int]]) -> Items:
    pairs = list(values)
    return Items([value for value, _ in pairs], items.file, items.line, [line for _, line in pairs])


def _sections(items: Items, library: Library, faults: list[Fault]) -> Items:
    found: list[tuple[Any, int]] = []
    for item, line in zip(items, items.lines, strict=True):
        if not isinstance(item, Tree):
            found.append((item, line))
            continue
        section = _section_of_block(item, library, faults) if "include" in item else item.copy()
        if section is None:
            continue
        if isinstance(section.get("fields"), Items):
            section["fields"] = _fields(section["fields"], library, faults, section.get("visible"), section.get("for"))
        found.append((section, line))
    return _mapped(items, found)


def _section_of_block(item: Tree, library: Library, faults: list[Fault]) -> Tree | None:
    """A whole block as a section of its own: `- {include: pemohon@1}`."""
    block = _block(item, "fields", library, faults)
    if block is None:
        return None
    section = Tree(item.file, item.line)
    section["id"] = item.get("id", block["block"])
    section["title"] = item.get("title") or block.get("title") or str(block["block"]).replace("_", " ").capitalize()
    if "help" in item or "help" in block:
        section["help"] = item.get("help", block.get("help"))
    wrapper = Tree(item.file, item.line)
    wrapper.update({key: value for key, value in item.items() if key not in ("id", "title", "help")})
    wrapper.lines, wrapper.files = item.lines, item.files
    section["fields"] = Items([wrapper], item.file, item.line, [item.line])
    return section


def _fields(items: Items, library: Library, faults: list[Fault], visible: Any = None, kinds: Any = None) -> Items:
    found: list[tuple[Any, int]] = []
    for item, line in zip(items, items.lines, strict=True):
        if isinstance(item, Tree) and "include" in item:
            found.extend(_included_fields(item, library, faults, visible, kinds))
            continue
        if isinstance(item, Tree):
            item = item.copy()
            if isinstance(item.get("fields"), Items):
                item["fields"] = _fields(item["fields"], library, faults)
            _join(item, visible, kinds)
        found.append((item, line))
    return _mapped(items, found)


def _join(field: Tree, visible: Any, kinds: Any) -> None:
    if visible is not None:
        field["visible"] = join_visible(visible, field.get("visible"))
        field.starts.pop("visible", None)
    if kinds is not None:
        field["for"] = join_for(kinds, field.get("for"))


def _included_fields(
    item: Tree, library: Library, faults: list[Fault], visible: Any, kinds: Any
) -> list[tuple[Any, int]]:
    block = _block(item, "fields", library, faults)
    if block is None:
        return []
    only = item.get("only")
    known = {field.get("id") for field in block["fields"] if isinstance(field, Tree)}
    for name in only or ():
        if name not in known:
            faults.append(
                Fault(
                    item.file,
                    item.lines.get("only", item.line),
                    "IZN209",
                    f"Blok “{item['include']}” tidak memuat isian “{name}”.",
                )
            )
    found = []
    for field, line in zip(block["fields"], block["fields"].lines, strict=True):
        if not isinstance(field, Tree) or (only is not None and field.get("id") not in only):
            continue
        field = field.copy()
        for key in ("required", "help", "accept", "max_mb"):
            if key in item:
                field.take(key, item)
        _join(field, join_visible(visible, item.get("visible")), join_for(kinds, item.get("for")))
        found.append((field, line))
    return found


def _documents(items: Items, library: Library, faults: list[Fault]) -> Items:
    found: list[tuple[Any, int]] = []
    for item, line in zip(items, items.lines, strict=True):
        if not isinstance(item, Tree) or "include" not in item:
            found.append((item, line))
            continue
        block = _block(item, "document", library, faults, extra=keys_of(DocumentDef))
        if block is None:
            continue
        document = block["document"].copy()
        document.setdefault("id", block["block"])
        document.starts = {}
        for key, value in item.items():
            if key == "visible":
                document["visible"] = join_visible(document.get("visible"), value)
            elif key in ("id", "required", "accept", "max_mb", "for", "help") or key in _DOCUMENT_CIRCUMSTANCES:
                document.take(key, item)
        document.file, document.line, document.files = item.file, item.line, dict(item.files)
        document.lines = {key: item.lines.get(key, item.line) for key in document}
        found.append((document, line))
    return _mapped(items, found)


# What a definition decides about a library paper besides narrowing it: when and for whom it is asked.
_DOCUMENT_CIRCUMSTANCES = frozenset({"recommended", "per", "reuse", "satisfied_by", "legal_basis", "certainty", "from"})


def _parties(items: Items, library: Library, faults: list[Fault]) -> Items:
    """Each party with the fields of its block. Nothing of them comes from an account: all of it is typed."""
    found: list[tuple[Any, int]] = []
    for item, line in zip(items, items.lines, strict=True):
        if isinstance(item, Tree):
            item = item.copy()
            block = library.blocks.get(item["include"]) if isinstance(item.get("include"), str) else None
            if block is None or "fields" not in block:
                message = (
                    f"Blok “{item.get('include')}” tidak ada di pustaka. Tulis nama dan nomornya, misalnya pemohon@1."
                )
                faults.append(Fault(item.file, item.lines.get("include", item.line), "IZN209", message))
            else:
                pairs = zip(block["fields"], block["fields"].lines, strict=True)
                item["fields"] = _mapped(block["fields"], [(_typed_field(field), at) for field, at in pairs])
        found.append((item, line))
    return _mapped(items, found)


def _typed_field(field: Any) -> Any:
    """What an account would give must be typed for anybody else."""
    if not isinstance(field, Tree):
        return field
    field = field.copy()
    if field.pop("computed", None) is not None or field.pop("prefill", None) is not None:
        field["required"] = True
    field.pop("readonly", None)
    return field


def _with_consents(whole: Tree, parties: Items) -> Items:
    """The papers, and one to be signed for each party that consents by scan."""
    documents = whole.get("documents")
    base = documents if isinstance(documents, Items) else Items([], parties.file, parties.line, [])
    pairs = list(zip(base, base.lines, strict=True))
    kinds = list(whole["requests"]) if isinstance(whole.get("requests"), dict) else []
    for party, line in zip(parties, parties.lines, strict=True):
        if not isinstance(party, Tree) or party.get("consent") != "scan":
            continue
        title = party.get("title") or party.get("id")
        label = {key: f"{SCAN_LABEL.get(key, SCAN_LABEL['id'])} {text}" for key, text in _texts(title).items()}
        paper = Tree(party.file, party.line)
        paper.update({"id": f"persetujuan_{party.get('id')}", "label": label, "accept": ["pdf", "jpg", "png"]})
        paper["for"] = party.get("for") or kinds
        if "visible" in party:
            paper["visible"] = party["visible"]
        pairs.append((paper, line))
    return _mapped(base, pairs)


SCAN_LABEL = {"id": "Surat persetujuan bertanda tangan:", "en": "Signed letter of consent:"}


def _texts(title: Any) -> dict[str, Any]:
    return dict(title) if isinstance(title, dict) else {"id": title}


def _inspections(items: Items, library: Library, faults: list[Fault]) -> Items:
    found: list[tuple[Any, int]] = []
    for item, line in zip(items, items.lines, strict=True):
        if isinstance(item, Tree) and isinstance(item.get("items"), Items):
            item = item.copy()
            item["items"] = _inspection_items(item["items"], library, faults)
        found.append((item, line))
    return _mapped(items, found)


def _inspection_items(items: Items, library: Library, faults: list[Fault]) -> Items:
    found: list[tuple[Any, int]] = []
    for item, line in zip(items, items.lines, strict=True):
        if isinstance(item, Tree) and "include" in item:
            block = _block(item, "items", library, faults)
            if block is not None:
                found.extend(zip(block["items"], block["items"].lines, strict=True))
        else:
            found.append((item, line))
    return _mapped(items, found)


def _block(item: Tree, content: str, library: Library, faults: list[Fault], extra: Iterable[str] = ()) -> Tree | None:
    """The block that an include names, after a look at the include's own keys."""
    name = item.get("include")
    line = item.lines.get("include", item.line)
    redefining = (
        (set(extra) | keys_of(FieldDef)) - NARROWING - (_DOCUMENT_CIRCUMSTANCES if content == "document" else set())
    )
    for key in item:
        if key in redefining:
            faults.append(
                Fault(
                    item.file,
                    item.lines.get(key, item.line),
                    "IZN309",
                    f"“{key}” mengubah blok “{name}”; blok hanya boleh dipersempit.",
                )
            )
        elif key not in NARROWING and key not in _DOCUMENT_CIRCUMSTANCES:
            faults.append(
                Fault(item.file, item.lines.get(key, item.line), "IZN102", f"Kunci “{key}” tidak dikenal pada include.")
            )
    block = library.blocks.get(name) if isinstance(name, str) else None
    if block is None or content not in block:
        what = "tidak ada di pustaka" if block is None else f"tidak memuat {content}"
        faults.append(
            Fault(item.file, line, "IZN209", f"Blok “{name}” {what}. Tulis nama dan nomornya, misalnya ktp@1.")
        )
        return None
    return block


def _extend(tree: Tree, base: Base, faults: list[Fault]) -> Tree:
    """The definition laid over its base; `drop` then removes ids from any list."""
    line = tree.lines.get("extends", tree.line)
    under = base(str(tree["extends"]))
    if under is None:
        faults.append(Fault(tree.file, line, "IZN218", f"Dasar “{tree['extends']}” tidak ada."))
        return tree
    if "extends" in under:
        faults.append(Fault(tree.file, line, "IZN218", f"Dasar “{tree['extends']}” sendiri memperluas yang lain."))
        return tree
    under = under.copy()
    for key in ("examples", "abstract", "code"):
        under.pop(key, None)
    whole: Tree = _merge(under, tree, faults)
    for name in tree.get("drop") or ():
        if not _drop(whole, name):
            faults.append(
                Fault(tree.file, tree.lines.get("drop", 1), "IZN218", f"“drop” menyebut “{name}” yang tidak ada.")
            )
    return whole


def _merge(under: Any, over: Any, faults: list[Fault]) -> Any:
    if isinstance(under, Tree) and isinstance(over, Tree):
        merged = under.copy()
        merged.file, merged.line = over.file, over.line
        merged.files = {key: under.files.get(key, under.file) for key in under}
        for key, value in over.items():
            merged.take(key, over)
            if key in under:
                merged[key] = _merge(under[key], value, faults)
        return merged
    if isinstance(under, Items) and isinstance(over, Items) and _has_ids(under) and _has_ids(over):
        return _merge_lists(under, over, faults)
    return over


def _identity(item: Any) -> str:
    return str(item.get("id") or str(item.get("include", "")).partition("@")[0])


def _has_ids(items: Items) -> bool:
    return all(isinstance(item, Tree) and _identity(item) for item in items)


def _merge_lists(under: Items, over: Items, faults: list[Fault]) -> Items:
    pairs = list(zip(under, under.lines, strict=True))
    for item, line in zip(over, over.lines, strict=True):
        ids = [_identity(known) for known, _ in pairs]
        if _identity(item) in ids:
            index = ids.index(_identity(item))
            pairs[index] = (_merge(pairs[index][0], item, faults), line)
            continue
        item = item.copy()
        after = item.pop("after", None)
        if after is not None and after not in ids:
            faults.append(Fault(item.file, item.line, "IZN218", f"“after” menyebut “{after}” yang tidak ada."))
        pairs.insert(ids.index(after) + 1 if after in ids else len(pairs), (item, line))
    return _mapped(over, pairs)


def _drop(here: Any, name: str) -> bool:
    """Take the items of that id, and the kind of request of that name, out of all below `here`; whether there was one."""
    found = False
    kinds = here.get("requests") if isinstance(here, Tree) else None
    if isinstance(kinds, Tree) and name in kinds:
        del kinds[name]
        found = True
    for value in list(here.values() if isinstance(here, Tree) else here):
        if isinstance(value, Items):
            keep = [
                (item, line)
                for item, line in zip(value, value.lines, strict=True)
                if not (isinstance(item, Tree) and _identity(item) == name)
            ]
            found = found or len(keep) < len(value)
            value[:], value.lines = [item for item, _ in keep], [line for _, line in keep]
        if isinstance(value, Tree | Items):
            found = _drop(value, name) or found
    return found
