"""Correlations over what rules found in tables of records: fields in, matches out. Findings are not made here."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import Hits, Match
from forestall.detect.correlation.graph import Known, graph
from forestall.detect.logsource import Route, routes
from forestall.detect.naming import columns
from forestall.model.finding import Refusal
from forestall.standards.sigma.correlation import Correlation
from forestall.standards.sigma.correlation_file import read_correlations
from forestall.standards.sigma.rule import Rule

_MACHINE = frozenset(("Computer", "ComputerName", "Hostname", "host.name"))  # where the machine is only in `_host`
_Texts = list[str | None]


class Correlated:
    """All correlations of some rule files, over one set of records."""

    def __init__(self, files: Iterable[tuple[str, bytes]], rules: Sequence[Rule]) -> None:
        """Nothing taken in yet.

        Args:
            files: name and bytes of each rule file
            rules: the detection rules in use
        """
        read = [read_correlations(data, name) for name, data in files]
        good = [one for correlations, _ in read for one in correlations]
        usable, unusable = graph(good, [Known(rule.id, rule.name) for rule in rules])
        self.refusals: tuple[Refusal, ...] = (*(bad for _, refusals in read for bad in refusals), *unusable)
        """Correlations that cannot be used."""
        self.hidden = usable.hidden()
        """Rules and correlations that give no findings of their own."""
        self.correlations: dict[str, Correlation] = {node.correlation.id: node.correlation for node in usable.nodes}
        """Those in use, by id."""
        self._fields = usable.fields()
        self._sources = {node.correlation.id: [link.source for link in node.links] for node in usable.nodes}
        self._correlator = Correlator(usable)
        self._hits: list[Hits] = []
        self._timeless: dict[str, int] = {}

    def take(self, rule: Rule, found: pa.Table) -> None:
        """Take in the records of one table that a rule found; those without a time lie in no window."""
        if rule.id not in self._fields:
            return
        timed = found.filter(found["_time"].is_valid())
        self._timeless[rule.id] = self._timeless.get(rule.id, 0) + found.num_rows - timed.num_rows
        times = timed["_time"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
        fields = {name: values(timed, rule, name) for name in self._fields[rule.id]}
        self._hits.append(Hits(rule.id, times, timed["_id"].to_pylist(), fields))

    def matches(self, at: datetime) -> tuple[Match, ...]:
        """What is known at a time, all correlations that give findings, by time; to be asked once."""
        found = (*self._correlator.feed(self._hits), *self._correlator.advance(at))
        return tuple(match for match in found if match.correlation not in self.hidden)

    def remarks(self) -> tuple[Refusal, ...]:
        """Correlations that could not look at everything."""
        lost = {loss.correlation: loss.groups for loss in self._correlator.losses().correlations if loss.groups}
        remarks = []
        for name, one in sorted(self.correlations.items()):
            timeless = sum(self._timeless.get(source, 0) for source in self._sources[name])
            parts = [_many(lost[name], "group", "beyond what can be kept")] if name in lost else []
            parts += [_many(timeless, "event", "without a time")] if timeless else []
            if parts:
                remarks.append(Refusal(name, f"{one.file}:{one.line}", f"did not look at {' and '.join(parts)}"))
        return tuple(remarks)


def _many(count: int, noun: str, how: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'} {how}"


def values(found: pa.Table, rule: Rule, field: str) -> list[str | None]:
    """The values of a field, by the name it has on the route of each row."""
    texts = _column(found, field)
    for route in routes(rule.logsource):
        alias = dict(route.aliases).get(field)
        if alias is not None:
            there, other = _on(found, route), _column(found, alias)
            texts = [other[row] if there[row] else text for row, text in enumerate(texts)]
    return texts


def _column(found: pa.Table, field: str) -> _Texts:
    names = [name for name in found.column_names if not name.startswith("_")]
    several = columns((field,), names).get(field, ()) + (("_host",) if field in _MACHINE else ())
    if not several:
        return [None] * found.num_rows
    return list(pc.coalesce(*(found[name].cast(pa.large_string()) for name in several)).to_pylist())


def _on(found: pa.Table, route: Route) -> list[bool]:
    """Which rows are the route's."""
    there = [True] * found.num_rows
    for name, values in route.equals:
        wanted = {value.lower() for value in values}
        there = [
            on and text is not None and (not wanted or text.lower() in wanted)
            for on, text in zip(there, _column(found, name), strict=True)
        ]
    return there
