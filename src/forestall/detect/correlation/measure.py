"""The figure of a window, kept up to date while events come and go: one class for each kind of correlation.

Sums are exact, so that no figure depends on what was in the window before.
"""

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Protocol

from forestall.detect.correlation.event import Event
from forestall.standards.sigma.correlation import Bound, Comparison, Correlation, Kind, terms

NEVER = -(1 << 62)  # before any time [µs]
_COUNTS = (Kind.EVENT_COUNT, Kind.VALUE_COUNT, Kind.TEMPORAL, Kind.TEMPORAL_ORDERED)
_HOLDS: dict[Comparison, Callable[[Fraction | float, float], bool]] = {
    "gt": lambda figure, bound: figure > bound,
    "gte": lambda figure, bound: figure >= bound,
    "lt": lambda figure, bound: figure < bound,
    "lte": lambda figure, bound: figure <= bound,
    "eq": lambda figure, bound: figure == bound,
    "neq": lambda figure, bound: figure != bound,
}


class Measure(Protocol):
    """The figure of the events now in a window."""

    def add(self, event: Event) -> None:
        """An event came in; events come by time, then rule."""

    def drop(self, event: Event) -> None:
        """The oldest event left."""

    def figure(self) -> Fraction | float:
        """The figure; the window is not empty."""


class Count:
    """`event_count`: how many events."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, event: Event) -> None:
        self._count += 1

    def drop(self, event: Event) -> None:
        self._count -= 1

    def figure(self) -> int:
        return self._count


class Distinct:
    """How many different values of an attribute: `value_count` by value, `temporal` by rule."""

    def __init__(self, attribute: int) -> None:
        self._attribute = attribute
        self._counts: Counter[object] = Counter()

    def add(self, event: Event) -> None:
        self._counts[event[self._attribute]] += 1

    def drop(self, event: Event) -> None:
        value = event[self._attribute]
        self._counts[value] -= 1
        if not self._counts[value]:
            del self._counts[value]

    def figure(self) -> int:
        return len(self._counts)


class Sum:
    """`value_sum`: a whole number of 2 to the power of minus `_bits`."""

    def __init__(self) -> None:
        self._whole = 0
        self._bits = 0
        self._count = 0

    def add(self, event: Event) -> None:
        scaled = self._scaled(event)  # first: it may change the scale of the sum
        self._whole += scaled
        self._count += 1

    def drop(self, event: Event) -> None:
        scaled = self._scaled(event)
        self._whole -= scaled
        self._count -= 1

    def figure(self) -> Fraction | float:
        return Fraction(self._whole, 1 << self._bits) if self._bits else self._whole

    def _scaled(self, event: Event) -> int:
        top, bottom = _number(event).as_integer_ratio()
        bits = bottom.bit_length() - 1
        if bits > self._bits:
            self._whole <<= bits - self._bits
            self._bits = bits
        return top << self._bits - bits


class Mean(Sum):
    """`value_avg`: the arithmetic mean."""

    def figure(self) -> Fraction:
        return Fraction(self._whole, self._count << self._bits)


class Percentile:
    """`value_percentile` and `value_median`: linear between the two nearest ranks.

    Source: Hyndman and Fan 1996, The American Statistician 50(4), definition 7.
    """

    def __init__(self, percentile: float) -> None:
        self._share = Fraction(percentile) / 100
        self._values: list[float] = []

    def add(self, event: Event) -> None:
        insort(self._values, _number(event))

    def drop(self, event: Event) -> None:
        del self._values[bisect_left(self._values, _number(event))]

    def figure(self) -> Fraction:
        rank = self._share * (len(self._values) - 1)
        low = int(rank)
        below = Fraction(self._values[low])
        return below + (rank - low) * (Fraction(self._values[min(low + 1, len(self._values) - 1)]) - below)


class Order:
    """`temporal_ordered`: the longest row of different rules in the listed order; events of one moment fit any order.

    For each length and last rule it keeps the latest moment at which such a row began: a row lies in the window when
    it began after all that left.
    """

    def __init__(self, rules: int) -> None:
        self._began = [[NEVER] * rules for _ in range(rules)]
        self._left = NEVER

    def add(self, event: Event) -> None:
        began = event.time
        for latest in self._began:
            latest[event.rule] = max(latest[event.rule], began)
            began = max(latest[: event.rule], default=NEVER)
            if began == NEVER:
                return

    def drop(self, event: Event) -> None:
        self._left = event.time

    def figure(self) -> int:
        return sum(max(latest) > self._left for latest in self._began)


class Together:
    """A boolean condition without `not`: how many rules of its first satisfied alternative matched, else 0."""

    def __init__(self, alternatives: tuple[tuple[int, ...], ...]) -> None:
        self._alternatives = alternatives
        self._counts: Counter[int] = Counter()

    def add(self, event: Event) -> None:
        self._counts[event.rule] += 1

    def drop(self, event: Event) -> None:
        self._counts[event.rule] -= 1

    def figure(self) -> int:
        return next((len(rules) for rules in self._alternatives if all(self._counts[rule] for rule in rules)), 0)


class InOrder:
    """The same with each alternative's rules in the listed order; keeps when the latest row of each began."""

    def __init__(self, alternatives: tuple[tuple[int, ...], ...]) -> None:
        self._rows = [(rules, [NEVER] * len(rules)) for rules in alternatives]
        self._left = NEVER

    def add(self, event: Event) -> None:
        for rules, began in self._rows:
            if event.rule in rules:
                at = rules.index(event.rule)
                began[at] = began[at - 1] if at else event.time

    def drop(self, event: Event) -> None:
        self._left = event.time

    def figure(self) -> int:
        return next((len(rules) for rules, began in self._rows if began[-1] > self._left), 0)


def maker(correlation: Correlation) -> Callable[[], Measure]:
    """What makes the measure of one group's window."""
    match correlation.kind:
        case Kind.EVENT_COUNT:
            return Count
        case Kind.VALUE_COUNT:
            return lambda: Distinct(Event._fields.index("value"))
        case Kind.VALUE_SUM:
            return Sum
        case Kind.VALUE_AVG:
            return Mean
        case Kind.VALUE_PERCENTILE | Kind.VALUE_MEDIAN:
            percentile = 50.0 if correlation.percentile is None else correlation.percentile
            return lambda: Percentile(percentile)
        case Kind.TEMPORAL | Kind.TEMPORAL_ORDERED:
            return _temporal(correlation)


def holds(bounds: Iterable[Bound], figure: Fraction | float) -> bool:
    """Whether a figure keeps every bound."""
    return all(_HOLDS[bound.comparison](figure, bound.value) for bound in bounds)


def rising(correlation: Correlation) -> bool:
    """Whether no later event of a window can undo its condition, so that it is reported as soon as it is reached.

    A sum counts as rising: values below zero do not take back what was reported.
    """
    if correlation.kind in (Kind.VALUE_AVG, Kind.VALUE_PERCENTILE, Kind.VALUE_MEDIAN):
        return False
    return all(bound.comparison in ("gt", "gte") for bound in correlation.bounds)


def least(correlation: Correlation) -> int:
    """With fewer events than this a rising condition cannot hold."""
    if correlation.kind in _COUNTS and rising(correlation):
        return max(1, *(math.ceil(bound.value) for bound in correlation.bounds), 1)
    return 1


def _temporal(correlation: Correlation) -> Callable[[], Measure]:
    ordered = correlation.kind is Kind.TEMPORAL_ORDERED
    if correlation.expression is None:
        rules = len(correlation.rules)
        return (lambda: Order(rules)) if ordered else (lambda: Distinct(Event._fields.index("rule")))
    position = {rule: at for at, rule in enumerate(correlation.rules)}
    alternatives = tuple(tuple(sorted(position[rule] for rule, _ in term)) for term in terms(correlation.expression))
    return (lambda: InOrder(alternatives)) if ordered else (lambda: Together(alternatives))


def _number(event: Event) -> float:
    assert isinstance(event.value, float)
    return event.value
