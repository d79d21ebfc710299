"""A finding that the running service made, between two passes."""

from dataclasses import dataclass
from datetime import datetime

from forestall.model.finding import Finding
from forestall.model.label import Label


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """A finding as it stands, with all signals that the service added to it."""

    finding: Finding
    """What was concluded."""
    label: Label
    """Who may read it: the strictest of the signals it rests on."""
    changed: int
    """Order in which findings changed, from 1: who has seen this number has seen all before it."""
    at: datetime
    """When it changed, UTC."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the live pipeline has come."""

    position: int
    """Number of the last signal that it worked through."""
    saved: bytes | None
    """What its correlations remember; None when they remember nothing."""
