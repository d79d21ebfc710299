"""From the Obukhov length back to the Pasquill class, so that data fitted by class serve where L is known."""

import numpy as np

from forestall.science.chemical.briggs import CLASSES
from forestall.science.chemical.power_fits import SPICER_SHORTEST, SPICER_Y
from forestall.science.chemical.wind import obukhov_length

# (a, b) of  sigma_x = a x^b  [m] by class.
# Source: Beals (1971), AWS-TR-214, as in Spicer and Havens (1989), EPA-450/4-89-019, p. 47
ALONG = {
    "A": (0.02, 1.22),
    "B": (0.02, 1.22),
    "C": (0.02, 1.22),
    "D": (0.04, 1.14),
    "E": (0.17, 0.97),
    "F": (0.17, 0.97),
}


def pasquill_class(length: float, roughness: float) -> str:
    """The class, `A` to `F`, whose Obukhov length over this roughness [m] is nearest in 1/L.

    Source:
        Golder (1972), doi:10.1007/BF00769106, inverted
    """
    inverse = _inverse_lengths(roughness)
    return CLASSES[int(np.argmin(np.abs(inverse - 1.0 / length)))]


def lateral_coefficient(length: float, roughness: float, averaging: float) -> float:
    """a of  sigma_y = a x^0.9  [m] between the classes, linear in 1/L; kept at those of A and F beyond them.

    Args:
        length: Obukhov length [m]
        roughness: roughness length [m]
        averaging: averaging time [s]; below about 18 s (5 s in class F) it no longer narrows the plume

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019, pp. 45-46; Golder (1972)
    """
    by_class = [SPICER_Y[c][0] * (max(averaging, SPICER_SHORTEST[c]) / 600.0) ** 0.2 for c in CLASSES]
    return float(np.interp(1.0 / length, _inverse_lengths(roughness), by_class))


def _inverse_lengths(roughness: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """1/L [1/m] of the classes A to F, ascending."""
    return np.array([1.0 / obukhov_length(c, roughness) for c in CLASSES])
