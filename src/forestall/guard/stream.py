"""Sealing of files of any size, such as backups, under master keys or a passphrase, in chunks of 64 KiB.

A sealed file is a header and chunks under a key of its own (AES-256-GCM). The nonce of a chunk holds its number and
whether it is the last one, so that chunks cannot be dropped, repeated, exchanged or added, and an end cannot be cut
off. The header is authenticated with every chunk. What was read before an error is found is right but not all: who
writes it throws it away.

Source: Hoang, Reyhanitabar, Rogaway, Vizár (2015), "Online authenticated-encryption and its nonce-reuse
misuse-resistance", construction STREAM; doi:10.1007/978-3-662-47989-6_24 (cited from memory)
"""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forestall.core.errors import StateError
from forestall.guard.envelope import NONCE, TAG, new_data_key, unwrap, wrap
from forestall.guard.keys import Cost, KeyRing, Passphrase, from_passphrase

MAGIC = b"FSTREAM1"
CHUNK = 64 * 1024  # of plain bytes
_SALT = 16  # [byte]
_BY_RING, _BY_PASSPHRASE = 1, 2
_COUNTER = 4  # bytes of the nonce: 2^32 chunks are 256 TiB

Secret = KeyRing | Passphrase


def seal_stream(source: BinaryIO, sink: BinaryIO, secret: Secret, about: str) -> None:
    """Seal all of a source.

    Args:
        source: read to its end
        sink: the sealed file
        secret: master keys, of which the current one is used, or a passphrase
        about: what it is; needed again to open it
    """
    key, header = _sealing(secret, about)
    sink.write(header)
    cipher, bound = AESGCM(key), header + about.encode()
    for number, (chunk, last) in enumerate(_chunks(source, CHUNK)):
        sink.write(cipher.encrypt(_nonce(number, last=last), chunk, bound))


def open_stream(source: BinaryIO, sink: BinaryIO, secret: Secret, about: str) -> None:
    """Open all of a sealed file.

    Raises:
        StateError: the secret is wrong, or the file was changed or cut; what the sink holds is then to be thrown away.
    """
    key, header = _opening(source, secret, about)
    cipher, bound = AESGCM(key), header + about.encode()
    for number, (chunk, last) in enumerate(_chunks(source, CHUNK + TAG)):
        try:
            sink.write(cipher.decrypt(_nonce(number, last=last), chunk, bound))
        except (InvalidTag, ValueError) as error:
            found = f"chunk {number}" + (" (the last)" if last else "")
            raise StateError(f"{about}: {found} was changed, moved or cut, or the passphrase is another") from error


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes(NONCE - _COUNTER - 1) + number.to_bytes(_COUNTER, "big") + bytes([last])


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of a source and whether each is the last; an empty source has one empty piece."""
    chunk = _read(source, size)
    while len(chunk) == size:
        following = _read(source, size)
        if not following:
            break
        yield chunk, False
        chunk = following
    yield chunk, True


def _read(source: BinaryIO, size: int) -> bytes:
    """Exactly so many bytes, fewer only at the end."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _sealing(secret: Secret, about: str) -> tuple[bytes, bytes]:
    """A new key and the header that leads to it: magic, kind, length of the rest (2 bytes), the rest."""
    if isinstance(secret, KeyRing):
        key = new_data_key()
        return key, _header(_BY_RING, wrap(secret, key, about))
    cost, salt = Cost(), secrets.token_bytes(_SALT)
    return from_passphrase(secret, salt, cost), _header(_BY_PASSPHRASE, bytes([cost.log_n, cost.r, cost.p]) + salt)


def _header(kind: int, rest: bytes) -> bytes:
    return MAGIC + bytes([kind]) + len(rest).to_bytes(2, "big") + rest


def _opening(source: BinaryIO, secret: Secret, about: str) -> tuple[bytes, bytes]:
    start = _read(source, len(MAGIC) + 3)
    size = int.from_bytes(start[-2:], "big")
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 3 or size > 1024:
        raise StateError(f"{about}: is not a sealed file")
    rest = _read(source, size)
    by_ring = isinstance(secret, KeyRing)
    if start[len(MAGIC)] != (_BY_RING if by_ring else _BY_PASSPHRASE):
        words = ("a passphrase", "master keys")
        raise StateError(f"{about}: sealed with {words[not by_ring]}, found {words[by_ring]} to open it")
    if isinstance(secret, KeyRing):
        return unwrap(secret, rest, about), start + rest
    if len(rest) != 3 + _SALT:
        raise StateError(f"{about}: its header was changed or cut")
    return from_passphrase(secret, rest[3:], Cost(*rest[:3])), start + rest
