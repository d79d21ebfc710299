"""Secrets that machines make: of sessions, tokens, links. With 256 bits, a plain SHA-256 keeps them.

Passwords, which people make, are in `guard/password.py`.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

BYTES = 32  # entropy of a secret; OWASP ASVS 5.0 asks for at least 128 bit
_TOKEN = re.compile(r"fst_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once."""

    id: str
    """Its public part."""
    text: str
    """What the program sends."""
    digest: str
    """What is kept."""


def new_secret() -> str:
    """256 random bits as text for a cookie or a link."""
    return base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).rstrip(b"=").decode()


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256, hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> NewToken:
    """A token: `fst_`, its public part, its secret; the prefix lets scanners find leaked ones."""
    public, secret = secrets.token_hex(8), new_secret()
    return NewToken(public, f"fst_{public}_{secret}", digest(secret))


def read_token(text: str) -> tuple[str, str] | None:
    """Public part and digest of a token; None when it is none."""
    found = _TOKEN.fullmatch(text)
    return None if found is None else (found[1], digest(found[2]))


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
