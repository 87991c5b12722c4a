"""The city of a journey: a served portal with its own post office, officers for every tier, and a worker on call."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from waitress.server import create_server

from tests.journeys.pages import Person

PASSWORD = "kuda hijau menari pelan"
FEW_ROUNDS = (
    1_000  # of the signing key's file: that a guess is dear by default is tests/certificates/test_keys.py's matter
)
PASSPHRASE = "bulan merah di atas laut"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class World:
    app: Flask
    base: str
    officers: dict[tuple[str, str | None], str] = field(default_factory=dict)  # (role, agency) → e-mail

    @property
    def data(self):
        return self.app.config["SAKPORE_DATA"]

    def person(self) -> Person:
        return Person(self.base)

    def work(self) -> None:
        """Let the worker do what is due, letters among it."""
        from app.foundation import jobs

        while jobs.work(self.app, once=True):
            pass

    def letters(self, to: str) -> list:
        from app.foundation import mailbox

        return [letter for letter in mailbox.letters(self.data) if to in letter.to]

    def officer(self, role: str, agency: str | None = None) -> Person:
        """An officer's browser, logged in."""
        return self.logged_in(self.officers[role, agency])

    def logged_in(self, email: str, password: str = PASSWORD) -> Person:
        person = self.person()
        page = person.open("/masuk").form(having="password").fill(email=email, password=password).send()
        assert page.status == 200, page.text[:400]
        assert page.path != "/masuk", page.text[:600]
        return person


def _serve(server: Any) -> None:
    with suppress(OSError):  # closing the server takes its sockets away under the loop: that is how it ends
        server.run()


@contextmanager
def open_world(app: Flask) -> Iterator[World]:
    """Serve the app on loopback with eight threads, and its mails to a real SMTP server."""
    from app.foundation import mailbox

    smtp = free_port()
    app.config["MAIL_PORT"] = smtp
    app.extensions["mail"].port = smtp
    post = mailbox.start(app.config["SAKPORE_DATA"], smtp)
    server = create_server(app, host="127.0.0.1", port=0, threads=8, clear_untrusted_proxy_headers=True)
    base = f"http://127.0.0.1:{server.effective_port}"
    app.config["BASE_URL"] = base
    thread = threading.Thread(target=_serve, args=(server,), daemon=True)
    thread.start()
    world = World(app, base)
    try:
        with app.app_context():
            hire(world)
        yield world
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(5)
        post.stop()


def hire(world: World) -> None:
    """One officer per role and agency that the published definitions name, and a head with a signing key."""
    from app import catalog
    from app.certificates import keys
    from app.foundation import timing
    from app.foundation.database import transaction

    wanted: dict[tuple[str, str | None], None] = {("loket", None): None, ("Admin", None): None}
    heads: set[str] = set()
    for entry in catalog.entries():
        flow = catalog.live(entry.code).flow
        wanted |= {(tier.role, tier.agency): None for tier in flow.all_tiers} | {(flow.sign.role, None): None}
        heads.add(flow.sign.role)
    for role, agency in wanted:
        if (role, agency) in world.officers:
            continue
        number = len(world.officers)
        email = f"{role}-{agency or 'kantor'}@pekalongan.example".lower().replace("_", "-")
        user_id = employ(email, role, agency, number)
        world.officers[role, agency] = email
        if role in heads:
            with transaction():
                person = keys.Person(user_id, "Kepala Dinas Contoh")
                keys.make_signer(person, PASSPHRASE, world.data, timing.utc_now(), rounds=FEW_ROUNDS)


def employ(email: str, role: str, agency: str | None, number: int, name: str = "", **scope) -> int:
    """An officer's account with one assignment; gives the user's id."""
    from app.accounts import assignments, passwords, profiles, registration
    from app.accounts.assignments import Scope, Term
    from app.accounts.models import Match
    from app.accounts.profiles import ProfileData
    from app.foundation import timing
    from app.foundation.actors import SYSTEM
    from app.foundation.database import transaction

    now = timing.utc_now()
    born = date(1975, 1 + number % 12, 1 + number % 28)
    nik = f"337502{born:%d%m%y}{number + 1:04d}"
    name = name or f"Petugas {role.replace('_', ' ').title()} {agency or ''}".strip()
    password_hash = passwords.make_hash(PASSWORD)
    with transaction():
        user = registration.add_user(name, email, password_hash, now)
        user.roles = [assignments.get_role(role)]
        profiles.add(
            user.id, ProfileData(nama=name, nik=nik, tanggal_lahir=born, email=email, match=Match.STAFF), {}, now
        )
        if role != "Admin":
            term = Term(timing.wib_date(now), None, "SK uji")
            assignments.assign(user.id, role, Scope(agency=agency, **scope), term, actor=SYSTEM, now=now)
        return user.id
