"""From the hole in a vessel to a distance, as worked cases name it.

The source goes into the air the way ALOHA has it (`aloha`): heavy or not by its Richardson number, in five steps.
"""

import re
from collections.abc import Mapping

from forestall.core.errors import InputError
from forestall.science.chemical.blow_down import blow_down
from forestall.science.chemical.cases.aloha import (
    FLAMMABLE,
    TOXIC,
    Steps,
    Weather,
    dense_reach,
    five_steps,
    gaussian_reach,
    heavy,
)
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.cases.source_terms import Inputs, evaporated, hole, optional, surroundings
from forestall.science.chemical.dense_plume import DenseRelease
from forestall.science.chemical.drain_down import drain, drain_flashing
from forestall.science.chemical.flash import isentropic_flash_fraction
from forestall.science.chemical.library import substance
from forestall.science.chemical.orifice_gas import compressibility
from forestall.science.chemical.pool import pool
from forestall.science.chemical.substance import Substance
from forestall.science.chemical.vessel import Shape, Vessel

AMBIENT = 101_325.0  # [Pa]
SIZE = re.compile(r"([\d.]+) m x ([\d.]+) m(?:, ([\d.]+) % full)?")
LEVEL = re.compile(r"distance_([\d.]+)ppm")


def _vessel(inputs: Inputs) -> tuple[Vessel, float]:
    """The lying cylinder of a case, and the share of it that is filled (1 where the case does not say)."""
    found = SIZE.search(inputs["tank"].text)
    if found is None:
        raise InputError(f"tank {inputs['tank'].text!r}: expected `... D m x L m, F % full`")
    return Vessel(Shape.LYING, float(found[1]), float(found[2])), float(found[3] or 100.0) / 100.0


def _weather(inputs: Inputs) -> Weather:
    return Weather(inputs["u10"].si, inputs["stability"].text, inputs["T_air"].si, inputs["RH"].si, inputs["z0"].si)


def _distances(
    inputs: Inputs, one: Substance, steps: Steps, t: float, droplets: float, area: float
) -> dict[str, Output]:
    """How far a source reaches each concentration the case asks for [m], the way ALOHA chooses.

    Args:
        steps: of the source; t: temperature of what comes out [K]; droplets: share of it that is liquid;
        area: of the pool [m2], 0 where there is none
    """
    weather = _weather(inputs)
    averaging = TOXIC if one.guidelines else FLAMMABLE
    names = [name for name in inputs["wanted"].text.split(",") if LEVEL.fullmatch(name)]
    levels = [1e-6 * float(name.removeprefix("distance_").removesuffix("ppm")) for name in names]
    releases = [_release(one, rate, area or rate / (2.0 * weather.wind), t, droplets) for _, rate in steps]
    if heavy(releases[0], weather, puddle=area > 0):
        found = dense_reach(releases, steps, weather, averaging, levels)
    else:
        found = gaussian_reach(steps[0][1], one.number("molar_mass"), area, weather, averaging, levels)
    return {name: Quantity(reach, "m") for name, reach in zip(names, found, strict=True)}


def _release(one: Substance, rate: float, area: float, t: float, droplets: float) -> DenseRelease:
    boiling = one.number("boiling_point")
    return DenseRelease(
        rate,
        area,
        t,
        droplets,
        one.number("molar_mass"),
        _nearest(one, "vapour_heat_capacity", t),
        _nearest(one, "heat_of_vaporisation", boiling),
        boiling,
        _nearest(one, "liquid_density", boiling),
    )


def _nearest(one: Substance, name: str, t: float) -> float:
    """A property at t [K], or at the end of its range next to it: acetylene has no liquid at its boiling point."""
    curve = one.curves[name]
    return one.at(name, min(max(t, curve.low), curve.high))


def _gas_tank(inputs: Inputs) -> Mapping[str, Output]:
    one, t, pressure = substance(inputs["substance"].text), inputs["T_air"].si, inputs["P"].si
    vessel, _ = _vessel(inputs)
    critical = one.number("critical_pressure"), one.number("critical_temperature"), one.number("acentric_factor")
    z = compressibility(pressure, t, *critical)
    if pressure <= AMBIENT:
        raise InputError(f"gas tank at {pressure:.0f} Pa: expected a pressure above that of the air, {AMBIENT:.0f} Pa")
    mass, gamma = one.number("molar_mass"), optional(inputs, "gamma", one.number("gamma"))
    cold = max(one.number("boiling_point"), t * (AMBIENT / pressure) ** ((gamma - 1) / gamma))
    found = blow_down(vessel.volume, pressure, t, hole(inputs), mass, gamma, compressibility=z)
    return {
        "tank_mass": Quantity(found.inventory, "kg"),
        "released": Quantity(found.released, "kg"),
        "max_avg_rate": Quantity(found.largest_mean(), "kg/s"),
        **_distances(inputs, one, five_steps(found.rate, found.step), cold, 0.0, 0.0),
    }


def _tank_puddle(inputs: Inputs) -> Mapping[str, Output]:
    one, around = substance(inputs["substance"].text), surroundings(inputs)
    vessel, filling = _vessel(inputs)
    source = drain(vessel, filling, one, around.air, inputs["d_hole"].si, inputs["z_hole"].si)
    found = pool(one, around, feed=source.at, largest=inputs["max_puddle"].si)
    steps = ((found.lasts, found.largest_mean()),)
    distances = _distances(inputs, one, steps, around.air, 0.0, found.area[-1])
    return {**evaporated(found), **distances}


def _two_phase(inputs: Inputs) -> Mapping[str, Output]:
    one, t = substance(inputs["substance"].text), inputs["T_air"].si
    vessel, filling = _vessel(inputs)
    found = drain_flashing(vessel, filling, one, t, inputs["d_hole"].si)
    boiling = one.number("boiling_point")
    heat = one.at("heat_of_vaporisation", boiling)
    drops = 1.0 - isentropic_flash_fraction(t, boiling, one.at("liquid_heat_capacity", (t + boiling) / 2), heat)
    return {
        "tank_mass": Quantity(found.inventory, "kg"),
        "max_rate": Quantity(found.largest_mean(), "kg/s"),
        "max_avg_rate": Quantity(found.largest_mean(), "kg/s"),
        "duration": Quantity(found.lasts, "s"),
        **_distances(inputs, one, five_steps(found.rate, found.step), boiling, drops, 0.0),
    }


def _puddle(inputs: Inputs) -> Mapping[str, Output]:
    """A boiling or evaporating puddle by a clear night, in 80 % humidity: what the case does not say."""
    name = inputs["substance"].text if "substance" in inputs else "chlorine"
    given = {"RH": Quantity(80.0, "%"), "cloud": Quantity(0.0, "tenths"), "night": Quantity(True, "-"), **inputs}
    given["T_air"] = given.get("T_air", inputs["T"])
    one, around = substance(name), surroundings(given)
    found = pool(one, around, spilt=inputs["M"].si, area=inputs["area"].si)
    t = min(one.number("boiling_point"), around.air)
    return {**evaporated(found), **_distances(given, one, five_steps(found.rate), t, 0.0, inputs["area"].si)}


MODELS: dict[str, Model] = {
    "chain/compressed-gas tank blowdown + dispersion": _gas_tank,
    "chain/tank -> puddle -> dispersion": _tank_puddle,
    "dense gas/ALOHA puddle + heavy gas time-varying": _puddle,
    "chain/pressure-liquefied two-phase tank release + dense gas": _two_phase,
}
