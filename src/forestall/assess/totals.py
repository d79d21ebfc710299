"""Expected yearly loss over all risks: all, each field, each jurisdiction, and what brings and what moves it."""

from collections.abc import Sequence

import numpy as np

from forestall.assess.groups import groups, membership
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.assess.sensitivity import moved_by
from forestall.assess.simulate import Simulation
from forestall.assess.years import Years, rates
from forestall.model.risk import Interval, Tail, Total
from forestall.model.scenario import Scenario
from forestall.model.words import Scale
from forestall.science.statistics import loss_bins

DRAWS = 2000  # draws of the rates behind the intervals of sums
TOP = 5  # scenarios named for a total
BAND = (0.05, 0.95)
PERIODS = (10.0, 20.0, 50.0, 100.0, 200.0, 250.0, 500.0, 1_000.0, 10_000.0)  # return periods of the tails [year]
BAD_YEAR = 100.0  # return period of the event whose chance is taken apart [year]
FEWEST = 20  # simulated years that must lie beyond a loss for it to be told


def scales_of(scene: Scene) -> list[tuple[int, Scale]]:
    """The place's scales with their place in the arrays."""
    return [(i, scale) for i, scale in enumerate(SCALES) if scale in scene.place.profile.scales]


def totals(simulation: Simulation, years: Years) -> tuple[Total, ...]:
    """Every scale of the place for all, each field and each jurisdiction."""
    scenarios = simulation.scenarios
    mean = _expected(simulation, scenarios)
    drawn = _draws(simulation, scenarios)
    own = _own(simulation, scenarios)
    spread = drawn.var(axis=0)
    found = []
    for s, scale in scales_of(simulation.scene):
        for g, group in enumerate(groups(simulation.scene)):
            each = mean[:, s, g]
            low, high = np.quantile(drawn @ each, BAND) if scenarios else (0.0, 0.0)
            variance = each**2 * spread
            tails = _tails(years, s, g)
            found.append(
                Total(
                    scale=scale,
                    group=group.kind,
                    name=group.name,
                    expected=Interval(float(each.sum()), float(low), float(high)),
                    simulated=float(years.mean[s, g]),
                    own=float(own[s].get(group.name, 0.0)) if group.kind == "jurisdiction" else float(each.sum()),
                    drivers=_largest(scenarios, each),
                    sampling=float(years.error[s, g]),
                    tails=tails,
                    moved_by=_largest(scenarios, variance),
                    bad_year_moved_by=_bad_year(simulation, s, tails) if group.kind == "all" else (),
                )
            )
    return tuple(found)


def _expected(simulation: Simulation, scenarios: Sequence[Scenario]) -> Floats:
    """Expected yearly loss, shape (scenarios, scales, groups)."""
    every = len(groups(simulation.scene))
    found = np.zeros((len(scenarios), len(SCALES), every))
    for i, scenario in enumerate(scenarios):
        rate = simulation.likelihoods[scenario.id].rate
        found[i] = rate * (simulation.banks[scenario.id].mean @ membership(simulation.scene, scenario))
    return found


def _own(simulation: Simulation, scenarios: Sequence[Scenario]) -> list[dict[str, float]]:
    """For each scale, what arises in each jurisdiction itself."""
    names = simulation.scene.jurisdictions
    total = np.zeros((len(SCALES), len(names)))
    for scenario in scenarios:
        total += simulation.likelihoods[scenario.id].rate * simulation.banks[scenario.id].mean
    return [dict(zip(names, row.tolist(), strict=True)) for row in total]


def _draws(simulation: Simulation, scenarios: Sequence[Scenario]) -> Floats:
    """Draws of every rate over its mean, shape (draws, scenarios)."""
    columns = [rates(simulation, one, DRAWS) / simulation.likelihoods[one.id].rate for one in scenarios]
    return np.column_stack(columns) if columns else np.zeros((DRAWS, 0))


def _largest(scenarios: Sequence[Scenario], each: Floats) -> tuple[tuple[str, float], ...]:
    total = float(each.sum())
    ranked = sorted(zip(scenarios, each.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0].id))
    return tuple((one.id, value / total) for one, value in ranked[:TOP] if value > 0)


def _bad_year(simulation: Simulation, s: int, tails: Sequence[Tail]) -> tuple[tuple[str, float], ...]:
    """What moves the chance of an event as large as the largest of a hundred years."""
    once = [tail.once for tail in tails if tail.period == BAD_YEAR and tail.once > 0]
    return moved_by(simulation, s, once[0]) if once else ()


def _tails(years: Years, s: int, g: int) -> tuple[Tail, ...]:
    """Value at risk, tail mean and largest event of each return period that the simulation can tell."""
    one, n = years.series(s, g), years.years
    if one is None:
        return ()
    counts, mass, once = (table[one] for table in (years.tally.aggregate, years.tally.mass, years.tally.occurrence))
    return tuple(
        Tail(
            period=period,
            loss=loss_bins.exceeded_once_in(counts, n, period),
            beyond=loss_bins.mean_beyond(counts, mass, n, period),
            once=loss_bins.exceeded_once_in(once, n, period),
        )
        for period in PERIODS
        if n / period >= FEWEST
    )
