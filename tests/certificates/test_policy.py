import json
import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app.certificates import keys, policy
from tests.certificates import pki
from tests.certificates.attacks import ATTACKS, by, only, timestamp_certificate


def test_what_the_office_signed_is_good():
    assert pki.judge(pki.signed()) == policy.Judgement(
        (),
        signer_key=keys.key_pin(pki.head().certificate),
        signer_name="Contoh Kepala",
        signed_at=pki.judge(pki.signed()).signed_at,
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_a_bad_file_is_never_good(name):
    build, expected = ATTACKS[name]

    judgement = pki.judge(build())

    assert not judgement.good, name
    if expected:
        assert any(fault.split(":")[0] == expected for fault in judgement.faults), judgement.faults


def test_wrong_key_usage_is_not_trusted_even_with_its_key_on_the_list():
    for pdf in (by(usage=only("key_encipherment")), timestamp_certificate()):
        pin = pki.judge(pdf).signer_key

        assert pki.judge(pdf, pins={pin}).faults == ("untrusted",)


def test_a_certificate_that_ended_is_judged_at_the_moment_given():
    later = pki.NOW + timedelta(days=keys.SIGNER_DAYS + 30)

    assert pki.judge(pki.signed(), moment=later).faults == ("untrusted",)
    assert pki.judge(pki.signed()).good


def test_it_runs_as_a_script_without_the_application():
    request = {
        "roots": [pki.authority().ca.root.public_bytes(Encoding.DER).hex()],
        "pins": [keys.key_pin(pki.head().certificate)],
        "moment": (pki.NOW + timedelta(minutes=1)).isoformat(),
    }

    done = subprocess.run(
        [sys.executable, "-I", policy.__file__],
        input=json.dumps(request).encode() + b"\n" + pki.signed(),
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout)["faults"] == []
