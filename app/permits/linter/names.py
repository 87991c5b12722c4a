"""Ids and names: their form, reserved words, repeats, the file's name, tables and the CamelCase of the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.permits import fees
from app.permits.compiling import rules_of
from app.permits.model import Definition, FieldDef
from app.permits.reserved import RESERVED

Path = tuple[str | int, ...]
Report = Callable[..., None]
Own = Callable[[Path], bool]
"""Whether what stands at a path was written in the definition's own file, and not in a library block."""
ID = re.compile(r"[a-z][a-z0-9_]{0,40}")
LOOKUP = re.compile(r"lookup\(\s*['\"]([^'\"]*)['\"]")
COLUMNS = frozenset({"kode", "nomor"})  # reserved at the top only: a row has a name space of its own
# CamelCase names of menus and views that the portal registers itself; a code that became one would open it.
TAKEN_CAMEL = frozenset(
    {
        "Admin",
        "Public",
        "Security",
        "User",
        "Users",
        "Role",
        "Roles",
        "Permission",
        "Permissions",
        "Menu",
        "Login",
        "Logout",
        "Applying",
        "Catalogue",
        "Desk",
        "Console",
        "Definitions",
        "Index",
        "Home",
        "Audit",
        "Job",
        "Jobs",
        "Signing",
        "Tracking",
        "Meja",
    }
)


def lint_names(definition: Definition, code: str, report: Report) -> None:
    """IZN105, 106, 109 and 208."""
    if definition.code != code:
        report(
            ("code",), "IZN106", f"“code” adalah {definition.code}, tetapi nama berkas {code}.yaml. Samakan keduanya."
        )
    _form(("code",), definition.code, report, reserved=False)
    if definition.camel in TAKEN_CAMEL:
        report(("code",), "IZN109", f"Nama “{definition.camel}” sudah dipakai portal. Pilih kode lain.")
    for space in name_spaces(definition):
        seen: dict[str, str] = {}
        for path, name, check_reserved in space:
            _form(path, name, report, reserved=check_reserved)
            if name.casefold() in seen:
                report(
                    path,
                    "IZN208",
                    f"“{name}” sudah dipakai. Setiap nama hanya boleh satu kali, tanpa membedakan huruf besar.",
                )
            seen.setdefault(name.casefold(), name)
    for path, field in every_field(definition):
        _options(path, field, report)


def every_field(definition: Definition) -> Iterator[tuple[Path, FieldDef]]:
    """Each field with its path, columns of groups after their group."""

    def walk(path: Path, fields: Iterable[FieldDef]) -> Iterator[tuple[Path, FieldDef]]:
        for index, field in enumerate(fields):
            yield (*path, index), field
            yield from walk((*path, index, "fields"), field.fields)

    for index, section in enumerate(definition.sections):
        yield from walk(("sections", index, "fields"), section.fields)


Named = tuple[Path, str, bool]


def name_spaces(definition: Definition) -> Iterator[list[Named]]:
    """Each list of names that must differ: path, id, and whether reserved words are refused."""
    top: list[Named] = [(path, field.id, True) for path, field in every_field(definition) if len(path) == 4]
    top.extend(
        (path, f"{field.id}_lain", False) for path, field in every_field(definition) if len(path) == 4 and field.other
    )
    top.extend((("documents", index), one.id, True) for index, one in enumerate(definition.documents))
    top.extend(
        (("duties", index), one.paper.document, True) for index, one in enumerate(definition.duties) if one.paper
    )
    yield top
    for path, field in every_field(definition):
        if field.fields:
            yield [
                ((*path, "fields", index), column.id, column.id not in COLUMNS)
                for index, column in enumerate(field.fields)
            ]
    yield [(("sections", index), one.id, False) for index, one in enumerate(definition.sections)]
    yield _tier_names(definition)
    rules: list[Named] = []
    for key in ("rules", "eligibility", "limits", "quota"):
        rules.extend(((key, index), one.id, False) for index, one in enumerate(getattr(definition, key)))
    for path, field in every_field(definition):
        rules.extend(((*path, "rules", index), one.id, False) for index, one in enumerate(field.rules))
    yield rules
    papers: list[Named] = [
        (("certificates", index), one.id, False) for index, one in enumerate(definition.certificates)
    ]
    papers.extend((("letters", index), one.id, False) for index, one in enumerate(definition.letters))
    yield papers
    for key in ("inspections", "events", "legal_basis", "duties"):
        yield [((key, index), one.id, False) for index, one in enumerate(getattr(definition, key))]
    for index, inspection in enumerate(definition.inspections):
        yield [
            (("inspections", index, "items", number), item.id, False) for number, item in enumerate(inspection.items)
        ]
    lines = fees.written(definition)
    for place in dict.fromkeys(path[:-1] for path, _ in lines):  # a kind's own line may stand for the type's of that id
        yield [(path, line.id, False) for path, line in lines if path[:-1] == place]
    yield [(("parties", index), one.id, False) for index, one in enumerate(definition.parties)]
    if definition.variants:
        yield [(("variants", "rows", index), row.id, False) for index, row in enumerate(definition.variants.rows)]


def _tier_names(definition: Definition) -> list[Named]:
    found: list[Named] = [(("flow", "sign"), definition.flow.sign.id, False)]
    for index, step in enumerate(definition.flow.tiers):
        gate = getattr(step, "parallel", None)
        if gate is None:
            found.append((("flow", "tiers", index), step.id, False))  # type: ignore[union-attr]
            continue
        found.append((("flow", "tiers", index, "parallel"), gate.id, False))
        found.extend(
            (("flow", "tiers", index, "parallel", "of", number), tier.id, False) for number, tier in enumerate(gate.of)
        )
    return found


def _form(path: Path, name: str, report: Report, *, reserved: bool) -> None:
    if not ID.fullmatch(name) or name.endswith("_"):
        report(
            (*path, "id"),
            "IZN105",
            f"“{name}” bukan nama yang sah: huruf kecil, angka dan _, diawali huruf, paling panjang 41.",
        )
    elif reserved and name in RESERVED:
        report((*path, "id"), "IZN105", f"“{name}” adalah nama yang dipakai sistem. Pilih nama lain.")


def _options(path: Path, field: FieldDef, report: Report) -> None:
    seen: set[str] = set()
    for index, option in enumerate(field.options):
        if option.value.casefold() in seen:
            report(
                (*path, "options", index),
                "IZN208",
                f"Pilihan “{option.value}” sudah ada, tanpa membedakan huruf besar.",
            )
        seen.add(option.value.casefold())


def named_tables(definition: Definition) -> Iterator[tuple[Path, str]]:
    """Every table that fields, variants and rules name, with the place."""
    for path, field in every_field(definition):
        if field.table:
            yield (*path, "table"), field.table
    if definition.variants:
        if definition.variants.table:
            yield ("variants", "table"), definition.variants.table
        if definition.variants.else_:
            yield ("variants", "else", "table"), definition.variants.else_.table
    for path, rule in rules_of(definition):
        for name in LOOKUP.findall(rule.text):
            yield path, name


def fields_by_id(definition: Definition) -> dict[str, Any]:
    """Top-level fields."""
    return {field.id: field for field in definition.fields}
