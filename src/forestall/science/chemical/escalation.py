"""How fire and blast at one unit break the next (domino). Not here: chains of units, which are the risk's."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]


class Vessel(StrEnum):
    """What is hit."""

    ATMOSPHERIC = "atmospheric"
    PRESSURISED = "pressurised"
    ELONGATED = "elongated"
    """Columns, reactors."""
    SMALL = "small"
    """Pumps, pipes, small equipment."""


# (a, b) of  Pr = a + b ln p, p the peak overpressure in Pa.
# Source: Cozzani and Salzano (2004), J. Haz. Mat. A107, 67-80.
BLAST = {
    Vessel.ATMOSPHERIC: (-18.96, 2.44),
    Vessel.PRESSURISED: (-42.44, 4.33),
    Vessel.ELONGATED: (-28.07, 3.16),
    Vessel.SMALL: (-17.79, 2.18),
}
# Below these no escalation is to be expected. Source: Cozzani, Gubinelli and Salzano (2006), J. Haz. Mat. A129, 1-21.
RADIATION_THRESHOLD = {Vessel.ATMOSPHERIC: 15e3, Vessel.PRESSURISED: 45e3}  # [W/m2], 10 min or more
OVERPRESSURE_THRESHOLD = {Vessel.ATMOSPHERIC: 22e3, Vessel.PRESSURISED: 16e3, Vessel.ELONGATED: 31e3}  # [Pa]
# Volumes the times to failure were fitted to [m3]. Source: Landucci et al. (2009), Table 2.
VOLUMES = {Vessel.ATMOSPHERIC: (25.0, 17_500.0), Vessel.PRESSURISED: (5.0, 250.0)}


def time_to_failure(vessel: Vessel, flux: Floats | float, volume: float) -> Floats:
    """Time until an unprotected vessel in a fire fails.

        atmospheric:  ln ttf = 9.877 - 1.13 ln I - 2.667e-5 V
        pressurised:  ln ttf = 8.845 V^0.032 - 0.95 ln I            (I in kW/m2, V in m3, ttf in s)

    Args:
        vessel: atmospheric or pressurised
        flux: I, radiation received [W/m2], shape (...), above 0
        volume: V [m3]

    Returns:
        Time [s], shape (...); NaN for other vessels and for volumes that were not fitted.

    Source:
        Landucci, Gubinelli, Antonioni and Cozzani (2009), doi:10.1016/j.aap.2008.05.006
    """
    i = np.asarray(flux, dtype=np.float64) / 1e3
    low, high = VOLUMES.get(vessel, (np.inf, -np.inf))
    if not low <= volume <= high:
        return np.full_like(i, np.nan)
    if vessel is Vessel.ATMOSPHERIC:
        return np.asarray(np.exp(9.877 - 1.13 * np.log(i) - 2.667e-5 * volume))
    return np.asarray(np.exp(8.845 * volume**0.032 - 0.95 * np.log(i)))


def escalation_by_fire(time_to_failure: Floats | float) -> Floats:
    """Probability that the vessel fails before help works:  Pr = 9.25 - 1.847 ln(ttf in min).

    It stands for 0.9 at 5 min and 0.1 at 20 min.

    Args:
        time_to_failure: ttf [s], shape (...)

    Returns:
        Probability, 0..1, shape (...).

    Source:
        Landucci et al. (2009), doi:10.1016/j.aap.2008.05.006
    """
    return np.asarray(ndtr(9.25 - 1.847 * np.log(np.asarray(time_to_failure) / 60.0) - 5.0))


def escalation_by_blast(vessel: Vessel, pressure: Floats | float) -> Floats:
    """Probability that a blast breaks a vessel.

    Args:
        vessel: which kind
        pressure: peak overpressure [Pa], shape (...)

    Returns:
        Probability, 0..1, shape (...).

    Source:
        Cozzani and Salzano (2004), doi:10.1016/j.jhazmat.2003.09.013
    """
    a, b = BLAST[vessel]
    with np.errstate(divide="ignore"):
        return np.asarray(ndtr(a + b * np.log(pressure) - 5.0))
