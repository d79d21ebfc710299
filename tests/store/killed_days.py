"""Run by `test_kill_days.py` in a process of its own: keepers of the lake that die before the first, second … step.

`killed_days.py FOLDER STRIDE` ends the process, as kill -9 does, before and after each step that touches the disk or
the database while records are kept, signals move to the lake, files are joined and old ones go. After each death all
that was there is there once, and the work is done again to its end. Prints what broke, as JSON.
"""

import json
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from killed_passes import KILLED, die_at, forked

from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.model.retention import Keep, Retention
from forestall.store.audit import audit
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.upkeep import tidy

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
SINCE, UNTIL = date(2026, 3, 1), date(2026, 4, 1)
RETENTION = Retention((Keep(1, source="old"),), days=100, embedded_days=1)
NUMBERS = list(range(1, 13))


def keep(days: Days, number: int, source: str = "web") -> None:
    """Two records of two days, with the offset behind them."""
    times = [START + timedelta(days=day) for day in range(2)]
    table = pa.table({"_time": pa.array(times, pa.timestamp("us", "UTC")), "n": [number, number]})
    days.keep("logs", source, Label.AMBER, table, "_time", str(number), START)


def prepare(folder: Path) -> int:
    """Twelve signals that were worked through, two records of one source and an old file."""
    with Inbox.open(folder) as inbox:
        made = [
            Arrival(
                "gate", f"i{n}", START, START + timedelta(hours=6 * n), "k", Label.RED, None, None, {"n": n}, "0" * 64
            )
            for n in NUMBERS
        ]
        inbox.take(made)
        inbox.finish(0, len(made), {}, START)
    with Days.open(folder) as days:
        keep(days, 0, "old")
        keep(days, 1)
    return 0


def work(folder: Path) -> int:
    """What may be killed; doing it again goes on from where it ended."""
    with Inbox.open(folder) as inbox:
        done = int(inbox.offset("web") or 0)
    with Days.open(folder) as days:
        for number in range(done + 1, 3):
            keep(days, number)
        tidy(days, RETENTION, START + timedelta(days=10))
    return 0


def look(folder: Path) -> None:
    """Everything is there once; records and their offset say the same."""
    with Inbox.open(folder) as inbox, Days.open(folder) as days:
        days.sweep()
        done = int(inbox.offset("web") or 0)
        logs = days.read("logs", SINCE, UNTIL, "web")
        assert logs is not None
        assert sorted(logs.column("n").to_pylist()) == sorted(2 * list(range(1, done + 1)))
        table = days.read("signals", SINCE, UNTIL)
        moved = [] if table is None else table.column("number").to_pylist()
        assert sorted([*moved, *(each.number for each in inbox.after(0, 100))]) == NUMBERS
    assert audit(folder) == (), audit(folder)


def going_on(folder: Path) -> int:
    """A look, the work to its end, another look."""
    look(folder)
    work(folder)
    look(folder)
    with Days.open(folder) as days:
        names = [path.rsplit("/", 2)[0].split("/", 1)[0] for path in days.lake.paths()]
        assert names == ["logs"] * 2 + ["signals"] * 4, days.lake.paths()
    return 0


def main(folder: Path, stride: int) -> None:
    """Kill at every `stride`-th step."""
    assert forked(lambda: prepare(folder / "template")) == 0
    assert forked(lambda: prepare(folder / "warm") or work(folder / "warm")) == 0
    deaths, broken, trials = 0, [], 0
    for step in range(1, 5000, stride):
        trial = folder / f"trial{step}"
        shutil.copytree(folder / "template", trial)
        died = forked(lambda step=step, trial=trial: (die_at(step) and 0) or work(trial))
        after = forked(lambda trial=trial: going_on(trial))
        trials, deaths = trials + 1, deaths + (died == KILLED)
        broken += [] if died in {0, KILLED} and after == 0 else [f"step {step}: work {died}, next {after}"]
        shutil.rmtree(trial)
        if died == 0:
            break
    print(json.dumps({"trials": trials, "deaths": deaths, "broken": broken}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
