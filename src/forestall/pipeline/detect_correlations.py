"""Correlations over a run's matches: gathered while files are read, judged in the order of time at the end.

Files of one run overlap in time, so nothing can be judged before the last one is read. What is held until then is
time, place and the fields that correlations ask for, of those matches that a correlation looks at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forestall.core.clock import FAR_FUTURE
from forestall.detect.asking import Asked, Values
from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import Hits, microseconds, moment
from forestall.detect.correlation.event import Match as Window
from forestall.detect.correlation.graph import Known, graph
from forestall.detect.run import Match
from forestall.model.finding import Refusal
from forestall.model.hit import Hit
from forestall.observe.skips import Skipped
from forestall.standards.sigma.correlation import Correlation
from forestall.standards.sigma.rule import Rule

MOST_NAMED = 20
"""Events that a finding of a correlation names."""
_MARK = "\x1f"


@dataclass(slots=True)
class _Held:
    """Matches of one rule, as columns."""

    times: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    fields: dict[str, list[str | None]] = field(default_factory=dict)


class Correlations:
    """The correlations of a run, at work."""

    def __init__(self, correlations: Iterable[Correlation], rules: Iterable[Rule]) -> None:
        """Join correlations to the rules they look at; those that cannot be are refused."""
        every = tuple(correlations)
        found, refusals = graph(every, [Known(rule.id, rule.name) for rule in rules])
        self.refusals: tuple[Refusal, ...] = refusals
        """Correlations that cannot be used."""
        self.rules = len(found.nodes)
        """Correlations in use."""
        self.asked: Asked = {rule: tuple(names) for rule, names in found.fields().items()}
        """Fields that correlations ask for of a rule's matches, by rule id; of other rules they ask for nothing."""
        self._graph, self._hidden = found, found.hidden()
        self._correlations = {one.id: one for one in every}
        self._held: dict[str, _Held] = {}
        self.notes: list[Skipped] = []
        """What was left out, to be read after `found`."""
        self._timeless = 0

    def take(self, match: Match, asked: Values) -> bool:
        """Keep what is asked of a match; False when its rule has no findings of its own.

        Args:
            match: one event of one rule
            asked: its texts of the fields that `asked` names for its rule
        """
        names = self.asked.get(match.rule.id)
        if names is None:
            return True
        if match.time is None:
            self._timeless += 1
        else:
            held = self._held.setdefault(match.rule.id, _Held(fields={name: [] for name in names}))
            held.times.append(microseconds(match.time))
            held.ids.append(_MARK.join((match.file, str(match.event), match.host or "")))
            for name, value in zip(names, asked, strict=True):
                held.fields[name].append(value)
        return match.rule.id not in self._hidden

    def found(self) -> Iterator[tuple[Hit, Correlation]]:
        """Findings of the correlations, by time, correlation and group."""
        if not self._graph.nodes:
            return
        correlator = Correlator(self._graph)
        hits = [Hits(rule, held.times, held.ids, held.fields) for rule, held in sorted(self._held.items())]
        windows = [*correlator.feed(hits), *correlator.advance(FAR_FUTURE)]
        for loss in correlator.losses().correlations:
            left = f"{loss.ungrouped} matches without its group, {loss.valueless} without its value"
            self._note(f"correlation {loss.correlation}: left out {left}, {loss.groups} groups let go")
        if self._timeless:
            self._note(f"correlations: {self._timeless} matches without a time left out")
        for window in sorted(windows, key=lambda one: (one.time, one.correlation, one.group)):
            if window.correlation not in self._hidden:
                yield self._hit(window), self._correlations[window.correlation]

    def _note(self, text: str) -> None:
        self.notes.append(Skipped("correlations", "", text))

    def _hit(self, window: Window) -> Hit:
        rule = self._correlations[window.correlation]
        places = [record.split(_MARK) for _, record in window.evidence]
        file, event, host = places[-1]
        named = "; ".join(f"{name} {number}" for name, number, _ in places[:MOST_NAMED])
        more = f"; and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
        figure = f"{window.figure:g}"
        return Hit(
            rule_id=rule.id,
            title=rule.title,
            level=rule.level,
            tags=rule.tags,
            file=file,
            event=int(event),
            time=moment(window.time),
            host=host or None,
            fields=(*window.group, (str(rule.kind), figure), ("events", named + more)),
        )
