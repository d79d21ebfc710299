"""What waits before one correlation: hits and matches made into its events, until no earlier one can come."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

from forestall.detect.correlation.event import Event, Hits, Match, Row, Value, row_from
from forestall.detect.correlation.graph import Link, Node
from forestall.standards.sigma.correlation import Kind

Texts = tuple[str | None, ...]
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_KEY, _VALUE = Event._fields.index("key"), Event._fields.index("value")
_id = itemgetter(Event._fields.index("id"))


class Intake:
    """Events of one correlation that are still to be taken in."""

    def __init__(self, node: Node) -> None:
        kind = node.correlation.kind
        self._numeric = bool(node.correlation.fields) and kind is not Kind.VALUE_COUNT
        self._by_rule = kind in (Kind.TEMPORAL, Kind.TEMPORAL_ORDERED)
        self._links = {link.source: (rule, link) for rule, link in enumerate(node.links)}
        self._waiting: list[Row] = []
        self.ungrouped = 0
        """Events without one of the group-by fields; they belong to no group."""
        self.valueless = 0
        """Events whose value is missing or, where a number is needed, is none."""

    def hits(self, hits: Hits) -> None:
        """Take in what a rule found, if it is one of this correlation's."""
        if hits.rule not in self._links:
            return
        rule, link = self._links[hits.rule]
        keys, rows, carried = (_rows(hits, names) for names in (link.group, link.value, link.carried))
        values = self._values(rows) if link.value else repeat(None)
        made: Iterable[Row] = zip(hits.times, repeat(rule), hits.ids, keys, values, carried, repeat(None))
        if link.value or any(None in hits.fields.get(name, (None,)) for name in link.group):
            made = self._usable(made, link)
        self._waiting.extend(made)

    def matches(self, matches: Sequence[Match], below: Node) -> None:
        """Take in matches of a correlation below; one stands for each combination of the asked fields it holds."""
        rule, link = self._links[below.correlation.id]
        for match in matches:
            group: dict[str, str | None] = dict(match.group)
            held = [group | dict(zip(below.carried, row, strict=True)) for row in match.carried]
            asked = (link.group, link.value, link.carried)
            rows = dict.fromkeys(tuple(tuple(one.get(name) for name in names) for names in asked) for one in held)
            keys, found, carried = zip(*rows, strict=True)
            values = self._values(found) if link.value else repeat(None)
            same = (repeat(match.time), repeat(rule), repeat(match.id))
            made = zip(*same, keys, values, carried, repeat(match.evidence))
            self._waiting.extend(self._usable(made, link))

    def ready(self, mark: int) -> list[Row]:
        """Events before `mark`, by time, rule and id, each once; they wait no more."""
        try:
            self._waiting.sort()
        except TypeError:  # one event given twice, with and without a field
            self._waiting.sort(key=lambda row: (*row[:3], repr(row[3:])))
        at = bisect_left(self._waiting, (mark,))
        taken, self._waiting = self._waiting[:at], self._waiting[at:]
        if len(set(map(_id, taken))) == len(taken):
            return taken
        return list({self._same(Event(*row)): row for row in reversed(taken)}.values())[::-1]

    def dump(self) -> list[Any]:
        """Everything kept, as JSON values."""
        return [self.ungrouped, self.valueless, self._waiting]

    def load(self, kept: list[Any]) -> None:
        """The inverse of `dump`."""
        self.ungrouped, self.valueless, waiting = kept
        self._waiting = [row_from(row) for row in waiting]

    def _same(self, event: Event) -> tuple[object, ...]:
        """What is the same for two events that count once."""
        return (event.time, event.id, event.key, event.value, event.rule if self._by_rule else None)

    def _usable(self, made: Iterable[Row], link: Link) -> Iterable[Row]:
        for row in made:
            if None in row[_KEY]:
                self.ungrouped += 1
            elif link.value and row[_VALUE] is None:
                self.valueless += 1
            else:
                yield row

    def _values(self, rows: Iterable[Texts]) -> list[Value]:
        if self._numeric:
            return [_number(row[0]) for row in rows]
        return [None if None in row else tuple(str(part) for part in row) for row in rows]


def _rows(hits: Hits, names: tuple[str, ...]) -> Sequence[Texts]:
    many = len(hits.times)
    if not names:
        return [()] * many
    missing: Sequence[str | None] = [None] * many
    return list(zip(*(hits.fields.get(name, missing) for name in names), strict=True))


def _number(text: str | None) -> float | None:
    """A decimal number written as text; None for anything else."""
    if text is None or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
