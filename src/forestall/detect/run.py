"""Many rules over many events, batch by batch: which rule matches which event, with its fields. No findings of a place.

    ruleset = Ruleset(rules)
    for match in matches(batches, ruleset): ...

Where events come from is `observe`; what becomes of matches (files, findings, correlations) is elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from forestall.detect.ruleset import OWN, Ruleset
from forestall.engine.program.node import Rows
from forestall.model.batch import Batch
from forestall.standards.sigma.rule import Rule


@dataclass(frozen=True, slots=True)
class Match:
    """One event that one rule finds."""

    rule: Rule
    """The rule."""
    file: str
    """The event's file as it was given."""
    event: int
    """The event's ordinal in the file, from 0."""
    time: datetime | None
    """When it happened."""
    host: str | None
    """The machine."""
    fields: tuple[tuple[str, str], ...]
    """The fields that the rule tests, as the event names them, with their texts; those it has."""


def matches(batches: Iterable[Batch], ruleset: Ruleset) -> Iterator[Match]:
    """What the rules find, by file, event and rule id.

    Args:
        batches: events, each file's batches in order
        ruleset: compiled rules
    """
    for batch in batches:
        found = ruleset.found(batch.table, find=batch.suspects, whole=batch.whole)
        if not found:
            continue
        rows = np.unique(np.concatenate([some for _, some in found]))
        whole = batch.whole(rows)
        pairs = [(int(place), number) for number, some in found for place in np.searchsorted(rows, some)]
        pairs.sort(key=lambda pair: (pair[0], ruleset.rules[pair[1]].id))
        yield from _described(pairs, rows, whole, batch, ruleset)


def _described(
    pairs: list[tuple[int, int]], rows: Rows, whole: pa.Table, batch: Batch, ruleset: Ruleset
) -> Iterator[Match]:
    names = [name for name in whole.column_names if name not in OWN]
    texts: dict[str, list[str | None]] = {}
    times, hosts = whole["_time"].to_pylist(), whole["_host"].to_pylist()
    evidence = {number: ruleset.evidence(number, names) for _, number in pairs}
    for place, number in pairs:
        values: dict[str, str] = {}
        for several in evidence[number]:
            for name in several:
                if name not in texts:
                    texts[name] = whole[name].cast(pa.large_string()).to_pylist()
                text = texts[name][place]
                if text is not None:
                    values[name] = text
                    break
        event = batch.first + int(rows[place])
        yield Match(ruleset.rules[number], batch.file, event, times[place], hosts[place], tuple(values.items()))


__all__ = ["Match", "Ruleset", "matches"]
