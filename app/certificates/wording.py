"""What a paper says besides answers: who signs it, why a request was refused, what the office writes by itself."""

from __future__ import annotations

from typing import Any

from app.certificates import office
from app.certificates.approval import Approval
from app.certificates.models import Signer
from app.permits.model import Certificate, SignatureBlock

LOCALE = "id"
PLAIN = "plain"


def signature(certificate: Certificate, signer: Signer) -> dict[str, str]:
    """The block under the paper, as the definition has it."""
    block = certificate.signature_block or SignatureBlock()
    plain = block.form == PLAIN
    return {
        "nama": signer.name,
        "atas_nama": block.on_behalf_of.text(LOCALE) if block.on_behalf_of else "",
        "jabatan": block.position.text(LOCALE) if block.position else signer.position or office.head(),
        "nip": "" if plain else signer.nip,
        "pangkat": "" if plain else signer.rank,
    }


def refusal(approval: Approval) -> dict[str, Any]:
    found = approval.refusal
    if found is None:
        return {"alasan": "", "dasar": "", "catatan": []}
    remarks = [{"label": label, "catatan": remark} for label, remark in found.remarks]
    return {"alasan": found.reason, "dasar": found.legal_basis, "catatan": remarks}


def letter(approval: Approval) -> dict[str, str]:
    found = approval.letter
    if found is None:
        return {"jenis": "", "alasan": "", "dasar": ""}
    return {"jenis": found.product, "alasan": found.reason, "dasar": found.legal_basis}
