"""Simulated years: how often a yearly loss is exceeded, for all, each field and each jurisdiction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import pdtr, pdtrik

from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.hazard import SCALES, Floats, Ints, Scene
from forestall.assess.simulate import Simulation
from forestall.model.scenario import Scenario
from forestall.model.words import Field
from forestall.science.statistics import exceedance, gamma_poisson

WORLDS = 100  # draws of the uncertain rates under which years are simulated


@dataclass(frozen=True, slots=True)
class Group:
    """All, a field, or a jurisdiction with those below it."""

    kind: Literal["all", "field", "jurisdiction"]
    """Which kind of group."""
    name: str
    """Which one."""


def groups(scene: Scene) -> tuple[Group, ...]:
    """Every group of the totals, in the order of the arrays."""
    fields = [Group("field", one.value) for one in Field]
    return (Group("all", "all"), *fields, *(Group("jurisdiction", name) for name in scene.jurisdictions))


def membership(scene: Scene, scenario: Scenario) -> Floats:
    """Which groups a scenario's loss in each jurisdiction counts in: 0 or 1, shape (jurisdictions, groups)."""
    parents = {node.id: node.parent for node in scene.place.profile.jurisdictions}
    every = groups(scene)
    matrix = np.zeros((len(scene.jurisdictions), len(every)))
    for j, name in enumerate(scene.jurisdictions):
        above = _line(name, parents)
        for g, group in enumerate(every):
            inside = {"all": True, "field": group.name == scenario.field, "jurisdiction": group.name in above}
            matrix[j, g] = inside[group.kind]
    return matrix


def _line(name: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """A jurisdiction and those above it; a loop ends where it closes."""
    line: list[str] = []
    node: str | None = name
    while node is not None and node not in line:
        line.append(node)
        node = parents.get(node)
    return tuple(line)


@dataclass(frozen=True, slots=True)
class Years:
    """What the simulated years showed."""

    years: int
    """How many."""
    mean: Floats
    """Mean yearly loss, shape (scales, groups)."""
    exceeded: Floats
    """Share of years in which each level is exceeded, shape (scales, groups, levels)."""


def rates(simulation: Simulation, scenario: Scenario, draws: int) -> Floats:
    """Draws of a scenario's rate over the coming year, evenly spread over its Gamma, shape (draws,) [1/year]."""
    one = simulation.likelihoods[scenario.id]
    uniforms = spread_uniforms(generator(simulation.seed, scenario.id, "rate", draws), draws, 1)[:, 0]
    return gamma_poisson.quantile(one.base, uniforms) * one.year_ratio


def years(simulation: Simulation, wanted: int) -> Years:
    """Simulate years: in each of 100 worlds rates are drawn, then events, then for each event a sample of its bank.

    The number of a scenario's events in a world is the quantile of its Poisson distribution at a fixed uniform, and the
    events of a smaller number are the first of those of a larger one: a higher rate adds events and takes none away.

    Args:
        simulation: scenarios with banks and rates
        wanted: years, at least; rounded up to a multiple of 100
    """
    each = -(-wanted // WORLDS)
    every = len(groups(simulation.scene))
    total = np.zeros((len(SCALES), every))
    above = np.zeros((len(SCALES), every, exceedance.LEVELS.size), dtype=np.int64)
    plans = [_plan(simulation, scenario, each) for scenario in simulation.scenarios]
    for world in range(WORLDS):
        losses = np.zeros((len(SCALES), every, each))
        for plan in plans:
            _add_events(losses, plan, simulation.seed, world)
        total += losses.sum(axis=2)
        for s, g in zip(*np.nonzero(losses.any(axis=2)), strict=True):
            above[s, g] += exceedance.exceedances(losses[s, g])
    return Years(each * WORLDS, total / (each * WORLDS), above / (each * WORLDS))


@dataclass(frozen=True, slots=True)
class _Plan:
    """A scenario made ready for the years."""

    name: str
    reached: Floats
    """Cumulated weights of the bank, shape (n,)."""
    columns: tuple[tuple[int, Floats, Ints], ...]
    """Scale, loss of each sample (n,), and the groups it counts in."""
    counts: Ints
    """Events in each world, shape (worlds,)."""


def _plan(simulation: Simulation, scenario: Scenario, each: int) -> _Plan:
    one = simulation.banks[scenario.id]
    member = membership(simulation.scene, scenario)
    columns = tuple(
        (int(s), np.ascontiguousarray(one.losses[:, s, j]), np.flatnonzero(member[j]))
        for s, j in zip(*np.nonzero(one.losses.any(axis=0)), strict=True)
    )
    stream = generator(simulation.seed, scenario.id, "events")
    uniforms = spread_uniforms(stream, WORLDS, 1)[:, 0]
    counts = _poisson_quantile(uniforms, rates(simulation, scenario, WORLDS) * each)
    return _Plan(scenario.id, np.cumsum(one.weights), columns, counts)


def _add_events(losses: Floats, plan: _Plan, seed: int, world: int) -> None:
    """Add a scenario's events of one world to the yearly losses (scales, groups, years)."""
    count, each = int(plan.counts[world]), losses.shape[2]
    if count == 0 or not plan.columns:
        return
    when = generator(seed, plan.name, "year", block=world).integers(0, each, count)
    uniforms = generator(seed, plan.name, "sample", block=world).random(count)
    sample = np.minimum(np.searchsorted(plan.reached, uniforms * plan.reached[-1], side="right"), plan.reached.size - 1)
    for scale, loss, where in plan.columns:
        losses[scale, where] += np.bincount(when, weights=loss[sample], minlength=each)


def _poisson_quantile(share: Floats, mean: Floats) -> Ints:
    """The smallest count whose distribution function reaches `share`; (n,), (n,) -> (n,)."""
    count = np.maximum(np.ceil(pdtrik(share, np.maximum(mean, 1e-300))), 0.0)
    fewer = np.maximum(count - 1, 0.0)
    return np.asarray(np.where(pdtr(fewer, mean) >= share, fewer, count), dtype=np.int64)
