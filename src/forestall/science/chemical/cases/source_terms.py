"""Source terms and evaporation as worked cases name them. Not here: dispersion of what was released."""

import math
from collections.abc import Mapping

from forestall.core.errors import InputError
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.flash import flash_fraction
from forestall.science.chemical.library import substance
from forestall.science.chemical.orifice_gas import density, gas_flow
from forestall.science.chemical.orifice_liquid import SHARP, head_pressure, liquid_flow
from forestall.science.chemical.pool import Pool, Surroundings, pool
from forestall.science.chemical.rainout import airborne_spray, drop_flashed, drop_torn, largest_airborne

Inputs = Mapping[str, Quantity]
AMBIENT = 101_325.0
AIR_MOLAR_MASS = 0.02896  # [kg/mol]


def surroundings(inputs: Inputs) -> Surroundings:
    """Weather and ground of a case.

    Raises:
        InputError: it is by day and says not how high the sun is.
    """
    night = inputs["night"].number != 0 if "night" in inputs else "sun_elevation" not in inputs
    if not night and "sun_elevation" not in inputs:
        raise InputError("by day: expected `sun_elevation`")
    return Surroundings(
        inputs["u10"].si,
        inputs["stability"].text,
        inputs["T_air"].si,
        inputs["RH"].si,
        inputs["cloud"].si,
        -1.0 if night else inputs["sun_elevation"].si,
        ground=inputs["substrate"].text if "substrate" in inputs else "concrete",
    )


def hole(inputs: Inputs) -> float:
    """Area of the hole [m2]."""
    return math.pi / 4 * inputs["d_hole"].si ** 2


def optional(inputs: Inputs, name: str, otherwise: float) -> float:
    """An input in SI units, or what holds when the case does not state it."""
    return inputs[name].si if name in inputs else otherwise


def _liquid(inputs: Inputs) -> Mapping[str, Output]:
    area, rho = hole(inputs), inputs["rho_liquid"].si
    push = inputs["P_upstream"].si - optional(inputs, "P_ambient", AMBIENT)
    push += head_pressure(rho, optional(inputs, "head", 0.0))
    rate = liquid_flow(optional(inputs, "Cd", SHARP), area, rho, push)
    return {"mass_rate": rate, "velocity": rate / (rho * area)}


def _gas_isentropic(inputs: Inputs) -> Mapping[str, Output]:
    pressure, rho, t = (inputs[name].si for name in ("P_upstream", "rho_gas_upstream", "T_upstream"))
    outside = optional(inputs, "P_ambient", AMBIENT)
    jet = gas_flow(optional(inputs, "Cd", SHARP), hole(inputs), pressure, rho, t, inputs["k"].si, outside)
    return {"mass_rate": jet.rate, "T_jet": jet.temperature, "P_jet": jet.pressure, "velocity": jet.velocity}


def _gas(inputs: Inputs) -> Mapping[str, Output]:
    pressure, t, mass = inputs["P"].si, inputs["T"].si, inputs["MW"].si
    rho, outside = density(pressure, mass, t), optional(inputs, "P_ambient", AMBIENT)

    def rate(coefficient: float) -> float:
        return gas_flow(coefficient, hole(inputs), pressure, rho, t, inputs["gamma"].si, outside).rate

    stated = {"mass_rate": rate(inputs["Cd"].si)} if "Cd" in inputs else {}
    return {**stated, "rate_Cd062": rate(0.62), "rate_Cd1": rate(1.0)}


def _rainout(inputs: Inputs) -> Mapping[str, Output]:
    one = substance(inputs["substance"].text if "substance" in inputs else "butane")
    t, boiling = optional(inputs, "T", 298.15), one.number("boiling_point")
    rho, coefficient = one.at("liquid_density", t), inputs["Cd"].si
    rate = liquid_flow(coefficient, hole(inputs), rho, inputs["P_gauge"].si + head_pressure(rho, inputs["head"].si))
    velocity = rate / (coefficient * hole(inputs) * rho)
    flashed = flash_fraction(t, boiling, one.at("liquid_heat_capacity", t), one.at("heat_of_vaporisation", t))
    air = density(AMBIENT, AIR_MOLAR_MASS, boiling)
    drop = min(drop_torn(one.at("surface_tension", boiling), air, velocity), drop_flashed(t - boiling))
    vapour = density(AMBIENT, one.number("molar_mass"), boiling)
    largest = largest_airborne(velocity, one.at("liquid_density", boiling), vapour, _air_viscosity(boiling))
    return {
        "mass_rate": rate,
        "flash_fraction": flashed,
        "droplet_d": drop,
        "critical_d": largest,
        "airborne_fraction": airborne_spray(drop, largest),
    }


def _air_viscosity(t: float) -> float:
    """Of air at t [K]  [Pa s]. Source: Perry's Chemical Engineers' Handbook (8th ed., 2008), Table 2-312."""
    return 1.425e-6 * math.pow(t, 0.5039) / (1 + 108.3 / t)


def evaporated(found: Pool) -> Mapping[str, Output]:
    """What the cases ask of a pool."""
    return {
        "max_avg_rate": Quantity(found.largest_mean(), "kg/s"),
        "evaporated_1h": Quantity(found.evaporated, "kg"),
        "total": Quantity(found.evaporated, "kg"),
        "duration": Quantity(found.lasts, "s"),
    }


def _evaporation(inputs: Inputs) -> Mapping[str, Output]:
    one, around = substance(inputs["substance"].text), surroundings(inputs)
    found = pool(one, around, spilt=inputs["mass"].si, area=inputs["area"].si)
    return {**evaporated(found), "vapour_pressure": Quantity(one.at("vapour_pressure", around.air), "Pa")}


def _puddle(inputs: Inputs) -> Mapping[str, Output]:
    one = substance(inputs["substance"].text if "substance" in inputs else "benzene")
    area = math.pi / 4 * inputs["puddle_diameter"].si ** 2
    found = pool(one, surroundings(inputs), spilt=inputs["spill_mass"].si, area=area)
    return evaporated(found)


MODELS: dict[str, Model] = {
    "source/liquid orifice (Bernoulli)": _liquid,
    "source/gas orifice, isentropic choked": _gas_isentropic,
    "source/gas through hole, choked": _gas,
    "source/gas through hole, choked, ideal gas": _gas,
    "source/two-phase rainout (RELEASE / CCPS), flash fraction, droplet size": _rainout,
    "source/tank -> evaporating puddle": _puddle,
    "evaporation/pool evaporation with energy balance (ALOHA)": _evaporation,
}
