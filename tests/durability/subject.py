"""What is tried: a service that takes deliveries into the store and acknowledges each once it is durable.

`python subject.py PLACE SEED COUNT ACKS` runs it alone, for the recorder of `power.py`. Two ways to do it wrong serve
the negative controls: to acknowledge before the commit (`early`), and to let SQLite not wait for the disk (`OFF`,
`NORMAL`).
"""

import functools
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from feed import OFFSET, Receipts, feed

from forestall.core.errors import InputError, StateError
from forestall.model.intake import Delivery
from forestall.store import connect
from forestall.store.inbox import Inbox

PATIENCE = 40  # how often a delivery is tried while the disk gives errors


def ingest(place: Path | str, deliveries: tuple[Delivery, ...], acks: int, acked: int, *, early: bool = False) -> None:
    """Take all deliveries that are left and write a line for each into a file descriptor.

    Args:
        place: the state
        deliveries: all of the feed
        acks: file descriptor of the acknowledgements
        acked: how many were acknowledged before: a sender with keys sends those after it again
        early: acknowledge before the commit, which is wrong
    """
    with _patiently(lambda: _entered(place)) as inbox:
        first = acked if deliveries[0].offset is None else int(inbox.offset(OFFSET) or 0)
        for index in range(first, len(deliveries)):
            if early:
                _acknowledge(acks, index, None)
            outcome = _patiently(functools.partial(inbox.take_all, [deliveries[index]]))[0]
            assert not isinstance(outcome, InputError), outcome
            if not early:
                _acknowledge(acks, index, tuple((each.identity, each.number, each.duplicate) for each in outcome))


def weaken(level: str) -> None:
    """Let every connection of this process use another `synchronous` than FULL."""

    class Weak(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            return super().execute(sql.replace("synchronous = FULL", f"synchronous = {level}"), *values)

    connect.sqlite3 = _Module(functools.partial(sqlite3.connect, factory=Weak))  # type: ignore[attr-defined]


class _Module:
    """The module `sqlite3` with another `connect`."""

    def __init__(self, opened: Callable[..., sqlite3.Connection]) -> None:
        self.connect = opened

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)


class _Opened:
    """An inbox that is open already, to be closed at the end."""

    def __init__(self, manager: Any, inbox: Inbox) -> None:
        self._manager, self._inbox = manager, inbox

    def __enter__(self) -> Inbox:
        return self._inbox

    def __exit__(self, *error: Any) -> None:
        self._manager.__exit__(*error)


def _entered(place: Path | str) -> _Opened:
    manager = Inbox.open(place)
    return _Opened(manager, manager.__enter__())


def _patiently(action: Callable[[], Any]) -> Any:
    for _ in range(PATIENCE):
        try:
            return action()
        except StateError as error:
            said = error
    raise said


def _acknowledge(acks: int, index: int, receipts: Receipts | None) -> None:
    os.write(acks, json.dumps([index, receipts]).encode() + b"\n")


def main(place: str, seed: str, count: str, acks: str, *how: str) -> None:
    """Run it alone."""
    for level in {"OFF", "NORMAL"} & set(how):
        weaken(level)
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    ingest(Path(place), feed(int(seed), int(count)), handle, 0, early="early" in how)


if __name__ == "__main__":
    main(*sys.argv[1:])
