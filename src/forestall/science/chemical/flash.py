"""What becomes of a superheated liquid once it is outside: flash, spray, air drawn in. Not here: how it got out."""

import math

AIR_HEAT_CAPACITY = 1004.0  # of dry air [J/kg K]


def flash_fraction(t: float, boiling: float, heat_capacity: float, heat_of_vaporisation: float) -> float:
    """Share of the liquid that turns to vapour at once:  c (T - Tb) / L, within 0..1.

    Args:
        t: temperature before [K]
        boiling: boiling point [K]
        heat_capacity: of the liquid [J/kg K]
        heat_of_vaporisation: [J/kg]

    Source:
        CCPS (1996), Guidelines for Use of Vapor Cloud Dispersion Models (2nd ed.), eq. 4-14
    """
    return min(1.0, max(0.0, heat_capacity * (t - boiling) / heat_of_vaporisation))


def isentropic_flash_fraction(t: float, boiling: float, heat_capacity: float, heat_of_vaporisation: float) -> float:
    """Share that turns to vapour when the liquid pushes the air away as it expands:  Tb c / L ln(T / Tb), within 0..1.

    Source:
        CPR 14E (1997), Yellow Book, eq. 2.115 for no vapour at the start; arguments as for `flash_fraction`
    """
    return min(1.0, max(0.0, boiling * heat_capacity / heat_of_vaporisation * math.log(t / boiling)))


def airborne_fraction(flashed: float) -> float:
    """Share of a ruptured vessel's liquid that stays in the air, vapour and spray; the rest rains out.

    Args:
        flashed: share that turns to vapour at once, 0..1

    Source:
        CPR 18E (1999), Purple Book, table 4.8: twice the flash below 10 %, all from 36 % on, straight between
    """
    if flashed < 0.1:
        return 2 * flashed
    return (0.8 * flashed - 0.028) / 0.26 if flashed < 0.36 else 1.0


def air_to_evaporate(liquid: float, heat_of_vaporisation: float, boiling: float, air: float) -> float:
    """Dry air that has to mix in before spray at its boiling point is gone [kg]:  m L / c_p (T_air - Tb).

    Args:
        liquid: spray [kg]
        heat_of_vaporisation: [J/kg]
        boiling: boiling point [K]
        air: temperature of the air [K]

    Returns:
        Mass of air; inf where the air is no warmer than the spray.

    Source:
        Adiabatic mixing; CCPS (1999), section 2.1.5, with c_p of dry air 1004 J/kg K
    """
    warmth = AIR_HEAT_CAPACITY * (air - boiling)
    return liquid * heat_of_vaporisation / warmth if warmth > 0 else math.inf
