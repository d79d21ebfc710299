"""Share of people who die from breathing a concentration for a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Probit:
    """Pr = a + b ln(C^n t), with C in mg/m3 or ppm (as the table has it) and t in min."""

    a: float
    b: float
    n: float


def lethality(probit: Probit, concentration: Floats, minutes: float) -> Floats:
    """Share of exposed people who die.

    Args:
        probit: constants of the substance
        concentration: constant over the exposure, in the unit of the constants, shape (...)
        minutes: length of the exposure [min], above 0

    Returns:
        Share, 0..1, shape (...); 0 at no concentration.

    Source:
        CPR 18E (1999), Purple Book, 5.2.2.1; CPR 16E (1992), Green Book, chapter 5
    """
    with np.errstate(divide="ignore"):
        return np.asarray(ndtr(probit.a + probit.b * (probit.n * np.log(concentration) + np.log(minutes)) - 5.0))


def lethal_concentration(probit: Probit, share: float, minutes: float) -> float:
    """The concentration at which this share (0..1) of people exposed for `minutes` [min] dies; LC50 for 0.5."""
    return float(np.exp(((ndtri(share) + 5.0 - probit.a) / probit.b - np.log(minutes)) / probit.n))
