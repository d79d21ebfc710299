"""A delivery as rows of the database: what costs time or can go wrong is done before the transaction begins."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from forestall.core.errors import InputError
from forestall.model.intake import Arrival, Delivery
from forestall.standards import jcs

_LONGEST = 512  # longer than this is no key: an index row has a limit [characters]
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Coming:
    """An arrival, with its row but for number (the first column) and state (the last)."""

    arrival: Arrival
    """What arrived."""
    key: tuple[str, str]
    """Source and identity, as they stand in the database."""
    body: str
    """Its content, canonical JSON."""
    row: tuple[str | None, ...]
    """The values of its columns, in their order."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A delivery that can be written."""

    delivery: Delivery
    """What is to be written."""
    coming: tuple[Coming, ...]
    """Its arrivals, in their order."""


def prepare(delivery: Delivery) -> Prepared | InputError:
    """A delivery ready to be written, or why none of it can be."""
    try:
        _check_sender(delivery)
        return Prepared(delivery, tuple(_coming(arrival) for arrival in delivery.arrivals))
    except InputError as error:
        return error


@lru_cache(1024)
def stamp(moment: datetime | None) -> str | None:
    """A time as the columns of the database have it."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def latest(moments: Sequence[datetime | None]) -> str | None:
    """The last of some times, as the columns have it; None when there is none."""
    known = [moment for moment in moments if moment is not None]
    return stamp(max(known)) if known else None


def printable(text: str) -> str:
    """A text that every database can hold: what it cannot is shown as U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def _check_sender(delivery: Delivery) -> None:
    """That the request and the offset can be written."""
    if delivery.request is not None:
        _check_text("Idempotency-Key", delivery.request.key)
        _check_text("source", delivery.request.source)
        _check_digest(delivery.request.digest)
    if delivery.offset is not None:
        _check_text("source", delivery.offset[0])
        if not _is_plain(delivery.offset[1]):
            raise InputError(f"offset of {delivery.offset[0]}: expected text without NUL")


@lru_cache(1024)
def _check_text(name: str, found: str) -> None:
    if not found or len(found) > _LONGEST or not _is_plain(found):
        raise InputError(f"{name}: found {found[:40]!r}, expected 1 to {_LONGEST} characters without NUL")


@lru_cache(1024)
def _check_digest(found: str) -> None:
    if not _SHA256.fullmatch(found):
        raise InputError(f"digest: found {found[:70]!r}, expected SHA-256 as 64 hexadecimal digits")


def _coming(arrival: Arrival) -> Coming:
    for name, found in (("source", arrival.source), ("kind", arrival.kind)):
        _check_text(name, found)
    if arrival.jurisdiction is not None:
        _check_text("jurisdiction", arrival.jurisdiction)
    _check_digest(arrival.digest)
    identity = _identity(arrival.identity)
    body = jcs.write(arrival.body).decode()
    row = (
        arrival.source,
        identity,
        stamp(arrival.event_time),
        stamp(arrival.received),
        arrival.kind,
        arrival.label.value,
        arrival.jurisdiction,
        None if arrival.field is None else arrival.field.value,
        body,
        arrival.digest,
    )
    return Coming(arrival, (arrival.source, identity), body, row)


def _identity(identity: str) -> str:
    if identity and len(identity) <= _LONGEST and _is_plain(identity):
        return identity
    return f"sha256:{hashlib.sha256(identity.encode(errors='surrogatepass')).hexdigest()}"


def _is_plain(text: str) -> bool:
    return _UNFIT.search(text) is None
