"""Geometry of the charts: positions and paths for the templates to draw as SVG. No text is escaped or written here."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from forestall.model.risk import Curve, Interval
from forestall.outlook import wording

WHISKER_WIDTH = 168.0
CURVE_WIDTH, CURVE_HEIGHT, CURVE_LEFT = 340.0, 232.0, 60.0
_LEFT, _RIGHT, _TOP, _BOTTOM = CURVE_LEFT, 10.0, 10.0, 30.0
_MOST_DECADES = 7
_MOST_POINTS = 160


def px(value: float) -> str:
    """A coordinate [px] with one decimal, spelt one way."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


@dataclass(frozen=True, slots=True)
class LogAxis:
    """Whole decades laid along a length."""

    low: int
    """Power of ten at the start."""
    high: int
    """Power of ten at the end."""
    start: float
    """Coordinate of the start [px]."""
    end: float
    """Coordinate of the end [px]."""

    @classmethod
    def over(cls, values: Iterable[float | None], start: float, end: float, most: int = _MOST_DECADES) -> Self | None:
        """An axis over the positive values, at most `most` decades, the lowest ones cut; None when there are none."""
        known = [value for value in values if value is not None and math.isfinite(value) and value > 0]
        if not known:
            return None
        high = math.ceil(math.log10(max(known)) - 1e-9)
        low = min(math.floor(math.log10(min(known)) + 1e-9), high - 1)
        return cls(max(low, high - most), high, start, end)

    def place(self, value: float) -> float:
        """Coordinate of a value [px]; what lies beyond an end is put at that end."""
        if not value > 0:
            return self.start
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def below(self, value: float) -> bool:
        """Whether a value lies before the start."""
        return not value >= 10.0**self.low * (1 - 1e-9)

    def ticks(self, most: int = 8) -> tuple[float, ...]:
        """Powers of ten along it, every second or third one when there would be more than `most`."""
        step = math.ceil((self.high - self.low + 1) / most)
        return tuple(10.0**power for power in range(self.low, self.high + 1, step))


@dataclass(frozen=True, slots=True)
class Whisker:
    """A mean and its 90 % interval on a shared axis."""

    low: float
    """Start of the line [px]."""
    mean: float
    """The dot [px]."""
    high: float
    """End of the line [px]."""
    cut: bool
    """The low end lies before the axis begins."""
    grid: tuple[float, ...]
    """The axis's decades [px]."""


def whisker(interval: Interval | None, axis: LogAxis | None) -> Whisker | None:
    """The dot and whisker of an interval; None when a number is missing or there is no axis."""
    if interval is None or axis is None:
        return None
    if any(wording.missing(value) for value in (interval.low, interval.mean, interval.high)):
        return None
    grid = tuple(axis.place(tick) for tick in axis.ticks())
    low, mean, high = (axis.place(value) for value in (interval.low, interval.mean, interval.high))
    return Whisker(low, mean, high, axis.below(interval.low), grid)


def shared_axis(intervals: Iterable[Interval], most: int = _MOST_DECADES) -> LogAxis | None:
    """One axis for the whiskers of a column."""
    values = [value for each in intervals for value in (each.low, each.mean, each.high)]
    return LogAxis.over(values, 4.0, WHISKER_WIDTH - 4.0, most)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis with its label."""

    position: float
    """Where [px]."""
    label: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class CurveChart:
    """An exceedance curve with its band, on logarithmic axes."""

    line: str
    """SVG path of the curve."""
    band: str
    """SVG path of its 90 % band; empty when there is none."""
    across: tuple[Tick, ...]
    """Marks of the loss."""
    up: tuple[Tick, ...]
    """Marks of the yearly probability."""


def curve_chart(curve: Curve) -> CurveChart | None:
    """The chart of a curve; None when no simulated year has a loss."""
    points = _thinned(
        [row for row in zip(curve.loss, curve.probability, curve.low, curve.high, strict=True) if _ok(row)]
    )
    across = LogAxis.over([row[0] for row in points], _LEFT, CURVE_WIDTH - _RIGHT, 5)
    up = LogAxis.over([row[1] for row in points] + [1.0], CURVE_HEIGHT - _BOTTOM, _TOP)
    if across is None or up is None:
        return None
    x = [across.place(row[0]) for row in points]
    line = _path(x, [up.place(row[1]) for row in points])
    low, high = [up.place(row[2]) for row in points], [up.place(row[3]) for row in points]
    band = _path([*x, *reversed(x)], [*high, *reversed(low)]) + "Z"
    return CurveChart(
        line,
        band,
        tuple(Tick(across.place(tick), wording.number(tick)) for tick in across.ticks(5)),
        tuple(Tick(up.place(tick), _one_in(tick)) for tick in up.ticks(6)),
    )


def _ok(row: tuple[float, ...]) -> bool:
    return all(math.isfinite(value) for value in row) and row[0] > 0 and row[1] > 0


def _thinned(rows: list[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    step = math.ceil(len(rows) / _MOST_POINTS) or 1
    return [*rows[::step], *rows[-1:]] if step > 1 else rows


def _one_in(probability: float) -> str:
    return "yearly" if probability >= 1 else f"1 in {wording.number(1 / probability)}"


def _path(x: Sequence[float], y: Sequence[float]) -> str:
    return "M" + "L".join(f"{px(a)} {px(b)}" for a, b in zip(x, y, strict=True))


@dataclass(frozen=True, slots=True)
class Bar:
    """A length on a shared scale from zero."""

    length: float
    """Length [px]."""


def bar(value: float | None, largest: float | None, width: float) -> Bar | None:
    """A bar; None when the value is missing or there is nothing to hold it against."""
    if value is None or largest is None or wording.missing(value) or wording.missing(largest) or largest <= 0:
        return None
    return Bar(min(max(value / largest, 0.0), 1.0) * width)
