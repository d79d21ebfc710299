"""A feed and its entries, whichever of the two formats they are written in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: Atom `entry` (RFC 4287, 4.1.2), RSS `item`."""

    id: str
    """Never changes (Atom `id`, RSS `guid`); empty when an RSS item has none."""
    title: str
    """One line."""
    updated: datetime | None
    """When it last changed; None when it is not said."""
    link: str = ""
    """Where the thing itself is."""
    media_type: str = ""
    """What is there."""
    summary: str = ""
    """A few sentences."""
    content: bytes = b""
    """The thing itself, where the feed carries it as XML."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed (RFC 4287, 4.1.1; RSS `channel`)."""

    id: str
    """Never changes; empty in RSS, which has none."""
    title: str
    """Its name."""
    updated: datetime | None
    """When it last changed."""
    entries: tuple[Entry, ...]
    """Its entries, in its order."""
    author: str = ""
    """The office that keeps it."""
    link: str = ""
    """Where it is itself (Atom `link rel="self"`), or in RSS the site behind it."""
    subtitle: str = ""
    """What it is about."""
