"""Drawings of the register: exceedance curves with their bands, and how far each thing moves a risk. No text here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from forestall.model.risk import Curve
from forestall.model.suppose import LossPoint, Swing
from forestall.outlook import wording
from forestall.outlook.charts import LogAxis, Tick, px

WIDTH, HEIGHT = 640.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 104.0, 34.0, 12.0, 34.0
_DECADES = 6
Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A curve with its bands, as SVG paths; an empty one is not there."""

    name: str
    """`now` or `then`."""
    curve: str
    """The curve."""
    rates: str
    """Its 90 % band over what is not known of the rates."""
    sampling: str
    """Its 90 % interval from the number of years or samples alone."""


@dataclass(frozen=True, slots=True)
class Exceedance:
    """Exceedance curves on the same logarithmic axes."""

    lines: tuple[Line, ...]
    """The curves."""
    across: tuple[Tick, ...]
    """Marks of the loss."""
    up: tuple[Tick, ...]
    """Marks of how often."""
    width: float = WIDTH
    """[px]"""
    height: float = HEIGHT
    """[px]"""
    left: float = _LEFT
    """Where the plot begins [px]."""
    bottom: float = HEIGHT - _BOTTOM
    """Where it ends below [px]."""


def of_curve(curve: Curve) -> Exceedance | None:
    """The curve of a total: yearly loss against the probability of a year that exceeds it."""
    if curve.sampling_low:
        columns = zip(
            curve.loss, curve.probability, curve.low, curve.high, curve.sampling_low, curve.sampling_high, strict=True
        )
        rows: list[Row] = list(columns)
    else:
        rows = list(zip(curve.loss, curve.probability, curve.low, curve.high, strict=True))
    return _drawn((("now", rows),), yearly=True)


def of_points(now: Sequence[LossPoint], then: Sequence[LossPoint] = ()) -> Exceedance | None:
    """The curve of one risk: loss of one event against how often it is exceeded, as it is and as it would be."""
    named = [("now", [_row(each) for each in now])] + ([("then", [_row(each) for each in then])] if then else [])
    return _drawn(tuple(named), yearly=False)


def _row(point: LossPoint) -> Row:
    share = point.sampling.mean
    rate = point.rate.mean
    low, high = (rate * end / share if share > 0 else 0.0 for end in (point.sampling.low, point.sampling.high))
    return (point.loss, rate, point.rate.low, point.rate.high, low, high)


def _drawn(named: tuple[tuple[str, list[Row]], ...], *, yearly: bool) -> Exceedance | None:
    kept = [(name, [row for row in rows if row[0] > 0 and row[1] > 0 and _finite(row)]) for name, rows in named]
    every = [row for _, rows in kept for row in rows]
    across = LogAxis.over([row[0] for row in every], _LEFT, WIDTH - _RIGHT, _DECADES)
    top = [1.0] if yearly else []
    up = LogAxis.over([row[1] for row in every] + [row[3] for row in every] + top, HEIGHT - _BOTTOM, _TOP, _DECADES)
    if across is None or up is None:
        return None
    lines = tuple(_line(name, rows, across, up) for name, rows in kept if rows)
    said = _share if yearly else _often
    return Exceedance(
        lines,
        tuple(Tick(across.place(tick), wording.number(tick)) for tick in across.ticks(6)),
        tuple(Tick(up.place(tick), said(tick)) for tick in up.ticks(7)),
    )


def _finite(row: Row) -> bool:
    return all(math.isfinite(value) for value in row)


def _line(name: str, rows: list[Row], across: LogAxis, up: LogAxis) -> Line:
    x = [across.place(row[0]) for row in rows]
    curve = _path(x, [up.place(row[1]) for row in rows])
    rates = _band(x, [up.place(row[2]) for row in rows], [up.place(row[3]) for row in rows])
    if len(rows[0]) < 6:
        return Line(name, curve, rates, "")
    return Line(name, curve, rates, _band(x, [up.place(row[4]) for row in rows], [up.place(row[5]) for row in rows]))


def _band(x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    return _path([*x, *reversed(x)], [*high, *reversed(low)]) + "Z"


def _path(x: Sequence[float], y: Sequence[float]) -> str:
    return "M" + "L".join(f"{px(a)} {px(b)}" for a, b in zip(x, y, strict=True))


def _share(value: float) -> str:
    return wording.percent(value) if value >= 0.01 else f"1 in {wording.number(1 / value)}"


def _often(value: float) -> str:
    return f"{wording.number(value)} a year" if value >= 1 else f"once in {wording.number(1 / value)} y"


@dataclass(frozen=True, slots=True)
class SwingBar:
    """A bar of the tornado."""

    swing: Swing
    """What moves the risk."""
    start: float
    """Left end, as a share of the width."""
    length: float
    """Length, as a share of the width."""


@dataclass(frozen=True, slots=True)
class Tornado:
    """What moves a risk, the widest first, on one linear axis of expected loss."""

    bars: tuple[SwingBar, ...]
    """The bars."""
    mean: float
    """Where the expected loss itself stands, as a share of the width."""
    low: float
    """Expected loss at the left end [currency/year]."""
    high: float
    """The same at the right end."""


def tornado(swings: Sequence[Swing], mean: float) -> Tornado | None:
    """The bars of what moves a risk; None when nothing does."""
    ends = [end for each in swings for end in (each.low, each.high)]
    low, high = min([mean, *ends]), max([mean, *ends])
    if not high > low:
        return None
    span = high - low
    bars = tuple(SwingBar(each, (each.low - low) / span, (each.high - each.low) / span) for each in swings)
    return Tornado(bars, (mean - low) / span, low, high)
