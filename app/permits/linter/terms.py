"""Payment, duties and life after closing: what they name must be there (IZN215, IZN217)."""

from __future__ import annotations

from app.permits.linter.duties import lint_duties
from app.permits.linter.names import Report
from app.permits.model import Definition
from app.permits.reserved import BUILT_IN_COLUMNS


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
    lint_duties(definition, report)
    _holders(definition, report)


def _holders(definition: Definition, report: Report) -> None:
    """A paper's holder is the applicant, a party, or the row's person."""
    parties = {f"party.{party.id}" for party in definition.parties} | {party.id for party in definition.parties}
    for index, certificate in enumerate(definition.certificates):
        holder = certificate.holder
        known = holder in ("applicant", "row", "party") or holder in parties or holder.startswith("row.")
        if not known and holder not in BUILT_IN_COLUMNS:
            report(("certificates", index, "holder"), "IZN217", f"“{certificate.id}”: pemegang “{holder}” tidak ada.")
