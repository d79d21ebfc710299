"""Evidence that something owed was done, and what somebody else says of it. No names: who acts is an account's id."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that shows that an obligation was met."""

    id: str
    """Follows from obligation, file, effective time, validity, title and sender: sent again it is the same."""
    obligation: str
    """What it is evidence for."""
    title: str
    """What it is, in a line; no names."""
    effective: datetime
    """When that was done which it shows, UTC."""
    received: datetime
    """When it reached us, UTC; never changed."""
    by: str
    """The account that sent it."""
    valid_until: datetime | None = None
    """Until when it holds, UTC; None for no end."""
    sha256: str = ""
    """Digest of the file, hexadecimal; empty for a statement without one."""
    size: int = 0
    """Size of the file [byte]."""
    media_type: str = ""
    """Media type of the file."""
    scope: tuple[str, ...] = ()
    """The sites that the obligation covered when it was sent."""
    version: str = ""
    """The version of the norm under which it was owed then."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody other than the sender says of evidence; of several on one the last one counts."""

    evidence: str
    """On which."""
    enough: bool
    """Whether it shows what is owed."""
    reason: str
    """Why; no names."""
    by: str
    """The account that judged."""
    at: datetime
    """When, UTC."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given for one obligation, in the order in which it came."""

    evidence: tuple[Evidence, ...] = ()
    """By time of receipt, then id."""
    verdicts: tuple[Verdict, ...] = ()
    """The last one on each."""
