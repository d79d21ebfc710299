"""What a source is asked and what it answers; how what cannot be used is counted and said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import pyarrow as pa

from forestall.core.clock import iso
from forestall.guard.door import Door
from forestall.model.alert import Alert
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.signal import Signal
from forestall.model.words import SourceKind

MOST_REASONS = 10
CLOCK_SKEW = timedelta(days=1)
"""What lies further after the pass than this is an error, not another office's clock."""


@dataclass(frozen=True, slots=True)
class Request:
    """One source to be read."""

    place: Place
    """The place."""
    source: Source
    """The source."""
    at: datetime
    """Time of the pass; nothing later is known yet."""
    door: Door
    """Through which everything comes in."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source gave."""

    files: int
    """Files found."""
    accepted: int
    """Records, alerts or values taken in."""
    signals: tuple[Signal, ...] = ()
    """Signals, in any order."""
    records: pa.Table | None = None
    """Log events, after the door."""
    alerts: tuple[Alert, ...] = ()
    """Alerts in force."""
    first: datetime | None = None
    """Time of the oldest thing taken in."""
    latest: datetime | None = None
    """Time of the newest thing taken in, not after the pass."""
    coverage: float | None = None
    """Share of the expected values that are there."""


class SourceReader(Protocol):
    """Reads one kind of source."""

    kind: ClassVar[SourceKind]
    """Its kind in `sources.toml`."""

    def read(self, request: Request, tally: "Tally") -> Reading:
        """Everything the source's files say up to the time of the pass; what cannot be used goes to the tally."""
        ...


class Tally:
    """Counts what could not be used, and keeps the first reasons."""

    def __init__(self) -> None:
        self.skipped = 0
        """Records, alerts or values that could not be used."""
        self.flawed = False
        """Something was taken in, but not whole."""
        self._reasons: Counter[str] = Counter()
        self._more = 0

    def skip(self, where: str, why: object, count: int = 1) -> None:
        """Something could not be used: the source is degraded."""
        self.skipped += count
        self.remark(where, why)

    def flaw(self, where: str, why: object) -> None:
        """Something was taken in, but not whole: the source is degraded."""
        self.flawed = True
        self.remark(where, why)

    def remark(self, where: str, why: object) -> None:
        """Something a reader of the source should know."""
        reason = " ".join(f"{where}: {why}".split())[:400]
        if reason in self._reasons or len(self._reasons) < MOST_REASONS:
            self._reasons[reason] += 1
        else:
            self._more += 1

    def later(self, where: str, times: Iterable[datetime], at: datetime, what: str) -> None:
        """Things after the pass: not known yet, and beyond the clock skew an error."""
        moments = sorted(times)
        far = [moment for moment in moments if moment > at + CLOCK_SKEW]
        if far:
            self.skip(where, f"{len(far)} {what} more than a day after the pass, up to {iso(far[-1])}", len(far))
        elif moments:
            self.remark(where, f"{len(moments)} {what} after the pass left out")

    def reasons(self) -> tuple[str, ...]:
        """One sentence each; the rest as a number."""
        told = [reason if times == 1 else f"{reason} ({times} times)" for reason, times in self._reasons.items()]
        return tuple([*told, f"and {self._more} more"] if self._more else told)
