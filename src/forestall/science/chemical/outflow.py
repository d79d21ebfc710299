"""What gets out of a vessel, by the relation that fits how the substance is held and how it is lost.

    gas          hole: choked or unchoked, the vessel blows down        rupture: all at once
    liquefied    hole: flashing; above the liquid: vapour               rupture: flash, spray and rain
    liquid       hole: head and pressure drain it                       rupture: all on the ground

Not here: the pool, the cloud; each relation has a module of its own.
"""

import math
from dataclasses import dataclass

from forestall.core.errors import InputError
from forestall.science.chemical.blow_down import blow_down
from forestall.science.chemical.discharge import Discharge
from forestall.science.chemical.drain_down import drain, drain_flashing
from forestall.science.chemical.flash import airborne_fraction, isentropic_flash_fraction
from forestall.science.chemical.orifice_gas import GAS_CONSTANT, critical_ratio, gas_flow
from forestall.science.chemical.orifice_liquid import SHARP
from forestall.science.chemical.rupture import rupture
from forestall.science.chemical.storage import (
    AMBIENT,
    FILLING,
    State,
    Storage,
    boiling_properties,
    gas_z,
    nearest_at,
    vapour_flow_state,
    vessel_of,
)
from forestall.science.chemical.vessel import hole_area

LONGEST = 1800  # longest release that is followed [s]  (CPR 18E, 1999, Purple Book, section 4.6)


@dataclass(frozen=True, slots=True)
class Outflow:
    """What gets out, and what becomes of it before it meets the wind."""

    relation: str
    """Which relation, in words."""
    equation: str
    source: str
    discharge: Discharge | None
    """Step by step; None when all is lost at once."""
    mass: float
    """That gets out in the time followed [kg]."""
    vapour: float
    """Share of it that is vapour at once, 0..1."""
    airborne: float
    """Share of it that stays in the air as vapour and spray, 0..1; the rest falls to the ground."""
    temperature: float
    """Of what is in the air [K]."""

    @property
    def droplets(self) -> float:
        """Share of what is airborne that is liquid."""
        return 0.0 if self.airborne <= 0 else max(0.0, 1.0 - self.vapour / self.airborne)

    @property
    def duration(self) -> float:
        """[s]; 0 at once."""
        return 0.0 if self.discharge is None else self.discharge.lasts

    @property
    def rate(self) -> float:
        """Largest mean over a minute [kg/s]; NaN when all is lost at once."""
        return math.nan if self.discharge is None else self.discharge.largest_mean()


def at_rate(held: Storage, rate: float, seconds: float, mass: float | None) -> Outflow:
    """A stated rate [kg/s] for a time [s], or until a mass [kg] is gone.

    Raises:
        InputError: rate or time is not above 0, or the inventory is not.
    """
    if not (rate > 0 and seconds > 0 and math.isfinite(rate) and math.isfinite(seconds)):
        raise InputError(f"rate {rate:g} kg/s for {seconds:g} s: expected both above 0")
    if mass is not None and not mass > 0:
        raise InputError(f"inventory: {mass:g} kg: expected above 0")
    lasts = min(seconds, float(LONGEST), math.inf if mass is None else mass / rate)
    count = max(1, math.ceil(lasts - 1e-9))
    whole = rate * lasts
    run = Discharge(lasts / count, (rate,) * count, whole if mass is None else mass, (mass or whole) - whole)
    return _outside(held, run, "stated rate", "m = q t", "as given")


def through_hole(held: Storage, mass: float, hole: float, *, vapour_space: bool = False) -> Outflow:
    """A hole in the vessel; followed for at most half an hour.

    Args:
        held: the substance
        mass: inventory [kg]
        hole: diameter [m]
        vapour_space: the hole is above the liquid

    Raises:
        InputError: the hole is larger than the vessel, or a property is missing.
    """
    vessel = vessel_of(held, mass)
    if held.state is State.GAS:
        return _gas(held, vessel.volume, hole_area(hole, vessel))
    if held.state is State.LIQUEFIED and vapour_space:
        return _vapour(held, mass, hole_area(hole, vessel))
    if held.state is State.LIQUEFIED:
        run = drain_flashing(
            vessel, FILLING, held.substance, held.temperature, hole, padding=held.padding, seconds=LONGEST
        )
        return _outside(
            held,
            run,
            "flashing liquid through a hole",
            "G = Cd sqrt(2 rho (p_sat + p_pad - p_air))",
            "Fauske and Epstein (1988), J. Loss Prev. 1, 75-83; NOAA (2013), NOS OR&R 43, 3.4.5",
        )
    run = drain(
        vessel, FILLING, held.substance, held.temperature, hole, hole / 2, padding=held.padding, seconds=LONGEST
    )
    source = "CCPS (1999), eq. 2.17; NOAA (2013), NOS OR&R 43, 3.4.4.1"
    return _outside(held, run, "liquid through a hole", "q = Cd A sqrt(2 rho (p - p_air + rho g h))", source)


def mouth(held: Storage, out: Outflow, hole: float) -> float:
    """Area of a flashing jet once it has the pressure of the air [m2].

    It keeps the speed of the liquid, q / (Cd A rho): what flashes outside swells to all sides. The mean rate of vapour
    and spray passes through it.

    Args:
        held: the liquefied gas
        out: what gets out
        hole: diameter [m]

    Source:
        CPR 14E (1997), Yellow Book, 2.5.3.7: continuity at the pressure of the air
    """
    velocity = out.rate / (SHARP * math.pi / 4 * hole**2 * held.density)
    gas = AMBIENT * held.substance.number("molar_mass") / (GAS_CONSTANT * out.temperature)
    volume = (1 - out.droplets) / gas + out.droplets / boiling_properties(held.substance)[2]
    return out.airborne * out.mass / out.duration * volume / velocity


def ruptured(held: Storage, mass: float) -> Outflow:
    """The vessel breaks: all gets out at once.

    Raises:
        InputError: the mass is not above 0.
    """
    vessel_of(held, mass)
    one = held.substance
    if held.state is State.GAS:
        gamma = one.number("gamma")
        cold = max(one.number("boiling_point"), held.temperature * (AMBIENT / held.pressure) ** ((gamma - 1) / gamma))
        return Outflow(
            "burst of a gas vessel", "T = T0 (p_air/p)^((g-1)/g)", "CPR 14E (1997), 2.5.2", None, mass, 1.0, 1.0, cold
        )
    parts = rupture(one, mass, held.temperature, held.temperature)
    return Outflow(
        "burst of a vessel of liquid",
        "x = Tb c/L ln(T/Tb); spray 2x below 10 %, all from 36 %",
        "CPR 14E (1997), eq. 2.115; CPR 18E (1999), table 4.8",
        None,
        mass,
        parts.vapour / mass,
        (parts.vapour + parts.spray) / mass,
        parts.temperature,
    )


def _gas(held: Storage, volume: float, area: float) -> Outflow:
    one, gamma = held.substance, held.substance.number("gamma")
    run = blow_down(
        volume,
        held.pressure,
        held.temperature,
        area,
        one.number("molar_mass"),
        gamma,
        compressibility=gas_z(held),
        seconds=LONGEST,
    )
    choked = AMBIENT / held.pressure <= critical_ratio(gamma)
    return _outside(
        held,
        run,
        f"gas through a hole, {'choked' if choked else 'not choked'}",
        "q = Cd A sqrt(g p rho (2/(g+1))^((g+1)/(g-1)))"
        if choked
        else "q = Cd A sqrt(2 p rho g/(g-1) (r^(2/g) - r^(1+1/g)))",
        "CCPS (1999), eq. 2.22-2.24; CPR 14E (1997), 2.5.2.2-3",
    )


def _vapour(held: Storage, mass: float, area: float) -> Outflow:
    """Vapour above the liquid; boiling keeps up its pressure, the cautious side."""
    pressure, rho = vapour_flow_state(held)
    gamma = held.substance.number("gamma")
    jet = gas_flow(SHARP, area, pressure, rho, held.temperature, gamma, AMBIENT)
    lasts = min(float(LONGEST), mass / jet.rate)
    count = max(1, math.ceil(lasts))
    run = Discharge(lasts / count, (jet.rate,) * count, mass, mass - jet.rate * lasts)
    return Outflow(
        f"vapour above the liquid, {'choked' if jet.choked else 'not choked'}, pressure held",
        "q = Cd A sqrt(g p rho (2/(g+1))^((g+1)/(g-1)))",
        "CCPS (1999), eq. 2.22-2.24",
        run,
        run.released,
        1.0,
        1.0,
        held.temperature,
    )


def _outside(held: Storage, run: Discharge, relation: str, equation: str, source: str) -> Outflow:
    """In the air: a hot liquid flashes, a cold one falls down.

    A gas that slows down in the air is as warm as in the vessel: its enthalpy is what it was, and that of an ideal gas
    depends on its temperature alone.
    """
    if not run.released > 0:
        raise InputError(f"{held.substance.name}: nothing gets out: the pressure inside is that of the air")
    one = held.substance
    if held.state is State.GAS:
        return Outflow(relation, equation, source, run, run.released, 1.0, 1.0, held.temperature)
    if held.state is State.LIQUID:
        return Outflow(relation, equation, source, run, run.released, 0.0, 0.0, held.temperature)
    boiling, heat, _ = boiling_properties(one)
    capacity = nearest_at(one, "liquid_heat_capacity", (held.temperature + boiling) / 2)
    flashed = isentropic_flash_fraction(held.temperature, boiling, capacity, heat)
    return Outflow(relation, equation, source, run, run.released, flashed, airborne_fraction(flashed), boiling)
