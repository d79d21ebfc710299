"""Sealing of things that fit into memory: a payload under a key of its own, and that key in an envelope before it.

Files of any size are sealed in `guard/stream.py`, tables in `store/sealed.py`.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forestall.core.errors import StateError
from forestall.guard.envelope import NONCE, TAG, new_data_key, rewrap, unwrap, wrap, wrapped_by
from forestall.guard.keys import KeyRing

MAGIC = b"FSEAL1"
_SIZE = 2  # bytes that tell the length of the envelope


def is_sealed(data: bytes) -> bool:
    """Whether bytes are what `Sealer.protect` makes."""
    return data.startswith(MAGIC)


class Sealer:
    """Seals and opens under one ring of master keys.

    Sealed bytes are `FSEAL1`, the length of the envelope (2 bytes, big-endian), the envelope, a nonce of 12 bytes, and
    the payload with its tag (AES-256-GCM).
    """

    def __init__(self, ring: KeyRing) -> None:
        """Take the master keys."""
        self._ring = ring

    def protect(self, data: bytes, about: str) -> bytes:
        """Seal.

        Args:
            data: what is to be kept secret and unchanged
            about: what it is and where it lies, such as `quarantine/17`; needed again to open it
        """
        key, nonce = new_data_key(), secrets.token_bytes(NONCE)
        return self._headed(wrap(self._ring, key, about)) + nonce + AESGCM(key).encrypt(nonce, data, about.encode())

    def open(self, data: bytes, about: str) -> bytes:
        """What was sealed.

        Raises:
            StateError: the master key is not on the ring, or the bytes were changed, or lie where others should.
        """
        envelope, payload = self._parts(data, about)
        key = unwrap(self._ring, envelope, about)
        try:
            return AESGCM(key).decrypt(payload[:NONCE], payload[NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise StateError(f"{about}: was changed since it was sealed; restore it from a backup") from error

    def rewrap(self, sealed: bytes, about: str) -> bytes:
        """The same under the current master key; the payload stays as it is.

        Raises:
            StateError: the envelope does not open.
        """
        envelope, payload = self._parts(sealed, about)
        return self._headed(rewrap(self._ring, envelope, about)) + payload

    def sealed_by(self, data: bytes, about: str) -> str:
        """Name of the master key that sealed bytes need.

        Raises:
            StateError: they are not sealed, or were cut.
        """
        return wrapped_by(self._parts(data, about)[0], about)

    @staticmethod
    def _headed(envelope: bytes) -> bytes:
        return MAGIC + len(envelope).to_bytes(_SIZE, "big") + envelope

    @staticmethod
    def _parts(sealed: bytes, about: str) -> tuple[bytes, bytes]:
        start = len(MAGIC) + _SIZE
        size = int.from_bytes(sealed[len(MAGIC) : start], "big")
        if not is_sealed(sealed) or len(sealed) < start + size + NONCE + TAG:
            raise StateError(f"{about}: expected sealed bytes, found {len(sealed):,} bytes that are not or were cut")
        return sealed[start : start + size], sealed[start + size :]
