"""A vessel of liquid that empties through a hole. Not here: gas vessels, the pool, the jet."""

from forestall.core.errors import InputError
from forestall.science.chemical.blow_down import blow_down
from forestall.science.chemical.discharge import Discharge
from forestall.science.chemical.orifice_liquid import SHARP, head_pressure, liquid_flow
from forestall.science.chemical.substance import Substance
from forestall.science.chemical.two_phase import Saturated, flashing_flux
from forestall.science.chemical.vessel import Vessel, hole_area

GAS_CONSTANT = 8.314462618  # [J/mol K]
GULPING = 0.01  # share of the air's pressure that drives a vessel that draws air in  (NOAA 2013, 3.4.4.1)


def liquid_mass(vessel: Vessel, filling: float, substance: Substance, t: float) -> float:
    """Of a vessel filled to a share 0..1 of its volume with liquid at t [K], the vapour above it left out [kg]."""
    if not 0 < filling <= 1:
        raise InputError(f"filling: {filling:g}: expected a share above 0 and at most 1")
    return vessel.volume * filling * substance.at("liquid_density", t)


def drain(
    vessel: Vessel,
    filling: float,
    substance: Substance,
    t: float,
    hole: float,
    height: float,
    *,
    outside: float = 101_325.0,
    padding: float = 0.0,
    coefficient: float = SHARP,
    seconds: int = 3600,
) -> Discharge:
    """A liquid below its boiling point runs out until its level reaches the hole.

    Args:
        vessel, filling: shape, share of the volume
        substance, t: content and its temperature [K], held
        hole, height: diameter of the hole and height of its middle above the bottom [m]
        outside: pressure of the air [Pa]
        padding: pressure above the liquid, beyond that of the air [Pa]
        coefficient: discharge coefficient
        seconds: how long to follow it

    Source:
        NOAA (2013), NOS OR&R 43, section 3.4.4.1: closed vessel, vapour pressure plus head, at least 1.01 of the air
    """
    rho, vapour = substance.at("liquid_density", t), substance.at("vapour_pressure", t)
    mass = inventory = liquid_mass(vessel, filling, substance, t)
    area, rates = hole_area(hole, vessel), []
    least = vessel.filled(height - hole / 2) * rho
    for _ in range(seconds):
        head = vessel.depth(mass / rho) - height
        push = max(vapour + padding + head_pressure(rho, head) - outside, GULPING * outside)
        rate = min(liquid_flow(coefficient, area, rho, push), max(0.0, mass - least))
        rates.append(rate)
        mass -= rate
    return Discharge(1.0, tuple(rates), inventory, mass)


def saturated(substance: Substance, t: float) -> Saturated:
    """The substance as a saturated liquid at t [K], its vapour an ideal gas.

    Raises:
        InputError: t is above the critical temperature, or a property is not known there.
    """
    critical = substance.number("critical_temperature")
    if t >= critical:
        raise InputError(f"{substance.name}: {t:.2f} K: expected below the critical temperature of {critical:.2f} K")
    pressure = substance.at("vapour_pressure", t)
    return Saturated(
        t,
        pressure,
        1 / substance.at("liquid_density", t),
        GAS_CONSTANT * t / (pressure * substance.number("molar_mass")),
        substance.at("heat_of_vaporisation", t),
        substance.at("liquid_heat_capacity", t),
    )


def drain_flashing(
    vessel: Vessel,
    filling: float,
    substance: Substance,
    t: float,
    hole: float,
    *,
    length: float = 0.0,
    padding: float = 0.0,
    outside: float = 101_325.0,
    coefficient: float = SHARP,
    seconds: int = 3600,
) -> Discharge:
    """A liquid under its own vapour pressure runs out flashing; the boil-up keeps the hole wet while there is liquid.

    Vapour fills the room the liquid leaves; its heat is taken from what stays. Then the vapour blows down.

    Args:
        length: of a pipe behind the hole [m]
        padding: pressure of another gas above the liquid, held [Pa]
        vessel, filling, substance, t, hole, outside, coefficient, seconds: as for `drain`

    Returns:
        The discharge; its inventory is liquid and vapour.

    Raises:
        InputError: the liquid does not boil at t in the open air, or t is above its critical temperature.

    Source:
        NOAA (2013), NOS OR&R 43, section 3.4.5, with the flux of Fauske and Epstein (1988)
    """
    area, lowest = hole_area(hole, vessel), substance.number("boiling_point")
    rates: list[float] = []
    state = saturated(substance, t)
    if state.pressure <= outside:
        raise InputError(
            f"{substance.name} at {t:.2f} K: vapour pressure {state.pressure:.0f} Pa, expected above that of the air, "
            f"{outside:.0f} Pa; below it the liquid does not flash"
        )
    mass = inventory = _both(vessel.volume, liquid_mass(vessel, filling, substance, t), state)
    vapour = mass - liquid_mass(vessel, filling, substance, t)
    while len(rates) < seconds and mass > vapour:
        flux = flashing_flux(state, state.pressure + padding - outside, coefficient=coefficient, length=length)
        rate = min(flux * area, mass - vapour)
        if rate <= 0:
            return Discharge(1.0, tuple(rates), inventory, mass)
        rates.append(rate)
        mass -= rate
        t = max(lowest, t - _cooling(rate * state.liquid_volume, mass, vapour, state, substance.number("molar_mass")))
        state = saturated(substance, t)
        vapour = _vapour(vessel.volume, mass, state)
    tail = _vapour_alone(vessel, substance, t, mass, area, outside, coefficient, seconds - len(rates))
    return Discharge(1.0, (*rates, *tail.rate), inventory, tail.left)


def _vapour_alone(
    vessel: Vessel,
    substance: Substance,
    t: float,
    mass: float,
    area: float,
    outside: float,
    coefficient: float,
    seconds: int,
) -> Discharge:
    """What is left once the liquid has gone blows down as an ideal gas."""
    molar_mass = substance.number("molar_mass")
    pressure = mass * GAS_CONSTANT * t / (vessel.volume * molar_mass)
    gamma = substance.number("gamma")
    return blow_down(
        vessel.volume, pressure, t, area, molar_mass, gamma, outside=outside, coefficient=coefficient, seconds=seconds
    )


def _both(volume: float, liquid: float, state: Saturated) -> float:
    """Liquid and the vapour above it [kg]."""
    return liquid + (volume - liquid * state.liquid_volume) / state.vapour_volume


def _cooling(room: float, mass: float, vapour: float, state: Saturated, molar_mass: float) -> float:
    """By how much the content cools [K] when vapour fills more room [m3]; vapour that then condenses slows it."""
    heat = state.heat_of_vaporisation
    condensing = vapour * (heat * molar_mass / (GAS_CONSTANT * state.temperature) - 1) / state.temperature
    return heat * room / state.vapour_volume / (mass * state.heat_capacity + heat * max(0.0, condensing))


def _vapour(volume: float, mass: float, state: Saturated) -> float:
    """Of a mass in this volume, what is vapour [kg]."""
    liquid = (mass - volume / state.vapour_volume) / (1 - state.liquid_volume / state.vapour_volume)
    return mass - max(0.0, liquid)
