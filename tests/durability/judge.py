"""Looks at a store after a crash: is all that was acknowledged there, once, with its content, and nothing else?"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from feed import OFFSET, Receipts, canonical, expected

from forestall.model.intake import Delivery
from forestall.store.inbox import Inbox


class Judge:
    """Knows what a feed must leave."""

    def __init__(self, deliveries: tuple[Delivery, ...]) -> None:
        """Take the feed."""
        self._by_offset = deliveries[0].offset is not None
        self._states, self._receipts = expected(deliveries)

    def look(self, place: Path | str, acks: bytes) -> int:
        """How many deliveries are in the store.

        Args:
            place: the state
            acks: the lines that the sender got; one that was cut was not got

        Raises:
            AssertionError: the store is not that after some whole number of deliveries, or lacks an acknowledged one.
            StateError: the store says that it is damaged.
        """
        acked = acknowledged(acks)
        with Inbox.open(place) as inbox:
            stored, held = inbox.after(0, 10**6), inbox.held(10**6)
            health, offset = inbox.health(), int(inbox.offset(OFFSET) or 0)
        if isinstance(place, Path):
            assert _integrity(place) == "ok", _integrity(place)
        found = {
            each.number: (each.arrival.source, each.arrival.identity, canonical(each.arrival.body)) for each in stored
        }
        pairs = {(each.arrival.source, each.arrival.identity) for each in stored}
        assert len(pairs) == len(stored), f"duplicated: {len(stored) - len(pairs)}"
        known = [index for index, state in enumerate(self._states) if state.bodies == found]
        lost = [index for index in acked if known and index >= known[-1]]
        assert not lost, f"lost: acknowledged deliveries {lost}, the store holds {known[-1]}"
        assert known, f"corrupt: {len(stored)} signals are those of no whole number of deliveries"
        state = self._states[known[-1]]
        assert len(held) == state.held, f"quarantine: {len(held)}, expected {state.held}"
        counts = sum(each.received for each in health), sum(each.duplicates for each in health)
        assert counts == (len(state.bodies), state.duplicates), f"health: {counts}"
        assert offset == (known[-1] if self._by_offset else 0), f"offset: {offset}, expected {known[-1]}"
        self._same_receipts(acked)
        return known[-1]

    def complete(self, place: Path | str, acks: bytes) -> None:
        """Like `look`, and the whole feed is in the store and acknowledged.

        Raises:
            AssertionError: it is not.
        """
        count = len(self._receipts)
        assert self.look(place, acks) == count
        assert set(acknowledged(acks)) == set(range(count))

    def _same_receipts(self, acked: dict[int, Receipts | None]) -> None:
        wrong = [index for index, receipts in acked.items() if receipts not in (None, self._receipts[index])]
        assert not wrong, f"receipts: those of deliveries {wrong} are not what is stored"


def acknowledged(acks: bytes) -> dict[int, Receipts | None]:
    """Receipts by delivery."""
    lines = [json.loads(line) for line in acks.splitlines(keepends=True) if line.endswith(b"\n")]
    return {index: None if receipts is None else tuple(tuple(each) for each in receipts) for index, receipts in lines}


def _integrity(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "state.sqlite")) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
