"""How the wind's directions are shared out over fine steps of bearing. Not here: what the wind carries."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

FULL = 360.0


def towards(directions: Sequence[float], shares: Sequence[float], turns: int, *, sectors: Sequence[float]) -> Floats:
    """Share of time in which the wind blows towards each of `turns` bearings.

    Each direction stands for the sector half-way to its neighbours; its share is spread evenly over it. One direction
    alone is no sector and stays where it is.

    Args:
        directions: where the wind comes from [deg], shape (n,), each one of `sectors`
        shares: share of time of each, at least 0, shape (n,)
        turns: steps of a full turn; bearing j is j 360 / turns
        sectors: all directions of the wind rose [deg], different

    Returns:
        Shares, shape (turns,), adding up to those given.

    Raises:
        InputError: a share is below 0, or a direction is no sector.

    Source:
        CPR 18E (1999), Purple Book, 6.2.2: the wind within a sector is uniform
    """
    places = np.unique(np.asarray(sectors, dtype=np.float64) % FULL)
    total = np.zeros(turns)
    for direction, share in zip(directions, shares, strict=True):
        at = int(np.searchsorted(places, direction % FULL))
        if at == places.size or places[at] != direction % FULL or not share >= 0:
            raise InputError(
                f"wind from {direction:g} deg, share {share:g}: expected one of the rose, share at least 0"
            )
        before, after = places[at - 1], places[(at + 1) % places.size]
        low = places[at] - ((places[at] - before) % FULL) / 2
        high = places[at] + ((after - places[at]) % FULL) / 2
        total += share * _even(low + FULL / 2, high + FULL / 2, turns)
    return total


def _even(low: float, high: float, turns: int) -> Floats:
    """One unit spread from bearing `low` to `high` [deg] over cells around the steps, shape (turns,)."""
    step = FULL / turns
    if high <= low:
        return _single(low / step, turns)
    first, last = int(np.floor(low / step + 0.5)), int(np.floor(high / step + 0.5))
    cells = np.arange(first, last + 1)
    overlap = np.minimum(high, (cells + 0.5) * step) - np.maximum(low, (cells - 0.5) * step)
    found = np.zeros(turns)
    np.add.at(found, cells % turns, np.maximum(overlap, 0.0) / (high - low))
    return found


def _single(place: float, turns: int) -> Floats:
    """One unit at a bearing given in steps, shared between the two next to it."""
    lower = int(np.floor(place))
    found = np.zeros(turns)
    found[lower % turns] += 1.0 - (place - lower)
    found[(lower + 1) % turns] += place - lower
    return found
