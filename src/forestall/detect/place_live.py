"""The rules and correlations of a place on events as they come: each batch to the findings it gives.

A finding here speaks of the events of one batch only; whoever keeps findings adds them up (`detect.adding`). Where
events come from and where findings go is not here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from forestall.detect.correlation.event import Match as Window
from forestall.detect.correlation.event import moment
from forestall.detect.live import Detector
from forestall.detect.place_findings import Hit, apart, finding_of, subject_of
from forestall.detect.ruleset import Ruleset
from forestall.detect.run import Match
from forestall.detect.sigma import rule_files, rules_of
from forestall.detect.sites import Sites
from forestall.detect.suppressions import in_force
from forestall.model.finding import Finding, Refusal
from forestall.model.place import Place
from forestall.model.signal import Records
from forestall.standards.sigma.correlation import Correlation
from forestall.standards.sigma.correlation_file import read_correlations
from forestall.standards.sigma.rule import Rule

LATENESS = timedelta(seconds=30)
"""How much later than the newest event an event may come and still count in a correlation."""
_MARK = "\x1f"  # between record, source and machine in the name of an event


@dataclass(frozen=True, slots=True)
class Concluded:
    """A finding, and from where it comes."""

    finding: Finding
    """What some events gave."""
    sources: frozenset[str]
    """Sources of all events behind it."""


class PlaceDetector:
    """Finds with the place's rules, at once, what a pass would find in the same events."""

    def __init__(self, place: Place, lateness: timedelta = LATENESS) -> None:
        """Compile the rules.

        Args:
            place: its rules, sources, sites and suppressions
            lateness: how late an event may come and still count in a correlation
        """
        rules, refusals = rules_of(place)
        read = [read_correlations(data, name) for name, data in rule_files(place)]
        correlations = [one for good, _ in read for one in good]
        self._place, self._sites = place, Sites(place)
        self._sources = {source.id: source for source in place.sources}
        self._detector = Detector(Ruleset(rules), "live", correlations, lateness, ids="_id")
        self._by_id: dict[str, Rule | Correlation] = {rule.id: rule for rule in rules}
        self._by_id |= {one.id: one for one in correlations}
        bad = [refusal for _, refused in read for refusal in refused]
        self.refusals: tuple[Refusal, ...] = (*refusals, *bad, *self._detector.refusals)
        """Rules and correlations that cannot be used."""
        self.stateful = bool(correlations)
        """Whether earlier events matter to what follows."""

    def feed(self, records: Sequence[Records], present: datetime) -> tuple[Concluded, ...]:
        """What some events give.

        Args:
            records: events, after the door, in any order of time
            present: the time now

        Returns:
            Findings by id, each with the hits of these events; what the place's suppressions cover is left out.
        """
        tables = [_named(one) for one in records if one.table.num_rows]
        if not tables:
            return ()
        table = pa.concat_tables(tables, promote_options="default")
        first = self._detector.seen
        found = self._detector.feed(table, present)
        hits = [
            (match.rule.id, hit)
            for match in found.matches
            if (hit := self._hit(match, table, first, present)) is not None
        ]
        return self._concluded([*hits, *self._windowed(found.windows)], present)

    def advance(self, to: datetime) -> tuple[Concluded, ...]:
        """What correlations conclude when no event at or before a moment comes any more."""
        return self._concluded(list(self._windowed(self._detector.advance(to))), to)

    def save(self) -> bytes:
        """Everything that matters to what follows."""
        return self._detector.save()

    def restore(self, saved: bytes) -> tuple[str, ...]:
        """Go on from what `save` gave; ids of correlations that begin anew.

        Raises:
            StateError: not what `save` gives, or of another version
        """
        return self._detector.restore(saved)

    def _hit(self, match: Match, table: pa.Table, first: int, present: datetime) -> Hit | None:
        return self._from(str(table["_id"][match.event - first].as_py()), match.time or present, match.fields)

    def _windowed(self, windows: Sequence[Window]) -> Iterator[tuple[str, Hit]]:
        for window in windows:
            for time, name in window.evidence:
                hit = self._from(name, moment(time), window.group)
                if hit is not None:
                    yield window.correlation, hit

    def _from(self, name: str, time: datetime, fields: tuple[tuple[str, str], ...]) -> Hit | None:
        """An event by its name; None when its source is no longer in the place."""
        record, source, host = name.split(_MARK, 2)
        known = self._sources.get(source)
        return None if known is None else Hit(record, time, host, known, fields)

    def _concluded(self, hits: list[tuple[str, Hit]], at: datetime) -> tuple[Concluded, ...]:
        grouped: dict[tuple[str, str], list[Hit]] = {}
        for rule, hit in hits:
            grouped.setdefault((rule, subject_of(hit, self._sites)), []).append(hit)
        decided = in_force(self._place.suppressions, at)
        found = [
            Concluded(
                finding_of(self._by_id[rule], subject, some, self._sites), frozenset(hit.source.id for hit in some)
            )
            for (rule, subject), every in sorted(grouped.items())
            for decision, some in apart(decided, rule, subject, every)
            if decision is None
        ]
        return tuple(sorted(found, key=lambda one: one.finding.id))


def _named(records: Records) -> pa.Table:
    """The table with ids that also say source and machine."""
    table = records.table
    hosts = table["_host"].to_pylist()
    ids = [
        _MARK.join((record, records.source, host or ""))
        for record, host in zip(table["_id"].to_pylist(), hosts, strict=True)
    ]
    return table.set_column(table.column_names.index("_id"), "_id", pa.array(ids, pa.string()))
