"""A portal as an operator runs it: web processes of their own (`run.py web`) on one database and one data folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import requests
from flask import Flask

import config
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Person
from tests.journeys.world import PASSWORD, World, free_port, hire

PATIENCE = 120  # seconds for a process on a busy machine
DECREE = ("--decree", "503/1/2026", "--date", "2026-01-05", "--author", "Penyusun", "--approved-by", "Penyetuju")


@dataclass
class Portal:
    """`worlds` are the web processes, one each; they share officers, `app` (for the worker and for looking) and files."""

    app: Flask
    schemas: Path
    environ: dict[str, str]
    worlds: list[World] = field(default_factory=list)
    processes: list[subprocess.Popen] = field(default_factory=list)
    people: int = 0

    def start(self, **environ: str) -> subprocess.Popen:
        """One more web process; its world is the last one."""
        port = free_port()
        world = World(self.app, f"http://127.0.0.1:{port}", self.worlds[0].officers if self.worlds else {})
        log = (self.app.config["SAKPORE_DATA"] / f"web-{port}.log").open("wb")
        command, surroundings = [sys.executable, "run.py", "web"], self.environ | {"PORT": str(port)} | environ
        process = subprocess.Popen(command, cwd=config.ROOT, env=surroundings, stdout=log, stderr=subprocess.STDOUT)
        self.worlds.append(world)
        self.processes.append(process)
        return process

    def wait_until_they_serve(self) -> None:
        until = time.monotonic() + PATIENCE
        for world, process in zip(self.worlds, self.processes, strict=True):
            while not answers(world.base):
                assert process.poll() is None, f"{world.base} ended with {process.returncode}"
                assert time.monotonic() < until, f"{world.base} does not serve"
                time.sleep(0.1)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`flask --app run …`, in a process of its own as an operator types it."""
        line = [sys.executable, "-m", "flask", "--app", "run", *words]
        return subprocess.run(line, cwd=config.ROOT, env=self.environ, capture_output=True, text=True, timeout=PATIENCE)

    def say(self, *words: str) -> str:
        """As `command`, in this process: for stories that are about what the command did. What it says."""
        done = self.app.test_cli_runner().invoke(args=words)
        assert done.exit_code == 0, done.output
        return str(done.output)

    def publish(self, path: Path) -> str:
        """What the command says."""
        done = self.command("permits", "publish", str(path), *DECREE)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def put(self, code: str, source: str) -> Path:
        """A definition laid into the folder of definitions."""
        path = self.schemas / f"{code}.yaml"
        path.write_text(source, encoding="utf-8")
        return path

    def hire(self) -> None:
        """Officers for every role that has none yet."""
        with self.app.app_context():
            hire(self.worlds[0])

    def citizen(self) -> Citizen:
        """A new citizen with an account, logged in; the session holds in every process."""
        self.people += 1
        email = f"warga{self.people}@contoh.id"
        with self.app.app_context():
            settle(email, self.people)
        citizen = Citizen(self.worlds[0], email)
        citizen.person = self.worlds[0].logged_in(email)
        return citizen

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def answers(base: str) -> bool:
    try:
        return requests.get(f"{base}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


def at(person: Person, world: World) -> Person:
    """The same browser, logged in as before, before another process."""
    person.base = world.base
    return person


def settle(email: str, number: int) -> int:
    """A citizen's account with the full profile that the registration asks for; the user's id."""
    from app.accounts import assignments, passwords, profiles, registration, roles
    from app.accounts.models import Match
    from app.accounts.profiles import ProfileData
    from app.foundation import timing
    from app.foundation.database import transaction

    now, password_hash = timing.utc_now(), passwords.make_hash(PASSWORD)
    data = ProfileData(
        nama=f"Warga {number}", nik=f"337501410190{number:04d}", tanggal_lahir=date(1990, 1, 1), jenis_kelamin="P",
        tempat_lahir="Pekalongan", alamat="Jalan Teratai Nomor 7", rt="002", rw="005", kode_pos="51111",
        kelurahan="Kauman", kecamatan="Pekalongan Timur", kota="Kota Pekalongan", provinsi="Jawa Tengah",
        no_hp="+6281234567801", email=email, match=Match.DATA, matched_with_ktp=True,
    )  # fmt: skip
    with transaction():
        user = registration.add_user(data.nama, email, password_hash, now)
        user.roles = [assignments.get_role(roles.PEMOHON)]
        profiles.add(user.id, data, {}, now)
        return int(user.id)


@contextmanager
def open_portal(app: Flask, folder: Path, *, processes: int) -> Iterator[Portal]:
    """Serve the app's database with processes as in the demo, whose passwords cost what they cost in production."""
    from app.foundation import mailbox

    schemas = folder / "permit_schemas"
    shutil.copytree(config.ROOT / "permit_schemas", schemas)
    smtp = free_port()
    url, data = app.config["SQLALCHEMY_DATABASE_URI"], app.config["SAKPORE_DATA"]
    environ = os.environ | {
        "SAKPORE_ENV": "demo",
        "SAKPORE_DATA": str(data),
        "SAKPORE_DATABASE": url,
        "SAKPORE_SCHEMAS": str(schemas),
        "SAKPORE_SMTP_PORT": str(smtp),
    }
    portal = Portal(app, schemas, dict(environ))
    post = mailbox.start(data, smtp)
    try:
        for _number in range(processes):
            portal.start(**({"SAKPORE_BASE_URL": portal.worlds[0].base} if portal.worlds else {}))
        base = portal.worlds[0].base
        portal.environ["SAKPORE_BASE_URL"] = base
        app.config.update(PERMIT_SCHEMAS=schemas, MAIL_PORT=smtp, BASE_URL=base)
        app.extensions["mail"].port = smtp
        portal.hire()
        portal.wait_until_they_serve()
        yield portal
    finally:
        portal.stop()
        post.stop()
