"""A run of log events of one file as columns, and the way back to their full text. No reading, no matching."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in a row, some thousands of them, in the order of their file."""

    file: str
    """The file as it was given, with the member of an archive after a `/`."""
    first: int
    """Ordinal of the first event in the file, from 0."""
    table: pa.Table
    """One row an event, at least the columns that were asked for: text, plain or dictionary encoded, null where an
    event has no such field."""
    whole: Callable[[Rows], pa.Table]
    """Some of the rows with all their fields and `_time` (timestamp, UTC) and `_host` (text)."""
    names: tuple[str, ...]
    """Every field that an event of the batch has, whether asked for or not, sorted."""
    suspects: Callable[[tuple[str, ...]], Mapping[str, Rows]] | None = None
    """For each of some words (ASCII, lower case, as `engine.program.literal.word` makes them) the rows whose text may
    hold it; None when only a look at all columns can tell, which then are all in the table."""
