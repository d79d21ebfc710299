"""A positive quantity given by its median and its 95 % quantile, taken as lognormal."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Z95 = 1.6448536269514722  # 95 % quantile of the standard normal distribution


def spread(median: float, p95: float) -> float:
    """Standard deviation of the logarithm: ln(p95 / median) / z95; 0 when there is no spread."""
    return float(np.log(p95 / median)) / Z95


def values(median: float, p95: float, z: Floats) -> Floats:
    """The quantity at standard normal deviates.

    Args:
        median, p95: 50 % and 95 % quantiles, 0 < median <= p95
        z: standard normal deviates, shape (...)

    Returns:
        median * exp(spread * z), shape (...), in the unit of the median.
    """
    return median * np.exp(spread(median, p95) * z)


def mean(median: float, p95: float) -> float:
    """Expected value: median * exp(spread^2 / 2)  (Johnson, Kotz and Balakrishnan 1994, eq. 14.8a)."""
    return median * float(np.exp(spread(median, p95) ** 2 / 2))
