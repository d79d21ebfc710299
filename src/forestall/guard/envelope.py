"""Envelopes: a data key wrapped under a master key, bound to what it is for. A new master key changes only these.

An envelope is `FE1`, the length and the name of the master key, a nonce of 12 bytes, and 32 bytes of key with their
tag of 16 bytes (AES-256-GCM, NIST SP 800-38D). What it is for is authenticated with it and not stored.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forestall.core.errors import StateError
from forestall.guard.keys import LENGTH, KeyRing

MAGIC = b"FE1"
NONCE = 12  # NIST SP 800-38D, 5.2.1.1 [byte]
TAG = 16  # [byte]


def new_data_key() -> bytes:
    """A random key for one thing."""
    return secrets.token_bytes(LENGTH)


def wrap(ring: KeyRing, key: bytes, about: str) -> bytes:
    """A data key under the current master key.

    Args:
        ring: master keys
        key: 32 bytes
        about: what the key is for; the same is needed to unwrap it
    """
    master = ring.current
    head = MAGIC + bytes([len(master.name)]) + master.name.encode()
    nonce = secrets.token_bytes(NONCE)
    return head + nonce + AESGCM(master.key).encrypt(nonce, key, head + about.encode())


def unwrap(ring: KeyRing, envelope: bytes, about: str) -> bytes:
    """The data key in an envelope.

    Raises:
        StateError: its master key is not on the ring, it was changed, or it is for something else.
    """
    name, head = _head(envelope, about)
    nonce, sealed = envelope[len(head) : len(head) + NONCE], envelope[len(head) + NONCE :]
    try:
        return AESGCM(ring.named(name).key).decrypt(nonce, sealed, head + about.encode())
    except (InvalidTag, ValueError) as error:
        raise StateError(f"{about}: its envelope was changed, or belongs to something else") from error


def rewrap(ring: KeyRing, envelope: bytes, about: str) -> bytes:
    """The envelope under the current master key; the same bytes when it is already.

    Raises:
        StateError: it does not open.
    """
    key = unwrap(ring, envelope, about)
    return envelope if wrapped_by(envelope, about) == ring.current.name else wrap(ring, key, about)


def wrapped_by(envelope: bytes, about: str) -> str:
    """Name of the master key of an envelope.

    Raises:
        StateError: it is none.
    """
    return _head(envelope, about)[0]


def _head(envelope: bytes, about: str) -> tuple[str, bytes]:
    size = envelope[len(MAGIC)] if len(envelope) > len(MAGIC) else 0
    head = envelope[: len(MAGIC) + 1 + size]
    if not envelope.startswith(MAGIC) or len(envelope) != len(head) + NONCE + LENGTH + TAG or not head.isascii():
        raise StateError(f"{about}: expected an envelope, found {len(envelope)} bytes that are none")
    return head[len(MAGIC) + 1 :].decode(), head
