"""Letters about accounts: handlers of the jobs of registration, recovery and invitations. None holds a password."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User

from app.accounts import invitations, links, profiles
from app.accounts.models import OneTimeLink
from app.foundation import jobs, mail
from app.foundation.database import db
from app.foundation.mail import LogEntry


@jobs.handler("mail.activation")
def activation(link_id: int, token: str) -> None:
    link = db.session.get_one(OneTimeLink, link_id)
    if link.used_at is not None:
        return  # a later link took its place, or the person was faster
    person = profiles.from_json(links.payload_of(link)["person"])
    _deliver(
        person.email,
        "Aktifkan akun SAKPORE Anda",
        "activation",
        {"link": _address(f"/aktivasi/{token}"), "email": person.email, "hours": 24},
        f"activation:{link_id}",
        f"tautan:{link_id}",
    )


@jobs.handler("mail.second_registration")
def second_registration(user_id: int, day: str) -> None:
    """To the owner of an e-mail or a NIK with which somebody has registered again."""
    user = db.session.get_one(User, user_id)
    if not user.active:
        return
    context = {"link": _address("/masuk"), "reset_link": _address("/lupa-sandi")}
    subject = "Pendaftaran kedua dengan data Anda"
    message_id = f"second_registration:{user_id}:{day}"
    _deliver(user.email, subject, "second_registration", context, message_id, f"pengguna:{user_id}")


@jobs.handler("mail.reset")
def reset(link_id: int, user_id: int, token: str) -> None:
    link = db.session.get_one(OneTimeLink, link_id)
    user = db.session.get_one(User, user_id)
    if link.used_at is not None or not user.active:
        return
    context = {"link": _address(f"/sandi-baru/{token}"), "minutes": 60}
    _deliver(user.email, "Kata sandi baru SAKPORE", "reset", context, f"reset:{link_id}", f"pengguna:{user_id}")


@jobs.handler("mail.invitation")
def invitation(link_id: int, token: str) -> None:
    offer = invitations.get_letter(link_id)
    context = {"link": invitations.address(token), "name": offer.name, "role": offer.role, "days": 7}
    subject = "Undangan petugas SAKPORE"
    _deliver(offer.email, subject, "invitation", context, f"invitation:{link_id}", f"tautan:{link_id}")


def _address(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def _deliver(to: str, subject: str, template: str, context: dict[str, Any], message_id: str, about: str) -> None:
    # Not kept: each carries a one-time link, or says something about an account.
    log = LogEntry(object=about, keep=False)
    mail.deliver(to=to, subject=subject, template=template, context=context, message_id=message_id, log=log)
