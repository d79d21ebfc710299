"""STIX objects as they are kept for sharing, the collections they are in, and what is asked of a collection.

The objects themselves are JSON documents; what STIX and TAXII say of them is in `standards/`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.label import Label
from forestall.model.words import Field


class CollectionKind(StrEnum):
    """Whose objects a collection holds."""

    OWN = "own"
    """What this office shares of one field: a pass writes it, and nobody else."""
    RECEIVED = "received"
    """What others wrote or we fetched from them, of one field."""
    LIBRARY = "library"
    """Published works that everybody may read, loaded by the office."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of objects that is asked for by name."""

    alias: str
    """Its short name: `cyber`, `cyber-received`, `library`."""
    id: str
    """Its UUID."""
    kind: CollectionKind
    """Whose objects it holds."""
    field: Field | None
    """The field of security; None for the library."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One version of an object, and what the policy asks of it."""

    collection: str
    """Alias of its collection."""
    id: str
    """`TYPE--UUID`."""
    version: str
    """Its `modified`, else its `created`, as the object writes it; empty when it has neither."""
    document: str
    """The object as JSON, as it came."""
    digest: str
    """SHA-256 of its JSON without `created` and `modified`: what tells a change from a repetition."""
    label: Label
    """Who may read it."""
    field: Field | None = None
    """Its field of security."""
    jurisdiction: str | None = None
    """The authority it concerns; None for the whole place."""
    organisation: str | None = None
    """The office that answers for it; None for our own."""
    account: str = ""
    """The account that wrote it; empty for a pass."""
    source: str = ""
    """The source it rests on or came by; empty when there is none."""

    @property
    def type(self) -> str:
        """Its type, which is part of its id."""
        return self.id.partition("--")[0]


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of an object as it is kept."""

    number: int
    """Order of adding, over all collections."""
    id: str
    """`TYPE--UUID`."""
    version: str
    """Its version, as the object writes it; when it has none, when it was added."""
    added: datetime
    """When it was added, UTC; later for every later number."""
    document: str
    """The object as JSON; empty where only its version was asked for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which versions of which objects are asked for."""

    added_after: datetime | None = None
    """Only those added after this time."""
    after: int = 0
    """Only those with a higher number: where the page before ended."""
    limit: int = 1000
    """At most so many."""
    ids: frozenset[str] | None = None
    """Only these objects; None for all."""
    types: frozenset[str] | None = None
    """Only these types; None for all."""
    versions: frozenset[str] = frozenset({"last"})
    """`first`, `last`, `all`, or keys of versions."""
    possible: bool = True
    """False when nothing can match: another version of STIX is asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to filters."""

    objects: tuple[Stored, ...]
    """In the order in which they were added."""
    more: bool
    """Whether there are more than these."""


class Outcome(StrEnum):
    """What became of one object that was to be added."""

    ADDED = "added"
    KNOWN = "known"
    """This version was there, with this content."""
    CONFLICT = "conflict"
    """This version was there, with another content."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one object of a request."""

    id: str
    """Its id; empty when it has none."""
    version: str
    """Its version; empty when it has none."""
    failure: str = ""
    """Why it was not added; empty when it was."""


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a request to add objects."""

    id: str
    """UUID."""
    account: str
    """Who asked."""
    at: datetime
    """When, UTC."""
    results: tuple[Received, ...]
    """One for each object, in their order."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """How far another office's collection was fetched."""

    url: str
    """The collection."""
    added_after: str = ""
    """When the last object that we have was added there, in that server's words."""
    next: str = ""
    """What to go on with within an answer of several pages; empty between answers."""
    at: datetime | None = None
    """When it was last fetched, UTC."""
    objects: int = 0
    """How many objects came in all."""
