"""STIX and TAXII: objects a CPU second checked, stored, served and compared with what was shared, beside `stix2.parse`.

    python benchmarks/stix.py [--objects 50000]

The objects are ATT&CK for ICS (1,826), stored again under other ids until there are enough for a large collection.
`served` is a page of 1,000 as the route makes it: rights, versions, text; no HTTP. Last run (23 November 2026, two
cores shared by eight other programs), objects a CPU second: `stix2.parse` 4,700 to 6,600; checked 39,000; stored on
disk, persons looked for, 7,500; known again 10,200; served 63,000. What examples/harbour shares: made 26,500, published
9,500, compared when nothing changed 12,500.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forestall.guard.policy import Standing, Subject, condition
from forestall.model.account import Action, Purpose, Role
from forestall.model.exchange import Filters
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.exchange import Sender, add, collection_of
from forestall.pipeline.exchange_objects import drafts
from forestall.pipeline.exchange_publish import publish
from forestall.place.load import load
from forestall.standards.stix import read
from forestall.standards.taxii import resources
from forestall.store.database import Database
from forestall.store.exchange import Exchange, Sight

ROOT = Path(__file__).resolve().parents[1]
ATTACK = ROOT.parent / "shared" / "data" / "stix" / "ics-attack.json"
AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
PARTNER = frozenset({Standing(Role.PARTNER, Label.AMBER, frozenset({Field.CYBER}), None, frozenset({Purpose.SHARING}))})
SUBJECT = Subject("cert", "cert.example", PARTNER, Purpose.SHARING)


def told(name: str, count: int, work: Callable[[], object]) -> None:
    """Objects a CPU second of some work."""
    begin, cpu = time.perf_counter(), time.process_time()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - begin
    print(f"{name:<44}{count / cpu:>12,.0f} objects/CPU s{wall:>9.2f} s wall")


def copies(things: list[dict[str, Any]], wanted: int) -> list[object]:
    """As many objects as are wanted: the same ones under other ids."""
    found: list[object] = []
    for turn in range(-(-wanted // len(things))):
        for thing in things:
            kind, _, rest = str(thing["id"]).partition("--")
            found.append(thing | {"id": f"{kind}--{turn:08x}{rest[8:]}"})
    return found[:wanted]


def store(database: Database, things: list[object], label: Label) -> None:
    """Check and add, a thousand in a transaction."""
    collection = collection_of("cyber-received")
    assert collection is not None
    for start in range(0, len(things), 1000):
        with database.session() as session:
            add(session, collection, Sender("bench", None, label), things[start : start + 1000], AT)


def serve(database: Database, asked: Filters) -> int:
    """Walk a collection page by page; how many objects came."""
    sight, count, after = Sight(condition(SUBJECT, Action.READ_FINDINGS), "home.example"), 0, 0
    while True:
        with database.reading() as session:
            page = Exchange(session).page("cyber-received", Filters(asked.added_after, after), sight)
        resources.envelope(page, "token")
        count += len(page.objects)
        if not page.more:
            return count
        after = page.objects[-1].number


def place(folder: Path) -> None:
    """What the example place shares: made, published, and compared with what was published."""
    harbour = load(ROOT / "examples" / "harbour")
    count = sum(len(each) for each in drafts(harbour, (), AT).values())
    told("objects of examples/harbour made", count, lambda: drafts(harbour, (), AT))
    with closing(Database(folder / "place", writable=True)) as database:
        database.prepare()
        for name in ("published first", "published again, nothing new"):
            with database.session() as session:
                told(f"  {name}", count, lambda: publish(session, harbour, (), AT))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=50_000)
    count = parser.parse_args().objects
    things = json.loads(ATTACK.read_bytes())["objects"]
    many = copies(things, count)
    import stix2  # type: ignore[import-untyped]  # the peer

    told("stix2.parse, allow_custom", 500, lambda: [stix2.parse(one, allow_custom=True) for one in things[:500]])
    told("json.loads", len(things), lambda: json.loads(ATTACK.read_bytes()))
    told("checked (`read.given`)", len(things), lambda: [read.given(one) for one in things])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("state", "place"):
            (folder / each).mkdir()
        with closing(Database(folder / "state", writable=True)) as database:
            database.prepare()
            told("checked for persons, stored, on disk", count, lambda: store(database, many, Label.GREEN))
            told("the same again, all of it known", count, lambda: store(database, many, Label.GREEN))
            told("served in pages of 1,000", count, lambda: serve(database, Filters()))
        place(folder)


if __name__ == "__main__":
    main()
