"""Mail over real SMTP: the local post office, refusals, a server that dies at the worst moment, sending again."""

import socket
import socketserver
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from app.errors import InputError, NotFoundError, UnavailableError
from app.foundation import jobs, mail, mailbox
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.models import Job, JobState, MailMessage, MailState
from app.foundation.sql import moment

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
OFFICER = Actor(1, "petugas", "loket")
TO = "budi@contoh.id"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def office(app):
    """The app with a template and a working post office."""
    folder = app.config["SAKPORE_DATA"] / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "terima.txt").write_text("Yth. {{ nama }}, permohonan {{ reference }} diterima.\n{{ base_url }}/lacak\n")
    (folder / "kaya.txt").write_text("Yth. {{ nama }}\n")
    (folder / "kaya.html").write_text("<p>Yth. {{ nama }}</p>")
    point_at(app, free_port())
    server = mailbox.start(app.config["SAKPORE_DATA"], app.extensions["mail"].port)
    yield app
    server.stop()


def point_at(app, port):
    app.extensions["mail"].port = port


def send(**changed):
    given = {
        "to": TO,
        "subject": "Permohonan SP-7F3K-9Q2M diterima",
        "template": "terima",
        "context": {"nama": "Budi <b>", "reference": "SP-7F3K-9Q2M"},
        "message_id": "mail.received:SP-7F3K-9Q2M",
        "log": mail.LogEntry("SP-7F3K-9Q2M"),
    }
    mail.deliver(**{**given, **changed})


def letters(app):
    return mailbox.letters(app.config["SAKPORE_DATA"])


def row():
    db.session.rollback()
    return db.session.scalars(select(MailMessage)).one()


def test_a_mail_arrives_with_its_attachment(office):
    paper = mail.Attachment("izin-503.pdf", "application/pdf", b"%PDF-1.7 isi")

    send(attachments=[paper])

    [letter] = letters(office)
    assert (letter.to, letter.subject) == (TO, "Permohonan SP-7F3K-9Q2M diterima")
    lines = letter.text.splitlines()
    assert lines == ["Yth. Budi <b>, permohonan SP-7F3K-9Q2M diterima.", "http://portal.test/lacak"]
    assert letter.message_id == mail.full_id("mail.received:SP-7F3K-9Q2M")
    assert letter.message_id.endswith("@portal.test>")
    assert letter.attachments == (mailbox.Part("izin-503.pdf", "application/pdf", b"%PDF-1.7 isi"),)


def test_an_html_part_is_escaped_and_added_where_there_is_a_template(office):
    send(template="kaya")

    [letter] = letters(office)
    assert letter.html.strip() == "<p>Yth. Budi &lt;b&gt;</p>"


def test_the_outbox_shows_state_but_no_address(office):
    send()

    found = row()
    assert (found.state, found.attempts, found.object) == (MailState.SENT, 1, "SP-7F3K-9Q2M")
    assert found.sent_at is not None
    assert TO.encode() not in found.recipient
    assert mail.recipient_of(found) == TO
    assert mail.messages_about("SP-7F3K-9Q2M") == [found]


def test_a_mail_that_was_sent_is_not_sent_again(office):
    send()
    send()

    assert len(letters(office)) == 1


def test_a_server_that_is_away_keeps_the_mail_waiting(office):
    working = office.extensions["mail"].port
    point_at(office, free_port())

    with pytest.raises(UnavailableError):
        send()
    assert row().state is MailState.WAITING

    point_at(office, working)
    send()
    assert row().state is MailState.SENT
    assert row().attempts == 2
    assert len(letters(office)) == 1


class Talk(socketserver.StreamRequestHandler):
    """A mail server that answers RCPT and the end of DATA as it is told, or hangs up."""

    def handle(self):
        self.say(b"220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and self.server.rcpt:
                self.say(self.server.rcpt)
            elif word == b"DATA":
                self.say(b"354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.taken += 1
                if self.server.after_data is None:
                    return
                self.say(self.server.after_data)
            else:
                self.say(b"250 fine")

    def say(self, line):
        self.wfile.write(line + b"\r\n")


@pytest.fixture
def moody(office):
    servers = []

    def start(rcpt=b"", after_data=b"250 kept"):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        server.daemon_threads = True
        server.rcpt, server.after_data, server.taken = rcpt, after_data, 0
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        point_at(office, server.server_address[1])
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_server_that_dies_before_its_250_gets_the_same_mail_again(office, moody):
    working = office.extensions["mail"].port
    dying = moody(after_data=None)

    with pytest.raises(UnavailableError):
        send()
    point_at(office, working)
    send()

    assert dying.taken == 1
    [letter] = letters(office)
    assert letter.message_id == mail.full_id("mail.received:SP-7F3K-9Q2M")


@pytest.mark.parametrize("answer", [b"451 later", b"421 busy"])
def test_later_means_later(office, moody, answer):
    moody(rcpt=answer)

    with pytest.raises(UnavailableError):
        send()
    assert row().state is MailState.WAITING


def test_a_refused_address_fails_and_the_row_keeps_no_address(office, moody):
    moody(rcpt=b"550 no such user budi@contoh.id")

    with pytest.raises(InputError):
        send()
    assert row().state is MailState.FAILED
    assert TO not in row().error


def test_a_line_break_in_a_subject_sends_nothing_else(office):
    with pytest.raises(ValueError, match="one line"):
        send(subject="Halo\nBcc: orang@lain.id")
    with pytest.raises(ValueError, match="one line"):
        send(to="budi@contoh.id\r\nBcc: orang@lain.id")
    assert letters(office) == []


def test_the_office_sends_again_the_very_same_letter(office):
    send(attachments=[mail.Attachment("izin.pdf", "application/pdf", b"%PDF-1.7 isi")])
    first = row().id

    with transaction():
        mail.resend(first, again="t1", actor=OFFICER, now=NOW)
        mail.resend(first, again="t1", actor=OFFICER, now=NOW)
    assert jobs.work(office, once=True) == 1

    again, original = letters(office)
    assert (again.text, again.attachments) == (original.text, original.attachments)
    assert again.message_id != original.message_id
    assert db.session.scalars(select(MailMessage.resend_of_id).order_by(MailMessage.id)).all() == [None, first]


def test_a_letter_with_a_one_time_link_is_not_kept_and_not_sent_again(office):
    send(log=mail.LogEntry("pengguna:1", keep=False))

    assert row().file_key is None
    with pytest.raises(InputError), transaction():
        mail.resend(row().id, again="t1", actor=OFFICER, now=NOW)
    with pytest.raises(NotFoundError), transaction():
        mail.resend(999, again="t1", actor=OFFICER, now=NOW)


def test_an_hour_without_a_mail_server_loses_nothing_and_keeps_the_order(office):
    working = office.extensions["mail"].port
    point_at(office, free_port())
    office.extensions[jobs.EXTENSION]["mail.uji"] = lambda n: send(message_id=f"uji:{n}", subject=f"Surat {n}")
    with transaction():
        for n in range(3):
            jobs.enqueue("mail.uji", f"mail.uji:{n}", n=n)

    for _ in range(12):
        with transaction():
            db.session.execute(update(Job).values(due_at=moment(-1)))
        jobs.work(office, once=True)
    point_at(office, working)
    with transaction():
        db.session.execute(update(Job).values(due_at=moment(-1)))
    jobs.work(office, once=True)

    assert [letter.subject for letter in reversed(letters(office))] == ["Surat 0", "Surat 1", "Surat 2"]
    assert set(db.session.scalars(select(Job.state))) == {JobState.DONE}


@pytest.mark.parametrize("letter_id", ["../keys/ring", "x", "1-2"])
def test_a_letters_id_cannot_leave_the_mailbox(office, letter_id):
    with pytest.raises(NotFoundError):
        mailbox.letter(office.config["SAKPORE_DATA"], letter_id)


def test_a_letter_is_found_by_its_id(office):
    send()
    [letter] = letters(office)

    assert mailbox.letter(office.config["SAKPORE_DATA"], letter.id) == letter
