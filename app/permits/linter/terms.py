"""Payment, duties and life after closing: what they name must be there (IZN215, IZN217)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.permits.linter.names import Path, Report
from app.permits.model import Definition, FieldType
from app.permits.reserved import BUILT_IN_COLUMNS

_REGISTER_DATES = frozenset({"terbit", "berlaku_sd"})
_DATE_KEYS = ("of", "from", "due")


def lint_terms(definition: Definition, report: Report) -> None:
    """All that a definition says about the time after a decision, and about money."""
    pay = definition.fees.pay
    if pay is not None and pay.after not in {tier.id for tier in definition.flow.all_tiers}:
        report(("fees", "pay", "after"), "IZN217", f"Pembayaran sesudah “{pay.after}”: tahap itu tidak ada.")
    kinds = set(definition.requests)
    for index, kind in enumerate(definition.after_close):
        if kind not in kinds:
            report(("after_close", index), "IZN215", f"“after_close” menyebut permohonan “{kind}” yang tidak ada.")
    for index, party in enumerate(definition.parties):
        for kind in party.for_ or ():
            if kind not in kinds:
                report(
                    ("parties", index, "for"), "IZN215", f"“{party.id}” menyebut permohonan “{kind}” yang tidak ada."
                )
    columns = set(definition.public.columns)
    for name in definition.public.mask:
        if name not in columns:
            report(("public", "mask", name), "IZN302", f"“mask” menyebut kolom “{name}” yang tidak ada pada columns.")
    dates = {one.id for one in definition.fields if one.type in (FieldType.DATE, FieldType.EVENT)} | _REGISTER_DATES
    for index, duty in enumerate(definition.duties):
        _duty(("duties", index), duty, dates, report)
    _holders(definition, report)


def _duty(path: Path, duty: Mapping[str, Any], dates: set[str], report: Report) -> None:
    """`{id, remind_days_before, of}`, or a report or an end that has dates of its own."""
    for part in (duty, duty.get("report"), duty.get("after_end")):
        if not isinstance(part, Mapping):
            continue
        for key in _DATE_KEYS:
            named = part.get(key)
            base = str(named).partition("+")[0].partition("-")[0] if named is not None else None
            if base is not None and base.partition(".")[0] not in dates:
                report(path, "IZN217", f"Kewajiban “{duty.get('id')}”: tanggal “{named}” tidak ada.")


def _holders(definition: Definition, report: Report) -> None:
    """A paper's holder is the applicant, a party, or the row's person."""
    parties = {f"party.{party.id}" for party in definition.parties} | {party.id for party in definition.parties}
    for index, certificate in enumerate(definition.certificates):
        holder = certificate.holder
        known = holder in ("applicant", "row", "party") or holder in parties or holder.startswith("row.")
        if not known and holder not in BUILT_IN_COLUMNS:
            report(("certificates", index, "holder"), "IZN217", f"“{certificate.id}”: pemegang “{holder}” tidak ada.")
