"""Tokens that a browser keeps, and codes that a person types. Only hashes of them are written down.

A token is 128 bits of chance, so that its plain hash can be kept; codes are short, and guessing them is slowed (`pace`).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

__all__ = [
    "ROOM_CODE",
    "code_key",
    "hashed",
    "is_token",
    "new_invitation",
    "new_room_code",
    "new_token",
    "proof",
    "rejoin_code",
    "same",
]

ROOM_CODE = re.compile(r"[A-Za-z]{4}-[0-9]{2}")
"""The shape of the code at a door."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_CONSONANTS, _VOWELS, _DIGITS = "BDFGHKLMNPRSTVWZ", "AEU", "23456789"
_UNMISTAKABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without what is taken for something else on a wall: I and 1, O and 0."""


def new_token() -> str:
    """128 bits, as a cookie holds them."""
    return secrets.token_urlsafe(16)


def new_invitation() -> str:
    """96 bits that are used once: short enough for a QR code that fits on a terminal of 24 lines with what is said beside it."""
    return secrets.token_urlsafe(12)


def is_token(text: str) -> bool:
    """Whether it has the shape of a token."""
    return _TOKEN.fullmatch(text) is not None


def hashed(token: str) -> str:
    """What is written down of a token or a code: SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same(given: str, wanted: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode("utf-8", "surrogatepass"))


def proof(secret: bytes, purpose: str, subject: str) -> str:
    """What only this room can say of a subject: 128 bits, in hexadecimal digits."""
    return hashlib.blake2b(f"{purpose}\n{subject}".encode(), key=secret, digest_size=16).hexdigest()


def new_room_code() -> str:
    """Easily said and typed: `KRAM-42`. Some two million of them."""
    letters = (secrets.choice(kind) for kind in (_CONSONANTS, _CONSONANTS, _VOWELS, _CONSONANTS))
    return f"{''.join(letters)}-{secrets.choice(_DIGITS)}{secrets.choice(_DIGITS)}"


def rejoin_code(secret: bytes, seat: int) -> str:
    """A seat's own code, for a phone that lost its cookie: `7QKM-X2PA`, 40 bits."""
    drawn = int.from_bytes(hashlib.blake2b(f"rejoin\n{seat}".encode(), key=secret, digest_size=8).digest())
    signs = "".join(_UNMISTAKABLE[drawn >> 5 * place & 31] for place in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def code_key(typed: str) -> str:
    """A code as it is compared: in capitals, without spaces and dashes; what no code can be is empty."""
    key = re.sub(r"[\s-]+", "", typed[:40]).upper()
    return key if key.isascii() and key.isalnum() else ""
