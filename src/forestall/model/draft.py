"""An alert before it is sent: who wrote it, whether a second person has to approve it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.alert import Alert

PASS = "pass"  # noqa: S105 - no secret
"""The author of what a pass would send."""


class DraftState(StrEnum):
    """What became of a draft."""

    WAITING = "waiting"
    """Nothing yet."""
    SENT = "sent"
    """It was sent."""
    REFUSED = "refused"
    """Somebody refused it."""
    WITHDRAWN = "withdrawn"
    """Its author took it back, or what it rested on no longer holds."""
    REPLACED = "replaced"
    """A newer one on the same subject took its place."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An alert that was written and not yet sent, or what became of it."""

    id: str
    """Follows from the alert."""
    alert: Alert
    """As it would be sent now; its identifier, time and references are made anew when it is."""
    author: str
    """Account that wrote it, `console`, or `pass`."""
    written: datetime
    """When, UTC."""
    second: bool
    """Whether somebody else than its author has to approve it."""
    state: DraftState = DraftState.WAITING
    """What became of it."""
    decided_by: str = ""
    """Account that decided; empty while it waits, and when no person did."""
    decided: datetime | None = None
    """When, UTC."""
    reason: str = ""
    """Why, when it was refused or withdrawn."""
    sent: str = ""
    """Identifier of the alert that was sent."""
    remarks: tuple[str, ...] = ()
    """What CAP 1.2 recommends and the alert does not do."""
