import pytest
from flask import render_template

from app.accounts import letters
from app.foundation import jobs, settings
from tests.accounts.test_officers import invite
from tests.accounts.test_recovery import ask
from tests.accounts.test_registration import ELSEWHERE, activate, register_from_elsewhere
from tests.accounts.visitor import GOOD_PASSWORD, Visitor, token_of


@pytest.fixture
def sent(monkeypatch):
    """Letters as the mail server would get them, without a server."""
    found = []

    def deliver(*, to, subject, template, context, message_id, log):
        text = render_template(f"mail/{template}.txt", kantor=settings.office(), **context)
        found.append(
            {"to": to, "subject": subject, "text": text, "id": message_id, "kept": log.keep, "about": log.object}
        )

    monkeypatch.setattr(letters.mail, "deliver", deliver)
    return found


def test_the_way_of_an_account_in_letters(lite_site, sent):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)
    token = token_of(lite_site, "mail.activation")
    jobs.work(lite_site, once=True)
    assert sent[-1]["to"] == "agus@contoh.id"
    assert f"/aktivasi/{token}" in sent[-1]["text"]

    visitor.send(visitor.open(f"/aktivasi/{token}"), password=GOOD_PASSWORD)
    register_from_elsewhere(Visitor(lite_site), email="lain@contoh.id")
    jobs.work(lite_site, once=True)
    assert (sent[-1]["to"], sent[-1]["subject"]) == ("agus@contoh.id", "Pendaftaran kedua dengan data Anda")
    assert "lain@contoh.id" not in sent[-1]["text"]

    ask(visitor, "agus@contoh.id")
    token = token_of(lite_site, "mail.reset")
    jobs.work(lite_site, once=True)
    assert f"/sandi-baru/{token}" in sent[-1]["text"]

    token = invite(lite_site)
    jobs.work(lite_site, once=True)
    assert f"/undangan/{token}" in sent[-1]["text"]

    assert len(sent) == 4
    for letter in sent:
        assert not letter["kept"]
        assert GOOD_PASSWORD not in letter["text"]
        assert ELSEWHERE["nik"] not in "".join(map(str, letter.values()))
        assert "@" not in letter["subject"] + letter["about"] + letter["id"]


def test_a_link_that_was_used_up_meanwhile_is_not_mailed(lite_site, sent):
    visitor = Visitor(lite_site)
    register_from_elsewhere(visitor)
    activate(visitor, lite_site)

    jobs.work(lite_site, once=True)

    assert sent == []
