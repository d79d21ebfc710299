"""A line of the ledger."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A warning, decision or change of an obligation, as the ledger keeps it."""

    kind: str
    """`alert`, `decision`, `obligation`, `key`, `erasure`, … what happened."""
    subject: str
    """What it speaks of."""
    time: datetime
    """When it was so; of a pass, the time of the pass."""
    payload: dict[str, object]
    """What was known and decided; JSON values only."""
    sensitive: bool = False
    """True: the ledger holds a salted digest of the payload, which itself can be erased without breaking the ledger."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the ledger at a size."""

    size: int
    """Number of entries."""
    root: str
    """Merkle tree hash over them (RFC 6962, 2.1), hexadecimal."""
    time: datetime
    """When it was made; by a pass, the time of the pass."""
