"""The forms of answers, as the description of the interface (OpenAPI) shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.web.problem import MEDIA_TYPE


class Flaw(BaseModel):
    """One thing that is wrong."""

    pointer: str
    """Where: a JSON pointer, a line, an element."""
    detail: str
    """What was found and what was expected."""


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    """`about:blank`: the status says what kind it is."""
    title: str
    """The kind of problem."""
    status: int
    """HTTP status."""
    detail: str
    """What went wrong and how to mend it."""
    errors: list[Flaw] = []
    """The single things that are wrong."""


class ReceiptOut(BaseModel):
    """That a signal is on disk."""

    identity: str
    """By which it is known."""
    number: int
    """Its number in the order of commit."""
    duplicate: bool
    """Whether it was there before."""


class Receipts(BaseModel):
    """What became of a delivery."""

    accepted: int
    """Signals that are new."""
    duplicates: int
    """Signals that were there before."""
    rejected: int
    """Parts that could not be used; they are in quarantine."""
    receipts: list[ReceiptOut]
    """One for each signal, in their order."""
    errors: list[Flaw]
    """Why parts were rejected, the first hundred."""
    remarks: list[str]
    """What to know of what was taken, such as a time that cannot be read."""


class SourceOut(BaseModel):
    """How a source delivers."""

    id: str
    """The source."""
    title: str
    """What it is."""
    kind: str
    """How it is read."""
    field: str | None
    """The field of security it informs."""
    every: float | None
    """How often something new is expected [h]."""
    last_received: datetime | None
    """When something last came to the service."""
    last_event_time: datetime | None
    """The latest time that it spoke of."""
    age: float | None
    """Hours since something last came."""
    received: int
    """Signals that were stored."""
    duplicates: int
    """Signals that were there before."""
    quarantined: int
    """Things that went to quarantine."""
    last_error: str | None
    """Why the last of them did."""
    silent_since: datetime | None
    """Since when it has been overdue."""
    way: str | None
    """How the service gets it besides HTTP: mqtt, syslog, folder, poll."""
    connected: bool | None
    """Whether that way is open; None when there is none."""
    trouble: str | None
    """Why it is not."""


class Sources(BaseModel):
    """All sources that may be seen."""

    items: list[SourceOut]
    """By name."""


class HeldOut(BaseModel):
    """Something in quarantine."""

    id: int
    """Its number."""
    source: str
    """Who sent it."""
    received: datetime
    """When it came."""
    reason: str
    """What is wrong with it."""
    pointer: str
    """Where."""
    media_type: str
    """What it was said to be."""
    size: int
    """How large it is [byte]."""
    signal: int | None
    """The signal it is, when it was understood but broke a stage."""


class Quarantine(BaseModel):
    """What waits for a decision."""

    items: list[HeldOut]
    """The oldest first."""
    total: int
    """How much waits that may be seen, on all pages."""


class Decided(BaseModel):
    """What became of something in quarantine."""

    id: int
    """Its number."""
    state: str
    """resubmitted or dropped."""
    receipts: list[ReceiptOut]
    """Receipts of the signals that it is."""


class Freshness(BaseModel):
    """How far what is shown can be relied on."""

    last_pass: datetime | None
    """Time of the last full pass; None before the first."""
    waiting: int
    """Signals that are stored and not yet worked through."""
    silent: list[str]
    """Sources that have been overdue."""
    trouble: list[str]
    """What does not work at present."""


class FindingOut(BaseModel):
    """A finding, and who may read it."""

    finding: Finding
    """What was concluded."""
    label: Label
    """Who may read it."""
    live: bool
    """Whether signals came to it since the last pass."""
    changed: int | None
    """Number of its last change by the live pipeline."""


class Findings(BaseModel):
    """What was found."""

    items: list[FindingOut]
    """Most serious first, then newest."""
    total: int
    """How many there are that may be seen."""
    next: str | None = None
    """Address of the page after this one; null on the last."""
    freshness: Freshness
    """How far it can be relied on."""


class AlertOut(BaseModel):
    """One of our alerts in force."""

    identifier: str
    """Its identifier; the message is at `/v1/alerts/IDENTIFIER`."""
    subject: str
    """What it is about."""
    sent: datetime
    """When it was sent."""
    expires: datetime | None
    """Until when it holds."""
    severity: str
    """Extreme, Severe, Moderate, Minor, Unknown."""
    urgency: str
    """Immediate, Expected, Future, Past, Unknown."""
    certainty: str
    """Observed, Likely, Possible, Unlikely, Unknown."""
    headline: str
    """One line."""
    field: str | None
    """The field of security."""


class Alerts(BaseModel):
    """Our alerts in force."""

    items: list[AlertOut]
    """By subject."""
    total: int
    """How many there are that may be seen."""
    next: str | None = None
    """Address of the page after this one; null on the last."""
    freshness: Freshness
    """How far it can be relied on."""


class Condition(BaseModel):
    """Whether the service can do its work."""

    ready: bool
    """Whether it takes signals in and works through them."""
    checks: dict[str, str]
    """`ok`, or what is wrong."""


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {MEDIA_TYPE: {}}}
    for status, text in (
        (400, "A parameter is not known, or not as expected"),
        (401, "Who asks is not known"),
        (403, "Not allowed"),
        (404, "There is no such thing"),
        (409, "The key was used for another body"),
        (413, "Too large"),
        (415, "This form of content is not taken from this source"),
        (422, "The content cannot be used"),
        (429, "Too many requests"),
        (503, "Not at present; come again after Retry-After seconds"),
    )
}
