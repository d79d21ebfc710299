"""From the hole in a vessel to a distance, as worked cases name it.

Vapour of a pool no colder than the air goes as a passive plume; gas that has expanded through a hole and flashing
liquid are cold and heavy and go as a dense one. Both steady, at the largest rate averaged over a minute.
"""

import math
import re
from collections.abc import Mapping

import numpy as np
from scipy.optimize import brentq

from forestall.core.errors import InputError
from forestall.science.chemical.area_source import initial_sigma, widened
from forestall.science.chemical.blow_down import blow_down
from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.cases.dense_gas import _layer as surface_layer
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.cases.source_terms import Inputs, evaporated, hole, optional, surroundings
from forestall.science.chemical.dense_plume import Air, DenseRelease, dense_plume
from forestall.science.chemical.drain_down import drain, drain_flashing
from forestall.science.chemical.flash import isentropic_flash_fraction
from forestall.science.chemical.library import substance
from forestall.science.chemical.orifice_gas import compressibility
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.pool import pool
from forestall.science.chemical.substance import Substance
from forestall.science.chemical.vessel import Shape, Vessel
from forestall.science.chemical.wind import wind_at

AMBIENT = 101_325.0  # [Pa]
TOXIC_AVERAGING = 300.0  # of ALOHA's heavy gas [s]  (NOAA 2013, NOS OR&R 43, section 4.4.4)
FLAMMABLE_AVERAGING = 10.0  # of what only burns [s]  (the same)
GAS_CONSTANT = 8.314462618  # [J/mol K]
SIZE = re.compile(r"([\d.]+) m x ([\d.]+) m(?:, ([\d.]+) % full)?")
LEVEL = re.compile(r"distance_([\d.]+)ppm")


def _vessel(inputs: Inputs) -> tuple[Vessel, float]:
    """The lying cylinder of a case, and the share of it that is filled (1 where the case does not say)."""
    found = SIZE.search(inputs["tank"].text)
    if found is None:
        raise InputError(f"tank {inputs['tank'].text!r}: expected `... D m x L m, F % full`")
    return Vessel(Shape.LYING, float(found[1]), float(found[2])), float(found[3] or 100.0) / 100.0


def _distances(inputs: Inputs, rate: float, molar_mass: float, area: float) -> dict[str, Output]:
    """How far a steady passive plume from a pool of this area [m2] reaches each concentration the case asks for."""
    stability, t = inputs["stability"].text, inputs["T_air"].si
    wind = wind_at(3.0, inputs["u10"].si, stability, inputs["z0"].si)

    def at_ground(log: float) -> float:
        narrow, sigma_z = sigmas(np.array([math.exp(log)]), stability, urban=False)
        sigma_y = widened(narrow, initial_sigma(area))
        return float(concentration(rate, wind, y=0.0, z=0.0, height=0.0, sigma_y=sigma_y, sigma_z=sigma_z)[0])

    found: dict[str, Output] = {}
    for name in inputs["wanted"].text.split(","):
        level = LEVEL.fullmatch(name)
        if level:
            mass = float(level[1]) * 1e-6 * 101_325.0 * molar_mass / (GAS_CONSTANT * t)
            log = brentq(lambda x, c=mass: at_ground(x) - c, 0.0, math.log(1e5))
            found[name] = Quantity(math.exp(log), "m")
    return found


def _dense_distances(
    inputs: Inputs, one: Substance, rate: float, t: float, droplets: float, duration: float
) -> dict[str, Output]:
    """How far a dense plume at the ground reaches each concentration the case asks for [m].

    Args:
        rate: [kg/s]; t: of what comes out [K]; droplets: share of it that is liquid; duration: [s]
    """
    boiling, speed = one.number("boiling_point"), inputs["u10"].si
    layer = surface_layer(speed, inputs["stability"].text, inputs["z0"].si)
    averaging = min(duration, TOXIC_AVERAGING if one.guidelines else FLAMMABLE_AVERAGING)
    air = Air(layer, inputs["T_air"].si, AMBIENT, inputs["RH"].si, averaging, stratified=False)
    release = DenseRelease(
        rate,
        rate / (2.0 * speed),
        t,
        droplets,
        one.number("molar_mass"),
        _nearest(one, "vapour_heat_capacity", t),
        _nearest(one, "heat_of_vaporisation", boiling),
        boiling,
        _nearest(one, "liquid_density", boiling),
        duration,
    )
    plume = dense_plume(release, air, 30_000.0)
    levels = {name: LEVEL.fullmatch(name) for name in inputs["wanted"].text.split(",")}
    return {
        name: Quantity(plume.reach(float(level[1]) * 1e-6), "m") for name, level in levels.items() if level is not None
    }


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
        **_dense_distances(inputs, one, found.largest_mean(), cold, 0.0, found.lasts),
    }


def _tank_puddle(inputs: Inputs) -> Mapping[str, Output]:
    one, around = substance(inputs["substance"].text), surroundings(inputs)
    vessel, filling = _vessel(inputs)
    source = drain(vessel, filling, one, around.air, inputs["d_hole"].si, inputs["z_hole"].si)
    found = pool(one, around, feed=source.at, largest=inputs["max_puddle"].si)
    distances = _distances(inputs, found.largest_mean(), one.number("molar_mass"), found.area[-1])
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
        **_dense_distances(inputs, one, found.largest_mean(), boiling, drops, found.lasts),
    }


MODELS: dict[str, Model] = {
    "chain/compressed-gas tank blowdown + dispersion": _gas_tank,
    "chain/tank -> puddle -> dispersion": _tank_puddle,
    "chain/pressure-liquefied two-phase tank release + dense gas": _two_phase,
}
