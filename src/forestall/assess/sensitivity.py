"""Which uncertain rates move the chance of a bad year: Sobol indices computed on the banks.

The result is the probability that one event of the year exceeds a loss, 1 - exp(-sum rate G(loss)): no linear thing, so
that shares of variance have to be sampled. For the mean they are exact and stand in `totals.py`.
"""

from collections.abc import Sequence

import numpy as np

from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.hazard import Floats
from forestall.assess.simulate import Simulation
from forestall.model.scenario import Scenario
from forestall.science.statistics import gamma_poisson
from forestall.science.statistics.sobol import sobol_indices

SAMPLES = 512  # of each of the two designs
MOST = 20  # scenarios whose rates vary; the others, with least weight, stay at their mean
TOP = 5  # scenarios named


def moved_by(simulation: Simulation, scale: int, loss: float) -> tuple[tuple[str, float], ...]:
    """Scenarios whose uncertain rates bring most of the variance of the chance that one event exceeds a loss.

    Args:
        simulation: scenarios with banks and rates
        scale: index of the scale
        loss: loss of one event over all jurisdictions

    Returns:
        Scenario and its total Sobol index, largest first, at most five; () when no event exceeds the loss.
    """
    scenarios = simulation.scenarios
    often = np.array([simulation.likelihoods[one.id].rate * _above(simulation, one, scale, loss) for one in scenarios])
    order = [int(i) for i in np.lexsort((np.arange(often.size), -often)) if often[i] > 0]
    if not order:
        return ()
    chosen, rest = order[:MOST], float(often[order[MOST:]].sum())
    varying = [scenarios[i] for i in chosen]
    share = np.array([_above(simulation, one, scale, loss) for one in varying])

    def chance(drawn: Floats) -> Floats:
        return np.asarray(-np.expm1(-(drawn @ share + rest)))

    a, b = (_design(simulation, varying, name) for name in ("first design", "second design"))
    total = np.clip(sobol_indices(chance, a, b).total, 0.0, 1.0)
    ranked = sorted(zip((one.id for one in varying), total.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return tuple((name, index) for name, index in ranked[:TOP] if index > 0)


def _above(simulation: Simulation, scenario: Scenario, scale: int, loss: float) -> float:
    """Share of a scenario's events that exceed a loss."""
    bank = simulation.banks[scenario.id]
    return float(bank.weights[bank.losses[:, scale].sum(axis=1) > loss].sum() / bank.weights.sum())


def _design(simulation: Simulation, scenarios: Sequence[Scenario], name: str) -> Floats:
    """Independent draws of the rates, shape (samples, scenarios) [1/year]."""
    columns = []
    for one in scenarios:
        likely = simulation.likelihoods[one.id]
        uniforms = spread_uniforms(generator(simulation.seed, one.id, name), SAMPLES, 1)[:, 0]
        columns.append(gamma_poisson.quantile(likely.base, uniforms) * likely.year_ratio)
    return np.column_stack(columns)
