"""Bands of risk from uncertain inputs: frequencies, strength of the effects, ignition, people present.

Deaths and individual risk are computed at a few strengths and read between them; frequencies, ignition and people
act in proportion. A thousand samples so cost little more than seven runs. Not here: the samples (`latin`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from forestall.science.chemical.risk.event_tree import Branch, Loss, Shares, event_tree
from forestall.science.chemical.risk.exposure import Hours
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.latin import Z95, factors, latin_hypercube
from forestall.science.chemical.risk.polar import (
    Ground,
    coefficients,
    crowd_of,
    deaths_by_bearing,
    laid_out,
    places,
    read_off,
    rings,
)
from forestall.science.chemical.risk.tally import LOWEST, PER_DECADE, Tally
from forestall.science.kernels import polar as kernel

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

NODES = (-2.4, -1.6, -0.8, 0.0, 0.8, 1.6, 2.4)  # strengths computed, in standard deviations of their logarithm
CHUNK = 4096  # points whose samples are held at once
QUANTILES = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """Ratio of the 95 % quantile to the median of each uncertain input, lognormal."""

    frequency: float = 5.0
    """Of each loss of containment, on its own."""
    strength: float = 2.0
    """Of concentration and of what burns, all together: source, dispersion, probit."""
    ignition: float = 2.0
    """Of the probability of ignition at once, all together."""
    people: float = 1.3
    """Of the number of people present, all together."""
    source: str = "assumption; strength: nine in ten of a good dispersion model's points lie within a factor of 2"
    """Where the ratios come from."""


@dataclass(frozen=True, slots=True)
class Release:
    """A loss of containment whose risk is uncertain."""

    loss: Loss
    """What decides between its branches."""
    frequency: float
    """Median [1/yr]."""
    east: float
    """[m]"""
    north: float
    """[m]"""
    footprints: Callable[[Branch, float], tuple[Footprint | None, ...]]
    """Footprints of a branch at a strength, one for each air."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Risk over the samples."""

    loss_of_life: Floats
    """Deaths a year in each sample, shape (samples,)."""
    individual: Floats
    """5 % and 95 % quantiles of individual risk at the receptors, shape (2, receptors)."""
    societal: Floats
    """5 % and 95 % quantiles of F at the deaths asked for, shape (2, deaths)."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A branch that happens once a year, at each strength."""

    release: int
    branch: Branch
    individual: Singles
    """Shape (nodes, receptors)."""
    deaths: Floats
    """Of each event with any, shape (nodes, events)."""
    share: Floats
    """How often each of them is what the branch comes to, shape (events,)."""


@dataclass(frozen=True, slots=True)
class _Draws:
    """Samples of the inputs."""

    often: Floats
    """Yearly frequency of each unit, shape (samples, units)."""
    node: NDArray[np.int64]
    """Lower strength, shape (samples,)."""
    part: Floats
    """Way to the upper one, 0..1, shape (samples,)."""
    people: Floats
    """Factor, shape (samples,)."""


def bands(
    releases: Sequence[Release],
    shares: Shares,
    hours: Sequence[Hours],
    ground: Ground,
    receptors: tuple[Floats, Floats],
    deaths: Floats,
    *,
    samples: int,
    spread: Spread,
    stream: np.random.Generator,
) -> Bands:
    """Individual and societal risk of a site with its uncertainty.

    Args:
        releases: what can get out
        shares: how ignited releases divide
        hours: the weather
        ground: who is where: outdoors and indoors by day, then at night
        receptors: east and north [m], shape (receptors,) each
        deaths: N at which the bands of F are wanted, shape (deaths,)
        samples: at least 1
        spread: of the inputs
        stream: of random numbers

    Source:
        McKay, Beckman and Conover (1979) for the samples; strengths beyond 2.4 standard deviations count as 2.4
    """
    strengths = [float(np.exp(z * np.log(spread.strength) / Z95)) for z in NODES]
    units = [
        _unit(i, release, branch, strengths, hours, ground, receptors)
        for i, release in enumerate(releases)
        for branch in event_tree(release.loss, shares)
        if branch is not Branch.NONE
    ]
    draws = _draws(releases, shares, [(unit.release, unit.branch) for unit in units], samples, spread, stream)
    loss, societal = _societal(units, draws, deaths)
    return Bands(loss, _individual(units, draws, receptors[0].size), np.quantile(societal, QUANTILES, axis=0))


def _unit(
    index: int,
    release: Release,
    branch: Branch,
    strengths: Sequence[float],
    hours: Sequence[Hours],
    ground: Ground,
    receptors: tuple[Floats, Floats],
) -> _Unit:
    """Individual risk and deaths of one branch at every strength."""
    marks = [release.footprints(branch, strength) for strength in strengths]
    turns = hours[0].rose.size
    reach = max((mark.reach for row in marks for mark in row if mark is not None), default=1.0)
    grid = rings(reach, turns=turns)
    crowd = crowd_of(laid_out(grid, ground, release.east, release.north))
    points = places(grid, receptors[0] - release.east, receptors[1] - release.north)
    individual = np.zeros((len(marks), receptors[0].size), np.float32)
    deaths = np.zeros((len(marks), len(hours), turns))
    for node, row in enumerate(marks):
        layers = [None if mark is None else coefficients(mark, grid) for mark in row]
        field = np.zeros((grid.count, turns // 2 + 1), np.complex128)
        for h, hour in enumerate(hours):
            layer = layers[hour.air]
            if layer is not None:
                field[: layer.shape[1]] += layer[0] * rfft(hour.rose)
                deaths[node, h] = deaths_by_bearing(crowd[2 * hour.period :], layer[1:], turns)
        individual[node] = np.maximum(read_off(grid, field, points), 0.0)
    share = np.concatenate([hour.rose for hour in hours])
    flat = deaths.reshape(len(marks), -1)
    some = (flat.max(axis=0) > 0) & (share > 0)
    return _Unit(index, branch, individual, np.ascontiguousarray(flat[:, some]), share[some])


def _draws(
    releases: Sequence[Release],
    shares: Shares,
    units: Sequence[tuple[int, Branch]],
    samples: int,
    spread: Spread,
    stream: np.random.Generator,
) -> _Draws:
    """Samples of all inputs; the event tree is worked out anew for each probability of ignition."""
    uniform = latin_hypercube(samples, len(releases) + 3, stream)
    ignition, people = factors(uniform[:, -1], spread.ignition), factors(uniform[:, -2], spread.people)
    z = np.clip(np.log(factors(uniform[:, -3], np.e)) * Z95, NODES[0], NODES[-1])
    node = np.clip(np.searchsorted(NODES, z, side="right") - 1, 0, len(NODES) - 2)
    low, high = np.array(NODES)[node], np.array(NODES)[node + 1]
    often = np.zeros((samples, len(units)))
    for i, release in enumerate(releases):
        rate = release.frequency * factors(uniform[:, i], spread.frequency)
        trees = [
            event_tree(replace(release.loss, immediate=min(1.0, release.loss.immediate * float(one))), shares)
            for one in ignition
        ]
        for column, (owner, branch) in enumerate(units):
            if owner == i:
                often[:, column] = rate * np.array([tree.get(branch, 0.0) for tree in trees])
    return _Draws(often, node, (z - low) / (high - low), people)


def _individual(units: Sequence[_Unit], draws: _Draws, receptors: int) -> Floats:
    """Quantiles of individual risk, shape (2, receptors): all samples of some points at a time."""
    samples, nodes = draws.often.shape[0], len(NODES)
    weight = np.zeros((samples, len(units), nodes), np.float32)
    rows = np.arange(samples)
    weight[rows, :, draws.node] = draws.often * (1 - draws.part)[:, None]
    weight[rows, :, draws.node + 1] = draws.often * draws.part[:, None]
    flat = weight.reshape(samples, -1)
    found = np.zeros((len(QUANTILES), receptors))
    for start in range(0, receptors, CHUNK):
        part = [unit.individual[:, start : start + CHUNK] for unit in units]
        risk = flat @ np.concatenate(part) if part else np.zeros((samples, min(CHUNK, receptors - start)))
        found[:, start : start + CHUNK] = np.quantile(risk, QUANTILES, axis=0)
    return found


def _societal(units: Sequence[_Unit], draws: _Draws, deaths: Floats) -> tuple[Floats, Floats]:
    """Deaths a year (samples,) and F at the deaths asked for (samples, deaths)."""
    samples = draws.often.shape[0]
    loss, exceeded = np.zeros(samples), np.zeros((samples, deaths.size))
    for s in range(samples):
        tally, k = Tally(), int(draws.node[s])
        for column, unit in enumerate(units):
            kernel.tally_between(
                unit.deaths[k], unit.deaths[k + 1], draws.part[s], draws.people[s], unit.share,
                draws.often[s, column], LOWEST, PER_DECADE, tally.frequency, tally.expected,
            )  # fmt: skip
        loss[s], exceeded[s] = tally.loss_of_life, tally.exceeded(deaths)
    return loss, exceeded
