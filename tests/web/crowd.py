"""Everybody who may knock at a door, and one of everything that stands behind one: for the matrix route × role."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.applications import queries
from app.applications.models import Document
from app.certificates.models import Issued, PaperStatus
from app.foundation.database import db, transaction
from app.foundation.models import Job, MailMessage
from tests.journeys import office
from tests.journeys.world import PASSPHRASE, PASSWORD
from tests.web.town import ClientPerson, Town, file

AGUS, BUDI, SARI = "agus@contoh.id", "budi@contoh.id", "sari@contoh.id"
STAFF = {
    "loket": ("loket", None),
    "fo": ("petugas_fo", None),
    "bo": ("petugas_bo", None),
    "dindagkop": ("tim_teknis", "dindagkop"),
    "dinkes": ("tim_teknis", "dinkes"),
    "satpol": ("rekomendasi", "satpol_pp"),
    "kasi": ("kepala_seksi", None),
    "kabid": ("kepala_bidang", None),
    "kepala": ("kepala_dinas", None),
    "admin": ("Admin", None),
}
ROLES = ("anonim", "agus", "budi", *STAFF, "nonaktif")


@dataclass
class Crowd:
    """`places` fills the addresses of the matrix; `people` are browsers, logged in where the role says so."""

    town: Town
    people: dict[str, ClientPerson] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, dict] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def ask(self, role: str, method: str, path: str, values: dict[str, str]) -> str:
        """What happened, in the words of the matrix."""
        given = {"csrf_token": self.tokens[role], **values} if method == "post" else {}
        self.people[role].http.client._cookies = dict(self.cookies[role])  # also after he has logged out
        return outcome(self.people[role].raw(method, path, **given))

    def take_picture(self) -> None:
        """Remember the database (SQLite) as it is now."""
        self._copy(self._database, self._kept)

    def put_back(self) -> None:
        """Undo what was done since the picture; sessions and tokens stay good."""
        self._copy(self._kept, self._database)

    @property
    def _database(self) -> Path:
        return Path(self.town.app.config["SAKPORE_DATA"]) / "sakpore.sqlite3"

    @property
    def _kept(self) -> Path:
        return self._database.with_suffix(".kept")

    def _copy(self, source: Path, target: Path) -> None:
        with self.town.app.app_context():
            db.session.remove()
            db.engine.dispose()  # the last connection writes the log back
        for left in ("-wal", "-shm"):
            Path(f"{target}{left}").unlink(missing_ok=True)
        shutil.copyfile(source, target)


def outcome(answer) -> str:
    """`ok`, `masuk` (sent to the log-in), `pindah` (sent elsewhere), or the status."""
    if answer.status_code < 300:
        return "ok"
    if answer.status_code < 400:
        return "masuk" if "/masuk" in answer.headers["Location"] else "pindah"
    return str(answer.status_code)


def gather(town: Town) -> Crowd:
    """SIUP in every state that a route can meet: a draft, one at an agency's tier, one to be signed, one issued."""
    crowd = Crowd(town)
    for number, email in enumerate((AGUS, BUDI, SARI)):
        town.citizen(email, f"337501450388{number + 1:04}")
    officer = town.officers["loket", None]
    issued, prepared = (_decided(town, "kecil") for _ in range(2))
    office.sign(town, issued, "kepala_dinas")
    _prepare(town, prepared)
    reviewed = file(town, "siup", AGUS, variant="mikro")
    office.climb(town, reviewed, until="teknis")
    draft = file(town, "siup", AGUS, submit=False)
    behalf = file(town, "siup", BUDI, filed_by=officer, submit=False)
    strange = file(town, "iprk", BUDI)
    crowd.places = _places(town, draft=draft, reviewed=reviewed, prepared=prepared, issued=issued, behalf=behalf)
    crowd.places["strange"] = strange
    _people(crowd)
    return crowd


def _decided(town: Town, variant: str) -> str:
    reference = file(town, "siup", AGUS, variant=variant)
    office.climb(town, reference)
    return reference


def _prepare(town: Town, reference: str) -> None:
    head = town.officer("kepala_dinas")
    page = head.open("/tanda-tangan").form(having="berkas").fill(berkas=reference).send("Siapkan")
    assert page.status == 200, page.text[:400]


def _places(town: Town, **references: str) -> dict[str, str]:
    """References and row ids by the names that the matrix uses."""
    from app.verification.models import OpenTier

    places = {"password": PASSWORD, "passphrase": PASSPHRASE, **references}
    with town.app.app_context():
        for name, reference in references.items():
            application = queries.get_by_reference(reference)
            places[f"{name}_id"] = str(application.id)
            paper = select(Document.id).where(Document.application_id == application.id).limit(1)
            places[f"{name}_paper"] = str(db.session.scalar(paper))
        tier = db.session.scalars(select(OpenTier).where(OpenTier.application_id == int(places["reviewed_id"]))).one()
        places |= {"tier": str(tier.id), "tier_version": str(tier.row_version)}
        signed = db.session.scalars(select(Issued).where(Issued.status != PaperStatus.PREPARED)).one()
        waiting = db.session.scalars(select(Issued).where(Issued.status == PaperStatus.PREPARED)).one()
        places |= {"permit": str(signed.id), "token": signed.token, "naskah": str(waiting.id)}
        places["user"] = str(town.id_of(BUDI))
    town.work()
    with town.app.app_context(), transaction():
        places["job"] = str(db.session.scalar(select(Job.id).order_by(Job.id)))
        places["mail"] = str(db.session.scalar(select(MailMessage.id).where(MailMessage.file_key.is_not(None))) or 0)
    return places


def _people(crowd: Crowd) -> None:
    town = crowd.town
    crowd.people = {"anonim": town.person(), "agus": town.logged_in(AGUS), "budi": town.logged_in(BUDI)}
    crowd.people |= {name: town.officer(*who) for name, who in STAFF.items()}
    crowd.people["nonaktif"] = gone = town.logged_in(SARI)
    assert gone.open("/permohonan").path == "/permohonan"
    from flask_appbuilder.security.sqla.models import User

    with town.app.app_context(), transaction():
        db.session.scalars(select(User).where(User.email == SARI)).one().active = False
    crowd.tokens = {role: person.token() for role, person in crowd.people.items()}
    crowd.cookies = {role: dict(person.http.client._cookies) for role, person in crowd.people.items()}
