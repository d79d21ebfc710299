"""How near a model comes to measurements: the scores used for dispersion and fire models."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """A perfect model has n, 1, 1, 1, 0 and 0."""

    pairs: int
    """Pairs scored: both finite and the measured one above 0."""
    within_factor_two: float
    """FAC2: share of predictions from half to twice the measurement; no prediction is a miss."""
    geometric_mean_bias: float
    """MG = exp(mean ln(measured / predicted)); above 1 the model is too low. NaN where a prediction is 0."""
    geometric_variance: float
    """VG = exp(mean ln^2(measured / predicted)). NaN where a prediction is 0."""
    fractional_bias: float
    """FB = 2 (mean measured - mean predicted) / (their sum); above 0 the model is too low."""
    normalised_mean_square_error: float
    """NMSE = mean (measured - predicted)^2 / (mean measured * mean predicted)."""


def model_scores(measured: Floats, predicted: Floats) -> Scores:
    """Scores of predictions against measurements.

    Args:
        measured: shape (n,), any unit; pairs where it is NaN or not above 0 are left out
        predicted: shape (n,), the same unit; NaN counts as a miss in FAC2 and is left out of the rest

    Returns:
        The scores; NaN where no pair is left.

    Raises:
        InputError: the two differ in shape.

    Source:
        Chang and Hanna (2004), Meteorol. Atmos. Phys. 87, 167-196, doi:10.1007/s00703-003-0070-7, eq. 1-6
    """
    if measured.shape != predicted.shape:
        raise InputError(f"model scores: {measured.shape} measured, {predicted.shape} predicted; expected as many")
    known = np.isfinite(measured) & (measured > 0)
    given = known & np.isfinite(predicted)
    o, p = measured[given], predicted[given]
    if o.size == 0:
        return Scores(0, 0.0 if known.any() else np.nan, np.nan, np.nan, np.nan, np.nan)
    near = (p >= 0.5 * o) & (p <= 2.0 * o)
    log = np.log(o / p) if (p > 0).all() else np.full(o.size, np.nan)
    mean_o, mean_p = float(o.mean()), float(p.mean())
    return Scores(
        pairs=int(o.size),
        within_factor_two=float(near.sum() / known.sum()),
        geometric_mean_bias=float(np.exp(log.mean())),
        geometric_variance=float(np.exp((log**2).mean())),
        fractional_bias=2.0 * (mean_o - mean_p) / (mean_o + mean_p),
        normalised_mean_square_error=float(((o - p) ** 2).mean()) / (mean_o * mean_p) if mean_p > 0 else np.nan,
    )
