"""A share that was counted: its interval, and how much more has to be counted to know it well."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def wilson(share: Floats, n: int, z: float = 1.6448536269514722) -> tuple[Floats, Floats]:
    """Interval of a probability from the share of n trials in which something came.

        (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)

    Args:
        share: counted shares, shape (...)
        n: trials
        z: standard normal quantile; 1.645 for 90 %

    Returns:
        Lower and upper ends, shape (...).

    Source:
        Wilson (1927), doi:10.1080/01621459.1927.10502953
    """
    centre = share + z * z / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
    return np.clip(np.minimum(low, share), 0.0, 1.0), np.clip(np.maximum(high, share), 0.0, 1.0)


def trials_needed(share: Floats, n: int, relative: float) -> Floats:
    """Trials still to make until the standard error of a share is `relative` times it.

        n_needed = (1 - p) / (p relative^2) - n, at least 0

    Args:
        share: counted shares, shape (...)
        n: trials made
        relative: the standard error wanted, over the share

    Returns:
        Whole trials; infinity where nothing was counted.
    """
    with np.errstate(divide="ignore"):
        wanted = np.where(share > 0, (1 - share) / (np.maximum(share, 1e-300) * relative**2), np.inf)
    return np.asarray(np.ceil(np.maximum(wanted - n, 0.0)), dtype=np.float64)
