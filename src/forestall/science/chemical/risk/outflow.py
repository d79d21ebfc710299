"""What gets out of a tank in an accident on the way: sizes of outflow, their shares, and the spill each is.

The numbers: `content/loss_of_containment`. Not here: how often accidents happen where (the route's).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from forestall.core.errors import InputError
from forestall.science.chemical.evaporation import (
    POWER,
    friction_velocity,
    saturated,
    transfer_coefficient,
    volatility,
)
from forestall.science.chemical.flash import airborne_fraction, isentropic_flash_fraction
from forestall.science.chemical.orifice_liquid import liquid_flow
from forestall.science.chemical.risk.outcomes import Spill, nearest
from forestall.science.chemical.risk.tables import rows
from forestall.science.chemical.substance import Substance

ATMOSPHERE = 101_325.0  # [Pa]
TEMPERATURE = 288.15  # of load and air [K]
HOLE = 0.62  # discharge coefficient; CPR 18E (1999), 4.6
LONGEST = 1800.0  # an outflow is followed no longer [s]; CPR 18E (1999), 4.2
WIND, STABILITY = 5.0, "D"  # over a pool that evaporates [m/s]
TANKS = ("pressurised", "atmospheric")


@dataclass(frozen=True, slots=True)
class Outflow:
    """One size of outflow."""

    event: str
    """`rupture`, `hole`, `spill`, `leak`"""
    share: float
    """Of all outflows of such tanks, 0..1."""
    spill: Spill
    source: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Accidents on a kind of way."""

    accident: float
    """Of a loaded unit [1/km]."""
    outflow: float
    """Probability of an outflow, given an accident."""
    source: str


def rates(mode: str, kind: str, tank: str) -> Rates:
    """Accident rate and probability of outflow on a kind of road or railway.

    Raises:
        InputError: the table does not have it; the message names what there is.
    """
    table = rows("loss_of_containment", "transport")
    found = next((row for row in table if (row["mode"], row["kind"], row["tank"]) == (mode, kind, tank)), None)
    if found is None:
        known = sorted({f"{row['mode']} {row['kind']}" for row in table})
        raise InputError(f"{mode} {kind}, {tank} tank: no accident rates; known are {', '.join(known)}")
    return Rates(float(found["accident [1/km]"]), float(found["outflow"]), found["source"])


def outflows(mode: str, tank: str, substance: Substance, load: float) -> tuple[Outflow, ...]:
    """Sizes of outflow of a loaded tank.

    Args:
        mode: `road` or `rail`
        tank: `pressurised` or `atmospheric`
        substance: loaded
        load: [kg], above 0

    Raises:
        InputError: no table for this mode and tank, or the substance does not fit the tank.

    Source:
        CPR 18E (1999), Purple Book, part 2, chapters 2 and 4
    """
    table = [row for row in rows("loss_of_containment", "outflow") if (row["mode"], row["tank"]) == (mode, tank)]
    if not table:
        raise InputError(f"{mode}, {tank} tank: no outflows known; expected road or rail and {' or '.join(TANKS)}")
    if not load > 0:
        raise InputError(f"load is {load:g} kg, must be above 0")
    make = _pressurised if tank == "pressurised" else _atmospheric
    return tuple(Outflow(row["event"], float(row["share"]), make(row, substance, load), row["source"]) for row in table)


def usual_tank(substance: Substance) -> str:
    """`pressurised` for what boils below 15 degC, else `atmospheric`."""
    return "pressurised" if substance.number("boiling_point") < TEMPERATURE else "atmospheric"


def _pressurised(row: Mapping[str, str], one: Substance, load: float) -> Spill:
    """A liquefied gas: the whole content at once, or liquid through a hole."""
    boiling = one.number("boiling_point")
    if not boiling < TEMPERATURE < one.number("critical_temperature"):
        raise InputError(
            f"{one.name}: in a tank under pressure it is expected to be a liquefied gas at 15 degC; "
            f"it boils at {boiling:g} K, critical {one.number('critical_temperature'):g} K"
        )
    pressure = one.at("vapour_pressure", TEMPERATURE)
    if not row["hole [m]"]:
        return Spill(one, load, 0.0, 0.0, True, 0.0, TEMPERATURE, pressure, rained=1.0 - _airborne(one, boiling))
    area = math.pi / 4 * float(row["hole [m]"]) ** 2
    rate = liquid_flow(HOLE, area, one.at("liquid_density", TEMPERATURE), pressure - ATMOSPHERE)
    return Spill(one, load, rate, min(load / rate, LONGEST), False, 1.0, TEMPERATURE, pressure)


def _airborne(one: Substance, boiling: float) -> float:
    """Share of a burst tank's liquid that stays in the air."""
    heat, middle = nearest(one, "heat_of_vaporisation", boiling), (TEMPERATURE + boiling) / 2
    warmth = nearest(one, "liquid_heat_capacity", middle)
    return airborne_fraction(isentropic_flash_fraction(TEMPERATURE, boiling, warmth, heat))


def _atmospheric(row: Mapping[str, str], one: Substance, load: float) -> Spill:
    """A liquid that forms a pool: it burns there, or evaporates for half an hour."""
    mass, area = load * float(row["amount [share of load]"]), float(row["pool [m2]"])
    rate = min(area * evaporation_flux(one, area), mass / LONGEST)
    diameter = math.sqrt(4 * area / math.pi)
    return Spill(one, mass, rate, LONGEST, False, 0.0, TEMPERATURE, None, diameter)


def evaporation_flux(one: Substance, area: float) -> float:
    """What evaporates from a pool [kg/(m2 s)] of an area [m2] at 15 degC in a wind of 5 m/s, class D.

    Source:
        Brighton (1985) as in NOAA (2013), NOS OR&R 43, section 3.3.1
    """
    molar, n = one.number("molar_mass"), POWER[STABILITY]
    pressure = one.at("vapour_pressure", TEMPERATURE)
    friction = friction_velocity(WIND, n)
    j = transfer_coefficient(math.sqrt(4 * area / math.pi), friction, n, molar)
    return j * friction * volatility(pressure, ATMOSPHERE) * saturated(pressure, molar, TEMPERATURE)
