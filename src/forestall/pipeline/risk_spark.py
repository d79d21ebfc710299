"""Simulated years on a Spark cluster: executors simulate chunks of years, here they are added up in their order.

Executors run the very loops of this process. Chunks are the same however many tasks they are put into, and come back
one by one in the order of the years, so that the sums are the same to the last bit as without Spark.
"""

import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from forestall.assess.years import Span, Work
from forestall.engine.spark import spread
from forestall.science.statistics.simulated_years import Floats, Ints, Tally, YearModel, simulate

Say = Callable[[str], None]
Task = tuple[Span, ...]

TASKS_PER_CORE = 4
_SUMS = ("total", "square", "aggregate", "occurrence", "mass")
_SCHEMA = pa.schema([("years", pa.int64()), ("series", pa.int64()), *((name, pa.binary()) for name in _SUMS)])


def on_spark(master: str, progress: Say) -> Work:
    """Where years are simulated, as `assess` takes it.

    Args:
        master: the cluster, as Spark names it
        progress: told where the work goes
    """
    return partial(_simulated, master, progress)


def _simulated(master: str, progress: Say, model: YearModel, spans: Sequence[Span]) -> Generator[Tally, None, None]:
    """All chunks, whether or not the last ones are asked for.

    Raises:
        InputError: PySpark or Java is missing, the cluster cannot be reached, or a task failed.
    """

    def plan(cores: int) -> tuple[Task, ...]:
        found = tasks(spans, cores * TASKS_PER_CORE)
        progress(f"simulating years in {len(found)} tasks on {cores} cores of {master}")
        return found

    for row in spread(master, plan, model, simulated, _SCHEMA):
        yield _tally(row)


def tasks(spans: Sequence[Span], most: int) -> tuple[Task, ...]:
    """Chunks that follow each other put together, into so many tasks at most, all nearly as long."""
    count = min(most, len(spans))
    cuts = [len(spans) * part // count for part in range(count + 1)] if count else []
    return tuple(tuple(spans[a:b]) for a, b in pairwise(cuts))


def simulated(model: YearModel, task: Task) -> Iterator[pa.RecordBatch]:
    """The tally of each chunk of a task: runs on an executor.

    Args:
        model: the scenarios
        task: the chunks
    """
    for first, years in task:
        tally = simulate(model, first, years)
        row = {name: zlib.compress(np.ascontiguousarray(getattr(tally, name)).tobytes(), 1) for name in _SUMS}
        yield pa.RecordBatch.from_pylist([{"years": years, "series": model.series, **row}], schema=_SCHEMA)


def _tally(row: tuple[Any, ...]) -> Tally:
    found = dict(zip(_SCHEMA.names, row, strict=True))
    return Tally(
        years=found["years"],
        total=_floats(found, "total"),
        square=_floats(found, "square"),
        aggregate=_counts(found, "aggregate"),
        occurrence=_counts(found, "occurrence"),
        mass=_floats(found, "mass"),
    )


def _floats(row: dict[str, Any], name: str) -> Floats:
    return np.frombuffer(zlib.decompress(row[name]), dtype=np.float64).reshape(row["series"], -1)


def _counts(row: dict[str, Any], name: str) -> Ints:
    return np.frombuffer(zlib.decompress(row[name]), dtype=np.int64).reshape(row["series"], -1)
