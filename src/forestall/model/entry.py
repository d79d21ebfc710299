"""A line of the ledger."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A warning, decision or change of an obligation, as the ledger keeps it."""

    kind: str
    """`alert`, `decision`, `obligation`."""
    subject: str
    """What it speaks of."""
    time: datetime
    """Time of the pass that made it."""
    payload: dict[str, object]
    """What was known and decided; JSON values only."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the ledger at a size."""

    size: int
    """Number of entries."""
    root: str
    """Merkle tree hash over them (RFC 6962, 2.1), hexadecimal."""
    time: datetime
    """Time of the pass that made it."""
