"""How long a service takes to take its next delivery after it was killed in a store of a million signals.

`python recovery.py FOLDER ROWS KILLS` prints times [s] as JSON: `recoveries` from opening the store to the receipt,
`starts` the same with the start of the process before it.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from feed import feed
from subject import ingest

from forestall.store.inbox import Inbox

HERE = Path(__file__).parent
_FILL = """
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
INSERT INTO signals
  (number, source, identity, event_time, received, kind, label, jurisdiction, field, body, digest, state)
SELECT i, 'fill-' || (i % 20), hex(randomblob(16)), '2026-03-09T06:00:00.000000+00:00',
       '2026-03-09T06:00:00.000000+00:00', 'event', 'AMBER', 'town', 'cyber',
       '{"text":"' || hex(randomblob(60)) || '"}', lower(hex(randomblob(32))), 'done' FROM n
"""


def fill(place: Path, rows: int) -> None:
    """A store that has taken many signals."""
    with Inbox.open(place):
        pass
    with closing(sqlite3.connect(place / "state.sqlite")) as connection, connection:
        connection.execute(_FILL, {"rows": rows})
        connection.execute("UPDATE tallies SET value = ? WHERE name = 'signals'", (rows,))


def killed(place: Path, seed: int, wait: float) -> int:
    """A subject that is killed after a time; returns the size of the log that it leaves [byte]."""
    deliveries = feed(seed, 1500, 60)
    child = os.fork()
    if child == 0:
        ingest(place, deliveries, os.open(os.devnull, os.O_WRONLY), 0)
        os._exit(0)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    log = place / "state.sqlite-wal"
    return log.stat().st_size if log.exists() else 0


def recovered(place: Path, seed: int, *, start: bool) -> float:
    """Time until one more delivery is acknowledged [s]."""
    begin = time.perf_counter()
    if start:
        run = [sys.executable, HERE / "subject.py", place, str(seed), "1", place.with_name("acks")]
        subprocess.run([str(word) for word in run], check=True)
    else:
        ingest(place, feed(seed, 1), os.open(os.devnull, os.O_WRONLY), 0)
    return round(time.perf_counter() - begin, 3)


def main(place: Path, rows: int, kills: int) -> None:
    """Fill, kill, measure; again and again."""
    fill(place, rows)
    chance = random.Random(rows)
    logs, starts, recoveries = [], [], []
    for number in range(kills):
        logs.append(killed(place, 4 * number + 1, chance.uniform(0.2, 0.6)))
        starts.append(recovered(place, 4 * number + 10**6 + 1, start=True))
        logs.append(killed(place, 4 * number + 3, chance.uniform(0.2, 0.6)))
        recoveries.append(recovered(place, 4 * number + 10**6 + 3, start=False))
    size = (place / "state.sqlite").stat().st_size
    print(json.dumps({"rows": rows, "bytes": size, "starts": starts, "recoveries": recoveries, "logs": logs}))


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "place", int(sys.argv[2]), int(sys.argv[3]))
