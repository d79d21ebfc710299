"""Keyed pseudonyms: the same person is the same pseudonym, and nobody without the key can tell which person.

Who may turn a pseudonym back is no question of this module: it cannot be turned back, only computed again.
"""

import hashlib
import hmac
import re

from forestall.core.errors import InputError

SHORTEST_KEY = 16  # bytes: NIST SP 800-107 rev. 1, 5.3.2, a key of at least the security strength, here 128 bit
DIGITS = 12  # 48 bit: among 100,000 names a collision has probability 2e-5 (birthday bound n^2 / 2^49)
MADE = re.compile(rf"[a-z]+~[0-9a-f]{{{DIGITS}}}")
"""What a pseudonym looks like."""


class Pseudonyms:
    """Pseudonyms under one key: `user~3f9a0c11d2e4`."""

    def __init__(self, key: bytes) -> None:
        """Take the secret key.

        Raises:
            InputError: it is shorter than 16 bytes.
        """
        if len(key) < SHORTEST_KEY:
            raise InputError(f"pseudonym key of {len(key)} bytes: expected at least {SHORTEST_KEY}")
        self._key = key
        self._purposes: dict[str, hmac.HMAC] = {}

    def of(self, purpose: str, text: str) -> str:
        """The pseudonym of a text for a purpose; upper and lower case are one.

        Each purpose has its own key, so that pseudonyms of one purpose cannot be linked to those of another.

        Source:
            HMAC-SHA-256 (RFC 2104, FIPS 180-4), the purpose's key derived as in NIST SP 800-108 with one block.
        """
        return f"{purpose}~{self.whole(purpose, text.casefold())[:DIGITS]}"

    def whole(self, purpose: str, text: str) -> str:
        """All 64 digits of the pseudonym of a text as it is: for what must never be taken for another."""
        if purpose not in self._purposes:
            own = hmac.digest(self._key, f"forestall pseudonym {purpose}".encode(), hashlib.sha256)
            self._purposes[purpose] = hmac.new(own, digestmod=hashlib.sha256)
        digest = self._purposes[purpose].copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()
