"""Bundles as files: what a place and its last pass are, and whether a bundle is STIX 2.1."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from forestall.core.clock import now
from forestall.core.errors import InputError
from forestall.guard.label import up_to
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.exchange_objects import drafts
from forestall.pipeline.picture import Picture
from forestall.place.load import load
from forestall.standards.stix import read
from forestall.standards.stix.ids import object_id, timestamp
from forestall.standards.stix.markings import LABELS


def exported(root: Path, state: str, fields: Iterable[Field] | None, most: Label, at: datetime | None) -> bytes:
    """A bundle of what the place and the findings of its last pass are.

    Args:
        root: folder of the place
        state: folder or URL of the state; without a pass in it there are no findings
        fields: fields of security; None for all
        most: the strictest label that goes out
        at: time of the objects; None: of the last pass, else now

    Returns:
        JSON, UTF-8; an object that names one which does not go out names it all the same.

    Raises:
        PlaceError: the place has mistakes.
    """
    place, picture = load(root), Picture(state)
    picture.refresh()
    moment = at or picture.at or now()
    made, wanted = drafts(place, picture.shown.findings, moment), set(fields or Field)
    unique = {
        draft.id: draft.thing
        for field, each in made.items()
        for draft in each
        if field in wanted and draft.label in up_to(most)
    }
    used = {ref for thing in unique.values() for ref in thing.get("object_marking_refs", ())}
    objects = [unique[name] for name in sorted(unique) if name not in LABELS or name in used]
    identity = object_id("bundle", place.profile.sender, timestamp(moment), *(str(one["id"]) for one in objects))
    document = {"type": "bundle", "id": identity, "objects": objects}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def checked(data: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    """What is wrong with a bundle or envelope.

    Returns:
        How many objects it has; place and reason of each remark.

    Raises:
        InputError: it is neither.
    """
    things = read.objects(data)
    return len(things), tuple(_remarks(things))


def _remarks(things: list[object]) -> Iterator[tuple[str, str]]:
    seen: dict[tuple[str, str], int] = {}
    for number, thing in enumerate(things):
        where = f"/objects/{number}"
        try:
            given = read.given(thing)
        except InputError as error:
            yield where, str(error)
            continue
        before = seen.setdefault((given.id, given.version), number)
        if before != number:
            yield where, f"{given.id}: this version is at /objects/{before} already"
        if reason := _of_its_type(given.thing):
            yield where, f"{given.id}: {reason}"


def _of_its_type(thing: dict[str, object]) -> str:
    """What the OASIS library finds wrong with an object; types and properties that it does not know are let pass."""
    from stix2 import parse  # type: ignore[import-untyped] # noqa: PLC0415 - takes half a second, and only a check needs it
    from stix2.exceptions import STIXError  # type: ignore[import-untyped] # noqa: PLC0415

    try:
        parse(thing, allow_custom=True, version="2.1")
    except (STIXError, ValueError, TypeError) as error:
        return " ".join(str(error).split())[:300]
    return ""
