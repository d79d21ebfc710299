"""The sum of a Poisson number of losses, exactly, on a grid: what simulated years are held against."""

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

TILT = 20.0  # exponential tilting over the grid, theta * n: aliasing falls to exp(-20)


def compound_poisson(rate: float, severity: Floats, size: int) -> Floats:
    """Probability of each total, by the fast Fourier transform with exponential tilting.

        P(z) = exp(rate (S(z) - 1))

    Args:
        rate: expected number of losses
        severity: probability of a loss of k steps, k = 0, 1, …, adding up to 1, shape (m,)
        size: number of totals wanted, from 0 steps on; probability beyond is left out

    Returns:
        Probability of a total of k steps, shape (size,), within exp(20) times the rounding of a float, 6e-8, at the far
        end of the grid and far nearer at its beginning.

    Raises:
        InputError: the rate is negative or the severities do not add up to 1.

    Source:
        Embrechts and Frei (2009), Panjer recursion versus FFT for compound distributions,
        doi:10.1007/s00186-008-0249-2, section 3
    """
    _check(rate, severity)
    padded = np.zeros(size)
    padded[: min(size, severity.size)] = severity[:size]
    tilt = np.exp(-TILT / size * np.arange(size))
    transformed = np.exp(rate * (np.fft.rfft(padded * tilt) - 1.0))
    return np.asarray(np.maximum(np.fft.irfft(transformed, size) / tilt, 0.0), dtype=np.float64)


def panjer(rate: float, severity: Floats, size: int) -> Floats:
    """The same by recursion: slower, with no aliasing at all.

        p(0) = exp(rate (s(0) - 1));  p(k) = rate / k sum_j j s(j) p(k - j)

    Args, Returns, Raises: as `compound_poisson`.

    Source:
        Panjer (1981), Recursive evaluation of a family of compound distributions, doi:10.1017/S0515036100006796, eq. 5
    """
    _check(rate, severity)
    weighted = rate * np.arange(severity.size) * severity
    found = np.zeros(size)
    found[0] = np.exp(rate * (severity[0] - 1.0))
    for k in range(1, size):
        reach = min(k, severity.size - 1)
        found[k] = weighted[1 : reach + 1] @ found[k - reach : k][::-1] / k
    return found


def _check(rate: float, severity: Floats) -> None:
    if not rate >= 0 or (severity < 0).any() or abs(float(severity.sum()) - 1) > 1e-9:
        raise InputError(f"compound Poisson: rate {rate:g}, severities that add up to {severity.sum():g}; expected 1")
