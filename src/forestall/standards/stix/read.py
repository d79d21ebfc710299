"""STIX 2.1 objects from bytes: bundles and envelopes, each object checked for what every object must have.

What belongs to one type of object is not checked here, and nothing is dropped: an unknown property or extension stays
(STIX 2.1, 3.7 and 7.3). `stix2` and `stix2-validator` check more; they read some 1,400 and 90 objects a second.
"""

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forestall.core.errors import LimitError, StandardError
from forestall.core.json_text import parsed
from forestall.standards.stix.versions import version_key

Object = dict[str, Any]

MOST_OBJECTS = 100_000
LONGEST_OBJECT = 1024 * 1024
"""Of one object as JSON [byte]."""
_DEEPEST = 100
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID = re.compile(rf"([a-z][a-z0-9-]{{2,249}})--{_UUID}")
_OBSERVABLE = frozenset(
    (
        *("artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message", "file"),
        *("ipv4-addr", "ipv6-addr", "mac-addr", "mutex", "network-traffic", "process", "software", "url"),
        *("user-account", "windows-registry-key", "x509-certificate"),
    )
)
"""Cyber-observable objects, which need neither `spec_version` nor times (STIX 2.1, part 6)."""


@dataclass(frozen=True, slots=True)
class Given:
    """One object as it was given."""

    id: str
    """`TYPE--UUID`."""
    version: str
    """`modified`, else `created`, as written; empty when it has neither."""
    thing: Object
    """The object."""
    document: str
    """It as compact JSON, members in the order in which they were given."""

    @property
    def digest(self) -> str:
        """SHA-256 of its JSON, members sorted, without `created` and `modified`."""
        return digest(self.thing)


def objects(data: bytes) -> list[object]:
    """What stands in the `objects` of a bundle (STIX 2.1, 8) or envelope (TAXII 2.1, 3.7), unchecked.

    Raises:
        InputError: it is no JSON.
        StandardError: it is neither.
        LimitError: it holds too many.
    """
    document = parsed(data)
    found = (
        document.get("objects", [] if document.get("type") == "bundle" else None)
        if isinstance(document, dict)
        else None
    )
    if not isinstance(found, list):
        raise StandardError(
            "expected a bundle or envelope: an object with a list `objects`", path="/objects", clause="STIX 2.1, 8"
        )
    if len(found) > MOST_OBJECTS:
        raise LimitError(f"{len(found):,} objects, expected at most {MOST_OBJECTS:,}")
    return found


def given(thing: object) -> Given:
    """One object, checked for what every object must have.

    Raises:
        StandardError: it lacks something, or it is of another version of STIX.
        LimitError: it is too large or nested too deep.
    """
    if not isinstance(thing, dict):
        raise StandardError("expected an object", path="", clause="STIX 2.1, 3")
    identity = _identity(thing)
    _check_version(thing, observable=thing["type"] in _OBSERVABLE)
    version = _version(thing)
    deque(texts(thing), maxlen=0)
    document = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    try:
        size = len(document.encode())
    except UnicodeEncodeError as error:
        raise StandardError("holds half of a surrogate pair", path="", clause="RFC 8259, 8.2") from error
    if size > LONGEST_OBJECT:
        raise LimitError(f"{identity}: {size:,} bytes, expected at most {LONGEST_OBJECT:,}")
    return Given(identity, version, thing, document)


def digest(thing: Object) -> str:
    """SHA-256 of an object's JSON, members sorted, without the times by which versions are told apart."""
    rest = {name: value for name, value in thing.items() if name not in ("created", "modified")}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def texts(thing: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text in an object with its place, as a JSON pointer.

    Raises:
        LimitError: it is nested too deep.
    """
    if depth > _DEEPEST:
        raise LimitError(f"{path[:60]}…: nested deeper than {_DEEPEST}")
    if isinstance(thing, str):
        yield path, thing
    elif isinstance(thing, dict):
        for name, value in thing.items():
            yield from texts(value, f"{path}/{name}", depth + 1)
    elif isinstance(thing, list):
        for number, value in enumerate(thing):
            yield from texts(value, f"{path}/{number}", depth + 1)


def about_a_person(thing: Object) -> bool:
    """Whether an object stands for one person: an identity of class `individual`, or somebody's account."""
    return thing.get("type") == "user-account" or (
        thing.get("type") == "identity" and thing.get("identity_class") == "individual"
    )


def _identity(thing: Object) -> str:
    identity = thing.get("id")
    found = _ID.fullmatch(identity) if isinstance(identity, str) else None
    if found is None:
        raise StandardError("expected TYPE--UUID", path="/id", clause="STIX 2.1, 2.9")
    if thing.get("type") != found[1]:
        raise StandardError("does not agree with the id", path="/type", clause="STIX 2.1, 2.9")
    if found[1] == "bundle":
        raise StandardError("a bundle is no object that can be kept", path="/type", clause="STIX 2.1, 8")
    return found[0]


def _check_version(thing: Object, *, observable: bool) -> None:
    said = thing.get("spec_version", "2.1" if observable else None)
    if said != "2.1":
        shown = "none" if said is None else repr(said)[:20]
        raise StandardError(f"found {shown}, expected '2.1'", path="/spec_version", clause="STIX 2.1, 3.2")
    if not observable and "created" not in thing:
        raise StandardError("is missing", path="/created", clause="STIX 2.1, 3.2")


def _version(thing: Object) -> str:
    times = {}
    for name in ("created", "modified"):
        value = thing.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise StandardError("expected a time as text", path=f"/{name}", clause="STIX 2.1, 2.16")
        times[name] = (version_key(value, f"/{name}"), value)
    if len(times) == 2 and times["modified"][0] < times["created"][0]:
        raise StandardError("is earlier than created", path="/modified", clause="STIX 2.1, 3.2")
    return times.get("modified", times.get("created", ("", "")))[1]
