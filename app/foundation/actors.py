"""Who acts: services receive it, the audit log writes it. Built by the edges only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`user_id` is None for the public and for the system. `name` is never a NIK or an e-mail address."""

    user_id: int | None
    name: str
    role: str = ""
    address: str = ""  # of the client, for the audit log
    request_id: str = ""


SYSTEM = Actor(user_id=None, name="sistem", role="sistem")
PUBLIC = Actor(user_id=None, name="publik", role="publik")
