"""Indicators that depart from what is usual for the season."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from forestall.core.clock import iso
from forestall.core.ids import digest_id
from forestall.detect.series import current, grid, values
from forestall.model.finding import Finding
from forestall.model.indicator import Indicator
from forestall.model.observation import Observation
from forestall.model.place import Place
from forestall.model.signal import Signal
from forestall.model.words import FindingKind, Level
from forestall.science.statistics.seasonal import SLACK, cusum, limit_for, monitor

EVIDENCE = 20
HOURS_PER_YEAR = 8766.0
HIGH, MEDIUM = 3.0, 1.5  # mean departure [standard deviations] from which a finding is high or medium; our own choice


@dataclass(frozen=True, slots=True)
class _Departure:
    """A departure to one side, as positions on the grid of monitored values."""

    first: int
    last: int
    size: float
    """Mean departure from first to last [standard deviations], positive."""
    side: str


class SeasonalDetector:
    """Finds an indicator with a season that has departed from its usual course.

    Compares the last values [the indicator's unit] with a robust profile and local level and sums the departures
    (`science.statistics.seasonal`); the limit follows from the indicator's `false_alarms` [1/year]. Needs three
    seasons of history before the first value it judges, and tells of a departure for one season after it. Does
    not see departures slower than four seasons.
    Example: 60 weeks of daily counts near 40, then 55, 58, 61: one finding, since the first of the three.
    """

    name: ClassVar[str] = "seasonal"

    def find(self, place: Place, observation: Observation, at: datetime) -> Iterator[Finding]:
        """At most one finding an indicator."""
        for indicator in place.indicators:
            series = values(observation, indicator, at) if indicator.season else []
            if indicator.season and current(series, indicator, at):
                yield from _findings(indicator, indicator.season, series)


def _findings(indicator: Indicator, season: int, series: list[Signal]) -> Iterator[Finding]:
    steps, placed = grid(series, indicator.every)
    monitored = monitor(steps, season)
    if monitored is None:
        return
    sides = ("above", "below") if indicator.side == "both" else (indicator.side,)
    alarms = indicator.false_alarms * indicator.every / HOURS_PER_YEAR / len(sides)
    limit = limit_for(alarms, round(monitored.scale_error, 3))
    scores = {side: monitored.score if side == "above" else -monitored.score for side in sides}
    found = [departure for side in sides if (departure := _departure(scores[side], limit, season, side))]
    if found:
        worst = max(found, key=lambda departure: departure.size)
        offset = len(steps) - len(monitored.score)
        signals = [placed[i + offset] for i in range(worst.first, worst.last + 1) if i + offset in placed]
        yield _finding(indicator, worst, signals, float(monitored.expected[worst.last]))


def _departure(score: NDArray[np.float64], limit: float, season: int, side: str) -> _Departure | None:
    """The departure that has raised an alarm within the last season, from where its sum last left zero."""
    sums = cusum(score, limit)
    above = np.flatnonzero(sums > limit)
    if not len(above) or above[-1] < len(sums) - season:
        return None
    last = int(np.flatnonzero(score[: above[-1] + 1] > SLACK)[-1])  # the sum outlasts the departure by some steps
    zeros = np.flatnonzero(sums[:last] == 0.0)
    first = int(zeros[-1]) + 1 if len(zeros) else 0
    return _Departure(first, last, float(np.nanmean(score[first : last + 1])), side)


def _finding(indicator: Indicator, departure: _Departure, signals: list[Signal], usual: float) -> Finding:
    newest, size = signals[-1], departure.size
    return Finding(
        id=digest_id("finding", FindingKind.SEASONAL, indicator.id, indicator.site or indicator.jurisdiction),
        kind=FindingKind.SEASONAL,
        rule=indicator.id,
        title=f"{indicator.title}: {departure.side} what is usual",
        level=Level.HIGH if size >= HIGH else Level.MEDIUM if size >= MEDIUM else Level.LOW,
        field=indicator.field,
        source=indicator.source,
        first=signals[0].time,
        time=newest.time,
        count=len(signals),
        evidence=tuple(signal.id for signal in reversed(signals[-EVIDENCE:])),
        detail=f"{newest.value:g} {indicator.unit} at {iso(newest.time)}, usual {_figure(usual)}; {departure.side} the "
        f"usual since {iso(signals[0].time)}, by {size:.1f} standard deviations on average.",
        site=indicator.site,
        jurisdiction=indicator.jurisdiction,
    )


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
