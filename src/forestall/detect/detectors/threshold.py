"""Indicators beyond a limit that was set for them."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from forestall.core.clock import iso
from forestall.core.ids import digest_id
from forestall.detect.levels import RANK
from forestall.detect.series import current, values
from forestall.model.finding import Finding
from forestall.model.indicator import Indicator, Threshold
from forestall.model.observation import Observation
from forestall.model.place import Place
from forestall.model.signal import Signal
from forestall.model.words import FindingKind

EVIDENCE = 20


class ThresholdDetector:
    """Finds an indicator whose last value lies beyond one of its thresholds.

    Looks at values [the indicator's unit] that are not doubtful; says nothing when the last one is older than three
    steps. Example: limits 10 (medium) and 20 (high), values 8, 12, 25, 30: one finding, high, 2 values, since 25.
    """

    name: ClassVar[str] = "threshold"

    def find(self, place: Place, observation: Observation, at: datetime) -> Iterator[Finding]:
        """At most one finding an indicator: its most serious limit that the last value has passed."""
        for indicator in place.indicators:
            series = values(observation, indicator, at) if indicator.thresholds else []
            passed = [limit for limit in indicator.thresholds if series and _passed(series[-1], limit)]
            if passed and current(series, indicator, at):
                worst = max(passed, key=lambda limit: (RANK[limit.level], _far(limit)))
                yield _finding(indicator, worst, series)


def _far(limit: Threshold) -> float:
    return limit.value if limit.side == "above" else -limit.value


def _passed(signal: Signal, limit: Threshold) -> bool:
    value = signal.value
    return value is not None and (value > limit.value if limit.side == "above" else value < limit.value)


def _finding(indicator: Indicator, limit: Threshold, series: list[Signal]) -> Finding:
    run = list(itertools.takewhile(lambda signal: _passed(signal, limit), reversed(series)))
    since = f", {len(run)} values in a row since {iso(run[-1].time)}" if len(run) > 1 else ""
    return Finding(
        id=digest_id("finding", FindingKind.THRESHOLD, indicator.id, indicator.site or indicator.jurisdiction),
        kind=FindingKind.THRESHOLD,
        rule=indicator.id,
        title=f"{indicator.title}: {limit.side} {limit.value:g} {indicator.unit}",
        level=limit.level,
        field=indicator.field,
        source=indicator.source,
        first=run[-1].time,
        time=run[0].time,
        count=len(run),
        evidence=tuple(signal.id for signal in run[:EVIDENCE]),
        detail=f"{run[0].value:g} {indicator.unit} at {iso(run[0].time)}, {limit.side} the limit of "
        f"{limit.value:g}{since}.",
        site=indicator.site,
        jurisdiction=indicator.jurisdiction,
    )
