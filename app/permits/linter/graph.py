"""Who reads whom: circles, names that come later, rules that never change."""

from __future__ import annotations

from collections.abc import Iterator

from app.permits.compiling import NUMBER_KEYS, rules_of
from app.permits.linter import ranges
from app.permits.linter.names import Path, Report, every_field
from app.permits.model import Definition, FieldDef, FieldType, Requirement, Rule


def _behaviour(field: FieldDef) -> Iterator[tuple[str, Rule]]:
    if field.visible is not None:
        yield "visible", field.visible
    if isinstance(field.required, Requirement):
        yield "required", field.required.when
    if isinstance(field.readonly, Rule):
        yield "readonly", field.readonly
    if field.computed is not None:
        yield "computed", field.computed


def lint_order(definition: Definition, report: Report) -> None:
    """IZN206: what is asked may depend only on what was asked before; a column also on columns further left."""
    order = {field.id: index for index, field in enumerate(definition.fields)}
    columns: dict[str, int] = {}
    for field in definition.fields:
        columns |= {f"{field.id}.{column.id}": index for index, column in enumerate(field.fields)}
    for path, field, group in _placed(definition):
        here = order.get((group or field).id, 0)
        for key, rule in _behaviour(field):
            if key == "required":
                continue
            for name in rule.reads:
                root = name.partition(".")[0]
                own = group is not None and root == group.id
                late = (
                    columns.get(name, -1) > columns.get(f"{group.id}.{field.id}", 0)
                    if own and group
                    else order.get(root, -1) > here
                )
                if late:
                    report(
                        (*path, key),
                        "IZN206",
                        f"“{name}” baru ditanyakan sesudah “{field.id}”. Pindahkan salah satunya.",
                    )


def _placed(definition: Definition) -> Iterator[tuple[Path, FieldDef, FieldDef | None]]:
    groups: dict[Path, FieldDef] = {}
    for path, field in every_field(definition):
        if field.type is FieldType.GROUP:
            groups[path] = field
        yield path, field, groups.get(path[:-2])


def lint_cycles(definition: Definition, report: Report) -> None:
    """IZN205: a value that depends on itself, straight or through others, the variant too."""
    edges: dict[str, set[str]] = {}
    places: dict[str, Path] = {}
    for path, field, group in _placed(definition):
        name = f"{group.id}.{field.id}" if group else field.id
        places[name] = path
        edges.setdefault(name, set())
        for key, rule in _behaviour(field):
            if key in ("computed", "visible"):
                edges[name].update(_node(definition, read) for read in rule.reads)
        if group:
            edges.setdefault(group.id, set()).add(name)
    for index, document in enumerate(definition.documents):
        rules = [document.visible, document.required.when if isinstance(document.required, Requirement) else None]
        edges[f"doc.{document.id}"] = {_node(definition, read) for rule in rules if rule for read in rule.reads}
        places[f"doc.{document.id}"] = ("documents", index)
    edges["variant"] = {_node(definition, name) for name in _variant_reads(definition)}
    places["variant"] = ("variants",)
    for name in sorted(name for name in edges if _reaches_itself(name, edges)):
        if "." not in name or name.partition(".")[0] not in edges or not _reaches_itself(name.partition(".")[0], edges):
            report(places.get(name, ()), "IZN205", f"“{name}” bergantung pada dirinya sendiri.")


def _node(definition: Definition, name: str) -> str:
    root = name.partition(".")[0]
    if root == "doc":
        return name
    groups = {field.id for field in definition.fields if field.type is FieldType.GROUP}
    return name if root in groups else root


def _variant_reads(definition: Definition) -> Iterator[str]:
    variants = definition.variants
    if variants is None:
        return
    for row in variants.rows:
        yield from row.when.reads if row.when else ()
    yield from variants.from_ or ()
    yield from variants.else_.from_ if variants.else_ else ()


def _reaches_itself(start: str, edges: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(edges.get(name, ()))
    return False


def lint_constant_rules(definition: Definition, report: Report) -> None:
    """IZN207: a condition that always says the same, by what it reads and which values that may have.

    Amounts may be constant. That a condition of a kind or of an applicant always holds is no fault: kinds come and go.
    """
    for path, rule in rules_of(definition):
        if rule.logic is None or path[-1] in ("computed", *NUMBER_KEYS):
            continue
        if not rule.reads:
            message = f"Rumus “{rule.text}” tidak membaca apa pun, jadi hasilnya selalu sama. Hapus atau perbaiki."
            report(path, "IZN207", message)
            continue
        asserted = path[-1] == "assert"
        results = _results(definition, path, rule, missing=not asserted)
        if True not in results and results:
            report(path, "IZN207", f"Rumus “{rule.text}” tidak pernah benar. Periksa nilai yang dibandingkan.")
        elif results == {True} and not set(rule.reads) <= {"request.kind", "applicant.kind"}:
            report(path, "IZN207", f"Rumus “{rule.text}” selalu benar. Hapus, atau periksa nilai yang dibandingkan.")


def _results(definition: Definition, path: Path, rule: Rule, *, missing: bool) -> set[bool]:
    """All that the rule may say; empty where that cannot be told."""
    found = ranges.cases(definition, (rule,), missing=missing, group=_group_of(definition, path))
    return {ranges.holds(definition, rule, facts) for facts in found} if found is not None else set()


def _group_of(definition: Definition, path: Path) -> FieldDef | None:
    """The repeated group in whose rows a rule stands."""
    match path:
        case ("sections", int(section), "fields", int(field), "fields" | "rules", *_):
            group = definition.sections[section].fields[field]
            return group if group.repeats else None
        case ("documents", int(index), *_):
            per = definition.documents[index].per
        case _:
            return None
    return next((field for field in definition.fields if field.id == per), None)
