import subprocess
import time
from datetime import timedelta

import pytest
from asn1crypto import pkcs12
from cryptography import x509

from app.certificates import keys, keystore
from app.certificates.signing import Pkcs12Backend, SignError, SignFault
from tests.certificates import pki

PASSPHRASE = "sebuah frasa sandi"


def test_a_key_opens_with_its_passphrase_only():
    packed = keystore.pack(pki.head(), PASSPHRASE, rounds=1000)

    opened = keystore.unpack(packed, PASSPHRASE)

    assert opened.certificate == pki.head().certificate
    assert len(opened.chain) == 2
    with pytest.raises(keystore.WrongPassphraseError):
        keystore.unpack(packed, "frasa sandi lain")


def test_every_wrong_guess_is_slow():
    packed = keystore.pack(pki.head(), PASSPHRASE)

    mac = pkcs12.Pfx.load(packed)["mac_data"]
    began = time.perf_counter()
    with pytest.raises(keystore.WrongPassphraseError):
        keystore.unpack(packed, "tebakan")

    assert mac["iterations"].native == 600_000
    assert time.perf_counter() - began > 0.02


def test_the_backend_tells_a_wrong_passphrase_from_a_missing_key(tmp_path):
    (tmp_path / "a.p12").write_bytes(keystore.pack(pki.head(), PASSPHRASE, rounds=1000))

    for file, fault in (("a.p12", SignFault.BAD_SECRET), ("b.p12", SignFault.SIGNER_UNKNOWN)):
        with pytest.raises(SignError) as caught, Pkcs12Backend(tmp_path / file).session("salah"):
            pass
        assert caught.value.fault is fault
        assert "salah" not in str(caught.value)


def test_the_development_authority_is_made_once_and_says_what_it_is(tmp_path):
    first = keys.ensure_development_ca(tmp_path, pki.NOW)

    second = keys.ensure_development_ca(tmp_path, pki.NOW + timedelta(days=1))

    assert first.root == second.root
    assert "PENGEMBANGAN" in first.root.subject.rfc4514_string()
    folder = tmp_path / "keys" / "development-ca"
    assert sorted(path.name for path in folder.iterdir()) == ["issuing.crt", "issuing.key", "root.crt"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_of_two_processes_that_make_an_authority_one_wins(tmp_path):
    folder = tmp_path / "keys" / "development-ca"
    keys._make_authority(folder, pki.NOW)
    before = (folder / "root.crt").read_bytes()

    keys._make_authority(folder, pki.NOW)

    assert (folder / "root.crt").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir()] == ["development-ca"]


def test_both_authority_certificates_can_be_handed_out(tmp_path):
    authority = keys.ensure_development_ca(tmp_path, pki.NOW)

    assert x509.load_pem_x509_certificates(keys.authority_pem(tmp_path)) == [authority.root, authority.issuing]


def test_others_tools_agree_on_a_signed_paper(tmp_path):
    """pdfsig with our root in an NSS store of its own, and qpdf."""
    store = tmp_path / "nss"
    store.mkdir()
    (tmp_path / "root.pem").write_bytes(keys.authority_pem(_folder(tmp_path)))
    (tmp_path / "paper.pdf").write_bytes(_signed_by(_folder(tmp_path)))
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    add = ["certutil", "-A", "-d", store, "-n", "ca", "-t", "CT,C,C", "-i", tmp_path / "root.pem"]
    subprocess.run(add, check=True)

    said = subprocess.run(["pdfsig", "-nssdir", store, tmp_path / "paper.pdf"], capture_output=True, text=True).stdout

    for line in ("Signature is Valid", "Certificate is Trusted", "Total document signed"):
        assert line in said
    assert subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True).returncode == 0


def _folder(tmp_path):
    keys.ensure_development_ca(tmp_path / "data", pki.NOW)
    return tmp_path / "data"


def _signed_by(folder):
    ours = pki.Authority(keys.ensure_development_ca(folder, pki.NOW))
    return pki.sign(pki.unsigned(), ours.key())
