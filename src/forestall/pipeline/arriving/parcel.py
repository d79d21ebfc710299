"""What one delivery of a source holds, while it is being read: makes its arrivals and its rejected parts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from forestall.core.clock import utc
from forestall.core.errors import LimitError
from forestall.guard.door import Door
from forestall.model.intake import Arrival, Rejected
from forestall.model.label import Label
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.words import Field

MOST_ITEMS = 10_000
"""Signals in one delivery; more have to come in several."""
_ASSUMED = "TLP:"


@dataclass(slots=True)
class Parcel:
    """One delivery, and what has been made of it so far."""

    place: Place
    """The place."""
    source: Source
    """Who sent it."""
    door: Door
    """Through which everything comes in."""
    received: datetime
    """When it came, UTC."""
    media_type: str
    """What it is said to be, without parameters."""
    data: bytes
    """It, as it came."""
    key: str | None = None
    """Its Idempotency-Key: signals that have no id of their own are then counted within it."""
    arrivals: list[Arrival] = field(default_factory=list)
    """What was understood."""
    rejected: list[Rejected] = field(default_factory=list)
    """What was not."""
    remarks: list[str] = field(default_factory=list)
    """What the sender should know of what was understood."""
    digest: str = field(init=False)
    """SHA-256 of its bytes, hexadecimal."""
    label: Label = field(init=False)
    """The label of what the source says, where the content names no stricter one."""

    def __post_init__(self) -> None:
        """What is the same for every signal of it."""
        self.digest = hashlib.sha256(self.data).hexdigest()
        self.label = Label(self.source.label.removeprefix(_ASSUMED))

    @property
    def present(self) -> datetime:
        """The time now; in a recorded place not before the time at which it is looked at."""
        replay = self.place.profile.replay_at
        return self.received if replay is None else max(self.received, utc(replay))

    def take(
        self,
        kind: str,
        body: Mapping[str, object],
        *,
        identity: str | None = None,
        time: datetime | None = None,
        label: Label | None = None,
        jurisdiction: str | None = None,
        field: Field | None = None,
    ) -> None:
        """One signal was understood; without an id of its own it is known by its place in a keyed request, or content.

        Args:
            kind: `event`, `reading`, `cap`, `stix`, `kev`
            body: its content after the door
            identity: the sender's own id for it
            time: when it was so
            label: who may read it, when the content says more than the source's label
            jurisdiction: authority it concerns
            field: field of security, when the content says more than the source

        Raises:
            LimitError: too many signals.
        """
        ordinal = self._next()
        own = identity or (f"{self.key} {self.digest[:16]} {ordinal}" if self.key else _content(body))
        self.arrivals.append(
            Arrival(
                source=self.source.id,
                identity=own,
                received=self.received,
                event_time=time if time is None else time.astimezone(UTC),
                kind=kind,
                label=label or self.label,
                jurisdiction=jurisdiction,
                field=field or self.source.field,
                body=dict(body),
                digest=self.digest,
            )
        )

    def reject(self, reason: object, pointer: str, raw: bytes | None = None, form: str | None = None) -> None:
        """Something could not be used: the reason goes through the door, for it may quote what came.

        Args:
            reason: why
            pointer: where it stands in the delivery
            raw: what is kept of it in quarantine; without it all of the delivery
            form: media type in which that can be read again; without it that of the delivery

        Raises:
            LimitError: too many signals.
        """
        self._next()
        text = " ".join(str(reason).split())[:400].removeprefix(f"{pointer}: ")
        whole = self.data if raw is None else raw
        told = self.door.text(text)
        self.rejected.append(Rejected(self.source.id, self.received, told, pointer, form or self.media_type, whole))

    def _next(self) -> int:
        """How many there are already; looked at with each, for a few bytes can be a million wrong rows."""
        count = len(self.arrivals) + len(self.rejected)
        if count >= MOST_ITEMS:
            raise LimitError(
                f"at least {count + 1:,} signals, expected at most {MOST_ITEMS:,}; send them in several parts"
            )
        return count


def _content(body: Mapping[str, object]) -> str:
    """SHA-256 of the content, whatever the order of its members."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
