import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from app.accounts import onboarding, population, profiles, registration
from app.accounts import registration_rules as rules
from app.accounts.population import Outcome
from app.foundation import timing
from app.foundation.actors import PUBLIC
from app.foundation.database import db, transaction
from tests.accounts.test_registration_rules import ELSEWHERE
from tests.accounts.visitor import (
    GOOD_PASSWORD,
    OTHER_PASSWORD,
    Visitor,
    actions,
    errors_of,
    jobs_named,
    make_account,
    names_of,
    token_of,
    users,
)

CITY = {
    "ktp": "kota",
    "nik": "3375015206900001",
    "tanggal_lahir": "12-06-1990",
    "no_hp": "081234567890",
    "email": "siti@contoh.id",
}
STATED = {"pernyataan": "ya", "aksi": "kirim"}


def register_from_elsewhere(visitor, **changes):
    page = visitor.open("/daftar?ktp=luar")
    return visitor.send(page, **{**ELSEWHERE, "ktp": "luar", **STATED, **changes})


def register_resident(visitor, **changes):
    page = visitor.open("/daftar?ktp=kota")
    return visitor.send(page, **{**CITY, **STATED, **changes})


def activate(visitor, app, password=GOOD_PASSWORD):
    page = visitor.open(f"/aktivasi/{token_of(app, 'mail.activation')}")
    return visitor.send(page, password=password)


@pytest.mark.parametrize("mode", ["kota", "luar"])
def test_each_mode_asks_exactly_what_the_guide_lists(lite_site, mode):
    page = Visitor(lite_site).open(f"/daftar?ktp={mode}")

    assert names_of(page) == ["ktp", *rules.FIELDS[mode], "pernyataan"]


def test_a_person_from_elsewhere_registers_activates_and_logs_in(site, visitor):
    assert register_from_elsewhere(visitor).location == "/daftar/terkirim"
    assert "a***@contoh.id" in visitor.open("/daftar/terkirim").text
    assert users(site) == []

    assert activate(visitor, site).location == "/masuk"

    assert visitor.log_in("agus@contoh.id").location == "/permohonan"
    with site.app_context():
        person = profiles.of(1)
        assert (person.nama, person.kelurahan, person.from_city) == ("Agus Wibowo", "Pekajangan", False)
        assert person.kode_wilayah == "33.26.13.1013"
    assert {"pendaftaran.diterima", "akun.diaktifkan", "akun.masuk"} <= set(actions(site))


def test_a_resident_sees_only_a_mask_of_what_the_register_knows(site, visitor):
    page = register_resident(visitor)

    assert page.status_code == 200
    assert "S*** A*****" in page.text
    assert "Siti" not in page.text
    assert "Teratai" not in page.text

    assert visitor.send(page).location == "/daftar/terkirim"
    activate(visitor, site)
    with site.app_context():
        assert profiles.of(1).nama == "Siti Aminah"
        assert profiles.shown_to_owner(1).nama == "S*** A*****"
        with transaction():
            profiles.match_with_ktp(1, actor=PUBLIC, now=timing.utc_now())
        assert profiles.shown_to_owner(1).nama == "Siti Aminah"


def test_a_wrong_birth_date_is_told_without_saying_which_is_wrong(lite_site):
    page = register_resident(Visitor(lite_site), nik="3375021708850002", tanggal_lahir="17-08-1985")
    assert page.status_code == 200

    other = register_resident(Visitor(lite_site), nik="3375021708850002", tanggal_lahir="17-08-1885")

    assert other.status_code == 422


def test_no_match_is_one_message(lite_site, tmp_path):
    lite_site.config["POPULATION_FILE"] = tmp_path / "people.json"
    (tmp_path / "people.json").write_text('{"unlisted": "no_match", "people": {}}')

    page = register_resident(Visitor(lite_site))

    assert page.status_code == 422
    assert errors_of(page) == [onboarding.NO_MATCH]


@pytest.mark.parametrize(
    ("nik", "born", "match"),
    [("3375030101800003", "01-01-1980", "match_only"), ("3375040202820004", "02-02-1982", "down")],
)
def test_without_data_from_the_register_the_resident_types_the_rest(lite_site, nik, born, match):
    visitor = Visitor(lite_site)
    page = register_resident(visitor, nik=nik, tanggal_lahir=born)
    assert names_of(page) == list(rules.COMPLETION_FIELDS)

    typed = {"nama": "Joko Purnomo", "jenis_kelamin": "L", "tempat_lahir": "Pekalongan", "alamat": "Jalan Kurinci 3"}
    page = visitor.send(page, **typed, kecamatan="33.75.03", aksi="wilayah")
    assert "Krapyak" in page.text
    sent = visitor.send(page, **typed, kecamatan="33.75.03", kelurahan="33.75.03.1002", aksi="kirim")

    assert sent.location == "/daftar/terkirim"
    activate(visitor, lite_site)
    with lite_site.app_context():
        person = profiles.of(1)
        assert (person.match, person.kelurahan, person.kota) == (match, "Krapyak", "Kota Pekalongan")


def test_the_sex_typed_later_must_agree_with_the_nik(lite_site):
    visitor = Visitor(lite_site)
    page = register_resident(visitor, nik="3375030101800003", tanggal_lahir="01-01-1980")
    typed = {"nama": "Joko Purnomo", "jenis_kelamin": "P", "tempat_lahir": "Pekalongan", "alamat": "Jalan Kurinci 3"}

    page = visitor.send(page, **typed, kecamatan="33.75.03", kelurahan="33.75.03.1002")

    assert page.status_code == 422
    assert "jenis kelamin" in errors_of(page)[0]


def test_without_the_tick_nothing_is_registered(lite_site):
    page = register_from_elsewhere(Visitor(lite_site), pernyataan="")

    assert page.status_code == 422
    assert jobs_named(lite_site, "mail.activation") == 0


def test_the_statement_is_kept_with_wording_time_and_address(lite_site):
    visitor = Visitor(lite_site, "203.0.113.7")
    register_from_elsewhere(visitor)
    activate(visitor, lite_site)

    with lite_site.app_context():
        from app.accounts.models import Profile

        stated = db.session.get(Profile, 1).statement
    assert stated["wording"] == rules.STATEMENT
    assert (stated["version"], stated["address"]) == (rules.STATEMENT_VERSION, "203.0.113.7")
    assert datetime.fromisoformat(stated["at"]).tzinfo is not None


def test_regions_open_level_by_level_without_javascript(lite_site):
    visitor = Visitor(lite_site)
    page = visitor.open("/daftar?ktp=luar")
    assert "Kota Pekalongan</option>" not in page.text

    page = visitor.send(page, ktp="luar", provinsi="33", nama="Agus", aksi="wilayah")

    assert "Kota Pekalongan</option>" in page.text
    assert 'value="Agus"' in page.text


def test_switching_the_mode_keeps_what_both_ask(lite_site):
    visitor = Visitor(lite_site)

    page = visitor.send(visitor.open("/daftar?ktp=kota"), **{**CITY, "ktp": "luar"}, aksi="ganti")

    assert 'value="siti@contoh.id"' in page.text
    assert 'name="provinsi"' in page.text


def test_regions_are_served_as_json(lite_site):
    page = Visitor(lite_site).open("/wilayah?parent=33.75")

    assert {"kode": "33.75.01", "nama": "Pekalongan Barat"} in page.json["wilayah"]


@pytest.mark.parametrize("taken", ["email", "nik"])
def test_a_second_claimant_sees_the_same_page_and_the_owner_gets_a_letter(site, visitor, taken):
    first = register_from_elsewhere(visitor)
    seen_first = re.sub(r'value="[^"]+"', "", visitor.open("/daftar/terkirim").text)
    activate(visitor, site)
    changes = {"nik": "3326130503880003"} if taken == "email" else {"email": "axx@contoh.id"}

    second = register_from_elsewhere(Visitor(site), **changes)
    other = Visitor(site)
    register_from_elsewhere(other, **changes)
    seen_second = re.sub(r'value="[^"]+"', "", other.open("/daftar/terkirim").text)

    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert seen_second == seen_first
    assert jobs_named(site, "mail.activation") == 1
    assert jobs_named(site, "mail.second_registration") == 1


def test_opening_an_activation_link_changes_nothing(lite_site):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)
    token = token_of(lite_site, "mail.activation")

    for _ in range(3):
        assert visitor.open(f"/aktivasi/{token}").status_code == 200

    assert users(lite_site) == []


def test_an_activation_link_works_once(site, visitor):
    register_from_elsewhere(visitor)
    token = token_of(site, "mail.activation")
    page = visitor.open(f"/aktivasi/{token}")
    visitor.send(page, password=GOOD_PASSWORD)

    again = visitor.send(page, password=OTHER_PASSWORD)

    assert again.status_code == 410
    assert Visitor(site).log_in("agus@contoh.id", OTHER_PASSWORD).status_code == 401


def test_an_activation_link_ends_after_a_day(lite_site):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)
    token = token_of(lite_site, "mail.activation")

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert visitor.open(f"/aktivasi/{token}").status_code == 410


def test_two_registrations_of_one_person_race_and_one_wins(site):
    first, second = Visitor(site), Visitor(site)
    register_from_elsewhere(first)
    first_token = token_of(site, "mail.activation")
    register_from_elsewhere(second)
    second_token = token_of(site, "mail.activation")
    assert first_token != second_token  # a registration reserves nothing

    won = second.send(second.open(f"/aktivasi/{second_token}"), password=GOOD_PASSWORD)
    lost = first.send(first.open(f"/aktivasi/{first_token}"), password=OTHER_PASSWORD)

    assert won.location == "/masuk"
    assert lost.status_code == 410
    assert users(site) == ["agus@contoh.id"]


def test_a_weak_password_is_refused_and_the_link_stays_good(lite_site):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)

    assert activate(visitor, lite_site, "aguswibowo1988").status_code == 422
    assert activate(visitor, lite_site).location == "/masuk"


def test_an_account_that_was_not_activated_cannot_log_in(lite_site):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)

    assert visitor.log_in("agus@contoh.id").status_code == 401


def test_a_link_may_be_sent_again_after_a_minute_and_the_old_one_ends(lite_site):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)
    old = token_of(lite_site, "mail.activation")

    assert visitor.send(visitor.open("/daftar/terkirim")).location == "/daftar/terkirim"
    too_soon = visitor.send(visitor.open("/daftar/terkirim"))

    assert too_soon.status_code == 429
    assert visitor.open(f"/aktivasi/{old}").status_code == 410
    assert activate(visitor, lite_site).location == "/masuk"


def test_one_nik_is_tried_five_times_a_day(lite_site):
    for number in range(5):
        assert register_from_elsewhere(Visitor(lite_site), email=f"a{number}@contoh.id").status_code == 302

    assert register_from_elsewhere(Visitor(lite_site), email="a6@contoh.id").status_code == 429


def test_a_case_that_was_altered_or_is_old_starts_anew(lite_site):
    visitor = Visitor(lite_site)
    page = register_resident(visitor)

    assert visitor.send(page, berkas="AAAA").location == "/daftar"
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        assert visitor.send(page).location == "/daftar"


def test_no_nik_lies_in_clear_in_the_database(lite_site):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)
    activate(visitor, lite_site)

    folder = Path(lite_site.config["SAKPORE_DATA"])
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"pendaftaran.diterima" in stored
    assert ELSEWHERE["nik"].encode() not in stored


def test_the_stand_in_has_all_outcomes(sqlite_app):
    register = population.StandIn()

    assert register.look_up("3375015206900001", date(1990, 6, 12)).outcome is Outcome.DATA
    assert register.look_up("3375015206900001", date(1990, 6, 13)).outcome is Outcome.NO_MATCH
    assert register.look_up("3375030101800003", date(1980, 1, 1)).outcome is Outcome.MATCH_ONLY
    assert register.look_up("3375040202820004", date(1982, 2, 2)).outcome is Outcome.DOWN
    assert population.NotConnected().look_up("x", date(1982, 2, 2)).outcome is Outcome.DOWN


def test_a_name_longer_than_fabs_column_is_split_at_a_space():
    name = "Raden Mas " + "Panjang " * 12

    first, last = registration.split_name(name.strip())

    assert len(first) <= 64
    assert len(last) <= 64
    assert name.startswith(f"{first} ")


def test_make_account_is_found_by_nik(sqlite_app):
    user_id = make_account(sqlite_app, "siti@contoh.id", "pemohon")

    assert profiles.find_by_nik("33.75.0152.0690.0001") == user_id
