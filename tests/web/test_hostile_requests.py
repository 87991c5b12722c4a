"""Requests that no browser sends: what only PostgreSQL minds must not break a page there."""

import pytest

NUL, HUGE = "%00", "9" * 30
ADDRESSES = (
    f"/izin/siup{NUL}",
    f"/verifikasi/{NUL}abc",
    f"/lacak?nomor={NUL}",
    f"/wilayah?parent={NUL}",
    f"/masuk?next=/{NUL}",
    f"/aktivasi/{NUL}",
    f"/daftar?ktp={NUL}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_nul_in_an_address_breaks_nothing(app, address):
    app.config.update(WTF_CSRF_ENABLED=False)

    assert app.test_client().get(address).status_code < 500


@pytest.mark.parametrize(
    ("address", "name"), [("/masuk", "email"), ("/lacak", "nomor"), ("/lupa-sandi", "email"), ("/daftar", "nama")]
)
def test_a_nul_in_a_form_breaks_nothing(app, address, name):
    app.config.update(WTF_CSRF_ENABLED=False)

    answer = app.test_client().post(address, data={name: "a\0b@contoh.id", "password": "x", "ktp": "luar"})

    assert answer.status_code < 500
