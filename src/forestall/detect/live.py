"""Rules on events as they come, some at a time: for a service. What becomes of a match is elsewhere."""

import pyarrow as pa

from forestall.detect.ruleset import Ruleset
from forestall.detect.run import Match, matches
from forestall.engine.program.node import Rows
from forestall.model.batch import Batch


class Detector:
    """Takes events of one stream and tells at once which rules find them."""

    def __init__(self, ruleset: Ruleset, stream: str) -> None:
        """`stream` names the stream in matches."""
        self._ruleset, self._stream = ruleset, stream
        self._seen = 0

    def feed(self, events: pa.Table) -> tuple[Match, ...]:
        """What the rules find in some events, by event and rule id.

        Args:
            events: one row an event, columns of text, `_time` (timestamp, UTC) and `_host` (text) among them.
                The more come together, the less each costs.

        Returns:
            Matches; an event's ordinal counts from the first one ever fed.
        """

        def whole(rows: Rows) -> pa.Table:
            return events.take(pa.array(rows))

        batch = Batch(self._stream, self._seen, events, whole, tuple(events.column_names))
        self._seen += events.num_rows
        return tuple(matches((batch,), self._ruleset))
