"""The inbox: durable signals a second, the wait of a batch, and how long a state of a million signals takes to open.

    python benchmarks/inbox.py [--state FOLDER | --url postgresql://…?lake=…] [--batches 300] [--rows 1000000]

Each batch of 100 signals is one transaction, on disk when it returns. `recovery` is opening a state whose writer was
killed with its log full: what a restart waits for. Bars (issue 6): 5,000 signals/s, p99 under 100 ms, recovery under
2 s. Last run (23 November 2026, two cores shared by eight other programs, load 8 to 10): SQLite 3,500 to 8,200
signals/s at 77 us CPU a signal, p50 11 to 27 ms, p99 23 to 84 ms; PostgreSQL 15 on the same cores 930 signals/s at
96 us, p99 240 ms; recovery at 1,002,000 rows: open 0.08 s, first commit after 0.30 s.
"""

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.store.inbox import Inbox

START = datetime(2026, 3, 9, tzinfo=UTC)
BATCH = 100
FILL = 5_000


def arrivals(first: int, count: int) -> list[Arrival]:
    """Signals of an access log: some 150 bytes of content each."""
    return [_arrival(number) for number in range(first, first + count)]


def _arrival(number: int) -> Arrival:
    at = START + timedelta(milliseconds=number)
    body: dict[str, object] = {"host": f"web-{number % 40:02d}", "message": "GET /index.html 200", "n": number}
    body |= {"bytes": number % 9000, "value": number / 7, "tags": ["access", "front"]}
    digest = hashlib.sha256(b"%d" % number).hexdigest()
    return Arrival("front", f"front-{number}", at, at, "event", Label.AMBER, "town", None, body, digest)


def waits(inbox: Inbox, first: int, batches: int, size: int) -> Iterator[float]:
    """Seconds that each batch takes."""
    for batch in range(batches):
        made = arrivals(first + batch * size, size)
        begin = time.perf_counter()
        inbox.take(made, offset=("front", str(first + batch * size)))
        yield time.perf_counter() - begin


def measure(place: str, batches: int) -> None:
    """Batches of 100, and the same again as a replay."""
    with Inbox.open(place) as inbox:
        for name in ("new", "replay"):
            cpu = time.process_time()
            taken = sorted(waits(inbox, 0, batches, BATCH))
            cpu = time.process_time() - cpu
            rate = batches * BATCH / sum(taken)
            print(
                f"{name:<8}{rate:>10,.0f} signals/s   p50 {taken[batches // 2] * 1e3:6.1f} ms   "
                f"p99 {taken[int(batches * 0.99)] * 1e3:6.1f} ms   cpu {cpu / batches / BATCH * 1e6:5.0f} us a signal"
            )


def killed(place: str, first: int, rows: int) -> None:
    """Fill a state in a process that is killed at its end, so that nothing is closed."""
    child = os.fork()
    if child == 0:
        with Inbox.open(place) as inbox:
            for _ in waits(inbox, first, rows // FILL, FILL):
                pass
            os._exit(0)
    os.waitpid(child, 0)


def recovery(place: str, first: int, rows: int) -> None:
    """Opening after a kill, the first signals, and the first commit."""
    killed(place, first, rows)
    begin, cpu = time.perf_counter(), time.process_time()
    with Inbox.open(place) as inbox:
        opened = time.perf_counter() - begin
        last = inbox.after(first + rows - BATCH, BATCH)[-1].number
        inbox.take(arrivals(first + rows, BATCH))
        ready = time.perf_counter() - begin
        cpu = time.process_time() - cpu
    print(f"recovery at {last:,} rows: open {opened:.3f} s, first commit after {ready:.3f} s, cpu {cpu:.3f} s")


def main() -> None:
    """Measure on one state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", help="folder for the state [default: a temporary one]")
    parser.add_argument("--url", help="PostgreSQL instead")
    parser.add_argument("--batches", type=int, default=300)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inbox-", dir=given.state) as folder:
        place = given.url or folder
        measure(place, given.batches)
        if given.rows:
            recovery(place, given.batches * BATCH, given.rows)


if __name__ == "__main__":
    main()
