"""Cases (disputes, complaints, near misses, accidents), what lies at their root, and what is done about it.

No record here has room for a person: who reports holds a token, and may leave a contact that is sealed apart
(`store/case_contacts.py`). Rules are in `follow/cases/`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Gt

from forestall.model.label import Label
from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import Field, Tlp


class CaseKind(StrEnum):
    """What kind of thing is reported."""

    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    NEAR_MISS = "near_miss"
    ACCIDENT = "accident"


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    """Nothing shows yet that it is settled."""
    ANSWERED = "answered"
    """An outcome and evidence are given; nobody else has confirmed them."""
    CLOSED = "closed"
    """The outcome is confirmed by another account or by who reported."""
    MERGED = "merged"
    """The same thing as another case, which has its reports now."""


class Channel(StrEnum):
    """How a report came."""

    API = "api"
    FORM = "form"
    CSV = "csv"
    OPEN311 = "open311"
    CONSOLE = "console"


class Decision(StrEnum):
    """What a person said of a proposal."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CaseType:
    """A type of case that the place takes in: `case_types.csv`."""

    code: Annotated[str, Key()]
    """Short name, the `service_code` of Open311."""
    name: str
    """Name as people read it."""
    kind: CaseKind
    """dispute, complaint, near_miss or accident."""
    field: Field = Field.SOCIAL
    """The field of security it belongs to."""
    description: str = ""
    """What it is for, in one sentence."""
    group: str = ""
    """Heading under which it is listed."""
    keywords: tuple[str, ...] = ()
    """Words by which people find it, separated by `;`."""
    jurisdiction: Annotated[str | None, Ref("jurisdiction")] = None
    """The authority that works on it; left out: the authority of the place it happened at."""
    label: Tlp = Tlp.AMBER
    """Who may read its cases."""
    radius: Annotated[float, Gt(0), Unit("m")] = 150.0
    """Two reports nearer to each other than this speak of one place."""
    window: Annotated[float, Gt(0), Unit("day")] = 180.0
    """A closed case is opened again by one of the same place, kind and cause within this time."""
    same: Annotated[float, Gt(0), Unit("day")] = 14.0
    """Two reports further apart in time than this are not of one event."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody told us, with persons taken out at the door."""

    id: str
    """Follows from its content, or from the sender's reference."""
    case: str
    """The case that it was first put to."""
    case_type: str
    """Its type, of `case_types.csv`."""
    channel: Channel
    """How it came."""
    received: datetime
    """When it came, UTC."""
    happened: datetime
    """When it happened, UTC."""
    text: str
    """What was told."""
    address: str = ""
    """Where, in words."""
    lon: Annotated[float | None, Ge(-180), Unit("deg")] = None
    """Longitude, WGS 84."""
    lat: Annotated[float | None, Ge(-90), Unit("deg")] = None
    """Latitude, WGS 84."""
    site: str | None = None
    """The site it concerns."""
    harm: Annotated[float, Ge(0), Unit("persons")] = 0.0
    """People hurt."""
    media: str = ""
    """Address of a picture, as the sender gave it."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something to be settled, with all reports of it."""

    id: str
    """Follows from its first report."""
    kind: CaseKind
    """What kind."""
    case_type: str
    """Its type, of `case_types.csv`."""
    field: Field
    """The field of security."""
    label: Label
    """Who may read it."""
    jurisdiction: str
    """The authority that works on it."""
    received: datetime
    """When its first report came, UTC."""
    happened: datetime
    """When it happened, UTC."""
    changed: datetime
    """When it last changed, UTC."""
    text: str
    """What was told first."""
    address: str = ""
    """Where, in words."""
    lon: Annotated[float | None, Unit("deg")] = None
    """Longitude, WGS 84."""
    lat: Annotated[float | None, Unit("deg")] = None
    """Latitude, WGS 84."""
    site: str | None = None
    """The site it concerns."""
    harm: Annotated[float, Unit("persons")] = 0.0
    """People hurt; the most that one of its reports says."""
    state: CaseState = CaseState.OPEN
    """Where it stands."""
    cause: str | None = None
    """What lies at its root."""
    outcome: str = ""
    """How it was settled."""
    evidence: str = ""
    """SHA-256 of what shows it, hexadecimal."""
    answered_by: str = ""
    """The account that gave outcome and evidence."""
    confirmed_by: str = ""
    """The account that confirmed them, or `reporter`."""
    closed: datetime | None = None
    """When it was last closed, UTC."""
    closings: int = 0
    """How often it was closed."""
    returns: int = 0
    """How often it was opened again because the same thing came back."""
    merged_into: str | None = None
    """The case of which it is a part."""
    recurrence_of: str | None = None
    """The closed case that it showed not to be settled."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What lies at the root of one case or more."""

    id: str
    """Follows from its title."""
    title: str
    """What it is, in a few words."""
    field: Field
    """The field of security."""
    created: datetime
    """Since when it is known, UTC."""
    by: str
    """The account that named it."""
    description: str = ""
    """More about it."""


@dataclass(frozen=True, slots=True)
class CauseMeasure:
    """What is to be done about a cause, by whom and by when."""

    id: str
    """Follows from cause and title."""
    cause: str
    """The cause."""
    title: str
    """What is to be done."""
    bearer: str
    """The authority that owes it."""
    created: datetime
    """When it was decided, UTC."""
    due: datetime
    """By when, UTC."""
    evidence: str
    """What will show that it was done."""
    by: str
    """The account that decided it."""
    measure: str | None = None
    """The measure of `measures.csv` that it is."""
    site: str | None = None
    """The site it concerns."""
    withdrawn: datetime | None = None
    """Since when it is no longer owed, UTC."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Cases that seem to have one cause; a person decides."""

    id: str
    """Follows from the cases."""
    cases: tuple[str, ...]
    """Which, by id."""
    terms: tuple[str, ...]
    """Words that set them apart from all others, the most telling first."""
    silhouette: float
    """Mean silhouette of the cases, -1 to 1 (Rousseeuw 1987)."""
    made: datetime
    """When it was made, UTC."""
    cause: str | None = None
    """The known cause that most of those with a cause have."""
    decision: Decision = Decision.WAITING
    """What a person said."""
    by: str = ""
    """The account that decided."""


GENERAL: tuple[CaseType, ...] = (
    CaseType("accident", "Accident", CaseKind.ACCIDENT, description="Somebody or something was harmed."),
    CaseType("complaint", "Complaint", CaseKind.COMPLAINT, description="Something is not as it should be."),
    CaseType("dispute", "Dispute", CaseKind.DISPUTE, description="Two sides do not agree.", same=60.0),
    CaseType("near_miss", "Near miss", CaseKind.NEAR_MISS, description="Something nearly led to harm."),
)
"""What a place without `case_types.csv` takes in."""
