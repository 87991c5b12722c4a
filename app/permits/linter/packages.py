"""Packages of types (schema-language §3.15): the others are there and take requests, and what is shared can be shared."""

from __future__ import annotations

from collections.abc import Callable

from app.permits import packages
from app.permits.linter.names import Report
from app.permits.linter.standing import Office
from app.permits.model import Definition, Package

Companion = Callable[[str], Definition | None]


def lint_packages(definition: Definition, companion: Companion, office: Office, report: Report) -> None:
    """IZN217 and IZN222. `companion` finds the definition of another code of the folder; what it cannot is not judged."""
    for index, package in enumerate(definition.packages):
        path = ("packages", index)
        if definition.code in package.with_ or not package.with_:
            report(
                (*path, "with"), "IZN217", f"Paket “{package.id}” menyebut jenis izin lain, bukan jenis ini sendiri."
            )
        for code in package.after:
            if code not in package.with_:
                message = f"Paket “{package.id}” menunggu “{code}” yang tidak ada pada “with”."
                report((*path, "after"), "IZN217", message)
        for code in office.closed & set(package.with_):
            message = f"Paket “{package.id}” menyebut “{code}” yang tidak menerima permohonan baru."
            report((*path, "with"), "IZN217", message, "warning")
        _with_each(definition, package, index, companion, report)


def _with_each(definition: Definition, package: Package, index: int, companion: Companion, report: Report) -> None:
    """Every pair that files together asks a question of one id in one form."""
    own = [definition, *(found for code in package.with_ if (found := companion(code)) is not None)]
    for one in own:
        if packages.KIND not in one.requests:
            message = f"Paket “{package.id}”: “{one.code}” tidak mengenal permohonan baru."
            report(("packages", index, "with"), "IZN217", message)
    for place, first in enumerate(own):
        for second in own[place + 1 :]:
            for field, _other in packages.clashes(first, second):
                message = (
                    f"Isian “{field.id}” pada “{first.code}” dan “{second.code}” berlainan jenis atau pilihannya, "
                    f"sehingga tidak dapat diisi satu kali dalam paket “{package.id}”."
                )
                report(("packages", index, "with"), "IZN222", message)
