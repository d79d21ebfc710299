"""Footprints of vapour cloud explosions, and the pressure of a charge. Not here: how likely they are."""

import numpy as np
from numpy.typing import NDArray

from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.lethality import Lethality, of_blast
from forestall.science.chemical.risk.shapes import disc
from forestall.science.chemical.tnt import ENDS, USUAL_YIELD, equivalent_mass, overpressure

Floats = NDArray[np.float64]


def explosion_footprint(mass: float, heat: float, centre: float, *, share: float = USUAL_YIELD) -> Footprint | None:
    """A cloud that explodes around its middle, compared with TNT.

    Args:
        mass: of fuel between the flammable limits [kg], above 0
        heat: of combustion [J/kg]
        centre: middle of the cloud, downwind [m]
        share: yield, 0..1

    Source:
        CCPS (1994), section 4.3 (yield); Swisdak (1994), Table 1; CPR 18E (1999), Purple Book, 5.2.4
    """
    charge = equivalent_mass(mass, heat, share)

    def law(x: Floats, y: Floats) -> Lethality:
        return of_blast(pressure_at(np.hypot(x - centre, y), charge))

    return disc(law, centre)


def pressure_at(distance: Floats, charge: float) -> Floats:
    """Overpressure [Pa] at distances [m], shape (...): nearer than the fit that of its near end, farther 0."""
    scale = np.cbrt(charge)
    near = np.maximum(distance, ENDS[0] * scale)
    return np.nan_to_num(overpressure(near, charge), nan=0.0)
