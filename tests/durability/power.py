"""Cuts the power of the subject: records once what it asks of the disk, then looks at every disk that could be left.

`python power.py FOLDER SEED STRIDE [new] [early|OFF|NORMAL] [fail=N]` looks after every `stride`-th event at three
disks (`disk.Cut`), and first that the record is whole: with nothing lost it gives the very files that the subject left.
`new` records the making of the store as well. Prints JSON.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from disk import Cut, Disk, Event, events
from feed import feed
from judge import Judge
from kills import DELIVERIES

from forestall.core.errors import ForestallError
from forestall.store.inbox import Inbox

HERE = Path(__file__).parent


def recorded(folder: Path, seed: int, how: list[str], fail: int) -> list[Event]:
    """What a subject asked for in its whole life."""
    recorder, place, acks, log = (folder / name for name in ("recorder.so", "place", "acks", "log"))
    compile_ = ["gcc", "-shared", "-fPIC", "-O1", "-o", recorder, HERE / "recorder.c", "-ldl", "-lpthread"]
    subprocess.run(compile_, check=True, capture_output=True)
    settings = {
        "LD_PRELOAD": recorder,
        "RECORD_ROOT": place,
        "RECORD_ACKS": acks,
        "RECORD_LOG": log,
        "RECORD_FAIL": fail,
    }
    run = [sys.executable, HERE / "subject.py", place, str(seed), str(DELIVERIES), acks, *how]
    subprocess.run(run, check=True, env={**os.environ, **{name: str(value) for name, value in settings.items()}})
    return list(events(log.read_bytes()))


def prepared(place: Path) -> dict[str, bytes]:
    """The files of a store that was made before."""
    with Inbox.open(place):
        pass
    return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}


def whole(folder: Path, happened: list[Event], before: dict[str, bytes]) -> str:
    """What differs between the files that the subject left and those of the record."""
    disk, copy = Disk(folder / "place", before), folder / "copy"
    for event in happened:
        disk.happen(event)
    disk.leave(copy, Cut.ALL, random.Random(0))
    real = {path.name: path.read_bytes() for path in (folder / "place").iterdir() if path.is_file()}
    made = {path.name: path.read_bytes() for path in copy.iterdir()}
    return ", ".join(sorted(name for name in real.keys() | made.keys() if real.get(name) != made.get(name)))


def main(folder: Path, seed: int, stride: int, how: list[str], fail: int) -> None:
    """Look at the disks and print what came of it."""
    before = {} if "new" in how else prepared(folder / "place")
    happened, judge = recorded(folder, seed, how, fail), Judge(feed(seed, DELIVERIES))
    differs = "" if fail else whole(folder, happened, before)
    disk, chance = Disk(folder / "place", before), random.Random(seed)
    cuts, broken, syncs = 0, [f"the record is not whole: {differs}"] if differs else [], 0
    for number, event in enumerate(happened):
        disk.happen(event)
        syncs += event.what in "SE"
        if number % stride != seed % stride:
            continue
        for cut in Cut:
            left = folder / "left"
            left.mkdir()
            disk.leave(left, cut, chance)
            try:
                judge.look(left, disk.acks)
            except (AssertionError, ForestallError) as error:
                broken.append(f"seed {seed}, event {number}, {cut}: {type(error).__name__}: {error}")
            cuts += 1
            shutil.rmtree(left)
    print(json.dumps({"trials": cuts, "events": len(happened), "syncs": syncs, "broken": broken}))


if __name__ == "__main__":
    words = sys.argv[4:]
    failing = [int(word.partition("=")[2]) for word in words if word.startswith("fail=")]
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        int(sys.argv[3]),
        [word for word in words if "=" not in word],
        (failing or [0])[0],
    )
