"""Risk of many outcomes over a wind rose: individual risk at points, deaths by event, expected deaths by place.

Outcomes are grouped by where they start; each group has its own rings (`polar`). Not here: what an outcome is
(`event_tree`), what is made of the risk (contours, criteria).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.polar import (
    TURNS,
    Ground,
    Rings,
    coefficients,
    crowd_of,
    deaths_by_bearing,
    laid_out,
    places,
    read_off,
    rings,
)
from forestall.science.chemical.risk.tally import Tally

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

KINDS = 2  # people outdoors and indoors


@dataclass(frozen=True, slots=True)
class Hours:
    """A kind of weather at one time of day, and how often the wind then blows towards each bearing."""

    air: int
    """Which footprint of an outcome holds."""
    period: int
    """Which count of people holds: 0 day, 1 night."""
    rose: Floats
    """Share of all hours, shape (turns,); over all `Hours` they add up to 1."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a release comes to, such as a toxic cloud, in every kind of weather."""

    east: float
    """Where it starts [m]."""
    north: float
    """[m]"""
    frequency: float
    """[1/yr]"""
    footprints: tuple[Footprint | None, ...]
    """One for each air; None where nobody dies."""


@dataclass(frozen=True, slots=True)
class Field:
    """Individual risk around one place where outcomes start."""

    east: float
    """[m]"""
    north: float
    """[m]"""
    grid: Rings
    coefficients: Complexes
    """Along each ring, shape (rings, turns / 2 + 1)."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """Risk of a set of outcomes."""

    fields: tuple[Field, ...]
    """One for each place where outcomes start."""
    expected: float
    """Deaths a year: people times their risk, summed over the ground."""
    tallies: tuple[Tally, ...]
    """Events of each outcome by deaths; an event is an outcome in one air towards one bearing."""

    @property
    def all(self) -> Tally:
        """Events of all outcomes."""
        total = Tally()
        for one in self.tallies:
            total.merge(one)
        return total

    def individual(self, east: Floats, north: Floats) -> Floats:
        """Yearly probability of death of someone outdoors all the time at points [m], shape (n,)."""
        total = np.zeros(east.size)
        for one in self.fields:
            total += read_off(one.grid, one.coefficients, places(one.grid, east - one.east, north - one.north))
        return np.maximum(total, 0.0)


def exposed(outcomes: Sequence[Outcome], hours: Sequence[Hours], ground: Ground, *, turns: int = TURNS) -> Exposed:
    """Individual and societal risk.

        IR(p) = sum over outcomes, hours, bearings of f w_k F(p turned by k);  N_k = sum over people of F turned by k

    Args:
        outcomes: what can come, in any order; sums are taken in this order
        hours: the weather
        ground: people outdoors and indoors by day, then at night: 4 kinds
        turns: bearings; those of the roses

    Returns:
        The risk; `expected` equals the sum of f N over all events to rounding.

    Source:
        CPR 18E (1999), Purple Book, sections 6.3 and 6.4
    """
    weather = [(one, np.asarray(rfft(one.rose))) for one in hours]
    tallies = tuple(Tally() for _ in outcomes)
    expected = 0.0
    fields = []
    for source in sorted({(one.east, one.north) for one in outcomes}):
        group = [(one, tally) for one, tally in zip(outcomes, tallies, strict=True) if (one.east, one.north) == source]
        reach = max((mark.reach for one, _ in group for mark in one.footprints if mark is not None), default=0.0)
        if reach > 0:
            grid = rings(reach, turns=turns)
            field, deaths = _group(group, weather, ground, grid)
            fields.append(Field(*source, grid, field))
            expected += deaths
    return Exposed(tuple(fields), expected, tallies)


def _group(
    group: Sequence[tuple[Outcome, Tally]], weather: Sequence[tuple[Hours, Complexes]], ground: Ground, grid: Rings
) -> tuple[Complexes, float]:
    """Coefficients of individual risk and deaths a year, of outcomes that start at one place."""
    start = group[0][0]
    nodes = laid_out(grid, ground, start.east, start.north).reshape(2, KINDS, grid.count, grid.turns)
    field, harm = _sums(group, weather, [crowd_of(one) for one in nodes], grid)
    return field, float(np.sum(nodes * irfft(harm, n=grid.turns, axis=3)))


def _sums(
    group: Sequence[tuple[Outcome, Tally]],
    weather: Sequence[tuple[Hours, Complexes]],
    crowd: Sequence[Complexes],
    grid: Rings,
) -> tuple[Complexes, Complexes]:
    """Coefficients of individual risk (rings, m), of death by period and kind (2, 2, rings, m); fills the tallies."""
    field = np.zeros((grid.count, grid.turns // 2 + 1), np.complex128)
    harm = np.zeros((2, KINDS, *field.shape), np.complex128)
    for one, tally in group:
        for air, mark in enumerate(one.footprints):
            if mark is None or one.frequency <= 0:
                continue
            layers = coefficients(mark, grid)
            rows = layers.shape[1]
            for hour, spin in weather:
                if hour.air != air:
                    continue
                turned = one.frequency * layers * spin
                field[:rows] += turned[0]
                harm[hour.period, :, :rows] += turned[1:]
                deaths = deaths_by_bearing(crowd[hour.period], layers[1:], grid.turns)
                tally.add(deaths, one.frequency * hour.rose)
    return field, harm
