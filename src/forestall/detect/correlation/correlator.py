"""All correlations of a place: hits in, matches out, saved and restored at any point without changing a match.

Events wait until no earlier one can come: until the newest time seen, less the stated lateness. What comes later than
that, and all else that is left out, is counted in `losses`.
"""

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress
from typing import Any

from forestall.core.errors import StateError
from forestall.core.ids import digest_id
from forestall.detect.correlation.absence import Absences
from forestall.detect.correlation.event import Hits, Match, evidence, microseconds
from forestall.detect.correlation.graph import Graph, Node
from forestall.detect.correlation.groups import Fired, Groups, Limits
from forestall.detect.correlation.intake import Intake
from forestall.detect.correlation.measure import NEVER
from forestall.detect.correlation.window import Windows
from forestall.standards.sigma.correlation import Correlation, terms

VERSION = 1


@dataclass(frozen=True, slots=True)
class Loss:
    """What one correlation left out."""

    correlation: str
    """Its id."""
    ungrouped: int
    """Events without one of the group-by fields."""
    valueless: int
    """Events without a usable value."""
    groups: int
    """Groups let go to stay within the limits."""


@dataclass(frozen=True, slots=True)
class Losses:
    """What was left out, since the beginning."""

    late: int
    """Events that came later than the stated lateness."""
    early: int
    """Events from after the present: a clock that is wrong."""
    correlations: tuple[Loss, ...]
    """One for each correlation that left something out, by id."""


class _Part:
    """One correlation at work."""

    def __init__(self, node: Node, limits: Limits) -> None:
        self.node = node
        self.intake = Intake(node)
        self.groups: Groups = _groups(node.correlation, limits)

    def advance(self, mark: int) -> list[Match]:
        self.groups.take(self.intake.ready(mark))
        return [self._match(fired) for fired in self.groups.finish(mark)]

    def _match(self, fired: Fired) -> Match:
        correlation = self.node.correlation
        records = evidence(fired.events)
        group = tuple(zip(correlation.group_by, fired.key, strict=True))
        return Match(
            correlation=correlation.id,
            id=digest_id("match", correlation.id, *fired.key, *(record for _, record in records)),
            time=fired.time,
            group=group,
            figure=fired.figure,
            evidence=records,
            carried=tuple(dict.fromkeys(event.carried for event in fired.events)),
        )


class Correlator:
    """Correlations over a stream of hits."""

    def __init__(self, graph: Graph, lateness: timedelta = timedelta(0), limits: Limits | None = None) -> None:
        """Nothing seen yet.

        Args:
            graph: the correlations
            lateness: how much later than the newest event an event may come and still count
            limits: how much each correlation keeps
        """
        self._graph = graph
        self._lateness = lateness // timedelta(microseconds=1)
        self._parts = [_Part(node, limits or Limits()) for node in graph.nodes]
        self._mark = NEVER
        self._late = 0
        self._early = 0

    def feed(self, hits: Iterable[Hits], present: datetime | None = None) -> tuple[Match, ...]:
        """Take in hits, in any order.

        Args:
            hits: what rules found; rules that no correlation looks at are passed over
            present: the time now; an event more than the lateness after it is left out, as its clock is wrong

        Returns:
            Matches that nothing still to come can change, by time, correlation and group.
        """
        latest = None if present is None else microseconds(present) + self._lateness
        newest = NEVER
        for one in hits:
            usable = self._usable(one, latest)
            for part in self._parts:
                part.intake.hits(usable)
            newest = max(newest, max(usable.times, default=NEVER))
        return self._advance(max(self._mark, newest - self._lateness))

    def advance(self, to: datetime) -> tuple[Match, ...]:
        """No event at or before this moment comes any more; one that does is late."""
        return self._advance(max(self._mark, microseconds(to) + 1))

    def losses(self) -> Losses:
        """What was left out so far."""
        found = (
            Loss(part.node.correlation.id, part.intake.ungrouped, part.intake.valueless, part.groups.dropped)
            for part in self._parts
        )
        lost = [loss for loss in found if loss.ungrouped or loss.valueless or loss.groups]
        return Losses(self._late, self._early, tuple(sorted(lost, key=lambda loss: loss.correlation)))

    def save(self) -> bytes:
        """Everything that matters to what follows."""
        parts = {
            part.node.correlation.id: [_digest(part.node), part.intake.dump(), part.groups.dump()]
            for part in self._parts
        }
        state = {"version": VERSION, "mark": self._mark, "late": self._late, "early": self._early, "parts": parts}
        return zlib.compress(json.dumps(state, separators=(",", ":")).encode(), 1)

    def restore(self, saved: bytes) -> tuple[str, ...]:
        """Go on from what `save` gave, in a new correlator.

        Returns:
            Ids of correlations that begin anew, because they are new or were changed.

        Raises:
            StateError: not what `save` gives, or of another version
        """
        try:
            state = json.loads(zlib.decompress(saved))
            if state["version"] != VERSION:
                raise StateError(f"correlations: state of version {state['version']}, expected {VERSION}")
            self._mark, self._late, self._early = state["mark"], state["late"], state["early"]
            return tuple(sorted(self._load(state["parts"])))
        except (zlib.error, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise StateError(f"correlations: the state is damaged ({type(error).__name__}: {error})") from error

    def _load(self, saved: dict[str, Any]) -> Iterable[str]:
        for part in self._parts:
            digest, intake, groups = saved.get(part.node.correlation.id, ("", None, None))
            if digest != _digest(part.node):
                yield part.node.correlation.id
                continue
            part.intake.load(intake)
            part.groups.load(groups)

    def _usable(self, hits: Hits, latest: int | None) -> Hits:
        """Without what is late or from the future."""
        times = hits.times
        if not len(times) or (min(times) >= self._mark and (latest is None or max(times) <= latest)):
            return hits
        late = sum(time < self._mark for time in times)
        fits = [time >= self._mark and (latest is None or time <= latest) for time in times]
        self._late += late
        self._early += fits.count(False) - late
        fields = {name: list(compress(column, fits)) for name, column in hits.fields.items()}
        return Hits(hits.rule, list(compress(times, fits)), list(compress(hits.ids, fits)), fields)

    def _advance(self, mark: int) -> tuple[Match, ...]:
        """Each correlation after those it looks at."""
        self._mark = mark
        found: list[Match] = []
        for at, part in enumerate(self._parts):
            matches = part.advance(mark)
            found += matches
            for above in self._parts[at + 1 :]:
                if matches and part.node.correlation.id in {link.source for link in above.node.links}:
                    above.intake.matches(matches, part.node)
        found.sort(key=lambda match: (match.time, match.correlation, match.group))
        return tuple(found)


def _groups(correlation: Correlation, limits: Limits) -> Groups:
    negated = correlation.expression is not None and any(
        not wanted for term in terms(correlation.expression) for _, wanted in term
    )
    return Absences(correlation, limits) if negated else Windows(correlation, limits)


def _digest(node: Node) -> str:
    """Changes with all that gives the kept state its meaning."""
    correlation = dataclasses.replace(node.correlation, title="", tags=(), file="", line=0, generate=False)
    return hashlib.sha256(repr(dataclasses.replace(node, correlation=correlation)).encode()).hexdigest()
