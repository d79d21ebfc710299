"""Exceedance curves over all risks: of the yearly sum (AEP), of one event in the year (OEP), of all events (F-N).

What is not known of the rates and what comes of too few years are kept apart: a band each.
"""

from collections.abc import Mapping

import numpy as np

from forestall.assess.groups import groups, membership
from forestall.assess.hazard import Floats, Ints
from forestall.assess.simulate import Simulation
from forestall.assess.totals import BAND, scales_of
from forestall.assess.years import Years, rates
from forestall.model.risk import Curve
from forestall.science.statistics import exceedance
from forestall.science.statistics.proportion import trials_needed, wilson

DRAWS = 500  # draws of the rates behind the bands
WANTED = 0.1  # standard error of a probability, over it, at which no more years are asked for


def curves(simulation: Simulation, years: Years) -> tuple[Curve, ...]:
    """Exceedance curves of every total that has any loss.

    The band is over the uncertain rates: the 5 % and 95 % quantiles of the probability that one event in the year
    exceeds the loss, 1 - exp(-sum rate G(loss)), relative to its mean, times the simulated probability. The curve
    itself is of the yearly sum (AEP), from the simulated years.
    """
    scenarios = simulation.scenarios
    banks = {one.id: simulation.banks[one.id].losses @ membership(simulation.scene, one) for one in scenarios}
    drawn = np.array([rates(simulation, one, DRAWS) for one in scenarios]).reshape(len(scenarios), DRAWS).T
    mean_rate = np.array([simulation.likelihoods[one.id].rate for one in scenarios])
    found = []
    for s, scale in scales_of(simulation.scene):
        for g, group in enumerate(groups(simulation.scene)):
            shown = exceedance.window(years.exceeded[s, g])
            if shown.size:
                above = _above(simulation, banks, s, g)[:, shown]
                lines = _lines(years, s, g, shown, _band(years.exceeded[s, g, shown], drawn @ above))
                needed = tuple(int(n) if np.isfinite(n) else None for n in lines.pop("years_needed"))
                plain = {name: tuple(line.tolist()) for name, line in lines.items()}
                often = tuple((mean_rate @ above).tolist())
                found.append(Curve(scale, group.kind, group.name, years_needed=needed, frequency=often, **plain))
    return tuple(found)


def _lines(years: Years, s: int, g: int, shown: Ints, band: tuple[Floats, Floats]) -> dict[str, Floats]:
    """What the simulated years say of one curve, with both bands; (levels shown,) each."""
    probability = years.exceeded[s, g, shown]
    low, high = wilson(probability, years.years)
    return {
        "loss": exceedance.LEVELS[shown],
        "probability": probability,
        "low": band[0],
        "high": band[1],
        "sampling_low": low,
        "sampling_high": high,
        "years_needed": trials_needed(probability, years.years, WANTED),
        "occurrence": years.once[s, g, shown],
    }


def _above(simulation: Simulation, banks: Mapping[str, Floats], s: int, g: int) -> Floats:
    """Share of each scenario's events that exceed each level, shape (scenarios, levels)."""
    found = np.zeros((len(banks), exceedance.LEVELS.size))
    for i, (name, losses) in enumerate(banks.items()):
        if losses[:, s, g].any():
            found[i] = exceedance.exceeded_share(losses[:, s, g], simulation.banks[name].weights)
    return found


def _band(probability: Floats, intensity: Floats) -> tuple[Floats, Floats]:
    """5 % and 95 % quantiles around a simulated curve, never rising and on either side of it; (levels,) each.

    `intensity` is how often one event exceeds each level under each draw of the rates, shape (draws, levels) [1/year].
    """
    once = -np.expm1(-intensity)
    low, high = (_relative(q, once.mean(axis=0)) * probability for q in np.quantile(once, BAND, axis=0))
    falling_low = np.minimum.accumulate(np.minimum(low, probability))
    rising_high = np.maximum.accumulate(np.maximum(high, probability)[::-1])[::-1]
    return falling_low, np.minimum(rising_high, 1.0)


def _relative(quantile: Floats, mean: Floats) -> Floats:
    """A quantile over the mean; where one event alone is never so large, as at the last level where it is."""
    reached = np.flatnonzero(mean > 0)
    if reached.size == 0:
        return np.ones_like(mean)
    last = np.minimum(np.arange(mean.size), reached[-1])
    return np.asarray(quantile[last] / mean[last])
