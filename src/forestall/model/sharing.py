"""What is shared with partners, and what they told us. What may go to whom is decided in `guard/sharing.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.label import Label
from forestall.model.words import Field


class ThingKind(StrEnum):
    """What is shared."""

    ALERT = "alert"
    """A message: ours, or a partner's that may go on."""
    FINDING = "finding"
    """What was concluded."""


class Format(StrEnum):
    """How it is written."""

    CAP = "cap"
    STIX = "stix"
    FORESTALL = "forestall"


class Reason(StrEnum):
    """Why something does not go to a partner."""

    DIRECTION = "direction"
    """We only take from it."""
    OWN = "own"
    """It comes from the partner itself."""
    RED = "red"
    """RED is for named recipients; no office is one."""
    STRICT = "strict"
    """AMBER+STRICT stays in the office."""
    ORIGIN = "origin"
    """Another partner shared it with us, and its label lets it go no further."""
    CLEARANCE = "clearance"
    """Its label is above the partner's clearance."""
    FIELD = "field"
    """It is of a field about which nothing is shared with the partner, or of none that can be told."""
    AREA = "area"
    """It concerns no jurisdiction that the partner is concerned with, or none that can be told."""
    FORMAT = "format"
    """The partner takes no format that holds it."""
    NEVER_SENT = "never_sent"
    """It ends something that the partner was never sent."""
    SIZE = "size"
    """It is too large for a parcel."""


class Direction(StrEnum):
    """Which way something went."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that might be shared, as the decision looks at it."""

    kind: ThingKind
    """What it is."""
    id: str
    """Which: the identifier of a message, the id of a finding."""
    version: str
    """Another version is sent anew, the same one never."""
    title: str
    """One line."""
    time: datetime
    """When it was so, or was sent, UTC."""
    label: Label
    """Who may read it."""
    field: Field | None
    """Its field of security; None when it cannot be told."""
    jurisdictions: tuple[str, ...]
    """Authorities it concerns; none: it cannot be told."""
    origin: str | None = None
    """The partner it came from; None when it is ours."""
    sources: tuple[str, ...] = ()
    """Sources it rests on, whose labels are looked at again before it is sent."""
    follows: tuple[str, ...] = ()
    """A Cancel or the like: versions without one of which it means nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A thing in the form in which a partner gets it."""

    thing: Thing
    """What it is."""
    format: Format
    """How it is written."""
    body: str
    """The text itself."""
    digest: str
    """SHA-256 of the text, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A thing that a partner does not get, and all the reasons."""

    thing: Thing
    """What it is."""
    reasons: tuple[Reason, ...]
    """Why not, at least one."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a partner would be sent now, and what not."""

    partner: str
    """Which partner."""
    going: tuple[Letter, ...]
    """What it would be sent, in this order."""
    there: tuple[Letter, ...]
    """What it has been sent and still holds."""
    withheld: tuple[Withheld, ...]
    """What it does not get, and why."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter in the queue of a partner: what was shared, when, and whether it was confirmed."""

    partner: str
    """To whom."""
    number: int
    """Its number in the partner's queue, from 1."""
    letter: Letter
    """What; its text is empty a month after the partner confirmed it."""
    queued: datetime
    """When it came into the queue, UTC."""
    sent: datetime | None = None
    """When it was first handed over, UTC."""
    confirmed: datetime | None = None
    """When the partner said that it has it, UTC."""
    withdrawn: datetime | None = None
    """When it was held back before it was ever handed over, UTC."""
    said: str = ""
    """What the partner said of it, when it could not use it."""


@dataclass(frozen=True, slots=True)
class Received:
    """Something that a partner shared with us; it keeps the partner's name and its label."""

    partner: str
    """From whom."""
    number: int
    """Its number in the partner's queue for us."""
    letter: Letter
    """What; the text of a finding, nothing of an alert, which is a signal of the partner's source."""
    received: datetime
    """When it came, UTC."""
    said: str = ""
    """Why it could not be used; empty when it could."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a partner's queue for us was read."""

    number: int = 0
    """Number of the last letter that we have."""
    digest: str = ""
    """Its SHA-256, so that a queue that was restored from an old backup is noticed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Letters that go over together, in the order of their numbers."""

    sender: str
    """The office that hands it over."""
    to: str
    """The partner, as the sender calls it."""
    made: datetime
    """When, UTC."""
    after: Cursor
    """The letter before the first of these; the receiver must stand there."""
    letters: tuple[tuple[int, Letter], ...]
    """Numbers and letters."""
    more: bool
    """Whether there are more behind these."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the receiver of a parcel answers."""

    up_to: Cursor
    """The last letter it has."""
    refused: tuple[tuple[int, str], ...] = ()
    """Numbers of letters that it has and cannot use, and why."""


@dataclass(frozen=True, slots=True)
class Told:
    """A roll-up that a partner told us."""

    partner: str
    """Who told it."""
    made: datetime
    """When it was made, UTC."""
    received: datetime
    """When it came, UTC."""
    digest: str
    """SHA-256 of the document, hexadecimal."""
    document: dict[str, object]
    """What it says (`docs/do/share-with-partners.md`)."""
