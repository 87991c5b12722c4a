import pytest

from app.accounts import human
from app.errors import InputError
from tests.accounts.test_sign_in import solved


@pytest.fixture
def page(sqlite_app):
    with sqlite_app.test_request_context("/"):
        yield sqlite_app


def test_a_solved_task_passes_once(page):
    answer = solved(human.challenge())

    assert human.solved({"altcha": answer})
    assert not human.solved({"altcha": answer})


def test_a_task_signed_by_somebody_else_is_worth_nothing(page):
    answer = solved(human.challenge())
    page.config["SECRET_KEY"] = "another secret of this installation"

    assert not human.solved({"altcha": answer})


@pytest.mark.parametrize("answer", ["", "x", "e30=", "bnVsbA=="])
def test_rubbish_is_no_answer(page, answer):
    assert not human.solved({"altcha": answer})


def test_a_form_filled_in_without_javascript_passes_when_it_took_a_while(page):
    data = human.page_data()
    form = {data.opened: data.opened_value, data.trap: ""}

    human.check(form)

    page.config["HUMAN_CHECK_SECONDS"] = 5
    with pytest.raises(InputError):
        human.check(form)


def test_the_trap_catches_who_fills_in_everything(page):
    data = human.page_data()

    with pytest.raises(InputError):
        human.check({data.opened: data.opened_value, data.trap: "https://spam.id", "altcha": solved(human.challenge())})


def test_a_form_without_its_time_is_refused(page):
    with pytest.raises(InputError):
        human.check({})
    with pytest.raises(InputError):
        human.check({human.OPENED: "MQ.AAAA.BBBB"})


def test_recaptcha_takes_its_place_when_keys_are_set(page, monkeypatch):
    page.config |= {"RECAPTCHA_PUBLIC_KEY": "open", "RECAPTCHA_PRIVATE_KEY": "secret"}
    asked = []

    class Reply:
        def json(self):
            return {"success": asked[-1]["response"] == "good"}

    monkeypatch.setattr(human.requests, "post", lambda _url, data, timeout: asked.append(data) or Reply())

    assert human.page_data().recaptcha_key == "open"
    assert human.solved({"g-recaptcha-response": "good"})
    assert not human.solved({"g-recaptcha-response": "bad"})
    assert not human.solved({})
