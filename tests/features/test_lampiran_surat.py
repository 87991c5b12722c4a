"""The signed paper has its annex, and its signature block as the definition says."""

from __future__ import annotations

from tests.features.requesting import register, settle
from tests.features.test_sampai_terlewat import text
from tests.features.town import Town

TYPES = ("lampiran_surat",)
CODE = TYPES[0]


def test_rows_stand_in_the_annex_and_the_block_is_plain(town: Town) -> None:
    from sqlalchemy import select

    from app.certificates.models import Signer
    from app.foundation.database import db, transaction

    with town.app.app_context(), transaction():
        for signer in db.session.scalars(select(Signer)):
            signer.nip, signer.rank = "197001011990031001", "Pembina Tk. I"
    goods = [{"nama": f"Canting {number}", "jumlah": number} for number in range(1, 4)]
    settle(town, town.resident(), CODE, judul="Kios", barang=goods)

    said = text(town, register(town, CODE)[-1][0])
    assert "a.n. Wali Kota Pekalongan" in said
    assert "197001011990031001" not in said
    assert "Pembina" not in said
    body, annex = said.split("Lampiran Izin berlampiran", 1)
    assert "Canting" not in body
    assert "DAFTAR BARANG YANG DIIZINKAN" in annex
    assert annex.index("Jumlah") < annex.index("Nama barang"), "in the order of the definition"
    assert "Canting 3" in annex
    assert "Catatan" not in annex
