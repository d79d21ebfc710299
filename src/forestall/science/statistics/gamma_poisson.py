"""How sure a yearly rate is: a Gamma distribution, fitted to counts or experts, and what follows from it.

Events come as a Poisson process with an uncertain rate; nothing here knows what the events are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaincinv

Floats = NDArray[np.float64]

WIDEST, NARROWEST = 0.05, 1e6  # shapes between which a distribution is fitted


@dataclass(frozen=True, slots=True)
class Gamma:
    """A Gamma distribution of a yearly rate."""

    shape: float
    """Shape; for counts: events seen."""
    rate: float
    """Inverse scale [year]; for counts: years watched."""

    @property
    def mean(self) -> float:
        """Expected yearly rate [1/year]."""
        return self.shape / self.rate


JEFFREYS_PRIOR = Gamma(0.5, 0.0)
"""What is believed of a rate before anything is counted (Atwood et al. 2003, NUREG/CR-6823, 6.2.2.5.2); improper."""


def updated(prior: Gamma, events: float, years: float) -> Gamma:
    """The rate after `events` in `years` [year]: Gamma(a + events, b + years).

    Source:
        Conjugate update of a Poisson rate: Atwood et al. (2003), NUREG/CR-6823, section 6.2.2.4
    """
    return Gamma(prior.shape + events, prior.rate + years)


def from_quantiles(low: float, high: float, mean: float | None = None) -> Gamma:
    """The rate whose 5 % and 95 % quantiles stand in the ratio high / low.

    Args:
        low, high: 5 % and 95 % quantiles [1/year], 0 < low < high
        mean: expected rate [1/year]; when given it is kept and the quantiles give the spread only

    Returns:
        A Gamma with exactly these quantiles, or with this mean and their ratio. A ratio that needs a shape
        outside 0.05..1e6 gives that shape.
    """
    shape = _shape(lambda a: float(np.log(gammaincinv(a, 0.95) / gammaincinv(a, 0.05))), np.log(high / low))
    return Gamma(shape, shape / mean if mean is not None else float(gammaincinv(shape, 0.95)) / high)


def from_mean(mean: float, *, error_factor: float) -> Gamma:
    """The rate with this mean whose 95 % quantile is `error_factor` times its median.

    Args:
        mean: expected rate [1/year]
        error_factor: 95 % quantile over median, above 1

    Returns:
        A Gamma of shape within 0.05..1e6.

    Source:
        The error factor as a measure of spread: NUREG/CR-6823, section A.7.3
    """
    shape = _shape(lambda a: float(np.log(gammaincinv(a, 0.95) / gammaincinv(a, 0.5))), np.log(error_factor))
    return Gamma(shape, shape / mean)


def quantile(gamma: Gamma, share: Floats | float) -> Floats:
    """The rate [1/year] not exceeded with probability `share`, shape (...) -> (...)."""
    return np.asarray(gammaincinv(gamma.shape, share), dtype=np.float64) / gamma.rate


def at_least_one(gamma: Gamma, exposure: float) -> float:
    """Probability of one event or more over an exposure, the rate being uncertain.

        P = 1 - E[exp(-L A)] = 1 - (b / (b + A))^a

    Args:
        gamma: the rate L, with shape a and inverse scale b
        exposure: A, time weighted by the likelihood ratio [year]

    Returns:
        Probability, 0..1.

    Source:
        Laplace transform of the Gamma distribution; the negative binomial's zero class (NUREG/CR-6823, A.6.5)
    """
    return float(-np.expm1(-gamma.shape * np.log1p(exposure / gamma.rate)))


def _shape(spread: Callable[[float], float], wanted: float) -> float:
    """The shape whose spread is `wanted`; spread falls with shape."""
    if spread(WIDEST) <= wanted:
        return WIDEST
    if spread(NARROWEST) >= wanted:
        return NARROWEST
    bounds = np.log(WIDEST), np.log(NARROWEST)
    return float(np.exp(brentq(lambda x: spread(float(np.exp(x))) - wanted, *bounds, xtol=1e-12)))
