import hashlib
import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from app.applications.lifecycle import Status
from app.certificates import queries
from app.foundation import jobs


class Mailbox:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mailbox(sqlite_app):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    sqlite_app.extensions["mail"].port = port
    yield box
    controller.stop()


def test_the_permit_is_attached_as_the_stored_bytes(sqlite_desk, mailbox):
    desk = sqlite_desk
    application_id = desk.waiting()
    [paper_id] = desk.prepare(application_id)
    desk.sign([paper_id])
    reference = desk.get(application_id).reference

    jobs.work(desk.app, once=True)

    [letter] = mailbox.letters
    [attached] = list(letter.iter_attachments())
    stored = queries.signed_pdf(desk.paper(paper_id))
    assert hashlib.sha256(attached.get_content()).digest() == hashlib.sha256(stored).digest()
    assert attached.get_filename().endswith(".pdf")
    assert letter["Subject"] == f"SAKPORE {reference}: izin diterbitkan"
    text = letter.get_body().get_content()
    assert f"/permohonan/{reference}/izin/{paper_id}.pdf" in text
    assert desk.paper(paper_id).token in text
    assert "Kios Truntum" not in letter["Subject"]


def test_a_refusal_is_mailed_with_its_letter(sqlite_desk, mailbox):
    desk = sqlite_desk
    letters = desk.prepare(desk.waiting(status=Status.TO_REFUSE), approve=desk.refusal)
    desk.sign(letters, approve=desk.refusal)

    jobs.work(desk.app, once=True)

    [letter] = mailbox.letters
    assert letter["Subject"].endswith("surat penolakan")
    assert len(list(letter.iter_attachments())) == 1


def test_a_second_run_of_the_job_sends_no_second_mail(sqlite_desk, mailbox):
    from app.certificates import letters

    desk = sqlite_desk
    application_id = desk.waiting()
    desk.sign(desk.prepare(application_id))

    for _ in range(2):
        letters.permit_issued(desk.get(application_id).reference)

    assert len(mailbox.letters) == 1
