"""The ledger: entries a second with commits on disk, time of a commit, of a proof, and of a whole check.

Run: `python benchmarks/ledger.py [ENTRIES [FOLDER]]` (default: 1,000,000 in a temporary folder). Bars: 20,000
entries/s in batches, p99 of a commit below 50 ms, a proof below 1 ms at a million entries, a whole check of a million
below 30 s.
Wall time for commits (they wait for the disk), CPU time for the rest.
"""

import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forestall.ledger.proof import verify_inclusion
from forestall.ledger.tree import leaf_hash
from forestall.model.entry import Entry
from forestall.store.book import Book
from forestall.store.book_proofs import Proofs
from forestall.store.database import Database

SMALL = (1, 10, 100, 250, 500)
"""Entries of a commit; at 500 both bars can be met at once, at 1,000 a commit of 50 ms is 20,000 entries/s."""
START = datetime(2026, 3, 9, 6, tzinfo=UTC)
SENTENCE = "Water stands in the lower town; the pumps of the east gate are asked for. "


def entry(number: int) -> Entry:
    """One of about 400 bytes."""
    payload = {"headline": SENTENCE * 3, "severity": "Moderate", "references": [f"a-{number - 1}"], "part": number}
    return Entry("alert", f"alert-{number}", START + timedelta(seconds=number // 1000), payload)


def fill(database: Database, entries: int, batch: int) -> None:
    """Append in commits of a batch; print rate and p99 of a commit."""
    with database.session() as session:
        head = Book(session).head()
    first = 0 if head is None else head.size
    commits = []
    begun, cpu = time.perf_counter(), time.process_time()
    for at in range(first, first + entries, batch):
        new = [entry(number) for number in range(at, at + batch)]
        started = time.perf_counter()
        with database.session() as session:
            Book(session).append(new)
        commits.append((time.perf_counter() - started) * 1000)
    took, cpu = time.perf_counter() - begun, time.process_time() - cpu
    p99 = statistics.quantiles(commits, n=100)[98] if len(commits) > 1 else commits[0]
    print(
        f"append, {batch:5d} a commit: {entries / took:8.0f} entries/s ({entries / cpu:8.0f} per CPU second), "
        f"commit median {statistics.median(commits):6.2f} ms, p99 {p99:6.2f} ms"
    )


def proofs(database: Database, times: int) -> None:
    """Make and check proofs of random entries."""
    rng = random.Random(1)
    with database.session() as session:
        head = Book(session).head()
        assert head is not None
        size, root, maker = head.size, bytes.fromhex(head.root), Proofs(session)
        cases = [(index, leaf_hash(maker.bodies(index, 1)[0])) for index in rng.choices(range(size), k=times)]
        begun = time.process_time()
        made = [(index, leaf, maker.inclusion(index, size)) for index, leaf in cases]
        between = time.process_time()
        for index, leaf, proof in made:
            verify_inclusion(leaf, index, size, proof, root)
        ended = time.process_time()
        olds = rng.choices(range(1, size), k=times)
        for old in olds:
            maker.consistency(old, size)
        last = time.process_time()
    print(
        f"at {size} entries: inclusion proof {(between - begun) / times * 1000:.3f} ms, its check "
        f"{(ended - between) / times * 1000:.3f} ms, consistency proof {(last - ended) / times * 1000:.3f} ms"
    )


def check(database: Database) -> None:
    """Compute every hash anew."""
    begun, cpu = time.perf_counter(), time.process_time()
    with database.session() as session:
        size = Book(session).verify().size
    print(f"whole check of {size}: {time.process_time() - cpu:.1f} s CPU, {time.perf_counter() - begun:.1f} s")


def main(entries: int, folder: Path) -> None:
    """Fill, prove, check."""
    database = Database(folder, writable=True)
    database.prepare()
    for batch in SMALL:
        fill(database, 200 * batch, batch)
    fill(database, max(1000, entries - 200 * sum(SMALL)), 1000)
    proofs(database, 2000)
    check(database)
    database.close()
    print(f"file: {sum(file.stat().st_size for file in folder.iterdir()) / entries:.0f} bytes an entry")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(wanted, Path(name))
