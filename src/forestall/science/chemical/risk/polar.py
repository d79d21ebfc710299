"""Rings and bearings around a source, on which turning the wind is a shift.

A footprint turned by k steps of bearing is the same numbers k places on, so the risk over a whole wind rose is a
circular convolution and the deaths for every direction a circular correlation. Both are products of Fourier
coefficients, which for a footprint, being symmetric, are real. People are those of the ground around each node, so
that deaths by event and risk times people agree to rounding.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, irfft, rfft

from forestall.core.errors import InputError
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.kernels import polar as kernel

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Ints = NDArray[np.int32]

TURNS = 360  # bearings
FINEST = 8  # samples of the ground along and across a ring at most
NEAR, STEP = 20.0, 0.035  # r_i = NEAR (exp(i STEP) - 1) [m]: 0.7 m at the source, 3.5 % of the distance far away


@dataclass(frozen=True, slots=True)
class Rings:
    """Nodes around a source; those of a wider set are those of a narrower one and more."""

    count: int
    """Rings; the first is the source itself."""
    turns: int
    """Bearings; even."""
    step: float = STEP
    """Growth of the rings."""

    @property
    def radius(self) -> Floats:
        """[m], shape (count,)"""
        return np.asarray(NEAR * np.expm1(np.arange(self.count) * self.step))

    @property
    def edges(self) -> Floats:
        """Radii half-way between the rings, and the outermost [m], shape (count + 1,)."""
        half = NEAR * np.expm1((np.arange(self.count + 1) - 0.5) * self.step)
        return np.asarray(np.maximum(half, 0.0))


@dataclass(frozen=True, slots=True)
class Ground:
    """People as density on square pixels, by kind."""

    west: float
    """Western edge [m]."""
    south: float
    """Southern edge [m]."""
    pixel: float
    """Side of a pixel [m]."""
    density: Floats
    """[1/m2], shape (kinds, rows from the south, columns from the west)."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where points lie among the nodes, shape (points,)."""

    ring: Ints
    bearing: Ints
    u: Floats
    v: Floats


def rings(reach: float, *, turns: int = TURNS, step: float = STEP) -> Rings:
    """Rings that hold everything within `reach` [m] of the source.

    Raises:
        InputError: the reach is not above 0, or `turns` is odd or below 8.
    """
    if not reach > 0 or turns < 8 or turns % 2:
        raise InputError(f"rings: reach {reach:g} m, {turns} bearings: expected above 0 m, an even number from 8")
    return Rings(int(np.ceil(np.log1p(reach / NEAR) / step)) + 2, turns, step)


def coefficients(mark: Footprint, grid: Rings) -> Floats:
    """Fourier coefficients of a footprint along each ring it touches: of `bare`, `outdoors` and `indoors`.

    Returns:
        Real, shape (3, touched rings, turns / 2 + 1); equal layers are computed once.
    """
    same = mark.bare is mark.outdoors
    layers = np.stack([mark.bare, mark.indoors] if same else [mark.bare, mark.outdoors, mark.indoors])
    radius = grid.radius
    touched = radius[: int(np.searchsorted(radius, mark.reach, side="right"))]
    angle = np.arange(grid.turns // 2 + 1) * (2 * np.pi / grid.turns)
    half = np.zeros((len(layers), touched.size, angle.size))
    kernel.onto_rings(mark.x, mark.width, layers, touched, np.cos(angle), np.sin(angle), half)
    found = np.asarray(dct(half, type=1, axis=2))
    return np.asarray(found[[0, 0, 1]]) if same else found


def places(grid: Rings, east: Floats, north: Floats) -> Places:
    """Where points [m] east and north of the source, shape (points,), lie among the nodes."""
    n = east.size
    found = Places(np.zeros(n, np.int32), np.zeros(n, np.int32), np.zeros(n), np.zeros(n))
    kernel.locate(
        np.ascontiguousarray(east), np.ascontiguousarray(north), NEAR, grid.step, grid.count, grid.turns,
        found.ring, found.bearing, found.u, found.v,
    )  # fmt: skip
    return found


def laid_out(grid: Rings, ground: Ground, east: float, north: float) -> Floats:
    """People around each node of a source at a place [m], shape (kinds of `ground`, count, turns)."""
    nodes = np.zeros((*ground.density.shape[:1], grid.count, grid.turns))
    kernel.lay_out(
        ground.density, ground.west - east, ground.south - north, ground.pixel, grid.radius, grid.edges, FINEST, nodes
    )
    return nodes


def crowd_of(nodes: Floats) -> Complexes:
    """Fourier coefficients of people on the nodes along each ring, shape (kinds, count, turns / 2 + 1)."""
    return np.asarray(rfft(nodes, axis=2))


def deaths_by_bearing(people: Complexes, lethality: Floats, turns: int) -> Floats:
    """Expected deaths for the wind towards each bearing:  N_k = sum_ij P_ij F_i,j-k.

    Args:
        people: coefficients, shape (kinds or more, count, turns / 2 + 1)
        lethality: coefficients of a footprint for each kind, shape (kinds, touched rings, turns / 2 + 1)
        turns: bearings

    Returns:
        Deaths, shape (turns,), at least 0.
    """
    product = np.einsum("kij,kij->j", people[: len(lethality), : lethality.shape[1]], lethality)
    return np.asarray(np.maximum(irfft(product, n=turns), 0.0))


def read_off(grid: Rings, field: Complexes, where: Places) -> Floats:
    """Values at points of a field given by its coefficients, shape (rings, turns / 2 + 1); 0 beyond the rings."""
    found = np.zeros(where.ring.size)
    kernel.collect(where.ring, where.bearing, where.u, where.v, irfft(field, n=grid.turns, axis=1), found)
    return found
