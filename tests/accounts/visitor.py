"""A visitor without JavaScript on Flask's test client: opens pages, fills the form that stands there, keeps cookies."""

from datetime import date

from bs4 import BeautifulSoup
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from app.accounts import passwords, profiles, registration
from app.accounts.models import Match
from app.accounts.profiles import ProfileData
from app.foundation import crypto, timing
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent, Job

GOOD_PASSWORD = "kuda hijau menari pelan"
OTHER_PASSWORD = "langit ungu tertawa lima"


class Visitor:
    def __init__(self, app, address="127.0.0.1"):
        self.client = app.test_client()
        self.address = {"REMOTE_ADDR": address}

    def open(self, path):
        return self.client.get(path, environ_overrides=self.address)

    def post(self, path, **values):
        """Sends with a fresh CSRF token, as a page of the portal would."""
        token = _token(self.open("/masuk")) or _token(self.open("/daftar?ktp=kota"))
        return self.client.post(path, data={"csrf_token": token, **values}, environ_overrides=self.address)

    def send(self, page, **values):
        """Fill the first form of a page and press its button."""
        form = BeautifulSoup(page.text, "lxml").select_one("main form[method=post]")
        filled = {i["name"]: i.get("value", "") for i in form.select("input[type=hidden][name]")}
        return self.client.post(
            form.get("action") or page.request.path, data={**filled, **values}, environ_overrides=self.address
        )

    def log_in(self, email, password=GOOD_PASSWORD, **values):
        return self.send(self.open("/masuk"), email=email, password=password, **values)


def _token(page):
    found = BeautifulSoup(page.text, "lxml").select_one("input[name=csrf_token]")
    return found["value"] if found else None


def names_of(page):
    """Names of the inputs of the page's form that a person sees."""
    form = BeautifulSoup(page.text, "lxml").select_one("main form[method=post]")
    inputs = [i for i in form.select("input[name], select[name]") if i.get("type") != "hidden"]
    return list(dict.fromkeys(i["name"] for i in inputs if not i.find_parent(class_="visually-hidden")))


def errors_of(page):
    return [e.text for e in BeautifulSoup(page.text, "lxml").select(".sk-error")]


BORN = date(1990, 6, 12)


def make_account(app, email, *roles, nik="3375015206900001", born=BORN, match=Match.SELF, name="Siti Aminah"):
    with app.app_context():
        password_hash = passwords.make_hash(GOOD_PASSWORD)
        with transaction():
            user = registration.add_user(name, email, password_hash, timing.utc_now())
            user.roles = list(db.session.scalars(select(Role).where(Role.name.in_(roles))))
            person = ProfileData(nama=name, nik=nik, tanggal_lahir=born, email=email, match=match)
            profiles.add(user.id, person, {}, timing.utc_now())
            return user.id


def jobs_named(app, name):
    with app.app_context():
        return len(db.session.scalars(select(Job).where(Job.name == name)).all())


def token_of(app, name):
    """The token in the latest letter of this kind."""
    with app.app_context():
        job = db.session.scalars(select(Job).where(Job.name == name).order_by(Job.id.desc())).first()
        return crypto.unseal_json(job.secret, f"job.secret:{job.dedup}")["token"]


def actions(app):
    with app.app_context():
        return [event.action for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def users(app):
    with app.app_context():
        return list(db.session.scalars(select(User.username).order_by(User.id)))
