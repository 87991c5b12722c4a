"""Sealed values, the key ring, blind indexes, stored files."""

import json
import os
from pathlib import Path

import pytest

from app.errors import NotFoundError, UnavailableError
from app.foundation import crypto, files, keyring

NIK = "3375010101900001"


def ring_file(app):
    return app.config["KEY_RING_FILE"]


def test_what_was_sealed_opens_only_where_it_belongs(sqlite_app):
    blob = crypto.seal(b"rahasia", "profile:1")

    assert crypto.unseal(blob, "profile:1") == b"rahasia"
    with pytest.raises(crypto.SealError):
        crypto.unseal(blob, "profile:2")


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b"\x02" + b[1:], lambda b: b""]
)
def test_a_damaged_value_does_not_open(sqlite_app, damage):
    with pytest.raises(crypto.SealError):
        crypto.unseal(damage(crypto.seal(b"rahasia", "a")), "a")


def test_a_sealed_value_shows_nothing_and_is_never_twice_the_same(sqlite_app):
    first, second = crypto.seal_json({"nik": NIK}, "a"), crypto.seal_json({"nik": NIK}, "a")

    assert first != second
    assert NIK.encode() not in first
    assert crypto.unseal_json(memoryview(first), "a") == {"nik": NIK}


def test_rotation_seals_with_the_new_key_and_still_opens_the_old(sqlite_app):
    old = crypto.seal(b"lama", "a")

    fresh = crypto.rotate()

    assert crypto.unseal(old, "a") == b"lama"
    assert not crypto.is_current(old)
    renewed = crypto.reseal(old, "a")
    assert crypto.is_current(renewed)
    assert renewed[1:5].hex() == fresh


def test_another_process_opens_what_the_new_key_sealed(sqlite_app):
    before = sqlite_app.extensions["sakpore_ring"]
    crypto.rotate()
    blob = crypto.seal(b"baru", "a")

    sqlite_app.extensions["sakpore_ring"] = before

    assert crypto.unseal(blob, "a") == b"baru"


def test_an_index_survives_rotation_and_differs_by_kind(sqlite_app):
    before = crypto.blind_index("nik", NIK)

    crypto.rotate()

    assert crypto.blind_index("nik", NIK) == before
    assert len(before) == 32
    assert crypto.blind_index("phone", NIK) != before


def test_the_ring_is_for_its_owner_alone(sqlite_app):
    path = ring_file(sqlite_app)
    assert path.stat().st_mode & 0o777 == 0o600

    path.chmod(0o644)

    with pytest.raises(keyring.KeyRingError, match="chmod 600"):
        keyring.load(path)


def test_a_ring_that_lost_a_key_says_which(sqlite_app):
    blob = crypto.seal(b"lama", "a")
    path = ring_file(sqlite_app)
    content = json.loads(path.read_text())
    gone = content["current"]
    content["keys"] = {"00000000": content["keys"][gone]}
    content["current"] = "00000000"
    path.write_text(json.dumps(content))
    sqlite_app.extensions["sakpore_ring"] = keyring.load(path)

    with pytest.raises(keyring.KeyRingError, match=gone):
        crypto.unseal(blob, "a")


def test_a_lost_ring_is_not_replaced_over_stored_files(sqlite_app):
    files.put(b"isi")
    ring_file(sqlite_app).unlink()
    del sqlite_app.extensions["sakpore_ring"]

    with pytest.raises(keyring.KeyRingError, match="bring the ring back"):
        crypto.seal(b"x", "a")


def test_tokens_are_long_and_only_their_hash_is_kept():
    token = crypto.new_token()

    assert len(token) >= 43
    assert len(crypto.token_hash(token)) == 64


def test_a_file_comes_back_as_it_was_and_lies_encrypted(sqlite_app, tmp_path):
    data = b"%PDF-1.7 " + NIK.encode() * 100

    stored = files.put(data)

    assert files.read(stored.key) == data
    assert files.exists(stored.key)
    assert stored.size == len(data)
    [path] = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert NIK.encode() not in path.read_bytes()
    assert stored.sha256 not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_equal_content_is_stored_once(sqlite_app, tmp_path):
    assert files.put(b"isi").key == files.put(b"isi").key
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


def test_a_cut_or_moved_file_is_refused(sqlite_app, tmp_path):
    first, second = files.put(b"satu" * 100), files.put(b"dua" * 100)
    path = tmp_path / "files" / first.key[:2] / first.key
    path.write_bytes(path.read_bytes()[:-3])

    with pytest.raises(crypto.SealError):
        files.read(first.key)
    path.write_bytes((tmp_path / "files" / second.key[:2] / second.key).read_bytes())
    with pytest.raises(crypto.SealError):
        files.read(first.key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_a_key_cannot_leave_the_store(sqlite_app, key):
    with pytest.raises(NotFoundError):
        files.read(key)


def test_a_deleted_file_is_not_found(sqlite_app):
    key = files.put(b"isi").key
    files.delete(key)
    files.delete(key)

    assert not files.exists(key)
    with pytest.raises(NotFoundError):
        files.read(key)


def test_a_nearly_full_disk_takes_no_file(sqlite_app):
    sqlite_app.config["KEEP_FREE_BYTES"] = 1 << 60

    with pytest.raises(UnavailableError, match="hampir penuh"):
        files.put(b"isi")


def test_a_failed_write_leaves_nothing(sqlite_app, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)

    with pytest.raises(UnavailableError):
        files.put(b"isi")

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_two_processes_at_a_first_start_agree_on_one_ring(tmp_path):
    path = Path(tmp_path) / "keys" / "ring.json"
    config = {"SAKPORE_DATA": tmp_path, "KEY_RING_FILE": path}

    keyring._make(path, tmp_path)
    first = keyring.load(path)
    keyring._make(path, tmp_path)

    assert keyring._open(config) == first
