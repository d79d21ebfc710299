"""Tell the same thing said again from the same thing sent again, where the sender gives it no id of its own.

A sender that says the same at the same time twice means two events; a sender that sends a file or a connection's
lines again means the old ones. Counting repeats within one stream gives both: the k-th repeat has the same identity
whenever it is sent.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from forestall.model.intake import Arrival

KEPT = 64
"""Contents of which the repeats are remembered from one delivery of a stream to the next."""
_CONTENT = re.compile(r"[0-9a-f]{64}")


class Repeats:
    """How often each of the last contents stood in one stream."""

    def __init__(self, counts: Mapping[str, int] | None = None, kept: int = KEPT) -> None:
        """Go on from what `counts()` gave."""
        self._counts: OrderedDict[str, int] = OrderedDict(counts or {})
        self._kept = kept

    def counts(self) -> dict[str, int]:
        """What to remember, the latest last."""
        return dict(self._counts)

    def told_apart(self, arrivals: Iterable[Arrival], where: str) -> tuple[Arrival, ...]:
        """The arrivals of one delivery, each with an identity of its own.

        Args:
            arrivals: in the order of the stream; those with a sender's id pass unchanged
            where: what no other delivery of the source has: what says no time cannot be known again by its content
        """
        told = tuple(self._told(arrival, where) for arrival in arrivals)
        while len(self._counts) > self._kept:
            self._counts.popitem(last=False)
        return told

    def _told(self, arrival: Arrival, where: str) -> Arrival:
        if not _CONTENT.fullmatch(arrival.identity):
            return arrival
        short = arrival.identity[:16]
        count = self._counts.pop(short, 0) + 1
        self._counts[short] = count
        place = "" if arrival.event_time is not None else f"@{where}"
        repeat = "" if count == 1 else f"#{count}"
        return replace(arrival, identity=arrival.identity + place + repeat) if place or repeat else arrival
