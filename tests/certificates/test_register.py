from dataclasses import replace

import pytest

from app.certificates.models import PaperStatus
from app.certificates.register import Register
from app.errors import NotFoundError
from app.foundation import crypto
from app.foundation.database import transaction
from tests.certificates.desk import NIK


def test_a_signed_permit_is_found_by_number_id_and_holder(desk):
    [paper_id] = desk.prepare(desk.waiting())
    desk.sign([paper_id])
    number = desk.paper(paper_id).number

    fact = Register().fact(paper_id)

    assert (fact.number, fact.code, fact.status, fact.holder_nik) == (number, "kios", "aktif", NIK)
    assert fact.answers["nama_kios"] == "Kios Truntum"
    [found] = Register().find([number, "tidak ada"], "kios")
    assert replace(found, answers=fact.answers) == fact
    assert found.answers == {"nama_kios": "Kios Truntum", "produk": []}, "sealed answers are not for who points to it"
    assert Register().held(crypto.blind_index("nik", NIK), ["kios"]) == [fact]
    assert Register().find([number], "lain") == []
    assert Register().find([], "kios") == []


def test_what_was_never_issued_is_no_permit(desk):
    [paper_id] = desk.prepare(desk.waiting())

    with pytest.raises(NotFoundError):
        Register().fact(paper_id)
    assert Register().held(crypto.blind_index("nik", NIK), ["kios"]) == []


def test_a_revoked_permit_keeps_its_place(desk):
    [paper_id] = desk.prepare(desk.waiting())
    desk.sign([paper_id])
    with transaction():
        desk.paper(paper_id).status = PaperStatus.DICABUT

    assert Register().fact(paper_id).status == "dicabut"
