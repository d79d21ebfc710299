"""A vessel of liquefied gas that breaks apart: vapour, spray and rain. Not here: blast, the cloud's way."""

from dataclasses import dataclass

from forestall.core.errors import InputError
from forestall.science.chemical.flash import air_to_evaporate, airborne_fraction, isentropic_flash_fraction
from forestall.science.chemical.substance import Substance


@dataclass(frozen=True, slots=True)
class Rupture:
    """What the content of a broken vessel becomes at once."""

    vapour: float
    """[kg]"""
    spray: float
    """Drops that stay in the air [kg]."""
    rain: float
    """Liquid that falls to the ground [kg]."""
    temperature: float
    """Of all three [K]."""
    air: float
    """Dry air that has to mix in before the spray is gone [kg]; inf where the air is no warmer."""


def rupture(substance: Substance, mass: float, t: float, air: float) -> Rupture:
    """The liquid expands to the pressure of the air.

    Args:
        substance: content
        mass: of it [kg], at least 0
        t: temperature before [K], below the critical one
        air: temperature of the air [K]

    Returns:
        vapour + spray + rain = mass; below the boiling point all of it is rain.

    Raises:
        InputError: the mass is below 0 or t is not below the critical temperature.

    Source:
        CPR 14E (1997), Yellow Book, eq. 2.115 (flash); CPR 18E (1999), Purple Book, table 4.8 (spray)
    """
    boiling, critical = substance.number("boiling_point"), substance.number("critical_temperature")
    if mass < 0 or not 0 < t < critical:
        raise InputError(
            f"rupture of {substance.name}: {mass:g} kg at {t:g} K: expected at least 0 kg below {critical:.2f} K"
        )
    if t <= boiling:
        return Rupture(0.0, 0.0, mass, t, 0.0)
    heat = substance.at("heat_of_vaporisation", boiling)
    flashed = isentropic_flash_fraction(t, boiling, substance.at("liquid_heat_capacity", (t + boiling) / 2), heat)
    airborne = airborne_fraction(flashed)
    spray = (airborne - flashed) * mass
    rain = mass - flashed * mass - spray
    return Rupture(flashed * mass, spray, rain, boiling, air_to_evaporate(spray, heat, boiling, air))
