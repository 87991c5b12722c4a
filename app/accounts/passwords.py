"""Passwords: what is good enough (ASVS 5.0: length and guessability, no composition rules), kept as argon2id.

Hashing takes a fifth of a second and 64 MiB: never inside a write transaction, and never more than two at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from werkzeug.security import check_password_hash
from zxcvbn import zxcvbn

from app.errors import TooManyError
from app.foundation.database import is_writing

SHORTEST = 12
LONGEST = 256
SHORTEST_REST = 8  # characters that must remain when names and context words are taken out: zxcvbn forgives two of them
GOOD_ENOUGH = 3  # of zxcvbn's 0 to 4: safely unguessable online
ZXCVBN_READS = 72  # it refuses longer input; a longer password is only stronger
CONTEXT_WORDS = ("pekalongan", "sakpore", "dpmptsp", "perizinan", "permohonan", "walikota", "batik", "indonesia")
DENIED_FILE = Path(__file__).parent / "denied_passwords.txt"

PLACES = 4  # half the threads of a web process: the others go on serving while passwords are guessed
CROWDED = "Banyak orang sedang masuk. Coba lagi beberapa detik lagi."

_two_at_a_time = threading.BoundedSemaphore(2)
_places = threading.BoundedSemaphore(PLACES)


def problem(password: str, known_words: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, for the person; None when it may be used."""
    if len(password) < SHORTEST:
        return f"Kata sandi paling sedikit {SHORTEST} karakter. Kalimat pendek yang mudah diingat adalah pilihan baik."
    if len(password) > LONGEST:
        return f"Kata sandi paling banyak {LONGEST} karakter."
    if password.casefold() in _denied():
        return "Kata sandi ini terlalu umum. Pilih yang lain."
    words = [*CONTEXT_WORDS, *_parts(known_words)]
    if len(_without(password.casefold(), words)) < SHORTEST_REST:
        return "Kata sandi ini terlalu dekat dengan nama Anda atau nama layanan ini. Pilih yang lain."
    if zxcvbn(password[:ZXCVBN_READS], user_inputs=words)["score"] < GOOD_ENOUGH:
        return "Kata sandi ini mudah ditebak. Tambahkan beberapa kata yang tidak berhubungan."
    return None


@contextmanager
def place_in_queue() -> Iterator[None]:
    """For the log-in, which anybody may try. Raises TooManyError at once when enough threads check or wait already."""
    if not _places.acquire(blocking=False):
        raise TooManyError(CROWDED, retry_after=2)
    try:
        yield
    finally:
        _places.release()


def make_hash(password: str) -> str:
    """Raises RuntimeError inside a write transaction: everybody else would wait for it."""
    if is_writing():
        raise RuntimeError("a password is hashed inside a write transaction")
    with _two_at_a_time:
        return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Takes the same time whether there is a stored hash or not."""
    if is_writing():
        raise RuntimeError("a password is checked inside a write transaction")
    with _two_at_a_time:
        if stored is None:
            _hasher().hash(password[:LONGEST])
            return False
        if not stored.startswith("$argon2"):
            return check_password_hash(stored, password)
        try:
            return _hasher().verify(stored, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False


def _hasher() -> PasswordHasher:
    config = current_app.config
    return PasswordHasher(
        time_cost=config.get("PASSWORD_TIME_COST", 3), memory_cost=config.get("PASSWORD_MEMORY_KIB", 65_536)
    )


def _parts(words: Iterable[str]) -> list[str]:
    whole = [word.casefold() for word in words if word]
    return [*whole, *(part for word in whole for part in word.replace("@", " ").replace(".", " ").split())]


def _without(password: str, words: list[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 2:  # noqa: PLR2004 - shorter parts of a name stand in every other word
            password = password.replace(word, "")
    return password


def _denied() -> frozenset[str]:
    return frozenset(DENIED_FILE.read_text(encoding="utf-8").split())
