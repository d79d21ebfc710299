"""How good probabilities were: scores of forecasts of things that happened or did not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = 1e-12  # probability that stands for 0 in the log score, which would else be infinite
EDGES: Floats = np.array([0.0, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0])
"""Bins of the reliability curve: narrow where the forecasts of rare events lie."""


@dataclass(frozen=True, slots=True)
class ForecastScores:
    """Scores; of a perfect forecast all are 0 but resolution, which equals uncertainty."""

    forecasts: int
    """How many."""
    happened: int
    """Of them, how many came."""
    brier: float
    """Mean square of probability less outcome, 0..1."""
    log: float
    """Mean of -ln of the probability given to what came about [nat]."""
    reliability: float
    """Part of the Brier score from probabilities that are off, over the bins."""
    resolution: float
    """Part taken away by telling apart, over the bins."""
    uncertainty: float
    """What always saying the share that happened would score."""

    @property
    def skill(self) -> float:
        """1 - Brier score over uncertainty; NaN when all or none came about."""
        return 1.0 - self.brier / self.uncertainty if self.uncertainty > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """One bin of the reliability curve."""

    low: float
    """Lowest probability of the bin."""
    high: float
    """Highest."""
    forecasts: int
    """Forecasts in it."""
    said: float
    """Mean of their probabilities."""
    came: float
    """Share that came about."""


def forecast_scores(probability: Floats, outcome: Flags) -> ForecastScores:
    """Scores of forecasts against outcomes.

        Brier = mean (p - o)^2;  log = -mean (o ln p + (1 - o) ln(1 - p))
        reliability = sum n_k (said_k - came_k)^2 / n;  resolution = sum n_k (came_k - came)^2 / n

    Within a bin said is the mean, so reliability - resolution + uncertainty equals the Brier score but for the spread
    of probabilities inside the bins.

    Args:
        probability: forecast probabilities, 0..1, shape (n,)
        outcome: whether it came about, shape (n,)

    Raises:
        InputError: nothing to score, shapes that differ, or a probability outside 0..1.

    Source:
        Brier (1950), Mon. Weather Rev. 78, 1-3; Murphy (1973), A new vector partition of the probability score,
        J. Appl. Meteor. 12, 595-600, eq. 10; Good (1952), Rational decisions, J. R. Stat. Soc. B 14 (log score)
    """
    p, o = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if p.size == 0 or p.shape != o.shape:
        raise InputError(f"forecast scores: {p.shape} probabilities, {o.shape} outcomes; expected as many, at least 1")
    if not ((p >= 0) & (p <= 1)).all():
        raise InputError(f"forecast scores: probabilities from {p.min():g} to {p.max():g}, expected 0 to 1")
    points, share = reliability_curve(p, outcome), float(o.mean())
    given = np.where(o > 0, p, 1.0 - p)
    return ForecastScores(
        forecasts=p.size,
        happened=int(o.sum()),
        brier=float(((p - o) ** 2).mean()),
        log=float(-np.log(np.maximum(given, LEAST)).mean()),
        reliability=sum(one.forecasts * (one.said - one.came) ** 2 for one in points) / p.size,
        resolution=sum(one.forecasts * (one.came - share) ** 2 for one in points) / p.size,
        uncertainty=share * (1.0 - share),
    )


def reliability_curve(probability: Floats, outcome: Flags) -> tuple[ReliabilityPoint, ...]:
    """What was said against what came, bin by bin; bins without forecasts are left out.

    Args:
        probability, outcome: as `forecast_scores`
    """
    p, o = np.asarray(probability, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    where = np.clip(np.searchsorted(EDGES, p, side="right") - 1, 0, EDGES.size - 2)
    return tuple(
        ReliabilityPoint(
            low=float(EDGES[k]),
            high=float(EDGES[k + 1]),
            forecasts=int((where == k).sum()),
            said=float(p[where == k].mean()),
            came=float(o[where == k].mean()),
        )
        for k in np.unique(where)
    )
