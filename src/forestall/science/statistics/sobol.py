"""Sobol indices: how much of the variance of a result comes from each uncertain input."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Shares of variance."""

    first: Floats
    """By each input alone, shape (inputs,)."""
    total: Floats
    """By each input with all its interplay, shape (inputs,)."""
    variance: float
    """Variance of the result."""


def sobol_indices(result: Callable[[Floats], Floats], a: Floats, b: Floats) -> SobolIndices:
    """First-order and total indices from two independent designs.

        S_i = mean(f(B) (f(A_B^i) - f(A))) / V;  T_i = mean((f(A) - f(A_B^i))^2) / 2 V

    A_B^i is A with column i from B.

    Args:
        result: inputs, shape (n, inputs), to results, shape (n,)
        a, b: two independent designs of the inputs, shape (n, inputs)

    Returns:
        Indices; NaN where the result does not vary.

    Raises:
        InputError: the designs differ in shape.

    Source:
        Saltelli et al. (2010), Variance based sensitivity analysis, doi:10.1016/j.cpc.2009.09.018, table 2, (b) and (f)
    """
    if a.shape != b.shape or a.ndim != 2:
        raise InputError(f"Sobol indices: designs of {a.shape} and {b.shape}, expected two of the same (n, inputs)")
    at_a, at_b = result(a), result(b)
    variance = float(np.concatenate([at_a, at_b]).var())
    if variance == 0:
        unknown = np.full(a.shape[1], np.nan)
        return SobolIndices(unknown, unknown.copy(), 0.0)
    middle = float(np.concatenate([at_a, at_b]).mean())
    first, total = np.empty(a.shape[1]), np.empty(a.shape[1])
    for i in range(a.shape[1]):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        at_mixed = result(mixed)
        first[i] = float(((at_b - middle) * (at_mixed - at_a)).mean()) / variance
        total[i] = float(((at_a - at_mixed) ** 2).mean()) / (2.0 * variance)
    return SobolIndices(first, total, variance)
