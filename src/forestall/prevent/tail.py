"""The plan for the worst years: least mean loss of the worst hundredth of simulated years, beside its cost.

    min_x  CVaR_q [ sum_t w_t (L_ys / E_s) z_t(x) ] + c x,      s = scenario of term t,  y = year

Each simulated year is a future of `robust`: a measure takes the same share of a scenario's loss in every year as it
takes of its expected loss. The gap is proven for that; the best plans met on the way, and the plan for the expected
loss, are then simulated again with their measures in force, and the one that does best there is taken. Not here: the
years (the simulation gives them), the search (`robust`).

Source:
    Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), 21-41
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from forestall.core.errors import InputError
from forestall.model.plan import Tail
from forestall.prevent.fit import promised
from forestall.prevent.ideals import Futures
from forestall.prevent.portfolio import Floats
from forestall.prevent.problem import Measures
from forestall.prevent.propose import Proposal
from forestall.prevent.robust import Caution, hedge, worst
from forestall.prevent.trials import Trials

SHARE = 0.01
"""Share of the years that are the worst."""

UNIT = 1e6
"""What the worst years come to without measures, in the unit of the solver."""

TRIED = 6
"""Plans that are simulated again, beside the one for the expected loss."""


class YearLosses(Protocol):
    """Simulated years, asked again with other measures in force: same random numbers."""

    years: int

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Order of the columns: ids, rising."""
        ...

    def of(self, measures: frozenset[str]) -> Floats:
        """Weighted loss of each year by scenario with these measures, shape (years, scenarios) [currency]."""
        ...


@dataclass(frozen=True, slots=True)
class Cautious:
    """A plan for the worst years."""

    plan: Floats
    """Its columns, shape (columns,)."""
    measures: Measures
    """Its measures."""
    tail: Tail
    """What it does to them."""


def cautious(proposal: Proposal, trials: Trials, losses: YearLosses) -> Cautious:
    """The plan for the worst years, under the limits of the fitted portfolio.

    Args:
        proposal: the fit, and the plan for the expected loss
        trials: what the simulation said of measures
        losses: the simulated years

    Raises:
        InputError: the years are of other scenarios than the trials.
    """
    if losses.scenarios != trials.scenarios:
        raise InputError("worst years: the simulated years are of other scenarios than the expected losses")
    years = _Years(proposal, trials, losses)
    found = hedge(proposal.fitted.portfolio, years.small, Caution(SHARE, regret=False))
    order = np.argsort(years.fitted(found.pool), kind="stable")[:TRIED]
    plans = np.unique(np.vstack([found.pool[order], proposal.optimum.plan[None]]), axis=0)
    plan = plans[int(np.argmin(years.values(plans)))]
    measures = proposal.fitted.measures(plan)
    before, after = years.tail(frozenset()), years.tail(measures)
    value, bound = float(years.fitted(plan[None])[0]), found.bound * years.unit
    tail = Tail(
        share=SHARE,
        years=losses.years,
        before=before,
        after=after,
        expected=years.tail(proposal.measures),
        instead=tuple(sorted(proposal.measures)),
        gap=max(0.0, value - bound) / value if value else 0.0,
        fit=abs(after - years.promised(measures)) / before if before else 0.0,
    )
    return Cautious(plan, measures, tail)


class _Years:
    """The years as futures of the fit, and as they are when simulated again."""

    def __init__(self, proposal: Proposal, trials: Trials, losses: YearLosses) -> None:
        self._fitted, self._trials, self._losses = proposal.fitted, trials, losses
        portfolio = self._fitted.portfolio
        expected = trials.table(frozenset()).sum(axis=1)
        self._ratio = np.where(expected > 0.0, losses.of(frozenset()) / np.where(expected > 0.0, expected, 1.0), 0.0)
        self.futures = Futures(
            weights=portfolio.weights * self._ratio[:, self._fitted.scenarios],
            cost=np.tile(portfolio.cost, (losses.years, 1)),
            budget=np.full(losses.years, np.inf),
            overrun=0.0,
        )
        nothing = float(self.fitted(np.zeros((1, len(portfolio.names))))[0])
        self.unit = nothing / UNIT if nothing > 0.0 else 1.0
        """Currency in the unit of `small`."""
        self._known: dict[Measures, float] = {}

    @property
    def small(self) -> Futures:
        """The years in a unit in which the solver's tolerances mean something."""
        return replace(self.futures, weights=self.futures.weights / self.unit, cost=self.futures.cost / self.unit)

    def fitted(self, plans: Floats) -> Floats:
        """Present value of the worst years and of the cost, as fitted, shape (plans,) [currency]."""
        totals = self.futures.totals(self._fitted.portfolio, plans)
        return np.array([worst(row, SHARE) @ row for row in totals])

    def values(self, plans: Floats) -> Floats:
        """The same, with the difference of fit and simulation once all is at work, over the whole period."""
        every = [self._fitted.measures(plan) for plan in plans]
        short = np.array([self.tail(one) - self.promised(one) for one in every])
        yearly = float(self._fitted.yearly.sum())
        present = float(self._fitted.portfolio.weights.sum()) / yearly if yearly else 0.0
        return np.asarray(self.fitted(plans) + present * short)

    def tail(self, measures: Measures) -> float:
        """Mean loss of the worst years, simulated with the measures in force [currency/year]."""
        if measures not in self._known:
            each = self._losses.of(measures).sum(axis=1)
            self._known[measures] = float(worst(each, SHARE) @ each)
        return self._known[measures]

    def promised(self, measures: Measures) -> float:
        """The same as fitted [currency/year]."""
        each = self._ratio @ promised(self._fitted, self._trials, measures).sum(axis=1)
        return float(worst(each, SHARE) @ each)
