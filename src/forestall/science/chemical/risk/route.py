"""Risk along a route: the same outcomes at every piece of it, each with its own frequency.

Footprints are worked out once and carried along; people are laid around each piece anew. Not here: where the pieces
are and how often something happens on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from forestall.core.errors import InputError
from forestall.science.chemical.risk.exposure import Hours
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.polar import (
    Ground,
    Rings,
    coefficients,
    crowd_of,
    laid_out,
    places,
    read_off,
    rings,
)
from forestall.science.chemical.risk.tally import Tally
from forestall.science.kernels import polar as kernel

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Ints = NDArray[np.int64]

TURNS = 180  # bearings: a moving source needs fewer than a fixed one


@dataclass(frozen=True, slots=True)
class Pieces:
    """A route in short pieces."""

    east: Floats
    """Of their middles [m], shape (n,)."""
    north: Floats
    """[m], shape (n,)"""
    group: Ints
    """Which kilometre each belongs to, from 0, shape (n,)."""
    frequency: Floats
    """Of each outcome on each piece [1/yr], shape (n, outcomes)."""


@dataclass(frozen=True, slots=True)
class Along:
    """Risk along a route."""

    individual: Floats
    """At the receptors [1/yr], shape (receptors,)."""
    groups: tuple[Tally, ...]
    """Events of each kilometre."""
    outcomes: tuple[Tally, ...]
    """Events of each outcome."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """An outcome, ready to be carried along."""

    layers: tuple[Floats | None, ...]
    """Coefficients outdoors and indoors for each air, shape (2, rows, m)."""
    field: Complexes
    """Coefficients of individual risk at a frequency of 1 a year, shape (rings, m)."""


def along(
    pieces: Pieces,
    footprints: Sequence[Sequence[Footprint | None]],
    hours: Sequence[Hours],
    ground: Ground,
    receptors: tuple[Floats, Floats],
) -> Along:
    """Individual and societal risk of all pieces.

    Args:
        pieces: of the route
        footprints: of each outcome in each air
        hours: the weather; roses of an even number of bearings
        ground: who is where: outdoors and indoors by day, then at night
        receptors: east and north [m], shape (receptors,) each

    Returns:
        The risk; an event is an outcome on a piece in one air towards one bearing.

    Raises:
        InputError: outcomes and frequencies differ in number.

    Source:
        CPR 18E (1999), Purple Book, part 2, chapter 4
    """
    if pieces.frequency.shape != (pieces.east.size, len(footprints)):
        raise InputError(f"route: frequencies {pieces.frequency.shape}: expected {(pieces.east.size, len(footprints))}")
    turns = hours[0].rose.size
    found = Along(
        np.zeros(receptors[0].size),
        tuple(Tally() for _ in range(int(pieces.group.max(initial=-1)) + 1)),
        tuple(Tally() for _ in footprints),
    )
    reach = max((mark.reach for row in footprints for mark in row if mark is not None), default=0.0)
    if reach <= 0:
        return found
    grid = rings(reach, turns=turns)
    marks = [_mark(row, grid, hours) for row in footprints]
    for piece in range(pieces.east.size):
        _add_risk(found.individual, pieces, piece, marks, grid, receptors, reach)
        _add_events(found, pieces, piece, marks, grid, hours, ground)
    return found


def _mark(row: Sequence[Footprint | None], grid: Rings, hours: Sequence[Hours]) -> _Mark:
    """Coefficients of an outcome, and of the individual risk it brings over all hours."""
    layers = [None if mark is None else coefficients(mark, grid) for mark in row]
    field = np.zeros((grid.count, grid.turns // 2 + 1), np.complex128)
    for hour in hours:
        layer = layers[hour.air]
        if layer is not None:
            field[: layer.shape[1]] += layer[0] * rfft(hour.rose)
    return _Mark(tuple(None if one is None else np.ascontiguousarray(one[1:]) for one in layers), field)


def _near(east: Floats, north: Floats, pieces: Pieces, piece: int, reach: float) -> tuple[Ints, Floats, Floats]:
    """Which points lie within reach of a piece, and how far east and north of it [m]."""
    x, y = east - pieces.east[piece], north - pieces.north[piece]
    near = np.flatnonzero((np.abs(x) <= reach) & (np.abs(y) <= reach))
    return near, x[near], y[near]


def _add_risk(
    total: Floats,
    pieces: Pieces,
    piece: int,
    marks: Sequence[_Mark],
    grid: Rings,
    receptors: tuple[Floats, Floats],
    reach: float,
) -> None:
    """Add the individual risk of one piece."""
    near, x, y = _near(*receptors, pieces, piece, reach)
    if near.size:
        field = np.zeros_like(marks[0].field)
        for often, mark in zip(pieces.frequency[piece], marks, strict=True):
            field += often * mark.field
        total[near] += np.maximum(read_off(grid, field, places(grid, x, y)), 0.0)


def _add_events(
    found: Along,
    pieces: Pieces,
    piece: int,
    marks: Sequence[_Mark],
    grid: Rings,
    hours: Sequence[Hours],
    ground: Ground,
) -> None:
    """Count the events of one piece."""
    nodes = laid_out(grid, ground, float(pieces.east[piece]), float(pieces.north[piece]))
    held = np.asarray(nodes.any(axis=2))
    if not held.any():
        return
    crowd = crowd_of(nodes)
    product = np.zeros(grid.turns // 2 + 1, np.complex128)
    kilometre = found.groups[int(pieces.group[piece])]
    for often, mark, tally in zip(pieces.frequency[piece], marks, found.outcomes, strict=True):
        for hour in hours:
            layer = mark.layers[hour.air]
            if layer is None or often <= 0:
                continue
            kinds = slice(2 * hour.period, 2 * hour.period + 2)
            kernel.correlate(crowd[kinds], layer, held[kinds], product)
            deaths = np.maximum(irfft(product, n=grid.turns), 0.0)
            tally.add(deaths, often * hour.rose)
            kilometre.add(deaths, often * hour.rose)
