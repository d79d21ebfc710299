"""Run by `test_kill.py` in a process of its own: passes that die, each followed by one that looks and goes on.

`killed_passes.py steps FOLDER STRIDE` ends the process, as kill -9 does (nothing is closed, nothing is flushed), before
the first, second, third … step that touches the disk or the database. `killed_passes.py moments FOLDER STRIDE` lets the
system kill it at seeded moments. Each trial forks, so the folder is all that one process leaves to the next. Prints
what broke, as JSON.
"""

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from forestall.model.entry import Entry
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
KILLED = 137


def a_pass(hour: int) -> Pass:
    """The pass of an hour, with three entries and two tables; every fourth entry is the same as before."""
    at = START + timedelta(hours=hour)
    return Pass(
        at=at,
        seed=1,
        place="place",
        summary={"hour": hour},
        entries=tuple(Entry("decision", f"plan-{i}", at, {"hour": hour}) for i in range(3)),
        tables={name: pa.table({"hour": [hour] * 50}) for name in ("findings", "risks")},
    )


def publish(folder: Path, hour: int) -> None:
    """One pass that keeps the files of two passes, so that there is something to remove."""
    with State.open(folder) as state:
        state.publish(a_pass(hour), keep=2)


def look(folder: Path, hours: set[int]) -> int:
    """The state is that of one of these hours, all of it; -1 is the state before the first pass."""
    with State.open(folder) as state:
        last = state.last_pass()
        hour = -1 if last is None else int((last - START) / timedelta(hours=1))
        assert hour in hours, f"hour {hour}, expected one of {hours}"
        if hour >= 0:
            assert state.verify_ledger().size == 3 * (hour + 1)
            assert state.table("risks").column("hour").to_pylist() == [hour] * 50
            assert state.previous(a_pass(hour).at, 1, "place") == ({"hour": hour - 1} if hour else None)
    names = {path.name for path in (folder / "lake").glob("*")}
    kept = {f"{n:08d}-{name}.parquet" for n in (hour, hour + 1) if n > 0 for name in ("findings", "risks")}
    assert names == kept, f"lake holds {sorted(names)}"
    return hour


def die_at(step: int) -> Callable[[], int]:
    """Arm every step that touches the disk or the database; returns what counts them."""
    count = 0

    def tick(*_: Any, **__: Any) -> None:
        nonlocal count
        count += 1
        if count == step:
            os._exit(KILLED)

    for name in ("fsync", "replace", "unlink", "open", "mkdir"):
        setattr(os, name, before(getattr(os, name), tick))
    for moment in ("begin", "commit", "before_cursor_execute", "after_cursor_execute"):
        event.listen(Engine, moment, tick)
    return lambda: count


def before(call: Callable[..., Any], tick: Callable[[], None]) -> Callable[..., Any]:
    """The same call with a step before it and one after it."""

    def stepped(*arguments: Any, **settings: Any) -> Any:
        tick()
        result = call(*arguments, **settings)
        tick()
        return result

    return stepped


def forked(action: Callable[[], int]) -> int:
    """Exit status of an action in a process of its own; a signal counts as killed."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(action())
        except AssertionError as error:
            print(f"  {error}", file=sys.stderr)
            os._exit(1)
        except BaseException as error:  # noqa: BLE001 - a child must never come back
            print(f"  {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(2)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return KILLED if status < 0 else status


def trial(folder: Path, base: int, arm: Callable[[], object]) -> tuple[bool, str]:
    """From the state after pass `base`: a pass that may die, a look, and a pass that goes on."""

    def dying() -> int:
        arm()
        publish(folder, base + 1)
        return 0

    def going_on() -> int:
        hour = look(folder, {base, base + 1})
        publish(folder, hour + 1)
        look(folder, {hour + 1})
        return 0

    died, after = forked(dying), forked(going_on)
    wrong = died not in (0, KILLED) or after != 0
    return died == KILLED, f"pass {died}, next {after}" if wrong else ""


def prepared(folder: Path, base: int) -> Path:
    """A folder as pass `base` left it."""
    for hour in range(base + 1):
        publish(folder / "template", hour)
    return folder / "template"


def main(mode: str, folder: Path, stride: int) -> None:
    """Run every `stride`-th trial of a mode and print what came of them."""
    publish(folder / "warm", 0)  # what is imported and compiled once, is inherited by every fork
    look(folder / "warm", {0})
    deaths, broken, trials = 0, [], 0
    chance = random.Random(20260309)
    for base in (-1, 2):
        template = folder / f"from{base}"
        assert forked(lambda base=base, template=template: (prepared(template, base) and 0) or 0) == 0
        for step in range(1, 1000 if mode == "steps" else 41, stride):
            work = folder / f"trial{base}-{step}"
            if base >= 0:
                shutil.copytree(template / "template", work)
            wait = chance.uniform(0.001, 0.05 if base >= 0 else 0.12)
            arm: Callable[[], object] = (
                (lambda step=step: die_at(step))
                if mode == "steps"
                else (lambda wait=wait: signal.setitimer(signal.ITIMER_REAL, wait))
            )
            died, wrong = trial(work, base, arm)
            trials, deaths = trials + 1, deaths + died
            broken += [f"base {base}, step {step}: {wrong}"] if wrong else []
            shutil.rmtree(work, ignore_errors=True)
            if mode == "steps" and not died:
                break
    print(json.dumps({"trials": trials, "deaths": deaths, "broken": broken}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
