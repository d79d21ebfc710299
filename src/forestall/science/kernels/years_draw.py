"""The loops that draw the events of a block of years of one scenario. No checks.

Events of a scenario in a year are the arrivals of a process of rate 1 before the yearly rate: with a higher rate the
same events come, and more. The first arrival of four years comes from one call of the generator, so that years without
events, which are nearly all, cost a comparison; every later number is keyed by scenario, year and event.

A block begins at a year divisible by 4 and holds a number of years divisible by 4; the four years of a quad are in one
world, and worlds follow each other quad by quad.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels.years_philox import philox, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint32]

FIRST, EVENT, STATE = np.uint64(0), np.uint64(1), np.uint64(2)
"""Purposes, the last word of the counter: first arrivals of a quad of years; an event; a year's state."""

_ZERO = np.uint64(0)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_WORD = 2.0**-32
_LEG = 500.0  # arrivals are followed as a product of survivals in legs of this length, so that none underflows


@njit(cache=True, nogil=True)
def first_words(k0, k1, quad: int, words: Words) -> None:  # type: ignore[no-untyped-def]
    """Fill `words` (4, quads): one word for the first arrival of each year."""
    for i in range(words.shape[1]):
        number = np.uint64(quad + i)
        a, b, c, d = philox(number & _LOW, number >> _HALF, _ZERO, FIRST, k0, k1)
        words[0, i], words[1, i], words[2, i], words[3, i] = a, b, c, d


@njit(cache=True, nogil=True)
def year_states(k0, k1, share: float, high: float, low: float, first: int, factor: Floats) -> None:  # type: ignore[no-untyped-def]
    """Multiply `factor` (years,) by `high` in the years in which a common cause is there, else by `low`."""
    for i in range(factor.size):
        year = np.uint64(first + i)
        a, b, _, _ = philox(year & _LOW, year >> _HALF, _ZERO, STATE, k0, k1)
        factor[i] *= high if uniform(a, b) < share else low


@njit(cache=True, nogil=True)
def draw(  # type: ignore[no-untyped-def]
    k0, k1, rates: Floats, factor: Floats, most: float, first: int, words: Words, year: Ints, pick: Floats, when: Floats
) -> int:
    """Draw a scenario's events in the years from `first` on.

    Fills, for each event, `year` within the block, `pick` (uniform, for its sample) and `when` (its arrival, from 0 to
    the rate of the year); (capacity,) each,
    `when` empty where nobody asks. `rates` (worlds,), `factor` (years,) at most `most`.

    Returns:
        Events, also when there are more than fit; what does not fit is not written.
    """
    worlds, n = rates.size, 0
    quad = first // 4
    first_words(k0, k1, quad, words)
    cuts = np.empty(worlds, dtype=np.uint32)
    for w in range(worlds):
        cuts[w] = np.uint32(min(-np.expm1(-rates[w] * most) / _WORD, 4294967295.0))
    world = quad % worlds
    for i in range(words.shape[1]):
        cut = cuts[world]
        for lane in range(4):
            if words[lane, i] <= cut:
                y = 4 * i + lane
                rate = rates[world] * factor[y]
                n = _arrivals(k0, k1, first + y, y, words[lane, i], rate, n, year, pick, when)
        world = world + 1 if world + 1 < worlds else 0
    return n


@njit(cache=True, nogil=True)
def _arrivals(k0, k1, number: int, y: int, word, rate: float, n: int, year: Ints, pick: Floats, when: Floats) -> int:  # type: ignore[no-untyped-def]
    """The arrivals before `rate` in one year, the first of which lies in the slice of 2^-32 that `word` names.

    With the survival exp(-t) in place of the arrival t, waiting for the next is a product.
    """
    low, high = np.uint64(number) & _LOW, np.uint64(number) >> _HALF
    leg, gone = min(rate, _LEG), 0.0
    floor = np.exp(-leg)
    a, b, c, d = philox(low, high, _ZERO, EVENT, k0, k1)
    survival = 1.0 - (np.float64(word) + np.float64(b) * _WORD) * _WORD
    event = np.uint64(0)
    while True:
        if survival > floor:
            if event > _ZERO:
                a, _, c, d = philox(low, high, event, EVENT, k0, k1)
            if n < year.size:
                year[n], pick[n] = y, np.float64(a) * _WORD
            if n < when.size:
                when[n] = gone - np.log(survival)
            n += 1
            survival *= 1.0 - uniform(c, d)
            event += np.uint64(1)
        elif gone + leg < rate:
            gone += leg
            survival /= floor
            leg = min(rate - gone, _LEG)
            floor = np.exp(-leg)
        else:
            return n
