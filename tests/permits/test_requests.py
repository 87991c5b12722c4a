"""Kinds of request: what they open, what they need, what they change; permits that answers point to; limits."""

from datetime import date

from app.permits import PermitFact, assess, is_open, stages
from app.permits.flow import route
from tests.permits.making import PERSON, case, define, field, judged

FIELDS = [field("nama_kos", required=True), field("kamar", "integer", max=100, required=True, min=1),
          field("mulai", "date", min="today"),
          field("alasan", "paragraph", required=True) | {"for": ["pencabutan"]}]  # fmt: skip
REQUESTS = {
    "baru": {},
    "perubahan": {
        "needs": {"permit": "own", "status": ["aktif"]},
        "edit": ["nama_kos", "kamar"],
        "documents": ["denah"],
    },
    "perpanjangan": {"needs": {"permit": "own", "window_days": [60, 0]}, "edit": []},
    "pencabutan": {"needs": {"permit": "own"}, "edit": ["alasan"], "tiers": ["kasi"]},
}
LADDER = {
    "clock": {"start": "berkas.complete", "total": 3},
    "tiers": [
        {"id": "berkas", "role": "petugas_fo", "outcomes": ["complete", "return"]},
        {"id": "lapangan", "role": "peninjau", "when": "request.kind == 'baru' or changed('kamar')"},
        {"id": "kasi", "role": "kepala_seksi"},
    ],
    "sign": {"id": "ttd", "role": "kepala_dinas"},
}
DOCUMENTS = [{"id": "ktp", "label": "KTP", "required": True}, {"id": "denah", "label": "Denah", "required": True}]
OLD = {"nama_kos": "Melati", "kamar": 10, "mulai": "2020-01-01"}


def kos():
    return define(FIELDS, requests=REQUESTS, flow=LADDER, documents=DOCUMENTS)


def permit(**attributes):
    known = {"number": "503/0001", "code": "kios", "status": "aktif", "holder_nik": PERSON["nik"], "answers": OLD}
    return PermitFact(**known | attributes)


def changed(answers, **attributes):
    return assess(kos(), case(answers, kind="perubahan", referred=permit(**attributes), papers=["denah"]))


def test_a_kind_opens_only_what_it_edits_and_what_is_meant_for_it():
    definition = kos()
    fields = {one.id: one for one in definition.fields}

    opened = {
        kind: {name for name, one in fields.items() if is_open(definition, one, kind)} for kind in definition.requests
    }

    assert opened == {
        "baru": {"nama_kos", "kamar", "mulai"},
        "perubahan": {"nama_kos", "kamar"},
        "perpanjangan": set(),
        "pencabutan": {"alasan"},
    }


def test_what_is_not_open_comes_from_the_permit_and_is_not_judged_again():
    found = changed({"nama_kos": "Mawar", "kamar": 10, "mulai": "2026-12-01"})

    assert found.values == OLD | {"nama_kos": "Mawar"}
    assert "mulai" in found.readonly
    assert found.problems == ()


def test_a_change_of_name_needs_no_visit_and_a_change_of_rooms_does():
    definition = kos()

    by_name = changed({"nama_kos": "Mawar", "kamar": 10})
    by_rooms = changed({"nama_kos": "Melati", "kamar": "12"})

    assert route(stages(definition, "perubahan", by_name.facts)) == ("berkas", "kasi")
    assert route(stages(definition, "perubahan", by_rooms.facts)) == ("berkas", "lapangan", "kasi")


def test_papers_are_asked_in_baru_unless_a_kind_names_them():
    definition = kos()

    assert set(judged(definition, {}).missing) >= {"ktp", "denah"}
    assert assess(definition, case(OLD, kind="perubahan", referred=permit())).missing == ("denah",)


def test_a_kind_may_name_its_own_tiers():
    definition = kos()
    found = assess(definition, case({"alasan": "Tutup"}, kind="pencabutan", referred=permit()))

    assert route(stages(definition, "pencabutan", found.facts)) == ("kasi",)


def test_a_kind_that_needs_an_own_permit_refuses_another_one():
    assert "needs" in assess(kos(), case(OLD, kind="perubahan")).errors
    assert "needs" in changed(OLD, status="dicabut").errors
    assert "needs" in changed(OLD, code="lain").errors
    assert "needs" in changed(OLD, holder_nik="3375010101700001").errors


def test_a_renewal_is_possible_only_in_its_window():
    def renewal(until):
        return assess(kos(), case({}, kind="perpanjangan", referred=permit(valid_to=until))).errors

    assert renewal(date(2026, 5, 1)) == ()
    assert renewal(date(2026, 5, 2)) == ("needs",)
    assert renewal(date(2026, 3, 1)) == ("needs",)


def test_a_rule_over_what_is_not_open_is_not_judged():
    rule = {"id": "muda", "assert": "mulai > '2025-01-01'", "message": "Terlalu lama."}
    definition = define(FIELDS, requests=REQUESTS, flow=LADDER, documents=DOCUMENTS, rules=[rule])

    found = assess(definition, case(OLD, kind="perubahan", referred=permit(), papers=["denah"]))

    assert found.errors == ()


def test_a_kind_that_does_not_exist_is_told_and_nothing_else():
    assert assess(kos(), case({}, kind="aneh")).errors[0] == "request"


class TestReferences:
    definition = define([field("no_induk", "reference", to="permit", of=["penyuluhan"], required=True)])

    def ask(self, **attributes):
        known = {"number": "001/3375/26", "code": "penyuluhan", "status": "aktif", "holder_nik": PERSON["nik"]}
        return assess(self.definition, case({"no_induk": "001/3375/26"}, permits=[PermitFact(**known | attributes)]))

    def test_a_permit_of_the_applicant_is_accepted(self):
        assert self.ask().problems == ()

    def test_a_permit_of_another_person_is_refused_without_saying_whose_it_is(self):
        (problem,) = self.ask(holder_nik="3375010101700001", answers={"nama": "Budi"}).problems

        assert problem.name == "no_induk"
        assert "Budi" not in problem.message.id
        assert self.ask(status="dicabut").problems == (problem,)
        assert self.ask(number="999").problems == (problem,)

    def test_what_a_refused_permit_holds_reads_as_missing(self):
        found = self.ask(holder_nik="3375010101700001")

        assert found.facts["no_induk"] is None


class TestLimits:
    definition = define(
        [field("kelurahan", required=True)],
        requests={"baru": {}, "perubahan": {"needs": {"permit": "own"}}},
        limits=[{"id": "satu", "max": 1, "same": ["applicant.nik", "kelurahan"], "message": "Sudah ada."}],
    )

    def ask(self, held, **facts):
        return assess(self.definition, case({"kelurahan": "Klego"}, held=held, **facts)).errors

    def test_a_second_live_permit_is_refused(self):
        held = [permit(answers={"kelurahan": "Klego"})]

        assert self.ask([]) == ()
        assert self.ask(held) == ("satu",)

    def test_permits_elsewhere_of_others_or_ended_do_not_count(self):
        others = [
            permit(answers={"kelurahan": "Medono"}),
            permit(answers={"kelurahan": "Klego"}, status="berakhir"),
            permit(answers={"kelurahan": "Klego"}, holder_nik="3375010101700001"),
            permit(answers={"kelurahan": "Klego"}, code="lain"),
        ]

        assert self.ask(others) == ()

    def test_the_permit_referred_to_is_not_counted(self):
        own = permit(answers={"kelurahan": "Klego"})

        assert self.ask([own], kind="perubahan", referred=own) == ()
