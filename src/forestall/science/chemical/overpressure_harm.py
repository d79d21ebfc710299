"""What the pressure of a blast does to people. Not here: damage to vessels (`escalation`), the blast itself."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

PA_PER_BAR = 1e5
HSE_LUNG_AT_1_BAR, HSE_LUNG_SLOPE = 5.13, 1.37  # HSE SPC/Tech/OSD/30; 1.47 + 1.37 ln p with p in psi


def lung_haemorrhage(pressure: Floats | float) -> Floats:
    """Pr of death by lung haemorrhage:  -77.1 + 6.91 ln p.

    Args:
        pressure: p, peak overpressure [Pa], shape (...), above 0

    Returns:
        Pr [-], shape (...).

    Source:
        Eisenberg, Lynch and Breeding (1975), AD/A-015 245
    """
    return np.asarray(-77.1 + 6.91 * np.log(pressure))


def lung_haemorrhage_hse(pressure: Floats | float) -> Floats:
    """Pr of death outdoors:  5.13 + 1.37 ln p  with p in bar.

    Args:
        pressure: peak overpressure [Pa], shape (...), above 0

    Returns:
        Pr [-], shape (...).

    Source:
        HSE, SPC/Tech/OSD/30 (after Hurst, Nussey and Pape 1989)
    """
    return np.asarray(HSE_LUNG_AT_1_BAR + HSE_LUNG_SLOPE * np.log(np.asarray(pressure) / PA_PER_BAR))


def lethal_overpressure_hse(share: float) -> float:
    """The overpressure [Pa] at which this share (0..1) of people outdoors dies (HSE, SPC/Tech/OSD/30)."""
    return PA_PER_BAR * float(np.exp((ndtri(share) + 5.0 - HSE_LUNG_AT_1_BAR) / HSE_LUNG_SLOPE))


def head_impact(pressure: Floats | float, impulse: Floats | float) -> Floats:
    """Pr of death by a blow to the head after being thrown.

        Pr = 5 - 8.49 ln(2430 / p + 4e8 / (p i))

    Args:
        pressure: p, peak overpressure [Pa], shape (...), above 0
        impulse: i [Pa s], shape (...), above 0

    Returns:
        Pr [-], shape (...).

    Source:
        CPR 16E (1992), Green Book, chapter 3
    """
    p = np.asarray(pressure, dtype=np.float64)
    return np.asarray(5.0 - 8.49 * np.log(2430.0 / p + 4e8 / (p * np.asarray(impulse))))


def building_collapse(pressure: Floats | float, impulse: Floats | float) -> Floats:
    """Pr of a collapse of brick buildings, which kills those inside.

        Pr = 5 - 0.22 ln((40000 / p)^7.4 + (460 / i)^11.3)

    Args:
        pressure: p, peak overpressure [Pa], shape (...), above 0
        impulse: i [Pa s], shape (...), above 0

    Returns:
        Pr [-], shape (...).

    Source:
        CPR 16E (1992), Green Book, chapter 2
    """
    p, i = np.asarray(pressure, dtype=np.float64), np.asarray(impulse, dtype=np.float64)
    return np.asarray(5.0 - 0.22 * np.log((40_000.0 / p) ** 7.4 + (460.0 / i) ** 11.3))
