"""Work spread over a Spark cluster: tasks go out, Arrow comes back in the order of the tasks. The work is not here.

PySpark (the extra `forestall[spark]`) and Java are asked for when they are needed, not before.
"""

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from forestall.core.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Shared = TypeVar("Shared")
Task = TypeVar("Task")

_INSTALL = "install it with: pip install 'forestall[spark]'"
_JAVA = "Spark needs Java 17 or newer (Debian: apt install openjdk-17-jre-headless); JAVA_HOME may name it"
_SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.ui.enabled": "false",  # it would open a port
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def spread(
    master: str,
    plan: Callable[[int], Sequence[Task]],
    shared: Shared,
    work: Callable[[Shared, Task], Iterable[pa.RecordBatch]],
    schema: pa.Schema,
) -> Iterator[tuple[Any, ...]]:
    """Rows that come of some tasks, by task, each task's in the order in which it gives them.

    What a task gives is kept on the disks of the cluster until all are done, so that the memory here stays small.

    Args:
        master: the cluster, as Spark names it: `spark://HOST:PORT`, `yarn`, `k8s://…`, `local[4]`
        plan: gives the tasks for a number of cores
        shared: what all tasks need; sent to each executor once
        work: does one task, in a Python process of an executor; what it needs must be installed there
        schema: of what it gives; numbers, texts, and lists of these

    Raises:
        InputError: PySpark or Java is missing, the cluster cannot be reached, or a task failed.
    """
    with _session(master) as session, _explained(master):
        frame = _frame(session, plan(session.sparkContext.defaultParallelism), shared, work, schema)
        if frame is None:
            return
        frame.count()  # all tasks at once; without it they would run one after the other
        for row in frame.toLocalIterator():
            yield tuple(row)


def _frame(
    session: "SparkSession",
    tasks: Sequence[Task],
    shared: Shared,
    work: Callable[[Shared, Task], Iterable[pa.RecordBatch]],
    schema: pa.Schema,
) -> "DataFrame | None":
    """The table of all that comes of the tasks; None when there is no task."""
    from pyspark import StorageLevel  # noqa: PLC0415 (an extra)
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

    if not tasks:
        return None
    sent = session.sparkContext.broadcast((shared, tuple(tasks)))

    def done(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                known, every = sent.value
                yield from work(known, every[number])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # about pandas, which is not used here
        numbers = session.range(0, len(tasks), 1, len(tasks))
        return numbers.mapInArrow(done, from_arrow_schema(schema)).persist(StorageLevel.DISK_ONLY)


@contextmanager
def _session(master: str) -> Iterator["SparkSession"]:
    """A session of our own, ended afterwards."""
    try:
        import pyspark  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise InputError(f"Spark: {error}; {_INSTALL}") from error
    if not (shutil.which("java") or (os.environ.get("JAVA_HOME") and shutil.which(_java_home()))):
        raise InputError(f"Spark: no Java is found; {_JAVA}")
    if master.startswith("sc://"):
        raise InputError(f"--master {master}: Spark Connect is not supported; expected spark://HOST:PORT or local[N]")
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with _explained(master), warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        session = SparkSession.builder.master(master).appName("forestall").config(map=_SETTINGS).getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def _java_home() -> str:
    return str(Path(os.environ.get("JAVA_HOME", "")) / "bin" / "java")


@contextmanager
def _explained(master: str) -> Iterator[None]:
    """What Spark raises, as a sentence."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise InputError(f"Spark at {master}: {_reason(str(error))}") from error


def _reason(text: str) -> str:
    """The sentence that says what went wrong, out of the traces of Python and Java."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any("JAVA_GATEWAY_EXITED" in line for line in lines):
        return f"it did not start, Java says above why; is the master one that Spark knows? {_JAVA}"
    said = [line for line in lines if line.startswith("Caused by:")] or [
        line for line in lines if "Error: " in line and not line.startswith("at ")
    ]
    return (said[-1] if said else lines[0] if lines else "stopped without a reason").removeprefix("Caused by: ")[:400]
