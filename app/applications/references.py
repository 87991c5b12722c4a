"""What people read aloud: the reference of an application, and the PIN of its receipt. Crockford's base 32."""

from __future__ import annotations

import hmac
import re
import secrets

from app.foundation import crypto

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "SP"
SIZE = 8  # characters after the prefix; the last one checks the others
PIN_SIZE = 6
MISREAD = str.maketrans("OIL", "011")


def new_reference() -> str:
    """`SP-7F3K-9Q2M`: random, so that nobody can count applications or guess a neighbour's."""
    body = _random(SIZE - 1)
    code = body + check_character(body)
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def parse_reference(text: str) -> str | None:
    """The reference as stored, however it was typed; None when it is none or its check character is wrong."""
    compact = re.sub(r"[\s\-–.]", "", text).upper()
    typed = compact if len(compact) == SIZE else compact.removeprefix(PREFIX)  # a code may begin like the prefix
    code = typed.translate(MISREAD)
    if len(code) != SIZE or any(character not in ALPHABET for character in code):
        return None
    if code[-1] != check_character(code[:-1]):
        return None
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def check_character(body: str) -> str:
    """Luhn over base 32: finds each mistyped character and nearly every swap of neighbours."""
    base, total = len(ALPHABET), 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // base + value % base
    return ALPHABET[-total % base]


def new_pin() -> str:
    """Six characters; tries at `/lacak` are limited."""
    return _random(PIN_SIZE)


def pin_hash(reference: str, pin: str) -> str:
    """Keyed: six characters alone could be tried out from a stolen database."""
    return crypto.blind_index("pin", f"{reference}:{pin.strip().upper().translate(MISREAD)}")


def pin_matches(reference: str, stored: str | None, typed: str) -> bool:
    """False as well when the application has no PIN yet. Takes the same time whatever was typed."""
    return hmac.compare_digest(stored or "-" * 32, pin_hash(reference, typed)) and stored is not None


def _random(size: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(size))
