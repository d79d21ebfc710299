"""The loops of `science.chemical.risk.polar`: footprints and people onto rings and bearings, risk back. No checks.

Nodes: ring i at radius r[i], bearing j at j steps of a full turn. A point lies between four of them; `ring`, `bearing`
are the lower ones, `u`, `v` the shares (0..1) of the way to the upper ones. `ring` is -1 beyond the last ring.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Complexes = NDArray[np.complex128]
Flags = NDArray[np.bool_]


@njit(cache=True)
def onto_rings(
    x: Floats, width: Floats, lethality: Floats, radius: Floats, cosine: Floats, sine: Floats, out: Floats
) -> None:
    """Fill `out` (layers, rings, half turn) from `lethality` (layers, n, m), bilinear in x and |y| / width."""
    n, m = lethality.shape[1], lethality.shape[2]
    for i in range(radius.shape[0]):
        k = n - 2
        for j in range(cosine.shape[0]):
            along, across = radius[i] * cosine[j], radius[i] * sine[j]
            if along < x[0] or along > x[n - 1]:
                continue
            while k > 0 and along < x[k]:  # `along` falls as the bearing turns away from the wind
                k -= 1
            u = (along - x[k]) / (x[k + 1] - x[k])
            place = across / (width[k] + u * (width[k + 1] - width[k])) * (m - 1)
            if place > m - 1:
                continue
            column = min(int(place), m - 2)
            v = place - column
            for layer in range(lethality.shape[0]):
                low, high = lethality[layer, k], lethality[layer, k + 1]
                out[layer, i, j] = (1 - u) * ((1 - v) * low[column] + v * low[column + 1]) + u * (
                    (1 - v) * high[column] + v * high[column + 1]
                )


@njit(cache=True)
def locate(
    east: Floats, north: Floats, near: float, step: float, rings: int, turns: int, ring: Ints, bearing: Ints, u: Floats,
    v: Floats,
) -> None:  # fmt: skip
    """Fill `ring`, `bearing`, `u`, `v` (points,) with where each point lies."""
    for p in range(east.shape[0]):
        across = np.log1p(np.hypot(east[p], north[p]) / near) / step
        if across > rings - 1:
            ring[p] = -1
            continue
        ring[p] = min(int(across), rings - 2)
        u[p] = across - ring[p]
        around = np.arctan2(east[p], north[p]) / (2 * np.pi) * turns
        around = around + turns if around < 0 else around
        lower = int(around)
        v[p] = around - lower
        bearing[p] = lower % turns


@njit(cache=True)
def lay_out(
    density: Floats, west: float, south: float, pixel: float, radius: Floats, edge: Floats, most: int, out: Floats
) -> None:
    """Fill `out` (kinds, rings, turns) with the people around each node, from `density` (kinds, rows, columns) [1/m2].

    Ring i holds what lies between edge[i] and edge[i + 1]; where that is wider than a pixel it is sampled at up to
    `most` radii and bearings of equal area. `west` and `south` are the raster's corner, from the source [m].
    """
    turns, rows, columns = out.shape[2], density.shape[1], density.shape[2]
    turn = 2 * np.pi / turns
    for i in range(radius.shape[0]):
        low, high = edge[i] ** 2, edge[i + 1] ** 2
        deep = min(most, 1 + int((edge[i + 1] - edge[i]) / pixel))
        wide = min(most, 1 + int(radius[i] * turn / pixel))
        area = (high - low) / 2 * turn / (deep * wide)
        for j in range(turns):
            for a in range(deep):
                r = np.sqrt(low + (a + 0.5) / deep * (high - low))
                for b in range(wide):
                    angle = (j - 0.5 + (b + 0.5) / wide) * turn
                    x, y = (r * np.sin(angle) - west) / pixel, (r * np.cos(angle) - south) / pixel
                    if 0 <= x < columns and 0 <= y < rows:
                        for kind in range(out.shape[0]):
                            out[kind, i, j] += area * density[kind, int(y), int(x)]


@njit(cache=True)
def collect(ring: Ints, bearing: Ints, u: Floats, v: Floats, field: Floats, out: Floats) -> None:
    """Add the value of `field` (rings, turns) at each point to `out` (points,)."""
    turns = field.shape[1]
    for p in range(ring.shape[0]):
        i, j = ring[p], bearing[p]
        if i < 0:
            continue
        after = (j + 1) % turns
        out[p] += (1 - u[p]) * ((1 - v[p]) * field[i, j] + v[p] * field[i, after]) + u[p] * (
            (1 - v[p]) * field[i + 1, j] + v[p] * field[i + 1, after]
        )


@njit(cache=True)
def tally(deaths: Floats, frequency: Floats, lowest: float, per_decade: float, f: Floats, f_n: Floats) -> float:
    """Add events (n,) to the bins `f` and `f_n` by the logarithm of their deaths; returns the most deaths of one event.

    Events of fewer than `lowest` deaths go to the first bin, those above the last one to the last.
    """
    most = 0.0
    for e in range(deaths.shape[0]):
        if deaths[e] <= 0 or frequency[e] <= 0:
            continue
        place = 0 if deaths[e] <= lowest else int(np.log10(deaths[e] / lowest) * per_decade)
        place = min(place, f.shape[0] - 1)
        f[place] += frequency[e]
        f_n[place] += frequency[e] * deaths[e]
        most = max(most, deaths[e])
    return most


@njit(cache=True)
def tally_between(
    low: Floats, high: Floats, share: float, times: float, frequency: Floats, often: float, lowest: float,
    per_decade: float, f: Floats, f_n: Floats,
) -> None:  # fmt: skip
    """As `tally`, for events (n,) whose deaths are `times` what lies a share of the way from `low` to `high`.

    Their frequencies are `often` those given.
    """
    for e in range(low.shape[0]):
        deaths = times * (low[e] + share * (high[e] - low[e]))
        if deaths <= 0:
            continue
        place = 0 if deaths <= lowest else int(np.log10(deaths / lowest) * per_decade)
        place = min(place, f.shape[0] - 1)
        f[place] += often * frequency[e]
        f_n[place] += often * frequency[e] * deaths


@njit(cache=True)
def correlate(crowd: Complexes, lethality: Floats, held: Flags, out: Complexes) -> None:
    """Fill `out` (m,) with the sum over kinds and rings of `crowd` (kinds, rings, m) by `lethality` (kinds, rows, m).

    `held` (kinds, rings): whether a ring has anybody; rings without are passed over.
    """
    out[:] = 0
    for kind in range(lethality.shape[0]):
        for i in range(lethality.shape[1]):
            if held[kind, i]:
                for j in range(out.shape[0]):
                    out[j] += crowd[kind, i, j] * lethality[kind, i, j]
