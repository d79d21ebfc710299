"""A page of a TAXII 2.1 collection (OASIS 2021): its objects as an envelope, and whether there is more."""

from dataclasses import dataclass

from forestall.core.errors import StandardError
from forestall.observe.feeds.json_value import parsed

MEDIA_TYPE = "application/taxii+json;version=2.1"
ADDED_LAST = "x-taxii-date-added-last"
"""Response header: when the last object of the page was added (3.4)."""
_CLAUSE = "TAXII 2.1, 3.7"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a collection."""

    objects: int
    """Objects in it."""
    more: bool
    """There are more than these."""
    next: str
    """What to ask for the rest with; empty when the server gives nothing."""


def page(data: bytes) -> Page:
    """What an envelope says of itself; its objects are read as STIX.

    Raises:
        InputError: it is no JSON.
        StandardError: it is no envelope.
    """
    document = parsed(data, "TAXII envelope")
    if not isinstance(document, dict):
        raise StandardError("is no object", path="/", clause=_CLAUSE)
    objects = document.get("objects", [])
    if not isinstance(objects, list):
        raise StandardError("is no list", path="/objects", clause=_CLAUSE)
    more, follow = document.get("more", False), document.get("next", "")
    if not isinstance(more, bool) or not isinstance(follow, str) or len(follow) > 1024:
        raise StandardError("more is no truth value, or next no text", path="/more", clause=_CLAUSE)
    return Page(len(objects), more, follow)
