"""Worked cases of fires: view factors, transmissivity, pool fires, jet fires, fireballs."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from forestall.core.errors import InputError
from forestall.science.chemical import fireball, hydrogen_jet, jet_fire, pool_fire
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.solid_flame import Panels, frustum, view_vector
from forestall.science.chemical.transmissivity import bagster, cook, saturated_vapour, wayne
from forestall.science.chemical.view_factor import cylinder, greatest, sphere
from forestall.science.chemical.wind import wind_at

Inputs = Mapping[str, Quantity]
Outputs = Mapping[str, Output]

GAS_CONSTANT, AIR_MOLAR, ATMOSPHERE = 8.314462618, 28.96e-3, 101_325.0  # [J/(mol K)], [kg/mol], [Pa]
FARTHEST = 2e4  # to which distances are looked for [m]
ALOHA_SHARE, ALOHA_WIND_HEIGHT = 0.3, 3.0  # radiated by a pool fire; wind of a pool fire [m]; NOS OR&R 43, 6.5
TOLUENE = {"heat": 40.9e6, "vaporisation": 33.18e3 / 92.14e-3, "specific_heat": 1700.0, "boiling": 383.75}
# What ALOHA's runs burn: molar mass [kg/mol], ratio of specific heats, heat of combustion [J/kg].
JET_FUELS = {
    "methane": (16.04e-3, 1.31, 50.0e6),
    "propane": (44.10e-3, 1.13, 46.35e6),
    "butane": (58.12e-3, 1.09, 45.75e6),
    "ethylene": (28.05e-3, 1.24, 47.2e6),
    "hydrogen": (2.016e-3, 1.41, 120.0e6),
}


@dataclass(frozen=True, slots=True)
class Weather:
    """Of a case."""

    temperature: float
    humidity: float

    @property
    def air(self) -> float:
        """Density of the air [kg/m3]."""
        return ATMOSPHERE * AIR_MOLAR / (GAS_CONSTANT * self.temperature)


def _weather(inputs: Inputs) -> Weather:
    return Weather(inputs["T"].si, inputs["RH"].si)


def _wanted(inputs: Inputs) -> list[str]:
    return inputs["wanted"].text.split(",")


def _distances(inputs: Inputs, flux: Callable[[float], float], near: float) -> dict[str, Output]:
    """`d_10kW`: the farthest distance at which the radiation still is that."""
    found: dict[str, Output] = {}
    for name in _wanted(inputs):
        if name.startswith("d_") and name.endswith("kW"):
            found[name] = _farthest(flux, 1e3 * float(name[2:-2]), near)
    return found


def _farthest(flux: Callable[[float], float], level: float, near: float) -> float | str:
    x = np.geomspace(near, FARTHEST, 120)
    above = [place for place, one in enumerate(x) if flux(float(one)) > level]
    if not above:
        return "not exceeded"
    if above[-1] == len(x) - 1:
        raise InputError(f"radiation of {level:g} W/m2 reaches beyond {FARTHEST:g} m")
    return float(brentq(lambda one: flux(one) - level, x[above[-1]], x[above[-1] + 1]))


def _seen(panels: Panels, power: float, weather: Weather) -> Callable[[float], float]:
    """Radiation on the ground downwind, on the target that sees most; ALOHA measures paths from the source."""

    def flux(x: float) -> float:
        view = float(np.linalg.norm(view_vector(panels, np.array([x, 0.0, 0.0]))))
        return power * view * float(cook(x, weather.humidity, weather.temperature))

    return flux


def _view(inputs: Inputs, which: int) -> Outputs:
    """`F_h0.5_x1.1`: h = L / R, x = X / R."""
    found: dict[str, Output] = {}
    for name in _wanted(inputs):
        _, h, x = name.split("_")
        found[name] = float(cylinder(float(h[1:]), 1.0, float(x[1:]))[which])
    return found


def _transmissivity(inputs: Inputs) -> Outputs:
    """`T293`: at the paths of the input `path`."""
    paths = np.array(inputs["path"].numbers)
    return {
        name: [float(v) for v in wayne(paths, inputs["RH"].si, float(name.removeprefix("T")))]
        for name in _wanted(inputs)
    }


def _yellow_book(inputs: Inputs) -> Outputs:
    """The steps of the Yellow Book, section 6.6.3."""
    diameter = math.sqrt(4 * inputs["V"].si / inputs["depth"].si / math.pi)
    fuel = pool_fire.Fuel(inputs["m_inf"].si, inputs["k_beta"].si, inputs["Hc"].si)
    wind, air = inputs["u10"].si, inputs["rho_air"].si
    rate = pool_fire.burning_rate(fuel, diameter)
    length = pool_fire.flame_length(rate, diameter, air, wind)
    parameter = pool_fire.tilt_parameter(wind, diameter, inputs["nu_air"].si)
    tilt = pool_fire.tilt_of(parameter)
    clean = pool_fire.emissive_power(inputs["Fs"].si, rate, fuel.heat, length, diameter)
    sooty = pool_fire.behind_smoke(clean, inputs["soot"].si)
    upright, flat = cylinder(length, diameter / 2, inputs["X"].si, tilt)
    most = float(greatest(upright, flat))
    return {
        "D": diameter,
        "uc": pool_fire.characteristic_wind(rate, diameter, air),
        "u_star": pool_fire.scaled_wind(wind, rate, diameter, air),
        "L": length,
        "Re": wind * diameter / inputs["nu_air"].si,
        "tilt_c": parameter,
        "tilt": math.degrees(tilt),
        "SEP_max": clean,
        "SEP_act": sooty,
        "Fv": float(upright),
        "Fh": float(flat),
        "Fmax": most,
        "q": sooty * most * inputs["tau"].si,
    }


def _point_source(inputs: Inputs) -> Outputs:
    """Casal's example; air at 20 degC, which the case does not state."""
    across, up = inputs["point"].text.split("(")[1].split(")")[0].split(",")
    distance = math.hypot(float(across), inputs["H"].si / 2 - float(up))
    diameter = inputs["D"].si
    vapour = inputs["RH"].si * saturated_vapour(293.15)
    transmitted = float(bagster(distance - diameter / 2, vapour))
    share = pool_fire.radiated_share(diameter)
    flux = pool_fire.point_source(share, inputs["m_flux"].si, inputs["Hc"].si, diameter, transmitted, distance)
    return {"q": Quantity(flux, "W/m2")}


def _aloha_pool(inputs: Inputs) -> Outputs:
    """NOS OR&R 43, section 6.5, with toluene."""
    weather = _weather(inputs)
    roughness = inputs["z0"].si if "z0" in inputs else 0.03
    wind = wind_at(ALOHA_WIND_HEIGHT, inputs["u10"].si, inputs["stability"].text, roughness)
    diameter = math.sqrt(4 * inputs["area"].si / math.pi)
    rate = pool_fire.burning_rate_large(**TOLUENE, liquid=weather.temperature)
    length = pool_fire.flame_length(rate, diameter, weather.air, wind)
    tilt = pool_fire.tilt_aga(pool_fire.scaled_wind(wind, rate, diameter, weather.air))
    power = pool_fire.emissive_power(ALOHA_SHARE, rate, TOLUENE["heat"], length, diameter)
    axis = length * np.array([math.sin(tilt), 0.0, math.cos(tilt)])
    panels = frustum(np.zeros(3), axis, (diameter / 2, diameter / 2))
    flux = _seen(panels, power, weather)
    return {"flame_length": length, **_distances(inputs, flux, diameter)}


def _aloha_jet(inputs: Inputs) -> Outputs:
    """NOS OR&R 43, section 6.4. The substance stands in the id of the case only."""
    weather = _weather(inputs)
    molar, gamma, heat = _jet_fuel(inputs)
    rate, wind = inputs["rate"].si, inputs["u10"].si
    jet = jet_fire.expanded(rate, inputs["d"].si, molar, gamma, weather.temperature, weather.air)
    two_phase = "phase" in inputs and inputs["phase"].text == "two-phase"
    flame = jet_fire.flame(jet, wind, jet_fire.still_length_kalghatgi(jet, wind), two_phase=two_phase)
    power = jet_fire.radiated_share(jet.velocity, molar) * rate * heat / flame.surface
    return _distances(inputs, _seen(flame.panels(), power, weather), 0.5)


def _jet_fuel(inputs: Inputs) -> tuple[float, float, float]:
    name = inputs["substance"].text if "substance" in inputs else inputs["id"].text
    for fuel, row in sorted(JET_FUELS.items()):
        if fuel in name:
            return row
    raise InputError(f"{name!r} names no substance; known are {', '.join(sorted(JET_FUELS))}")


def _hydrogen_flame(inputs: Inputs) -> Outputs:
    """A level jet at height `y0`; the target at (`x`, `y`) faces the flame."""
    air = inputs["T_air"].si
    jet = hydrogen_jet.choked_jet(inputs["d"].si, inputs["P"].si, inputs["T"].si, air)
    length = hydrogen_jet.flame_length(jet, air)
    along, up = hydrogen_jet.risen_path(jet, length, air)
    path = np.hypot(inputs["x"].si - along, inputs["y"].si - inputs["y0"].si - up)
    power = hydrogen_jet.radiated_share(jet, length) * jet.rate * hydrogen_jet.HEAT
    flux = power * hydrogen_jet.source_weights() * wayne(path, inputs["RH"].si, air) / (4 * math.pi * path**2)
    return {"flame_length": length, "q": Quantity(float(flux.sum()), "W/m2")}


def _aloha_fireball(inputs: Inputs) -> Outputs:
    """NOS OR&R 43, section 6.3: a sphere that touches the ground, a vertical target."""
    weather = _weather(inputs)
    diameter = fireball.diameter_roberts(inputs["mass"].si)
    power = fireball.emissive_power_aloha(inputs["Hc"].si)

    def flux(x: float) -> float:
        upright = sphere(diameter / 2, diameter / 2, x)[1]
        return power * float(upright) * float(cook(x, weather.humidity, weather.temperature))

    return {"diameter": diameter, **_distances(inputs, flux, diameter / 2)}


MODELS: dict[str, Model] = {
    "view factor/vertical cylinder to vertical target": lambda inputs: _view(inputs, 0),
    "view factor/vertical cylinder to horizontal target": lambda inputs: _view(inputs, 1),
    "transmissivity/Wayne 1991 atmospheric transmissivity, RH 50 %": _transmissivity,
    "pool fire/Yellow Book solid-flame pool fire, benzene": _yellow_book,
    "pool fire/Casal Ex 3.4 pool fire": _point_source,
    "pool fire/ALOHA pool fire toluene": _aloha_pool,
    "jet fire/ALOHA jet fire (Chamberlain)": _aloha_jet,
    "jet fire/MEASURED large H2 jet flame": _hydrogen_flame,
    "fireball/ALOHA BLEVE fireball propane": _aloha_fireball,
}
