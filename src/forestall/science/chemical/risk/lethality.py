"""Who dies of a dose, of heat, of a flame or of a blast, as risk analysis counts it: outdoors bare, outdoors, indoors.

Not here: how strong they are where, which the footprints work out (`toxic`, `flames`, `blasts`).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from forestall.science.chemical.probit import Probit
from forestall.science.chemical.thermal_harm import TSAO_PERRY, thermal_dose, thermal_lethality

Floats = NDArray[np.float64]
Lethality = tuple[Floats, Floats, Floats]

FLAME = 35e3  # radiation from which everybody dies, indoors too [W/m2]; CPR 18E (1999), 5.2.3
CLOTHED = 0.14  # share of the lethality outdoors that is left under clothing; CPR 18E (1999), 5.2.3
LONGEST_HEAT = 20.0  # time after which people have found cover [s]; CPR 18E (1999), 5.2.3
COLLAPSE = 30e3  # overpressure from which everybody dies [Pa]; CPR 18E (1999), 5.2.4
GLASS = 10e3  # overpressure from which some die indoors [Pa]; CPR 18E (1999), 5.2.4
GLASS_KILLS = 0.025  # share of people indoors who die between the two; CPR 18E (1999), 5.2.4
NEGLIGIBLE = 1e-3  # lethality at which a footprint ends


def of_load(probit: Probit, load: Floats) -> Floats:
    """Share who die of a toxic load, the integral of C^n dt in (mg/m3)^n min, shape (...).

    Source:
        CPR 18E (1999), Purple Book, 5.2.2
    """
    with np.errstate(divide="ignore"):
        return np.asarray(ndtr(probit.a + probit.b * np.log(load) - 5.0))


def of_heat(flux: Floats, seconds: float) -> Lethality:
    """Shares who die of heat radiation [W/m2], shape (...), that lasts so long [s], 20 s at most.

    Source:
        CPR 18E (1999), Purple Book, 5.2.3 and eq. 5.4 (the probit of Tsao and Perry 1979)
    """
    bare = thermal_lethality(TSAO_PERRY, thermal_dose(flux, min(seconds, LONGEST_HEAT)))
    inside = flux >= FLAME
    return np.where(inside, 1.0, bare), np.where(inside, 1.0, CLOTHED * bare), inside.astype(np.float64)


def of_blast(pressure: Floats) -> Lethality:
    """Shares who die of a blast of this peak overpressure [Pa], shape (...).

    Source:
        CPR 18E (1999), Purple Book, 5.2.4
    """
    everybody = (pressure >= COLLAPSE).astype(np.float64)
    return everybody, everybody, np.where(pressure >= COLLAPSE, 1.0, np.where(pressure >= GLASS, GLASS_KILLS, 0.0))
