"""The search of a run over files on a Spark cluster: executors read files and try rules, the rest stays here.

Executors run the very reader and program of this process, on some of the files each; their matches come back in the
order of files and events, so that correlations, suppressions and all that is written are the same as without Spark.
The files must be where the executors find them under the same names.
"""

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa

from forestall.detect.asking import Values
from forestall.detect.correlation.event import microseconds, moment
from forestall.detect.run import Match
from forestall.engine.spark import spread
from forestall.observe.files import UNREADABLE
from forestall.observe.inputs import Input
from forestall.observe.parquet_batches import shares
from forestall.observe.skips import MOST, Skipped, Skips
from forestall.pipeline.detect import Reader, Search, Sought

Say = Callable[[str], None]
Task = tuple[Input, ...]
Row = dict[str, Any]

LARGEST = 64 * 1024**2
"""Of the files of one task together; a file that cannot be shared out may be larger [byte]."""
_TASKS_PER_CORE = 4
_ROWS = 4_096
_TEXTS = pa.list_(pa.string())
_SCHEMA = pa.schema(
    [
        ("what", pa.string()),  # match, skip, note, file, cpu, memory
        ("file", pa.string()),
        ("number", pa.int64()),  # ordinal of the event, count, CPU time [ns] or memory [byte]
        ("rule", pa.string()),
        ("time", pa.int64()),  # microseconds since 1970
        ("host", pa.string()),
        ("names", _TEXTS),
        ("texts", _TEXTS),
        ("asked", _TEXTS),
        ("where", pa.string()),
        ("reason", pa.string()),
    ]
)


def on_spark(master: str) -> Callable[[Sought, Say], Search]:
    """The search on a cluster, as `run_detect` takes it; `master` as Spark names it."""
    return partial(_SparkSearch, master)


class _SparkSearch:
    def __init__(self, master: str, sought: Sought, progress: Say) -> None:
        self._master, self._sought, self._progress = master, sought, progress
        self._rules = {rule.id: rule for rule in sought.rules.ruleset.rules}
        self.skips = Skips()
        self.files: list[tuple[str, str, int]] = []
        self.cpu, self.memory = 0.0, 0

    def matches(self) -> Iterator[tuple[Match, Values]]:
        """Matches by file, event and rule id, each with what correlations ask of it.

        Raises:
            InputError: PySpark or Java is missing, the cluster cannot be reached, or a task failed.
        """
        self._progress(f"starting Spark at {self._master}")
        for values in spread(self._master, self._plan, replace(self._sought, inputs=()), searched, _SCHEMA):
            row = dict(zip(_SCHEMA.names, values, strict=True))
            if row["what"] == "match":
                yield self._match(row), tuple(row["asked"])
            else:
                self._take(row)

    def _plan(self, cores: int) -> Sequence[Task]:
        found = tasks(self._sought.inputs, cores)
        self._progress(f"{len(found)} tasks on {cores} cores of {self._master}")
        return found

    def _match(self, row: Row) -> Match:
        time = None if row["time"] is None else moment(row["time"])
        fields = tuple(zip(row["names"], row["texts"], strict=True))
        return Match(self._rules[row["rule"]], row["file"], row["number"], time, row["host"], fields)

    def _take(self, row: Row) -> None:
        """What an executor tells besides matches."""
        match row["what"]:
            case "skip":
                self.skips.skipped += row["number"]
                self.skips.items.append(Skipped(row["file"], row["where"], row["reason"], row["number"]))
            case "note" if len(self.skips.notes) < MOST:
                self.skips.notes.append(Skipped(row["file"], row["where"], row["reason"], row["number"]))
            case "file":
                before = self.files.pop()[2] if self.files and self.files[-1][0] == row["file"] else 0
                self.files.append((row["file"], row["reason"], before + row["number"]))
            case "cpu":
                self.cpu += row["number"] / 1e9
            case "memory":
                self.memory = max(self.memory, row["number"])


def tasks(inputs: Sequence[Input], cores: int) -> tuple[Task, ...]:
    """Files that follow each other put together, large Parquet files shared out, so that every core gets some tasks.

    Args:
        inputs: all files, in their order
        cores: of the cluster
    """
    sizes = [one.path.stat().st_size if one.path.exists() else 0 for one in inputs]
    size = max(1, min(LARGEST, sum(sizes) // (cores * _TASKS_PER_CORE)))
    found: list[Task] = []
    held: list[Input] = []
    weight = 0
    for one, own in zip(inputs, sizes, strict=True):
        if own > size and (parts := _parts(one, size)):
            found += [tuple(held)] if held else []
            found += [(part,) for part in parts]
            held, weight = [], 0
            continue
        held.append(one)
        weight += own
        if weight >= size:
            found.append(tuple(held))
            held, weight = [], 0
    return (*found, tuple(held)) if held else tuple(found)


def _parts(one: Input, size: int) -> tuple[Input, ...]:
    """A Parquet file in several parts; empty when it is none, or all of it is one part."""
    try:
        with one.path.open("rb") as file:
            found = shares(one.path, size) if file.read(4) == b"PAR1" else ()
    except UNREADABLE:
        return ()
    return tuple(replace(one, share=share) for share in found) if len(found) > 1 else ()


def searched(sought: Sought, task: Task) -> Iterator[pa.RecordBatch]:
    """What one task finds: runs on an executor.

    Args:
        sought: what is looked for; its inputs are left out
        task: the files
    """
    rows = _rows(Reader(replace(sought, inputs=task), lambda _: None))
    while some := list(islice(rows, _ROWS)):
        yield pa.RecordBatch.from_pylist(some, schema=_SCHEMA)


def _rows(reader: Reader) -> Iterator[Row]:
    """Matches, and what was skipped or remarked before each."""
    begin = time.process_time_ns()
    for match, asked in reader.matches():
        yield from _told(reader)
        yield _row(match, asked)
    reader.skips.end()
    yield from _told(reader)
    yield from ({"what": "file", "file": file, "reason": kind, "number": count} for file, kind, count in reader.files)
    yield {"what": "cpu", "number": time.process_time_ns() - begin}
    yield {"what": "memory", "number": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _row(match: Match, asked: Values) -> Row:
    return {
        "what": "match",
        "file": match.file,
        "number": match.event,
        "rule": match.rule.id,
        "time": None if match.time is None else microseconds(match.time),
        "host": match.host,
        "names": [name for name, _ in match.fields],
        "texts": [text for _, text in match.fields],
        "asked": list(asked),
    }


def _told(reader: Reader) -> Iterator[Row]:
    notes, reader.skips.notes = reader.skips.notes, []
    for what, items in (("skip", reader.skips.taken()), ("note", notes)):
        for one in items:
            yield {"what": what, "file": one.file, "number": one.count, "where": one.where, "reason": one.reason}
