import contextlib

import pytest

import config
from app.accounts import passwords
from app.errors import TooManyError
from app.foundation.database import transaction


@pytest.mark.parametrize(
    "password", ["pendek", "Pekalongan2018!", "sakpore-pekalongan", "aaaaaaaaaaaaaaaa", "bismillahirrahmanirrahim"]
)
def test_a_guessable_password_is_refused(password):
    assert passwords.problem(password)


def test_a_password_of_ones_own_name_is_refused():
    assert passwords.problem("sitiaminah1990", ["Siti Aminah", "siti.aminah@contoh.id"])


@pytest.mark.parametrize("password", ["kuda hijau menari pelan", "x9$Lq2!vTz7#" * 8, "langit ungu tertawa lima"])
def test_a_long_unrelated_password_is_taken_without_composition_rules(password):
    assert passwords.problem(password) is None


def test_a_hash_is_argon2id_and_matches_only_its_password(sqlite_app):
    stored = passwords.make_hash("kuda hijau menari pelan")

    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, "kuda hijau menari pelan")
    assert not passwords.matches(stored, "kuda hijau menari cepat")


def test_no_account_costs_a_hash_too(sqlite_app, monkeypatch):
    hashed = []
    monkeypatch.setattr(passwords, "_hasher", lambda: type("Hasher", (), {"hash": lambda _self, p: hashed.append(p)})())

    assert not passwords.matches(None, "apa saja")
    assert hashed == ["apa saja"]


def test_nothing_is_hashed_inside_a_write_transaction(sqlite_app):
    with pytest.raises(RuntimeError), transaction():
        passwords.make_hash("kuda hijau menari pelan")
    with pytest.raises(RuntimeError), transaction():
        passwords.matches(None, "kuda hijau menari pelan")


def test_a_crowd_at_the_log_in_is_told_to_come_again_at_once():
    with contextlib.ExitStack() as crowd:
        for _place in range(passwords.PLACES):
            crowd.enter_context(passwords.place_in_queue())

        with pytest.raises(TooManyError) as refused, passwords.place_in_queue():
            pass

    assert refused.value.retry_after < 10
    with passwords.place_in_queue():
        pass  # the places are free again


@pytest.mark.parametrize("environment", ["production", "demo"])
def test_only_these_tests_hash_cheaply(tmp_path, environment):
    found = config.load({"SAKPORE_ENV": environment, "SAKPORE_DATA": str(tmp_path), "SAKPORE_SECRET_KEY": "x" * 40})

    assert found["PASSWORD_MEMORY_KIB"] >= 65_536  # RFC 9106, section 4: 64 MiB and three passes
    assert found["PASSWORD_TIME_COST"] >= 3
