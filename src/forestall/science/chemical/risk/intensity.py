"""Heat and pressure that a branch of a release brings to a vessel at a distance, at their worst direction.

Fireballs are too short to break vessels by heat (Cozzani et al. 2006) and their own blast is left out, as are
fragments. Not here: whether the vessel breaks (`domino`).
"""

import numpy as np

from forestall.science.chemical.cloud import FLAMMABLE
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.risk.blasts import pressure_at
from forestall.science.chemical.risk.event_tree import Branch
from forestall.science.chemical.risk.flames import jet_fire_flux, pool_fire_flux
from forestall.science.chemical.risk.outcomes import Spill, cloud_of, fuel_of, pool_diameter
from forestall.science.chemical.tnt import USUAL_YIELD, equivalent_mass

ENGULFED = 150e3  # radiation on a vessel inside a pool fire [W/m2]; Landucci et al. (2009): 90..150 kW/m2


def heat_at(spill: Spill, branch: Branch, distance: float, air: Weather) -> float:
    """Radiation [W/m2] of a jet or pool fire on a vessel at a distance [m], the flame towards it; else 0."""
    x, y = np.array([distance]), np.zeros(1)
    if branch is Branch.JET_FIRE:
        return float(jet_fire_flux(spill.rate, spill.substance.number("heat_of_combustion"), x, y)[0])
    if branch is Branch.POOL_FIRE:
        flux = float(pool_fire_flux(fuel_of(spill.substance), pool_diameter(spill), air.wind, x, y)[0])
        return ENGULFED if np.isnan(flux) else flux
    return 0.0


def blast_at(spill: Spill, branch: Branch, distance: float, air: Weather) -> float:
    """Overpressure [Pa] of the explosion of a cloud on a vessel at a distance [m], the wind towards it; else 0."""
    if branch is not Branch.EXPLOSION:
        return 0.0
    one = spill.substance
    part = cloud_of(spill, air, FLAMMABLE).flammable(
        one.number("lower_flammable_limit"), one.number("upper_flammable_limit")
    )
    if not part.mass > 0:
        return 0.0
    charge = equivalent_mass(part.mass, one.number("heat_of_combustion"), USUAL_YIELD)
    return float(pressure_at(np.array([abs(distance - part.centre)]), charge)[0])
