"""Partners' intelligence as STIX 2.1: the objects of a bundle or TAXII envelope, each under its own label.

An object about a person is not taken in and not kept: Forestall has no record for one.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.guard.door import Door
from forestall.guard.label import strictest
from forestall.model.label import Label
from forestall.pipeline.arriving.parcel import MOST_ITEMS, Parcel
from forestall.pipeline.arriving.values import dumped, parsed

_ID = re.compile(r"[a-z][a-z0-9-]{2,249}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LABELS = {  # TLP 1.0 (STIX 2.1, 7.2.1.4), then TLP 2.0 (OASIS common object repository, extension-definition 60a3c5c5)
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Label.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Label.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Label.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Label.RED,
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Label.CLEAR,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Label.GREEN,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Label.AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Label.AMBER_STRICT,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Label.RED,
}
_VERBATIM = frozenset(
    ("id", "type", "spec_version", "created", "modified", "pattern_type", "valid_from", "valid_until")
)
_DROPPED = frozenset(("contact_information", "granular_markings"))


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
    parcel.take(
        "stix",
        _clean(thing, parcel.door),
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
    """The stricter of the source's and the object's."""
    marks = thing.get("object_marking_refs")
    named = [_LABELS[mark] for mark in marks if mark in _LABELS] if isinstance(marks, list) else []
    return strictest((own, *named))


def _clean(thing: Mapping[str, Any], door: Door) -> dict[str, object]:
    return {name: _value(name, value, door) for name, value in thing.items() if name not in _DROPPED}


def _value(name: str, value: Any, door: Door) -> object:
    if isinstance(value, str):
        verbatim = name in _VERBATIM or name.endswith(("_ref", "_refs"))
        return value if verbatim else door.text(value)
    if isinstance(value, list):
        return [_value(name, item, door) for item in value]
    if isinstance(value, dict):
        return _clean(value, door)
    return value
