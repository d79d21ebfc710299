"""What the first two stages give."""

from dataclasses import dataclass

from forestall.model.alert import Alert
from forestall.model.finding import Finding, Refusal
from forestall.model.partner import SourceState
from forestall.model.signal import Records, Signal
from forestall.model.suppression import Suppressed, Suppression


@dataclass(frozen=True, slots=True)
class Observation:
    """What came in, after the door."""

    signals: tuple[Signal, ...]
    """Signals, by time and id."""
    records: tuple[Records, ...]
    """Log events, one table a source."""
    alerts: tuple[Alert, ...]
    """Partners' alerts in force at the time of the pass, after updates and cancellations."""
    sources: tuple[SourceState, ...]
    """What was found of each source."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What was concluded."""

    findings: tuple[Finding, ...]
    """Findings, most serious first, then newest."""
    refusals: tuple[Refusal, ...]
    """Rules that could not be used."""
    rules: int
    """Rules that were used."""
    events: int
    """Log events looked at."""
    suppressed: tuple[Suppressed, ...] = ()
    """What an office has decided to see no longer, in the order of findings."""
    ended: tuple[Suppression, ...] = ()
    """Decisions not to see something that hold no longer."""
