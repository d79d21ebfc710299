"""Simulated years: which scenarios in which worlds, in how many years, on how many workers.

What a year holds follows from seed, scenario, year and event alone, so that the result is the same to the last bit on
any number of workers. Not here: the loops (`science.statistics.simulated_years`), the events as a table (`events.py`).
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from forestall.assess.draws import generator, key_of, spread_uniforms
from forestall.assess.groups import Group, groups, membership
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.assess.simulate import Simulation
from forestall.model.scenario import Scenario
from forestall.science.statistics import gamma_poisson, loss_bins
from forestall.science.statistics.simulated_years import Cause, Peril, Tally, YearModel, simulate, year_model

WORLDS = 100  # draws of the uncertain rates under which years are simulated
ROUND = 5  # chunks between two looks at the error


@dataclass(frozen=True, slots=True)
class Years:
    """What the simulated years showed."""

    years: int
    """How many."""
    mean: Floats
    """Mean yearly loss, shape (scales, groups)."""
    error: Floats
    """Its standard error from the number of years, the rates being as drawn, shape (scales, groups)."""
    exceeded: Floats
    """Share of years in which the sum exceeds each level, shape (scales, groups, levels)."""
    once: Floats
    """Share of years in which one event exceeds each level, shape (scales, groups, levels)."""
    tally: Tally
    """All counts, a series being scale by scale within each group."""
    scales: tuple[int, ...]
    """Scales that have a series: those on which anything is ever lost."""

    def series(self, scale: int, group: int) -> int | None:
        """Index of a scale in a group; None when nothing is ever lost on it."""
        return group * len(self.scales) + self.scales.index(scale) if scale in self.scales else None


def rates(simulation: Simulation, scenario: Scenario, draws: int) -> Floats:
    """Draws of a scenario's rate over the coming year, evenly spread over its Gamma, shape (draws,) [1/year]."""
    one = simulation.likelihoods[scenario.id]
    uniforms = spread_uniforms(generator(simulation.seed, scenario.id, "rate", draws), draws, 1)[:, 0]
    return gamma_poisson.quantile(one.base, uniforms) * one.year_ratio


def years(simulation: Simulation, wanted: int, error: float | None = None, workers: int | None = None) -> Years:
    """Simulate years: in each of 100 worlds rates are drawn, then events, then for each event a sample of its bank.

    Args:
        simulation: scenarios with banks and rates
        wanted: years, rounded up to a multiple of 400; with `error`, the most
        error: stop at the first round of 100,000 years after which the standard error of the mean yearly loss of all
            is at most this share of it, on every scale; None: simulate all
        workers: threads; None: as many as processors; changes nothing in the result
    """
    scales, model = _scales(simulation), make_model(simulation)
    total = -(-wanted // model.block) * model.block
    tally: Tally | None = None
    with ThreadPoolExecutor(workers or _processors()) as pool:
        for starts in _rounds(model, total):
            spans = [(start, min(model.chunk, total - start)) for start in starts]
            for part in pool.map(lambda span: simulate(model, *span), spans):
                tally = part if tally is None else tally.plus(part)
            if tally is not None and error is not None and _settled(tally, error, len(scales)):
                break
    assert tally is not None
    return _years(simulation.scene, tally, scales)


def _scales(simulation: Simulation) -> tuple[int, ...]:
    """Scales on which any scenario brings a loss."""
    lossy = np.zeros(len(SCALES), dtype=np.bool_)
    for one in simulation.scenarios:
        lossy |= simulation.banks[one.id].losses.any(axis=(0, 2))
    return tuple(np.flatnonzero(lossy).tolist())


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _rounds(model: YearModel, total: int) -> Iterator[range]:
    """First years of the chunks, round by round."""
    for first in range(0, total, ROUND * model.chunk):
        yield range(first, min(total, first + ROUND * model.chunk), model.chunk)


def _settled(tally: Tally, error: float, scales: int) -> bool:
    """Whether the mean of every scale over all is known well enough; the first series are those of all."""
    mean, deviation = _mean(tally)[:scales], _error(tally)[:scales]
    return bool((deviation <= error * mean).all())


def _mean(tally: Tally) -> Floats:
    return np.asarray(tally.total.sum(axis=1) / tally.years)


def _error(tally: Tally) -> Floats:
    """Standard error of the mean: years differ within a world; between worlds it is the rates that differ."""
    each = tally.years / tally.total.shape[1]
    within = np.maximum(tally.square - tally.total**2 / each, 0.0).sum(axis=1)
    return np.asarray(np.sqrt(within) / tally.years)


def _years(scene: Scene, tally: Tally, scales: tuple[int, ...]) -> Years:
    every = len(groups(scene))

    def by_scale(values: Floats) -> Floats:
        found = np.zeros((len(SCALES), every, *values.shape[1:]))
        found[list(scales)] = np.moveaxis(values.reshape(every, len(scales), *values.shape[1:]), 0, 1)
        return found

    return Years(
        years=tally.years,
        mean=by_scale(_mean(tally)),
        error=by_scale(_error(tally)),
        exceeded=by_scale(loss_bins.above(tally.aggregate) / tally.years),
        once=by_scale(loss_bins.above(tally.occurrence) / tally.years),
        tally=tally,
        scales=scales,
    )


def make_model(simulation: Simulation) -> YearModel:
    """The scenarios as arrays, with the common causes of the place."""
    scene = simulation.scene
    named = {one.id for one in simulation.scenarios}
    causes = [one for one in scene.place.profile.common_causes if named & set(one.scenarios)]
    scales = _scales(simulation)
    joint = _joint(scene, len(scales))
    perils = [
        _peril(simulation, one, tuple(c for c, cause in enumerate(causes) if one.id in cause.scenarios), scales, joint)
        for one in simulation.scenarios
    ]
    made = [Cause(key_of(simulation.seed, "common cause", one.id), one.probability, one.factor) for one in causes]
    return year_model(perils, made, len(groups(scene)) * len(scales), WORLDS, joint)


def _joint(scene: Scene, scales: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Series that need no adding up of their own: all is the sum of the fields, and a single root is all."""
    every = groups(scene)
    fields = [g for g, group in enumerate(every) if group.kind == "field"]
    found = [(s, tuple(g * scales + s for g in fields)) for s in range(scales)]
    roots = [node.id for node in scene.place.profile.jurisdictions if node.parent is None]
    if len(roots) == 1:
        root = every.index(Group("jurisdiction", roots[0]))
        found += [(root * scales + s, (s,)) for s in range(scales)]
    return tuple(found)


def _peril(
    simulation: Simulation,
    scenario: Scenario,
    causes: tuple[int, ...],
    scales: tuple[int, ...],
    joint: tuple[tuple[int, tuple[int, ...]], ...],
) -> Peril:
    bank, member = simulation.banks[scenario.id], membership(simulation.scene, scenario)
    grouped = np.moveaxis(bank.losses[:, list(scales)] @ member, 2, 1).reshape(bank.weights.size, -1)
    grouped[:, [one for one, _ in joint]] = 0.0
    series = np.flatnonzero(grouped.any(axis=0))
    return Peril(
        key=key_of(simulation.seed, scenario.id, "years"),
        rates=rates(simulation, scenario, WORLDS),
        weights=bank.weights,
        series=series,
        losses=np.ascontiguousarray(grouped[:, series]),
        causes=causes,
    )
