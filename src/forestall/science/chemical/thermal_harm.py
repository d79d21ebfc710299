"""What heat radiation does to people. Not here: where the radiation comes from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ThermalProbit:
    """Pr = a + b ln(share * dose), the dose t q^(4/3) with q in W/m2 and t in s."""

    a: float
    b: float
    share: float = 1.0
    """Part of the dose that counts (bare skin)."""


EISENBERG = ThermalProbit(-38.48, 2.56)  # Eisenberg et al. (1975), AD/A-015 245: lethality, nuclear data
TSAO_PERRY = ThermalProbit(-36.38, 2.56)  # Tsao and Perry (1979), CG-D-38-79: the same for infra-red
TNO = ThermalProbit(-37.23, 2.56)  # CPR 16E (1992), Green Book: lightly clothed people
LEES = ThermalProbit(-29.02, 1.99, 0.5)  # Lees (1994), Trans IChemE 72B: half of the dose counts

EXPONENT = 4.0 / 3.0


def thermal_dose(flux: Floats | float, seconds: float) -> Floats:
    """Thermal dose  V = t q^(4/3).

    Args:
        flux: q, radiation received [W/m2], shape (...), at least 0
        seconds: t, length of the exposure [s]

    Returns:
        Dose [(W/m2)^(4/3) s], shape (...); 1 (kW/m2)^(4/3) s is 10^4 of it.

    Source:
        Eisenberg, Lynch and Breeding (1975), AD/A-015 245
    """
    return np.asarray(seconds * np.asarray(flux, dtype=np.float64) ** EXPONENT)


def probit_value(probit: ThermalProbit, dose: Floats | float) -> Floats:
    """Pr [-] of a dose [(W/m2)^(4/3) s], shape (...); -inf without any dose."""
    with np.errstate(divide="ignore"):
        return np.asarray(probit.a + probit.b * np.log(probit.share * np.asarray(dose, dtype=np.float64)))


def thermal_lethality(probit: ThermalProbit, dose: Floats | float) -> Floats:
    """Share of people, 0..1, who die from a dose [(W/m2)^(4/3) s], shape (...)."""
    return np.asarray(ndtr(probit_value(probit, dose) - 5.0))


def lethal_dose(probit: ThermalProbit, share: float) -> float:
    """The dose [(W/m2)^(4/3) s] from which this share (0..1) of people dies."""
    return float(np.exp((ndtri(share) + 5.0 - probit.a) / probit.b)) / probit.share
