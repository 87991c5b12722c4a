"""The person behind an account. What identifies him lies sealed; the NIK's blind index finds him without opening it.

What the population register told us about a NIK is not shown to the account until an officer has seen the KTP: knowing
a NIK and a date of birth must not be enough to read somebody's name and address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Match, Profile
from app.errors import NotFoundError
from app.foundation import audit, crypto
from app.foundation.actors import Actor
from app.foundation.database import db

HIDDEN = ("nama", "tempat_lahir", "alamat", "rt", "rw", "kelurahan", "kecamatan", "kota", "provinsi", "kode_pos")


@dataclass(frozen=True, slots=True)
class ProfileData:
    """All there is to know of a person here. Regions are names, with Kemendagri's code of the kelurahan."""

    nama: str
    nik: str
    tanggal_lahir: date
    jenis_kelamin: str = ""  # L or P
    tempat_lahir: str = ""
    alamat: str = ""
    rt: str = ""
    rw: str = ""
    kelurahan: str = ""
    kecamatan: str = ""
    kota: str = ""
    provinsi: str = ""
    kode_pos: str = ""
    kode_wilayah: str = ""
    no_hp: str = ""  # E.164
    no_telpon: str = ""
    email: str = ""
    pekerjaan: str = ""
    agama: str = ""
    pendidikan: str = ""
    from_city: bool = True
    match: str = Match.SELF
    matched_with_ktp: bool = False
    nik_index: str = ""


def index_of(nik: str) -> str:
    """The blind index of a NIK; spaces, dots and dashes do not matter."""
    return crypto.blind_index("nik", "".join(character for character in nik if character.isdigit()))


def of(user_id: int) -> ProfileData | None:
    """The whole profile, for the office and for rules. For what the account itself may read: `shown_to_owner`."""
    row = db.session.scalar(select(Profile).where(Profile.user_id == user_id))
    return None if row is None else _open(row)


def shown_to_owner(user_id: int) -> ProfileData | None:
    """The profile as its account may read it: masked where only the population register said it."""
    person = of(user_id)
    if person is None or person.matched_with_ktp or person.match != Match.DATA:
        return person
    hidden: dict[str, Any] = {name: mask(getattr(person, name)) for name in HIDDEN}
    return replace(person, **hidden)


def owner_may_read(user_id: int) -> bool:
    """Whether the account may read in full what the population register said of its person: only after an officer has
    held the KTP beside it. Whoever knows a NIK and a birth date must not learn the rest by registering with them."""
    row = db.session.execute(
        select(Profile.match, Profile.matched_with_ktp_at).where(Profile.user_id == user_id)
    ).first()
    return row is None or row.match != Match.DATA or row.matched_with_ktp_at is not None


def readable(user_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot as its owner may read it: masked where `owner_may_read` says no."""
    if owner_may_read(user_id):
        return dict(values)
    return {name: mask(value) if name in HIDDEN and isinstance(value, str) else value for name, value in values.items()}


def mask(text: str) -> str:
    """`Siti Aminah` → `S*** A*****`; of a word with digits nothing is left."""
    return " ".join((word[0] if word.isalpha() else "*") + "*" * (len(word) - 1) for word in text.split())


def find_by_nik(nik: str) -> int | None:
    """The account of the person with this NIK."""
    return db.session.scalar(select(Profile.user_id).where(Profile.nik_index == index_of(nik)))


def add(user_id: int, person: ProfileData, statement: dict[str, Any], now: datetime) -> Profile:
    """Store a new profile; flushes. A NIK that is taken meanwhile raises IntegrityError."""
    row = Profile(
        user_id=user_id,
        nik_index=index_of(person.nik) if person.nik else None,
        sealed=crypto.seal_json(to_json(person), _aad(user_id)),
        nama=person.nama,
        from_city=person.from_city,
        match=Match(person.match),
        statement=statement,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def match_with_ktp(user_id: int, *, actor: Actor, now: datetime) -> None:
    """An officer has held the KTP beside the account. Raises NotFoundError."""
    row = db.session.scalar(select(Profile).where(Profile.user_id == user_id))
    if row is None:
        raise NotFoundError
    row.matched_with_ktp_at, row.matched_by_id = now, actor.user_id
    audit.record("profil.dicocokkan_dengan_ktp", f"pengguna:{user_id}", actor, now)


def snapshot(user_id: int, party_kind: str) -> dict[str, Any]:
    """What rules read as `applicant.…`; `party_kind` is perorangan or badan. Plain JSON. Raises NotFoundError."""
    person = of(user_id)
    if person is None:
        raise NotFoundError("Profil pemohon belum ada.")
    parts = {"rt", "rw", "kelurahan", "kecamatan", "kota", "provinsi", "kode_pos"}
    internal = {"from_city", "match", "matched_with_ktp", "nik_index", "kode_wilayah"}
    values = {name: value for name, value in asdict(person).items() if name not in internal | parts}
    born = person.tanggal_lahir.isoformat()
    return {**values, "kind": party_kind, "tanggal_lahir": born, "alamat": address_line(person)}


def address_line(person: ProfileData) -> str:
    """The address in one line, as rules (`applicant.alamat` is text) and papers read it."""
    titles = {"rt": "RT ", "rw": "RW ", "kelurahan": "Kel. ", "kecamatan": "Kec. "}
    titles |= dict.fromkeys(("kota", "provinsi", "kode_pos"), "")
    named = [f"{title}{getattr(person, name)}" for name, title in titles.items() if getattr(person, name)]
    return ", ".join([person.alamat, *named] if person.alamat else named)


def _aad(user_id: int) -> str:
    return f"profile.sealed:{user_id}"


def to_json(person: ProfileData) -> dict[str, Any]:
    """What is sealed: all but what stands in columns of the row."""
    stored = {name: value for name, value in asdict(person).items() if name not in ("nik_index", "matched_with_ktp")}
    return {**stored, "tanggal_lahir": person.tanggal_lahir.isoformat()}


def from_json(values: dict[str, Any]) -> ProfileData:
    return ProfileData(**{**values, "tanggal_lahir": date.fromisoformat(values["tanggal_lahir"])})


def _open(row: Profile) -> ProfileData:
    person = from_json(crypto.unseal_json(row.sealed, _aad(row.user_id)))
    matched = row.matched_with_ktp_at is not None
    return replace(person, matched_with_ktp=matched, nik_index=row.nik_index or "")
