"""The loops that add up simulated years: for each series the yearly sum and the largest event, counted by size.

A *series* is a scale in a group. Arrays of scenarios, all of `Model`: what scenario s brings stands in `values` from
`value_start[s]`, a row a sample, a column for each of `series[column_start[s]:column_start[s + 1]]`; the cumulated
weights of its samples in `reached[row_start[s]:row_start[s + 1]]`. No checks.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels.years_draw import draw, year_states

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.int32]


class Model(NamedTuple):
    """What the loops need of all scenarios and common causes."""

    keys: NDArray[np.uint64]
    """Two words for each scenario, (scenarios, 2)."""
    rates: Floats
    """Yearly rates, (scenarios, worlds) [1/year]."""
    most: Floats
    """Largest factor that common causes can bring, (scenarios,)."""
    row_start: Ints
    reached: Floats
    value_start: Ints
    values: Floats
    column_start: Ints
    series: Ints
    joint: Ints
    """Series made of others: their sum, and the largest of their events, (joint,)."""
    part_start: Ints
    part: Ints
    """Of which: `part[part_start[i]:part_start[i + 1]]`."""
    cause_start: Ints
    """Which causes bear on scenario s: `cause[cause_start[s]:cause_start[s + 1]]`."""
    cause: Ints
    cause_keys: NDArray[np.uint64]
    """(causes, 2)"""
    cause_share: Floats
    """Share of years in which it is there, (causes,)."""
    cause_high: Floats
    """Factor in such years, (causes,)."""
    cause_low: Floats
    """Factor in the others, (causes,)."""


class Sums(NamedTuple):
    """What is added up."""

    total: Floats
    """Sum of the yearly losses, (series, worlds)."""
    square: Floats
    """Sum of their squares, (series, worlds)."""
    aggregate: Counts
    """Years by yearly loss, (series, bins); years without loss are not counted."""
    occurrence: Counts
    """Years by largest event, (series, bins)."""
    mass: Floats
    """Sum of the yearly losses by yearly loss, (series, bins)."""


@njit(cache=True, nogil=True)
def factors(model: Model, s: int, first: int, factor: Floats) -> None:
    """Fill `factor` (years,): what common causes multiply the rate of scenario s by in each year."""
    factor[:] = 1.0
    for i in range(model.cause_start[s], model.cause_start[s + 1]):
        c = model.cause[i]
        keys = model.cause_keys[c]
        year_states(keys[0], keys[1], model.cause_share[c], model.cause_high[c], model.cause_low[c], first, factor)


@njit(cache=True, nogil=True)
def sample_of(reached: Floats, pick: float) -> int:
    """The sample whose part of the cumulated weights `reached` (n,) holds `pick`, 0..1."""
    at, low, high = pick * reached[-1], 0, reached.size - 1
    guess = min(int(pick * reached.size), high)
    if reached[guess] > at and (guess == 0 or reached[guess - 1] <= at):
        return guess
    while low < high:
        middle = (low + high) // 2
        if reached[middle] > at:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def _add_events(model: Model, s: int, n: int, year: Ints, pick: Floats, yearly: Floats, largest: Floats) -> None:
    """Add a scenario's events to the yearly sums and largest events, (years, series)."""
    reached = model.reached[model.row_start[s] : model.row_start[s + 1]]
    series = model.series[model.column_start[s] : model.column_start[s + 1]]
    values = model.values[model.value_start[s] : model.value_start[s + 1]]
    for e in range(n):
        y = year[e]
        row = sample_of(reached, pick[e]) * series.size
        for c in range(series.size):
            value, k = values[row + c], series[c]
            yearly[y, k] += value
            largest[y, k] = max(largest[y, k], value)


@njit(cache=True, nogil=True)
def _join(model: Model, yearly: Floats, largest: Floats) -> None:
    """Fill the series that are made of others."""
    for i in range(model.joint.size):
        k = model.joint[i]
        for part in model.part[model.part_start[i] : model.part_start[i + 1]]:
            for y in range(yearly.shape[0]):
                yearly[y, k] += yearly[y, part]
                largest[y, k] = max(largest[y, k], largest[y, part])


@njit(inline="always")
def _bin(value, bits, edges, table, offset, shift):  # type: ignore[no-untyped-def]  # inlined into `_count`
    """Number of `edges` (the last one infinite) below a positive value; `table` holds it for each slice of its bits."""
    slot = min(max((bits >> shift) - offset, 0), table.size - 1)
    i = np.int64(table[np.uint64(slot)])
    return i + np.int64(value > edges[np.uint64(i)])


@njit(cache=True, nogil=True)
def _count(
    yearly: Floats, largest: Floats, world: int, edges: Floats, table: Counts, offset: int, shift: int, sums: Sums
) -> None:
    """Count a block of years, (years, series), whose first quad is in `world`."""
    bits, most = yearly.view(np.int64), largest.view(np.int64)
    worlds = sums.total.shape[1]
    for k in range(yearly.shape[1]):
        aggregate, occurrence, mass = sums.aggregate[k], sums.occurrence[k], sums.mass[k]
        total, square, w = sums.total[k], sums.square[k], world
        for quad in range(0, yearly.shape[0], 4):
            for y in range(quad, quad + 4):
                value = yearly[y, k]
                if value > 0.0:
                    total[w] += value
                    square[w] += value * value
                    i = _bin(value, bits[y, k], edges, table, offset, shift)
                    aggregate[i] += 1
                    mass[i] += value
                    occurrence[_bin(largest[y, k], most[y, k], edges, table, offset, shift)] += 1
            w = w + 1 if w + 1 < worlds else 0


@njit(cache=True, nogil=True)
def tally(
    model: Model, first: int, blocks: int, size: int, capacity: int, edges: Floats, table: Counts, offset: int,
    shift: int, sums: Sums,
) -> int:  # fmt: skip
    """Simulate `blocks` blocks of `size` years from year `first` on and add them to `sums`.

    Returns:
        The most events of one scenario in one block; above `capacity` the sums are of no use.
    """
    worlds = model.rates.shape[1]
    yearly, largest = np.empty((size, sums.total.shape[0])), np.empty((size, sums.total.shape[0]))
    year, pick, when = np.empty(capacity, dtype=np.int64), np.empty(capacity), np.empty(0)
    words, factor, needed = np.empty((4, size // 4), dtype=np.uint32), np.empty(size), 0
    for block in range(blocks):
        start = first + block * size
        yearly[:], largest[:] = 0.0, 0.0
        for s in range(model.keys.shape[0]):
            factors(model, s, start, factor)
            keys = model.keys[s]
            n = draw(keys[0], keys[1], model.rates[s], factor, model.most[s], start, words, year, pick, when)
            needed = max(needed, n)
            if n > capacity:
                return needed
            _add_events(model, s, n, year, pick, yearly, largest)
        _join(model, yearly, largest)
        _count(yearly, largest, (start // 4) % worlds, edges, table, offset, shift, sums)
    return needed
