"""Bins of loss: 288 to a decade, so that every quantile read from them is right within 0.41 %.

Every level of `exceedance.LEVELS` is an edge: what is read there is exact. Not here: how years are simulated.
"""

import numpy as np
from numpy.typing import NDArray

from forestall.science.statistics.exceedance import LEVELS, PER_DECADE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FINER = 24  # bins between two levels
SHIFT = 45  # bits of a float64 dropped: 7 bits of the mantissa stay, slices of 0.4 to 0.8 %, narrower than a bin


def _edges() -> Floats:
    """Levels and, between each two, 23 more edges at equal ratios."""
    exponents = np.arange((LEVELS.size - 1) * FINER + 1) / (PER_DECADE * FINER)
    edges = LEVELS[0] * 10.0**exponents
    edges[::FINER] = LEVELS
    return np.asarray(edges, dtype=np.float64)


EDGES: Floats = _edges()
BINS = EDGES.size + 1
"""Bin i holds losses above edge i - 1 and up to edge i; the first all up to the first edge, the last all above."""
RELATIVE_ERROR = 10.0 ** (0.5 / (PER_DECADE * FINER)) - 1.0
"""How far the geometric middle of a bin is from any loss in it, at most."""


def _table() -> tuple[NDArray[np.int32], int]:
    first, last = (int(end) >> SHIFT for end in EDGES[[0, -1]].view(np.int64))
    lower = (np.arange(first, last + 2, dtype=np.int64) << SHIFT).view(np.float64)
    return np.searchsorted(EDGES, lower, side="left").astype(np.int32), first


TABLE, OFFSET = _table()
"""Edges below the lower end of each slice of floats, and the number of the first slice."""
PADDED: Floats = np.append(EDGES, np.inf)
"""The edges with one more that no loss exceeds."""


def above(counts: Ints) -> Ints:
    """How many losses lie above each of `LEVELS`: counts by bin (..., bins) -> (..., levels)."""
    rising = counts[..., ::-1].cumsum(axis=-1)[..., ::-1]
    return np.asarray(rising[..., 1:][..., ::FINER], dtype=np.int64)


def middle(index: int) -> float:
    """The loss that stands for a bin: its geometric middle; at the ends its edge."""
    if index in (0, EDGES.size):
        return float(EDGES[min(index, EDGES.size - 1)])
    return float(np.sqrt(EDGES[index - 1] * EDGES[index]))


def exceeded_once_in(counts: Ints, years: int, period: float) -> float:
    """Loss exceeded in a share 1 / period of the years, within 0.41 %; 0 when most years have less than any loss.

    Args:
        counts: years by loss, shape (bins,); years without loss are not counted
        years: years in all
        period: return period [year], above 1

    Returns:
        The loss; NaN when fewer than one year in the simulation lies beyond.
    """
    wanted = years / period
    if wanted < 1:
        return float("nan")
    return middle(index) if (index := _bin_at(counts, wanted)) is not None else 0.0


def mean_beyond(counts: Ints, mass: Floats, years: int, period: float) -> float:
    """Mean loss of the worst share 1 / period of the years: tail value at risk.

    Whole bins count by the sum of what lies in them; of the bin in which the share ends, the years that are still
    wanted count at its mean.

    Args:
        counts, years, period: as for `exceeded_once_in`
        mass: sum of the losses in each bin, shape (bins,)

    Source:
        Acerbi and Tasche (2002), On the coherence of expected shortfall, doi:10.1016/S0378-4266(02)00283-2, eq. 11
    """
    wanted = years / period
    if wanted < 1:
        return float("nan")
    index = _bin_at(counts, wanted)
    if index is None:
        return float(mass.sum() / wanted)
    beyond = int(counts[index + 1 :].sum())
    inside = (wanted - beyond) * mass[index] / counts[index]
    return float((mass[index + 1 :].sum() + inside) / wanted)


def _bin_at(counts: Ints, wanted: float) -> int | None:
    """The highest bin such that with it at least `wanted` years lie in it or beyond; None: there are not so many."""
    reached = counts[::-1].cumsum()[::-1]
    enough = np.flatnonzero(reached >= wanted)
    return int(enough[-1]) if enough.size else None
