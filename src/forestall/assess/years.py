"""Simulated years: which scenarios in which worlds, in how many years, on how many workers.

What a year holds follows from seed, scenario, year and event alone, and chunks of years are added up in their order,
so that the result is the same to the last bit on any number of workers, threads, processes or machines. Not here: the
loops (`science.statistics.simulated_years`), the events as a table (`events.py`), a cluster (`pipeline.risk_spark`).
"""

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np

from forestall.assess.draws import generator, key_of, spread_uniforms
from forestall.assess.groups import Group, groups, membership
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.assess.simulate import Simulation
from forestall.model.profile import CommonCause
from forestall.model.scenario import Scenario
from forestall.science.statistics import gamma_poisson, loss_bins
from forestall.science.statistics.simulated_years import Cause, Peril, Tally, YearModel, simulate, year_model

WORLDS = 100  # draws of the uncertain rates under which years are simulated
ROUND = 5  # chunks between two looks at the error

Span = tuple[int, int]
"""First year of a chunk, and how many years."""
Work = Callable[[YearModel, Sequence[Span]], Generator[Tally, None, None]]
"""Simulates chunks, somewhere; gives a tally for each, in their order."""


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


def years(
    simulation: Simulation,
    wanted: int,
    error: float | None = None,
    workers: int | None = None,
    work: Work | None = None,
) -> Years:
    """Simulate years: in each of 100 worlds rates are drawn, then events, then for each event a sample of its bank.

    Args:
        simulation: scenarios with banks and rates
        wanted: years, rounded up to a multiple of 400; with `error`, the most
        error: stop at the first round of 100,000 years after which the standard error of the mean yearly loss of all
            is at most this share of it, on every scale; None: simulate all
        workers: threads; None: as many as processors; changes nothing in the result
        work: where chunks are simulated; None: by threads; changes nothing in the result
    """
    scales, model = _scales(simulation), make_model(simulation)
    found = total_tally(model, wanted, work or partial(by_threads, workers=workers), error, len(scales))
    return _years(simulation.scene, found, scales)


def total_tally(model: YearModel, wanted: int, work: Work, error: float | None, scales: int) -> Tally:
    """The chunks of years added up in their order, until all are done or the error is small enough.

    Args:
        model: the scenarios
        wanted: years, rounded up to whole blocks; at least 1
        work: simulates the chunks
        error: as for `years`
        scales: number of series at the front of which the error is looked at
    """
    total = max(1, -(-wanted // model.block)) * model.block
    spans = [(first, min(model.chunk, total - first)) for first in range(0, total, model.chunk)]
    tally: Tally | None = None
    with closing(work(model, spans)) as parts:
        for done, part in enumerate(parts, 1):
            tally = part if tally is None else tally.plus(part)
            if error is not None and done % ROUND == 0 and _settled(tally, error, scales):
                break
    assert tally is not None
    return tally


def by_threads(model: YearModel, spans: Sequence[Span], *, workers: int | None = None) -> Generator[Tally, None, None]:
    """Chunks simulated by threads of this process, a round at a time."""
    with ThreadPoolExecutor(workers or _processors()) as pool:
        for first in range(0, len(spans), ROUND):
            yield from pool.map(lambda span: simulate(model, *span), spans[first : first + ROUND])


def _scales(simulation: Simulation) -> tuple[int, ...]:
    """Scales on which any scenario brings a loss."""
    lossy = np.zeros(len(SCALES), dtype=np.bool_)
    for one in simulation.scenarios:
        lossy |= simulation.banks[one.id].losses.any(axis=(0, 2))
    return tuple(np.flatnonzero(lossy).tolist())


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    scene, shared = simulation.scene, causes(simulation)
    scales = _scales(simulation)
    joint = _joint(scene, len(scales))
    perils = [
        _peril(simulation, one, tuple(c for c, (by, _) in enumerate(shared) if one.id in by.scenarios), scales, joint)
        for one in simulation.scenarios
    ]
    return year_model(perils, [made for _, made in shared], len(groups(scene)) * len(scales), WORLDS, joint)


def causes(simulation: Simulation) -> tuple[tuple[CommonCause, Cause], ...]:
    """The common causes of the place that bear on a scenario that is assessed, each as the loops need it."""
    named = {one.id for one in simulation.scenarios}
    return tuple(
        (one, Cause(key_of(simulation.seed, "common cause", one.id), one.probability, one.factor))
        for one in simulation.scene.place.profile.common_causes
        if named & set(one.scenarios)
    )


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
