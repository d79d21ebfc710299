"""Simulated years: events of many scenarios in each year, and what they add up to in many series.

Years come in worlds that differ in their rates. Every number is a function of scenario, year and event alone, so that
years can be simulated in any order, on any number of workers, and give the same to the last bit. Not here: which
scenarios there are and what a series means.

Source:
    Counter-based random numbers: Salmon et al. (2011), doi:10.1145/2063384.2063405
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError, LimitError
from forestall.science.kernels import years_tally
from forestall.science.kernels.years_draw import draw
from forestall.science.kernels.years_tally import Model, Sums, factors
from forestall.science.statistics.loss_bins import BINS, OFFSET, PADDED, SHIFT, TABLE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUAD = 4  # years that share a call of the generator, and a world
CHUNK = 20_000  # years simulated in one call, at least
MOST_EVENTS = 50_000_000  # of one scenario in one block


@dataclass(frozen=True, slots=True)
class Peril:
    """One scenario as the simulation needs it."""

    key: int
    """64 bits that are its own."""
    rates: Floats
    """Yearly rate in each world, shape (worlds,) [1/year]."""
    weights: Floats
    """Weight of each sample of an event's loss, shape (n,)."""
    series: Ints
    """Series in which it brings a loss, shape (columns,)."""
    losses: Floats
    """Loss of each sample in each of them, shape (n, columns)."""
    causes: tuple[int, ...] = ()
    """Common causes that bear on it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that makes several scenarios more frequent in the same years, their mean rates being kept."""

    key: int
    """64 bits that are its own."""
    share: float
    """Share of years in which it is there."""
    factor: float
    """What it multiplies rates by in those years; share times factor at most 1."""

    @property
    def otherwise(self) -> float:
        """What it multiplies rates by in the other years, so that the mean is 1."""
        return (1.0 - self.share * self.factor) / (1.0 - self.share)


@dataclass(frozen=True, slots=True)
class Tally:
    """What simulated years added up to."""

    years: int
    """How many."""
    total: Floats
    """Sum of the yearly losses, shape (series, worlds)."""
    square: Floats
    """Sum of their squares, shape (series, worlds)."""
    aggregate: Ints
    """Years by yearly loss, shape (series, bins); years without loss are not counted."""
    occurrence: Ints
    """Years by their largest event, shape (series, bins)."""
    mass: Floats
    """Sum of the yearly losses by yearly loss, shape (series, bins)."""

    def plus(self, other: "Tally") -> "Tally":
        """Both together; sums of floats depend on the order, so add in the order of the years."""
        return Tally(
            self.years + other.years,
            self.total + other.total,
            self.square + other.square,
            self.aggregate + other.aggregate,
            self.occurrence + other.occurrence,
            self.mass + other.mass,
        )


@dataclass(frozen=True, slots=True)
class YearModel:
    """All scenarios, made ready."""

    arrays: Model
    """What the loops need."""
    series: int
    """Number of series."""
    worlds: int
    """Number of worlds."""

    @property
    def block(self) -> int:
        """Years of a block: every world comes once."""
        return QUAD * self.worlds

    @property
    def chunk(self) -> int:
        """Years of a chunk: whole blocks."""
        return self.block * -(-CHUNK // self.block)


def year_model(
    perils: Sequence[Peril],
    causes: Sequence[Cause],
    series: int,
    worlds: int,
    joint: Sequence[tuple[int, tuple[int, ...]]] = (),
) -> YearModel:
    """Put scenarios into the arrays of the loops.

    Args:
        perils: the scenarios
        causes: common causes, by the index that scenarios name
        series: number of series
        worlds: number of worlds, as many as each scenario has rates
        joint: series that are made of others, which no event shares, in an order in which the parts come first

    Raises:
        InputError: a rate is negative or not finite, a loss is negative or not finite, a weight adds up to nothing,
            or a cause would make a rate negative.
    """
    for i, peril in enumerate(perils):
        _check(i, peril, worlds)
    for cause in causes:
        if not (0 < cause.share < 1 and cause.factor >= 0 and cause.share * cause.factor <= 1):
            raise InputError(f"common cause: share {cause.share:g} times factor {cause.factor:g}, expected at most 1")
    every = [*(one.key for one in perils), *(one.key for one in causes)]
    keys = np.array([[key & 0xFFFFFFFF, key >> 32] for key in every], dtype=np.uint64).reshape(-1, 2)
    largest = [np.prod([max(causes[c].factor, causes[c].otherwise) for c in one.causes]) for one in perils]
    arrays = Model(
        keys=keys[: len(perils)],
        rates=np.array([one.rates for one in perils], dtype=np.float64).reshape(len(perils), worlds),
        most=np.array(largest, dtype=np.float64),
        row_start=_starts([one.weights.size for one in perils]),
        reached=_joined([np.cumsum(one.weights) for one in perils]),
        value_start=_starts([one.losses.size for one in perils]),
        values=_joined([one.losses.ravel() for one in perils]),
        column_start=_starts([one.series.size for one in perils]),
        series=_joined([one.series for one in perils]).astype(np.int64),
        joint=np.array([one for one, _ in joint], dtype=np.int64),
        part_start=_starts([len(parts) for _, parts in joint]),
        part=np.array([part for _, parts in joint for part in parts], dtype=np.int64),
        cause_start=_starts([len(one.causes) for one in perils]),
        cause=np.array([c for one in perils for c in one.causes], dtype=np.int64),
        cause_keys=keys[len(perils) :],
        cause_share=np.array([one.share for one in causes], dtype=np.float64),
        cause_high=np.array([one.factor for one in causes], dtype=np.float64),
        cause_low=np.array([one.otherwise for one in causes], dtype=np.float64),
    )
    return YearModel(arrays, series, worlds)


def _check(i: int, peril: Peril, worlds: int) -> None:
    if peril.rates.shape != (worlds,) or not np.isfinite(peril.rates).all() or (peril.rates < 0).any():
        raise InputError(f"scenario {i}: expected {worlds} finite rates, none below 0")
    if not np.isfinite(peril.losses).all() or (peril.losses < 0).any():
        raise InputError(f"scenario {i}: a loss is negative or not finite")
    if peril.losses.shape != (peril.weights.size, peril.series.size) or not peril.weights.sum() > 0:
        raise InputError(f"scenario {i}: {peril.losses.shape} losses for {peril.weights.size} samples")


def _starts(sizes: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _joined(parts: Sequence[NDArray[np.generic]]) -> Floats:
    return np.concatenate([np.zeros(0), *parts]).astype(np.float64)


def _capacity(model: YearModel) -> int:
    """Events of one scenario in a block that are never exceeded but by a chance below 1e-20."""
    arrays = model.arrays
    most = float((arrays.rates.mean(axis=1) * arrays.most).max(initial=0.0)) * model.block
    return int(most + 12 * np.sqrt(most) + 64)


def simulate(model: YearModel, first: int, years: int) -> Tally:
    """Simulate years.

    Args:
        model: the scenarios
        first: number of the first year, divisible by the block
        years: how many, divisible by the block

    Raises:
        InputError: they are not whole blocks.
        LimitError: a scenario has more than 50 million events in a block.
    """
    if first % model.block or years % model.block:
        raise InputError(f"simulated years: found {years} from {first}, expected multiples of {model.block}")
    capacity = _capacity(model)
    while capacity <= MOST_EVENTS:
        sums = _empty(model)
        needed = years_tally.tally(
            model.arrays, first, years // model.block, model.block, capacity, PADDED, TABLE, OFFSET, SHIFT, sums
        )
        if needed <= capacity:
            return Tally(years, sums.total, sums.square, _wide(sums.aggregate), _wide(sums.occurrence), sums.mass)
        capacity = 2 * needed
    raise LimitError(f"simulated years: {capacity:,} events of one scenario in {model.block} years are too many")


def _wide(counts: NDArray[np.int32]) -> Ints:
    return counts.astype(np.int64)


def _empty(model: YearModel) -> Sums:
    worlds, series = model.worlds, model.series
    return Sums(
        total=np.zeros((series, worlds)),
        square=np.zeros((series, worlds)),
        aggregate=np.zeros((series, BINS), dtype=np.int32),
        occurrence=np.zeros((series, BINS), dtype=np.int32),
        mass=np.zeros((series, BINS)),
    )


@dataclass(frozen=True, slots=True)
class Events:
    """Events of one scenario, in the order of the years and of time within each."""

    year: Ints
    """Number of the year, shape (n,)."""
    when: Floats
    """Share of the year gone by, were all its days alike, 0..1, shape (n,)."""
    sample: Ints
    """Which sample of its losses, shape (n,)."""


def events(model: YearModel, scenario: int, first: int, years: int) -> Events:
    """The events of one scenario that `simulate` counts.

    Args:
        model: the scenarios
        scenario: which one, by its index
        first, years: as for `simulate`
    """
    if first % model.block or years % model.block:
        raise InputError(f"simulated years: found {years} from {first}, expected multiples of {model.block}")
    arrays, factor = model.arrays, np.empty(years)
    factors(arrays, scenario, first, factor)
    words, keys = np.empty((QUAD, years // QUAD), dtype=np.uint32), arrays.keys[scenario]
    capacity = 0
    while True:
        year, pick, when = np.empty(capacity, dtype=np.int64), np.empty(capacity), np.empty(capacity)
        needed = draw(
            keys[0], keys[1], arrays.rates[scenario], factor, arrays.most[scenario], first, words, year, pick, when
        )
        if needed <= capacity:
            break
        capacity = needed
    reached = arrays.reached[arrays.row_start[scenario] : arrays.row_start[scenario + 1]]
    sample = np.minimum(np.searchsorted(reached, pick * reached[-1], side="right"), reached.size - 1)
    world = (year + first) // QUAD % model.worlds
    gone = when / (arrays.rates[scenario][world] * factor[year])
    order = np.lexsort((gone, year))
    return Events(year[order] + first, gone[order], sample[order].astype(np.int64))
