"""How often a loss is exceeded: levels, counts, weighted quantiles."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PER_DECADE = 12
LEVELS: Floats = 10.0 ** (np.arange(-6 * PER_DECADE, 15 * PER_DECADE + 1) / PER_DECADE)
"""Loss levels on which exceedance is counted: twelve to a decade, the same for every curve."""


def exceedances(losses: Floats) -> Ints:
    """How many losses exceed each level.

    Args:
        losses: losses, shape (n,), none NaN

    Returns:
        Counts of losses strictly above each of `LEVELS`, shape (levels,), never rising.
    """
    below = np.searchsorted(LEVELS, losses, side="left")
    counts = np.bincount(below, minlength=LEVELS.size + 1)
    return counts[::-1].cumsum()[::-1][1:].astype(np.int64)


def exceeded_share(losses: Floats, weights: Floats) -> Floats:
    """Share of the weight whose loss exceeds each level: losses, weights (n,) -> (levels,)."""
    below = np.searchsorted(LEVELS, losses, side="left")
    mass = np.bincount(below, weights=weights, minlength=LEVELS.size + 1)
    return np.asarray(mass[::-1].cumsum()[::-1][1:] / weights.sum(), dtype=np.float64)


def window(probability: Floats, most: int = 60) -> Ints:
    """Which levels to show: from the last that every loss exceeds to the first that none does, at most `most`."""
    seen = np.flatnonzero(probability > 0)
    if seen.size == 0:
        return np.zeros(0, dtype=np.int64)
    start = int(np.flatnonzero(probability >= probability[0])[-1])
    stop = min(int(seen[-1]) + 1, probability.size - 1)
    step = -(-(stop - start + 1) // most)
    return np.arange(stop, start - 1, -step, dtype=np.int64)[::-1]


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """The smallest value at or below which at least `share` of the weight lies: (n,), (n,) -> scalar."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    index = int(np.searchsorted(reached, share * reached[-1] * (1 - 1e-12), side="left"))
    return float(values[order[min(index, values.size - 1)]])
