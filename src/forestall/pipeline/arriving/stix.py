"""Partners' intelligence as STIX 2.1: the objects of a bundle or TAXII envelope, each under its own label.

An object about a person is not taken in and not kept: Forestall has no record for one.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.core.json_text import parsed
from forestall.guard.door import Door
from forestall.guard.label import strictest
from forestall.model.label import Label
from forestall.pipeline.arriving.parcel import MOST_ITEMS, Parcel
from forestall.pipeline.arriving.values import dumped
from forestall.standards.stix.markings import labels

_ID = re.compile(r"[a-z][a-z0-9-]{2,249}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VERBATIM = frozenset(
    ("id", "type", "spec_version", "created", "modified", "pattern_type", "valid_from", "valid_until")
)
_MARKINGS = frozenset(("object_marking_refs", "granular_markings"))
"""Kept as they are: who may read which part."""
_DROPPED = frozenset(("contact_information",))
CHANGED = "_changed"
"""Member of the signal that names the properties which the door changed; such an object is not passed on as STIX."""


def stix_objects(parcel: Parcel) -> None:
    """Each object is a signal, known by its id and version."""
    try:
        document = parsed(parcel.data)
        if not isinstance(document, dict) or not isinstance(document.get("objects"), list):
            raise InputError("expected a bundle or an envelope: an object with a list `objects`")
    except InputError as error:
        parcel.reject(error, "/objects")
        return
    objects = document["objects"]
    if len(objects) > MOST_ITEMS:
        parcel.reject(f"{len(objects):,} objects, expected at most {MOST_ITEMS:,}", "/objects")
        return
    for number, thing in enumerate(objects):
        try:
            _take(thing, parcel)
        except _PersonError as error:
            parcel.reject(error, f"/objects/{number}", b"")
        except InputError as error:
            parcel.reject(error, f"/objects/{number}", dumped(thing))


class _PersonError(InputError):
    """It is about a person."""


def _take(thing: Any, parcel: Parcel) -> None:
    if not isinstance(thing, dict):
        raise InputError("expected an object")
    identity = thing.get("id")
    if not isinstance(identity, str) or not _ID.fullmatch(identity):
        raise InputError("id: expected TYPE--UUID (STIX 2.1, 2.9)")
    if not identity.startswith(f"{thing.get('type')}--"):
        raise InputError("type: does not agree with the id (STIX 2.1, 2.9)")
    if (thing["type"] == "identity" and thing.get("identity_class") == "individual") or thing["type"] == "user-account":
        raise _PersonError("an object about a person; it was not taken in, and nothing of it is kept")
    modified = _moment(thing, "modified") or _moment(thing, "created")
    version = thing.get("modified") or thing.get("created") or parcel.digest
    clean = _clean(thing, parcel.door)
    changed = sorted(name for name, value in thing.items() if clean.get(name) != value)
    parcel.take(
        "stix",
        clean | ({CHANGED: changed} if changed else {}),
        identity=f"{identity} {version}",
        time=modified,
        label=_label(thing, parcel.label),
    )


def _moment(thing: Mapping[str, Any], name: str) -> datetime | None:
    value = thing.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name}: expected a time as text (STIX 2.1, 2.16)")
    try:
        return instant(value)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def _label(thing: Mapping[str, Any], own: Label) -> Label:
    """The stricter of the source's and the object's, whether the object is marked as a whole or in part."""
    return strictest((own, *labels(thing)))


def _clean(thing: Mapping[str, Any], door: Door) -> dict[str, object]:
    return {name: _value(name, value, door) for name, value in thing.items() if name not in _DROPPED}


def _value(name: str, value: Any, door: Door) -> object:
    if name in _MARKINGS:
        return value
    if isinstance(value, str):
        verbatim = name in _VERBATIM or name.endswith(("_ref", "_refs"))
        return value if verbatim else door.text(value)
    if isinstance(value, list):
        return [_value(name, item, door) for item in value]
    if isinstance(value, dict):
        return _clean(value, door)
    return value
