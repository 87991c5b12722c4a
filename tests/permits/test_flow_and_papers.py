"""The ladder of a case, the papers it gives, how long they hold, how they are numbered."""

from datetime import date

import pytest

from app.permits import NumberOverflow, PermitFact, assess, numbers, products, stages, validity
from app.permits.flow import route, tiers_before
from tests.permits.making import LADDER, case, define, field, judged

SIGNED = date(2026, 3, 9)
SETTINGS = {"region": "3375", "classification": "503"}
PESERTA = field("peserta", "group", repeat={"min": 1, "max": 5}, fields=[field("nama", required=True)])


def gate(need="all", **attributes):
    branches = [
        {"id": "kominfo", "role": "rekomendasi", "agency": "dinkominfo"},
        {"id": "satpol", "role": "rekomendasi", "agency": "satpol_pp", "when": "ramai"},
    ]
    parallel = {"parallel": {"id": "sekitar", "need": need, "of": branches} | attributes}
    return LADDER | {"tiers": [LADDER["tiers"][0], parallel, LADDER["tiers"][1]]}


class TestLadder:
    def test_branches_of_a_gate_are_open_at_once_and_all_are_needed(self):
        definition = define([field("ramai", "boolean")], flow=gate())

        found = stages(definition, "baru", judged(definition, {"ramai": True}).facts)

        assert [(stage.id, [tier.id for tier in stage.tiers], stage.need) for stage in found] == [
            ("berkas", ["berkas"], 1), ("sekitar", ["kominfo", "satpol"], 2), ("kasi", ["kasi"], 1)]  # fmt: skip

    def test_a_branch_whose_condition_does_not_hold_is_not_counted(self):
        definition = define([field("ramai", "boolean")], flow=gate(need=2))

        found = stages(definition, "baru", judged(definition, {"ramai": False}).facts)

        assert ([tier.id for tier in found[1].tiers], found[1].need) == (["kominfo"], 1)

    def test_a_gate_without_an_active_branch_is_passed(self):
        definition = define([field("ramai", "boolean")], flow=gate(when="ramai"))

        assert route(stages(definition, "baru", judged(definition, {"ramai": False}).facts)) == ("berkas", "kasi")

    def test_one_branch_for_each_agency_chosen(self):
        dinas = field("dinas", "multi_choice", options=[{"value": one, "label": one} for one in ("dinkes", "dpupr")])
        step = {"parallel": {"id": "pendapat", "for_each": "dinas", "of": [{"id": "tanggapan", "role": "rekomendasi"}]}}
        definition = define([dinas], flow=LADDER | {"tiers": [LADDER["tiers"][0], step]})

        found = stages(definition, "baru", judged(definition, {"dinas": ["dinkes", "dpupr"]}).facts)

        assert route(found) == ("berkas", "tanggapan-dinkes", "tanggapan-dpupr")
        assert found[1].tiers[0].agency == "dinkes"

    def test_the_tiers_before_one_are_those_of_earlier_stages(self):
        definition = define([field("ramai", "boolean")], flow=gate())
        found = stages(definition, "baru", judged(definition, {"ramai": True}).facts)

        assert [tier.id for tier in tiers_before(found, "satpol")] == ["berkas"]
        assert [tier.id for tier in tiers_before(found, "kasi")] == ["berkas", "kominfo", "satpol"]


def paper(**attributes):
    return {"id": "izin", "validity": {"years": 5}, "number": "503/{seq:04}/{year}"} | attributes


def ends(fields, answers, **attributes):
    definition = define(fields, certificates=[paper(**attributes)])
    (product, *_) = products(definition, "baru", judged(definition, answers).facts)
    facts = judged(definition, answers).facts
    return validity.valid_to(product.certificate, facts, product.row or None, SIGNED)


class TestValidity:
    @pytest.mark.parametrize(
        ("rule", "until"),
        [
            ({"years": 5}, date(2031, 3, 9)),
            ({"months": 6}, date(2026, 9, 9)),
            ({"days": 30}, date(2026, 4, 8)),
            ({"unlimited": True}, None),
            ({"months": "lama"}, date(2026, 5, 9)),
            ({"until": "sampai"}, date(2026, 8, 1)),
            ({"min": [{"years": 5}, {"until": "sampai"}, {"until": "kosong"}]}, date(2026, 8, 1)),
        ],
    )
    def test_the_last_day_follows_from_signing_or_from_the_answers(self, rule, until):
        fields = [field("lama", "integer", max=60), field("sampai", "date"), field("kosong", "date")]

        assert ends(fields, {"lama": 2, "sampai": "2026-08-01"}, validity=rule) == until

    def test_a_limit_that_is_needed_and_missing_is_no_unlimited_paper(self):
        with pytest.raises(ValueError, match="izin"):
            ends([field("sampai", "date")], {}, validity={"until": "sampai"})

    def test_a_year_from_a_leap_day_ends_on_the_last_of_february(self):
        definition = define()
        facts = judged(definition).facts

        assert validity.valid_to(definition.certificates[0], facts, None, date(2028, 2, 29)) == date(2029, 2, 28)

    def test_a_change_that_does_not_prolong_keeps_the_old_end(self):
        requests = {"baru": {}, "perubahan": {"needs": {"permit": "own"}, "keeps_expiry": True}}
        definition = define(requests=requests)
        old = PermitFact("503/1", "kios", "aktif", valid_to=date(2026, 12, 1))

        facts = assess(definition, case(kind="perubahan", referred=old)).facts

        assert validity.valid_to(definition.certificates[0], facts, None, SIGNED) == date(2026, 12, 1)


class TestProducts:
    def test_one_paper_per_row_and_none_for_a_participant_who_failed(self):
        event = {"id": "jadwal", "participants": "peserta", "pass": "event.jadwal.attended and event.jadwal.mark >= 60"}
        definition = define([PESERTA], events=[event], certificates=[paper(per="peserta")])
        marks = {f"peserta-{index}": {"attended": True, "mark": mark} for index, mark in enumerate((60, 85, 55))}
        answers = {"peserta": [{"nama": name, "_id": f"r{name}"} for name in "abc"]}

        facts = assess(definition, case(answers, events={"jadwal": marks})).facts

        assert [(one.certificate.id, one.row_id, one.row_index) for one in products(definition, "baru", facts)] == [
            ("izin", "ra", 0), ("izin", "rb", 1)]  # fmt: skip

    def test_an_inspection_that_was_failed_gives_no_paper(self):
        inspection = {
            "id": "ikl", "method": "scored", "pass": "inspection.ikl.score >= 83",
            "items": [{"id": "air", "text": "Air", "weight": 1}],
        }  # fmt: skip
        tiers = [LADDER["tiers"][0], {"id": "dinkes", "role": "tim_teknis", "inspection": "ikl"}]
        definition = define(inspections=[inspection], flow=LADDER | {"tiers": tiers})

        def given(score):
            return products(definition, "baru", assess(definition, case(inspections={"ikl": {"score": score}})).facts)

        assert given(82.9) == ()
        assert len(given(83)) == 1

    def test_a_kind_gives_the_paper_that_it_names(self):
        requests = {"baru": {}, "pencabutan": {"needs": {"permit": "own"}, "product": "cabut"}}
        definition = define(requests=requests, certificates=[paper(), {"id": "cabut", "kind": "revocation"}])
        facts = judged(definition).facts

        assert [one.certificate.id for one in products(definition, "baru", facts)] == ["izin"]
        assert [one.certificate.id for one in products(definition, "pencabutan", facts)] == ["cabut"]


def drawn(fields, answers, values, *, settings=SETTINGS, holder="h1", **attributes):
    definition = define(fields, certificates=[paper(**attributes)])
    facts = judged(definition, answers).facts
    (product, *_) = products(definition, "baru", facts)
    row = product.row or None
    claims = numbers.counters(definition, product.certificate, facts, row, SIGNED, holder)
    until = validity.valid_to(product.certificate, facts, row, SIGNED)
    return claims, numbers.render(product.certificate, facts, row, SIGNED, until, values, settings)


class TestNumbers:
    def test_tokens_are_of_the_day_of_signing_and_of_the_answers(self):
        number = "{classification}/{seq:04}/{variant.number_code}/{dd}{mm}{yy}/{month_roman}/{year}/{region}"
        rows = [{"id": "kecil", "when": "modal < 9", "number_code": "PK"}]
        definition = define(
            [field("modal", "money", max=10)], variants={"rows": rows}, certificates=[paper(number=number)]
        )
        facts = judged(definition, {"modal": 1}).facts

        text = numbers.render(definition.certificates[0], facts, None, SIGNED, None, {"seq": 7}, SETTINGS)

        assert text == "503/0007/PK/090326/III/2026/3375"

    def test_a_counter_has_a_row_of_numbers_for_each_year_and_scope(self):
        claims, _ = drawn([field("kelurahan")], {"kelurahan": "Klego"}, {"seq": 1}, counter={"scope": ["kelurahan"]})
        forever, _ = drawn([], {}, {"seq": 1}, counter={"scope": "holder", "reset": "never"})

        assert [claim.key for claim in claims] == ["kios/izin/Klego/2026"]
        assert [claim.key for claim in forever] == ["kios/izin/h1"]

    def test_the_composed_number_of_home_made_food(self):
        produk = field("produk", "group", repeat={"min": 1, "max": 9}, fields=[field("kemasan"), field("jenis")])
        parts = {
            "kemasan": {"from": "produk.kemasan", "width": 1},
            "jenis": {"from": "produk.jenis", "width": 2},
            "region": {"const": "3375"},
            "urut": {"counter": {"scope": "holder", "reset": "never"}, "width": 2},
            "irtp": {"counter": {"scope": "type", "reset": "never"}, "sticky": "holder", "width": 4},
            "akhir": {"from": "valid_to", "as": "yy", "width": 2},
        }
        pattern = {"format": "P-IRT No. {kemasan}{jenis}{region}{urut}{irtp}-{akhir}", "parts": parts}
        answers = {"produk": [{"kemasan": "1", "jenis": "06"}]}

        claims, text = drawn([produk], answers, {"urut": 1, "irtp": 72}, per="produk", number=pattern)

        assert text == "P-IRT No. 1063375010072-31"
        assert [(claim.key, claim.sticky, claim.width) for claim in claims] == [
            ("kios/izin/urut/h1", False, 2), ("kios/izin/irtp", True, 4)]  # fmt: skip

    def test_a_part_that_is_too_wide_stops_before_anything_is_printed(self):
        pattern = {"format": "{urut}", "parts": {"urut": {"counter": {"reset": "never"}, "width": 2}}}

        assert drawn([], {}, {"urut": 99}, number=pattern)[1] == "99"
        with pytest.raises(NumberOverflow):
            drawn([], {}, {"urut": 100}, number=pattern)

    def test_a_counted_value_is_judged_before_it_is_taken(self):
        pattern = {"format": "{urut}", "parts": {"urut": {"counter": {"reset": "never"}, "width": 2}}}
        (claim,), _ = drawn([], {}, {"urut": 1}, number=pattern)

        claim.check(99)
        with pytest.raises(NumberOverflow):
            claim.check(100)
