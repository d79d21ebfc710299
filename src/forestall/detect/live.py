"""Rules and correlations on events as they come, some at a time: for a service. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa

from forestall.core.errors import StateError
from forestall.detect.asking import Asking, Values
from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import Hits, microseconds
from forestall.detect.correlation.event import Match as Window
from forestall.detect.correlation.graph import Known, graph
from forestall.detect.ruleset import Ruleset
from forestall.detect.run import Match, matches
from forestall.engine.program.node import Rows
from forestall.model.batch import Batch
from forestall.model.finding import Refusal
from forestall.standards.sigma.correlation import Correlation

_SEEN = 8  # bytes of the number of events in a saved state


@dataclass(frozen=True, slots=True)
class Found:
    """What some events gave."""

    matches: tuple[Match, ...]
    """Matches of rules that have findings of their own, by event and rule id."""
    windows: tuple[Window, ...]
    """What correlations concluded that nothing still to come can change, by time, correlation and group."""


@dataclass(slots=True)
class _Column:
    """Matches of one rule, for correlations."""

    times: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)


class Detector:
    """Takes events of one stream and tells at once which rules find them, and what correlations make of it."""

    def __init__(
        self,
        ruleset: Ruleset,
        stream: str,
        correlations: Iterable[Correlation] = (),
        lateness: timedelta = timedelta(0),
        ids: str | None = None,
    ) -> None:
        """Nothing seen yet.

        Args:
            ruleset: rules, compiled
            stream: the stream's name in matches
            correlations: those to be judged
            lateness: how much later than the newest event an event may come and still count in them
            ids: column of the events' own ids, by which correlations name their evidence; None: stream and ordinal
        """
        self._ruleset, self._stream, self._ids = ruleset, stream, ids
        found, refusals = graph(tuple(correlations), [Known(rule.id, rule.name) for rule in ruleset.rules])
        self.refusals: tuple[Refusal, ...] = refusals
        """Correlations that cannot be used."""
        self._asked = {rule: tuple(names) for rule, names in found.fields().items()}
        self._hidden = found.hidden()
        self._correlator = Correlator(found, lateness)
        self.seen = 0
        """Events fed so far."""

    def feed(self, events: pa.Table, present: datetime | None = None) -> Found:
        """What rules and correlations find in some events.

        Args:
            events: one row an event, columns of text, `_time` (timestamp, UTC) and `_host` (text) among them.
                The more come together, the less each costs.
            present: the time now; events further after it than the lateness count in no correlation

        Returns:
            Findings; an event's ordinal counts from the first one ever fed.
        """

        def whole(rows: Rows) -> pa.Table:
            return events.take(pa.array(rows))

        asking = Asking(self._asked)
        batch = Batch(self._stream, self.seen, events, whole, tuple(events.column_names))
        self.seen += events.num_rows
        held: dict[str, _Column] = {}
        shown = []
        for match in matches(asking.watch((batch,)), self._ruleset):
            if match.rule.id in self._asked and match.time is not None:
                column = held.setdefault(match.rule.id, _Column())
                column.times.append(microseconds(match.time))
                column.ids.append(self._id(match, batch))
                column.values.append(asking.values(match))
            if match.rule.id not in self._hidden:
                shown.append(match)
        hits = [self._hits(rule, column) for rule, column in sorted(held.items())]
        return Found(tuple(shown), self._shown(self._correlator.feed(hits, present)))

    def advance(self, to: datetime) -> tuple[Window, ...]:
        """What correlations conclude when no event at or before a moment comes any more."""
        return self._shown(self._correlator.advance(to))

    def save(self) -> bytes:
        """Everything that matters to what follows."""
        return self.seen.to_bytes(_SEEN, "big") + self._correlator.save()

    def restore(self, saved: bytes) -> tuple[str, ...]:
        """Go on from what `save` gave, in a new detector.

        Returns:
            Ids of correlations that begin anew, because they are new or were changed.

        Raises:
            StateError: not what `save` gives, or of another version
        """
        if len(saved) < _SEEN:
            raise StateError(f"detector: a state of {len(saved)} bytes is damaged")
        anew = self._correlator.restore(saved[_SEEN:])
        self.seen = int.from_bytes(saved[:_SEEN], "big")
        return anew

    def _id(self, match: Match, batch: Batch) -> str:
        if self._ids is None:
            return f"{match.file} {match.event}"
        return str(batch.table[self._ids][match.event - batch.first].as_py())

    def _hits(self, rule: str, column: _Column) -> Hits:
        names = self._asked[rule]
        fields = {name: [values[place] for values in column.values] for place, name in enumerate(names)}
        return Hits(rule, column.times, column.ids, fields)

    def _shown(self, windows: Iterable[Window]) -> tuple[Window, ...]:
        return tuple(window for window in windows if window.correlation not in self._hidden)
