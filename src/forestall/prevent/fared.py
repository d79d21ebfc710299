"""How a set of measures fares in futures: its totals, its regret, the band of what it leaves.

Not here: the futures (`futures`), sets that are compared (`compare`), plans made for many futures (`robust`).
"""

from collections.abc import Sequence

import numpy as np

from forestall.model.plan import Fared
from forestall.prevent.futures import Drawn
from forestall.prevent.portfolio import Floats
from forestall.prevent.robust import TAIL, worst

ENOUGH = 0.9
"""Good enough: this share of what the best plan for that future is worth in it."""

BAND = (0.05, 0.95)
"""Quantiles over futures between which nine of ten lie."""


def fare(drawn: Drawn, plan: Floats, measures: Sequence[str], ideals: Floats) -> Fared:
    """How a plan fares.

    Args:
        drawn: the futures
        plan: its columns, shape (columns,)
        measures: its measures
        ideals: what the best plan of each future comes to in it, shape (futures,) [currency]
    """
    plans = np.vstack([plan, np.zeros_like(plan)])
    totals, nothing = drawn.futures.totals(drawn.portfolio, plans)
    regrets = np.maximum(totals - ideals, 0.0)
    low, high = np.quantile(totals, BAND)
    return Fared(
        measures=tuple(sorted(measures)),
        mean=float(totals.mean()),
        low=float(low),
        high=float(high),
        worst=float(worst(totals, TAIL.share) @ totals),
        regret=float(regrets.max()),
        regrets=tuple(float(each) for each in regrets),
        enough=float(np.mean(totals <= good_enough(nothing, ideals) + 1e-9 * np.abs(nothing))),
    )


def good_enough(nothing: Floats, ideals: Floats) -> Floats:
    """The most that loss and cost may come to in each future for a plan to be good enough, shape (futures,).

    Args:
        nothing: what they come to without measures, shape (futures,)
        ideals: what they come to with the best plan of each future, shape (futures,)
    """
    return nothing - ENOUGH * (nothing - ideals)


def band(drawn: Drawn, plans: Floats) -> Floats:
    """Between which amounts lies what each plan takes away in nine of ten futures, each against no measure in it.

    Args:
        drawn: the futures
        plans: shape (plans, columns)

    Returns:
        Shape (plans, 2) [currency].
    """
    every = np.vstack([plans, np.zeros_like(plans[:1])])
    left = drawn.portfolio.values(every) @ drawn.futures.weights.T
    found: Floats = np.quantile(left[-1] - left[:-1], BAND, axis=1).T
    return found
