"""A city without a server: the journeys' people on Flask's test client, and applications filed through the services."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace

from sqlalchemy import event

from app import catalog, permits
from app.accounts import profiles
from app.applications import content, documents, queries, service
from app.applications.documents import Received
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.certificates.register import Register
from app.foundation import files, timing
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.sandbox import Examined
from app.verification import intake
from tests.accounts.visitor import make_account
from tests.applications.filling import on_open_dates
from tests.applications.world import PDF
from tests.journeys.citizen import moved, picture
from tests.journeys.pages import Page, Person
from tests.journeys.world import PASSWORD, World, hire

BASE = "http://127.0.0.1"
BORN = date(1988, 3, 5)
HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class ClientHttp:
    """What `requests` gives a person, on the test client: cookies kept, redirects followed."""

    def __init__(self, app):
        self.client = app.test_client()

    def get(self, url, params=None, timeout=None, allow_redirects=True):
        return self._answer(self.client.get(url, query_string=params, base_url=BASE, follow_redirects=allow_redirects))

    def post(self, url, data=None, files=None, timeout=None, allow_redirects=True):
        values = {}
        for name, value in data or ():
            values.setdefault(name, []).append(value)
        for name, (filename, data_, kind) in files or ():
            values.setdefault(name, []).append((io.BytesIO(data_), filename, kind))
        kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
        return self._answer(
            self.client.post(url, data=values, content_type=kind, base_url=BASE, follow_redirects=allow_redirects)
        )

    def _answer(self, got):
        return SimpleNamespace(url=got.request.url, status_code=got.status_code, headers=got.headers, content=got.data)


class ClientPerson(Person):
    """A browser; `raw` answers one request without following where it leads."""

    def __init__(self, app):
        super().__init__(BASE)
        self.http = ClientHttp(app)

    def raw(self, method, path, **values):
        call = {"get": self.http.client.get, "post": self.http.client.post}[method]
        given = {"data": values} if method == "post" else {}
        return call(path, base_url=BASE, **given)

    def token(self):
        """A CSRF token of this session, from whatever form a page carries."""
        for path in ("/izin", "/masuk"):
            found = self.open(path).soup.select_one("input[name=csrf_token]")
            if found:
                return found["value"]
        raise LookupError("no form with a token")


@dataclass
class Town(World):
    """A world whose people use the test client; those who have logged in stay logged in."""

    inside: dict[str, ClientPerson] = field(default_factory=dict)

    def person(self) -> ClientPerson:
        return ClientPerson(self.app)

    def logged_in(self, email: str, password: str = PASSWORD) -> Person:
        if email not in self.inside:
            self.inside[email] = super().logged_in(email, password)
        return self.inside[email]

    def citizen(self, email: str, nik: str) -> int:
        return make_account(self.app, email, "pemohon", nik=nik, born=BORN, name=email.split("@")[0].title())

    def id_of(self, email: str) -> int:
        from flask_appbuilder.security.sqla.models import User
        from sqlalchemy import select

        with self.app.app_context():
            return db.session.scalar(select(User.id).where(User.email == email))


def found_town(app) -> Town:
    """The officers of every published type are hired; nobody has applied yet."""
    app.config["BASE_URL"] = BASE
    town = Town(app, BASE)
    with app.app_context():
        hire(town)
    return town


def example_of(definition, kind="baru", variant=None):
    """The first example that is complete, right and gives a paper."""
    for example in definition.examples:
        expect = example.expect
        good = expect.get("errors") == [] and expect.get("missing") == [] and expect.get("products", True)
        if example.request == kind and good and variant in (None, expect.get("variant")):
            return example
    raise LookupError(f"{definition.code} has no accepted example")


def file(town, code, email, *, filed_by=None, submit=True, papers=True, variant=None, change=None, **answers) -> str:
    """An application through the services, filled in as the definition's first good example; its reference.

    `change(definition, values)` may give further answers.
    """
    register, now = Register(), timing.utc_now()
    applicant = town.id_of(email)
    typist = town.id_of(filed_by) if filed_by else applicant
    actor = Actor(typist, f"pengguna-{typist}", "pemohon", "127.0.0.1")
    with town.app.app_context():
        definition = catalog.live(code)
        example = example_of(definition, variant=variant)
        party = example.applicant.get("kind", "perorangan")
        values = {**on_open_dates(definition, moved(example)), **answers}
        if change:
            values = {**values, **change(definition, values)}
        with transaction():
            application = service.start(
                code, "baru", applicant_id=applicant, filed_by_id=typist, party=party, referred=None,
                snapshot=profiles.snapshot(applicant, party), register=register, actor=actor, now=now,
            )  # fmt: skip
            reference = application.reference
            for section in definition.sections:
                mine = {f.id for f in section.fields} | {f"{f.id}_lain" for f in section.fields}
                typed = {key: value for key, value in values.items() if key in mine}
                service.save_section(application, section.id, typed, actor=actor, now=now)
        if papers:
            attach_all(reference, actor, register, now)
        if submit:
            hand_in(reference, actor, register, now)
    return reference


def with_nik(fields, values, niks):
    """The answers with a NIK of `niks` in every field of the type, in groups and rows too; `values` says how many rows.

    A group that is not there gets nothing but its NIK.
    """
    found = {}
    for one in fields:
        held = values.get(one.id)
        if one.type == "nik" and one.computed is None:
            found[one.id] = next(niks)
        elif one.type == "group" and any(child.type == "nik" for child in one.fields):
            rows = held if isinstance(held, list) else [held or {}]
            filled = [{**row, **with_nik(one.fields, row, niks)} for row in rows]
            found[one.id] = filled if one.repeats else filled[0]
    return found


def attach_all(reference: str, actor: Actor, register: PermitRegister, now) -> None:
    """Every paper that is asked, as if the limited child had looked at it: what it finds is not the matter here."""
    application = queries.get_by_reference(reference)
    asked = _assessment(application, register, now)
    wanted = [slot for slot in documents.slots(content.definition_of(application), content.answers(application))
              if slot.name in asked.visible]  # fmt: skip
    received = [paper for slot in wanted for paper in _received(slot, now)]
    with transaction():
        application = queries.get_by_reference(reference)
        for paper in received:
            service.keep(application, paper, uploader_id=actor.user_id, actor=actor, now=now)


def _assessment(application, register, now):
    return permits.assess(content.definition_of(application), content.case(application, register, timing.wib_date(now)))


def _received(slot, now) -> Iterable[Received]:
    kind = "application/pdf" if "pdf" in slot.document.accept else "image/jpeg"
    for number in range(slot.document.files.min or 1):
        data = PDF + f"%{slot.name}-{number}\n".encode() if kind == "application/pdf" else picture()
        day = timing.wib_date(now) - timedelta(days=3)
        yield Received(slot, f"{slot.name}.pdf", day, files.put(data), Examined(kind, 1, 200, 200))


def hand_in(reference: str, actor: Actor, register: PermitRegister, now) -> None:
    with transaction():
        application = queries.get_by_reference(reference)
        service.submit(
            application, statement_accepted=True, token=f"token-{reference}", register=register, actor=actor, now=now
        )
        intake.open_first(application, register, actor, now)


def drafted(town, number: int, code: str, email: str, **columns) -> None:
    """Rows in quantity, for lists: submitted applications without papers or answers."""
    now, applicant = timing.utc_now(), town.id_of(email)
    with town.app.app_context(), transaction():
        for count in range(number):
            given = {"status": Status.IN_REVIEW, "party_name": f"Warga {count:03}", "answers": {}, **columns}
            db.session.add(
                Application(
                    reference=f"SP-{count:04}-{code[:4].upper()}",
                    code=code,
                    version=1,
                    kind="baru",
                    applicant_id=applicant,
                    filed_by_id=applicant,
                    party="perorangan",
                    staff_answers={},
                    created_at=now,
                    changed_at=now,
                    submitted_at=now,
                    filed_on=timing.wib_date(now),
                    **given,
                )  # fmt: skip
            )


@contextmanager
def statements(app):
    """The SQL that is sent meanwhile, without what only begins and ends."""
    sent: list[str] = []

    def note(_connection, _cursor, sql, *_rest):
        if not sql.lstrip().upper().startswith(HOUSEKEEPING):
            sent.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


__all__ = ["Page", "Town", "drafted", "example_of", "file", "found_town", "statements"]
