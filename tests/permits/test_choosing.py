"""The applicant chooses the variant from rows or from a table; fees of one kind of request."""

from app.permits import Library, fees, packages
from app.permits.case import PermitFact
from app.permits.choosing import CHOICE
from app.permits.referring import brought
from tests.permits.making import PERSON, codes, define, judged
from tests.shipped import FOLDER

OWN = [{"id": "kecil", "title": "Kecil", "sla": 2}, {"id": "besar", "title": "Besar", "sla": 5}]


def test_a_table_gives_the_choices_and_the_chosen_row():
    library = Library.read(FOLDER)
    definition = define(variants={"choose": "applicant", "table": "iprk_golongan"}, library=library)
    assert judged(definition, {CHOICE: "putri_kecil"}).variant["sla"] == 10
    assert judged(definition, {CHOICE: "hotel"}).errors == (CHOICE, "variants")
    assert judged(definition).missing == (CHOICE,)


def test_a_choice_is_not_computed_besides():
    assert "IZN211" in codes([], variants={"choose": "applicant", "rows": OWN, "from": ["jalan"]})
    assert "IZN208" in codes(
        [{"id": CHOICE, "type": "text", "label": "Lain"}], variants={"choose": "applicant", "rows": OWN}
    )


def test_a_permit_of_a_time_when_the_class_was_reckoned_brings_its_class():
    kinds = {"baru": {}, "perpanjangan": {"needs": {"permit": "own"}, "edit": []}}
    definition = define(variants={"choose": "applicant", "rows": OWN}, requests=kinds)
    old = PermitFact("1", "kios", "aktif", PERSON["nik"], variant="besar")
    found = judged(
        definition, kind="perpanjangan", referred=brought(definition, "perpanjangan", [old]), referrals=[old]
    )
    assert (found.variant["id"], found.missing) == ("besar", ())


def test_in_a_package_each_type_has_its_own_class():
    definition = define(variants={"choose": "applicant", "rows": OWN})
    other = define(variants={"choose": "applicant", "rows": [{"id": "lain", "title": "Lain"}]})
    assert list(packages.clashes(definition, other)) == []
    assert CHOICE not in packages.shared(definition, other).fields


def test_a_kind_takes_over_names_or_writes_the_lines_of_the_fee():
    def line(amount):
        return {"id": "leges", "label": "Leges", "amount": amount}

    def reckoned(kind):
        return [one.amount for one in fees.fees(definition, judged(definition, kind=kind).facts)]

    kinds = {"baru": {}, "cetak": {"title": "Cetak", "fees": {"lines": [line("500")]}}, "gratis": {"title": "Gratis"}}
    kinds["gratis"]["fees"] = []
    kinds["sebagian"] = {"title": "Sebagian", "fees": ["leges"]}
    definition = define(fees={"lines": [line("1000"), line("20") | {"id": "materai"}]}, requests=kinds)
    assert [reckoned(kind) for kind in kinds] == [[1000, 20], [500], [], [1000]]
    assert "IZN215" in codes([], requests={"baru": {"fees": ["tiada"]}})
