"""An entry as bytes: its canonical form, its digest, what is kept apart from it. No database here."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from forestall.core.clock import iso
from forestall.core.errors import InputError, LimitError
from forestall.ledger.tiles import MAX_ENTRY
from forestall.model.entry import Entry
from forestall.standards import jcs

SALT_SIZE = 32
SALTED = b'{"salted":true,"sha256":"'
_TIME_SIZE = len('"2026-03-09T06:00:00Z"}')

Salt = Callable[[], bytes]


def fresh_salt() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(SALT_SIZE)


@dataclass(frozen=True, slots=True)
class Written:
    """An entry ready to be kept."""

    kind: str
    subject: str
    said: str
    """SHA-256 of the payload that stands in it, hexadecimal."""
    body: bytes
    time: datetime
    apart: tuple[bytes, bytes] | None
    """Salt and payload, when it holds only their digest."""


def written(entry: Entry, salt: Salt) -> Written:
    """The canonical form of an entry: JSON of kind, payload, subject and time after RFC 8785.

    Raises:
        InputError: it holds what JSON has no form for, or a payload that looks like one kept apart.
        LimitError: kind and subject alone are too long.
    """
    payload, apart = jcs.write(entry.payload), None
    if entry.sensitive:
        apart = (salt(), payload)
        payload = jcs.write({"salted": True, "sha256": digest(*apart)})
    elif "salted" in entry.payload:
        raise InputError(f"entry {entry.kind} {entry.subject}: `salted` in a payload is ours; call it otherwise")
    whole = body(entry, payload)
    if len(whole) > MAX_ENTRY:
        apart = (b"", payload)
        payload = jcs.write({"bytes": len(payload), "sha256": digest(*apart)})
        whole = body(entry, payload)
    if len(whole) > MAX_ENTRY:
        raise LimitError(f"entry {entry.kind} {entry.subject[:40]}…: longer than {MAX_ENTRY} bytes")
    return Written(entry.kind, entry.subject, sha256(payload).hexdigest(), whole, entry.time, apart)


def body(entry: Entry, payload: bytes) -> bytes:
    """The bytes of an entry around a payload."""
    return opening(entry.kind) + payload + ending(entry.subject) + _closing(entry.time)


@lru_cache(256)
def _closing(time: datetime) -> bytes:
    """The time and the end."""
    return jcs.write(iso(time)) + b"}"


@lru_cache(256)
def opening(kind: str) -> bytes:
    """What stands before the payload."""
    return b'{"kind":' + jcs.write(kind) + b',"payload":'


def ending(subject: str) -> bytes:
    """What stands between the payload and the time."""
    return b',"subject":' + jcs.write(subject) + b',"time":'


def taken_apart(whole: bytes, kind: str, subject: str) -> tuple[bytes, str] | None:
    """Payload and time of an entry; None when its bytes do not speak of this kind and subject."""
    before, after = opening(kind), ending(subject)
    end = len(whole) - _TIME_SIZE
    start, stop = len(before), end - len(after)
    if stop < start or whole[:start] != before or whole[stop:end] != after or whole[-2:] != b'"}':
        return None
    return whole[start:stop], whole[end + 1 : -2].decode("ascii", "replace")


def digest(salt: bytes, payload: bytes) -> str:
    """What stands in an entry for a payload that is kept apart: SHA-256(salt || payload), hexadecimal."""
    return sha256(salt + payload).hexdigest()
