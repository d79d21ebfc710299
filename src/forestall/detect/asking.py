"""What correlations ask of matches: texts of some fields, read while the batch of the match is at hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from forestall.detect.correlated import values
from forestall.detect.run import Match
from forestall.model.batch import Batch, Rows

Asked = Mapping[str, tuple[str, ...]]
"""Fields that are asked for, by rule id."""
Values = tuple[str | None, ...]
"""Their texts in one event."""


class Asking:
    """Remembers the rows that are read of a batch, and gives what is asked of the matches among them."""

    def __init__(self, asked: Asked) -> None:
        """`asked`: fields by rule id; of other rules nothing is asked."""
        self._asked = asked
        self._first = 0
        self._read: tuple[Rows, pa.Table] | None = None
        self._texts: dict[tuple[str, str], list[str | None]] = {}

    def watch(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The same batches, watched."""
        for batch in batches:
            self._first, self._read = batch.first, None
            yield replace(batch, whole=self._remembering(batch)) if self._asked else batch

    def values(self, match: Match) -> Values:
        """What is asked of a match of the newest batch, of the rows read last; empty when that is nothing."""
        names = self._asked.get(match.rule.id, ())
        if not names:
            return ()
        assert self._read is not None
        rows, table = self._read
        place = int(np.searchsorted(rows, match.event - self._first))
        for name in names:
            if (match.rule.id, name) not in self._texts:
                self._texts[match.rule.id, name] = values(table, match.rule, name)
        return tuple(self._texts[match.rule.id, name][place] for name in names)

    def _remembering(self, batch: Batch) -> Callable[[Rows], pa.Table]:
        def whole(rows: Rows) -> pa.Table:
            table = batch.whole(rows)
            self._read, self._texts = (rows, table), {}
            return table

        return whole
