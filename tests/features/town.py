"""The portal in one process: the same pages as over a socket, without a server to start and with cached log-ins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

from flask import Flask

import config
from tests.acceptance.portal import settle
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Files, Page, Person
from tests.journeys.world import World, free_port, hire

BASE = "http://localhost"
FOLDERS = (config.ROOT / "tests" / "schemas" / "features", config.ROOT / "tests" / "schemas")


class Neighbour(Person):
    """A person whose browser calls the app directly."""

    def __init__(self, app: Flask) -> None:
        super().__init__(BASE)
        self.client = app.test_client()

    def open(self, path: str, params: list[tuple[str, str]] | None = None) -> Page:
        return self._answered(self.client.get(self._path(path), query_string=params, follow_redirects=True))

    def post(self, path: str, values: list[tuple[str, str]], files: Files | None = None) -> Page:
        data: dict[str, list] = {}
        for name, value in values:
            data.setdefault(name, []).append(value)
        for name, (file_name, content, kind) in files.items() if isinstance(files, dict) else files or ():
            data.setdefault(name, []).append(_file(file_name, content, kind))
        return self._answered(self.client.post(self._path(path), data=data, follow_redirects=self.follows))

    def _path(self, path: str) -> str:
        return urljoin(self.base, path).removeprefix(BASE)

    def _answered(self, response) -> Page:
        return Page(self, response.request.url, response.status_code, response.headers, response.data)


def _file(name: str, content: bytes, kind: str):
    from io import BytesIO

    from werkzeug.datastructures import FileStorage

    return FileStorage(BytesIO(content), name, content_type=kind)


@dataclass
class Town(World):
    """A `World` in one process. `tests.journeys.office` and `Citizen` work in it as they are."""

    people: int = 0
    known: dict[str, Person] = field(default_factory=dict)

    def person(self) -> Person:
        return Neighbour(self.app)

    def logged_in(self, email: str, *password: str) -> Person:
        """Logged in once; later calls give the same browser."""
        if email not in self.known:
            self.known[email] = super().logged_in(email, *password)
        return self.known[email]

    def resident(self) -> Citizen:
        """A new citizen with an account and full profile, logged in. NIK 337501410190<number>, born 1 January 1990."""
        self.people += 1
        email = f"warga{self.people}@contoh.id"
        with self.app.app_context():
            settle(email, self.people)
        citizen = Citizen(self, email, nik=f"337501410190{self.people:04d}", born=date(1990, 1, 1), sex="P")
        citizen.person = self.logged_in(email)
        return citizen

    def publish(self, path: Path) -> None:
        """Publish a definition and hire officers for the roles that it brings."""
        from app import catalog
        from app.foundation import timing
        from app.foundation.actors import SYSTEM

        now = timing.utc_now()
        with self.app.app_context():
            catalog.publish(
                path.read_text(encoding="utf-8"), code=path.stem, decree_number="503/2/2026", decree_date=date(2026, 1, 5),
                effective_from=timing.wib_date(now), author="Penyusun", approver="Penyetuju", actor=SYSTEM, now=now,
            )  # fmt: skip
            hire(self)


@contextmanager
def open_town(app: Flask, types: Iterable[str]) -> Iterator[Town]:
    """The town, with a real post office for its letters."""
    from app.foundation import mailbox

    smtp = free_port()
    app.config["MAIL_PORT"] = app.extensions["mail"].port = smtp
    app.config["BASE_URL"] = BASE
    post = mailbox.start(app.config["SAKPORE_DATA"], smtp)
    town = Town(app, BASE)
    try:
        for code in types:
            town.publish(next(path for folder in FOLDERS if (path := folder / f"{code}.yaml").is_file()))
        yield town
    finally:
        post.stop()
