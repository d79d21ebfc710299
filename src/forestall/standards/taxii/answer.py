"""What a TAXII 2.1 server answered, for a client: discovery, collections, and pages of objects, checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forestall.core.errors import StandardError

ADDED_LAST = "x-taxii-date-added-last"
"""Response header, in lower case: when the last object of the page was added (3.4)."""
_LONGEST = 1024  # of a token or time that is sent back [characters]


@dataclass(frozen=True, slots=True)
class Offered:
    """A collection that another server offers (5.2)."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    can_read: bool
    """Whether its objects may be asked for."""
    can_write: bool
    """Whether objects may be handed in."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One page of objects (3.7)."""

    objects: tuple[object, ...]
    """Its objects, unchecked."""
    more: bool
    """Whether there are more."""
    next: str
    """What to ask for them with; empty when the server gives nothing."""
    added_last: str
    """When the last of them was added, in the server's words; empty when it does not say."""


def api_roots(data: bytes) -> tuple[str, ...]:
    """URLs of the API roots that a server names, absolute or not (4.1).

    Raises:
        StandardError: it is no discovery.
    """
    roots = _object(data, "4.1").get("api_roots", [])
    if not isinstance(roots, list) or not all(isinstance(each, str) for each in roots):
        raise StandardError("expected a list of URLs", path="/api_roots", clause="TAXII 2.1, 4.1")
    return tuple(roots)


def collections(data: bytes) -> tuple[Offered, ...]:
    """The collections of an API root (5.1).

    Raises:
        StandardError: it is no list of collections.
    """
    listed = _object(data, "5.1").get("collections", [])
    if not isinstance(listed, list):
        raise StandardError("expected a list", path="/collections", clause="TAXII 2.1, 5.1")
    return tuple(_offered(each, number) for number, each in enumerate(listed))


def envelope(data: bytes, headers: Mapping[str, str]) -> Envelope:
    """A page of objects, with what its headers say.

    Raises:
        StandardError: it is none.
    """
    document = _object(data, "3.7")
    objects, more, following = document.get("objects", []), document.get("more", False), document.get("next", "")
    if not isinstance(objects, list):
        raise StandardError("expected a list", path="/objects", clause="TAXII 2.1, 3.7")
    if not isinstance(more, bool) or not isinstance(following, str) or len(following) > _LONGEST:
        raise StandardError("expected a truth value, and a short text", path="/more", clause="TAXII 2.1, 3.7")
    last = headers.get(ADDED_LAST, "")
    return Envelope(tuple(objects), more, following if more else "", last if len(last) <= _LONGEST else "")


def _offered(thing: object, number: int) -> Offered:
    if not isinstance(thing, dict) or not isinstance(thing.get("id"), str):
        raise StandardError("expected an `id`", path=f"/collections/{number}", clause="TAXII 2.1, 5.2")
    return Offered(
        str(thing["id"])[:100],
        str(thing.get("title", ""))[:200],
        thing.get("can_read") is True,
        thing.get("can_write") is True,
    )


def _object(data: bytes, clause: str) -> dict[str, Any]:
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise StandardError("is no JSON", path="/", clause=f"TAXII 2.1, {clause}") from error
    if not isinstance(found, dict):
        raise StandardError("is no object", path="/", clause=f"TAXII 2.1, {clause}")
    return found
