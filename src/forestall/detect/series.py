"""Values of an indicator that can be relied on, in order of time."""

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from forestall.model.indicator import Indicator
from forestall.model.observation import Observation
from forestall.model.signal import Signal
from forestall.model.words import Quality

LATE = 3.0  # steps after which the last value says nothing about now
LONGEST = 20_000  # steps looked back at most


def values(observation: Observation, indicator: Indicator, at: datetime) -> list[Signal]:
    """The indicator's values up to a time: doubtful, missing and future ones left out, one for each time."""
    kind = f"indicator:{indicator.id}"
    usable = [
        signal
        for signal in observation.signals
        if signal.kind == kind and signal.quality is Quality.OK and signal.value is not None and signal.time <= at
    ]
    return list({signal.time: signal for signal in sorted(usable, key=lambda one: (one.time, one.id))}.values())


def current(series: list[Signal], indicator: Indicator, at: datetime) -> bool:
    """Whether the last value is recent enough to speak of now."""
    return bool(series) and at - series[-1].time <= timedelta(hours=LATE * indicator.every)


def grid(series: list[Signal], every: float) -> tuple[NDArray[np.float64], dict[int, Signal]]:
    """Values on equal steps that end with the last one, NaN where there is none.

    Args:
        series: values in order of time, at least one
        every: step [h]

    Returns:
        Values, shape (n,), n at most `LONGEST`; and the signal at each position that has one.
    """
    back = [round((series[-1].time - signal.time) / timedelta(hours=every)) for signal in series]
    n = min(max(back) + 1, LONGEST)
    placed = {n - 1 - steps: signal for steps, signal in zip(back, series, strict=True) if steps < n}
    steps = np.full(n, np.nan)
    for position, signal in placed.items():
        steps[position] = np.nan if signal.value is None else signal.value
    return steps, placed
