"""Worked cases of dense gas, and the field trials with liquefied gas."""

from collections.abc import Mapping
from math import log, pi
from typing import Final

import numpy as np

from forestall.science.chemical.britter_mcquaid import betas
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.dense_plume import Air, DensePlume, DenseRelease, dense_plume
from forestall.science.chemical.similarity import KARMAN, SurfaceLayer, momentum_integral
from forestall.science.chemical.wind import obukhov_length

Inputs = Mapping[str, Quantity]
Results = dict[str, Output]

ATMOSPHERE: Final = 101_325.0  # [Pa]
GAUGE: Final = 10.0  # height of the wind [m]
ROUGHEST: Final = 0.10  # ALOHA's heavy gas takes no rougher ground [m]; NOS OR&R 43, section 4.4
TOXIC_AVERAGING: Final = 300.0  # ALOHA's averaging time for toxic clouds [s]; NOS OR&R 43, section 4.4.4

# molar mass [kg/mol], specific heat of the gas [J/(kg K)], heat of vaporisation [J/kg], boiling point [K],
# liquid density [kg/m3].  Source: NIST Chemistry WebBook; liquid at the boiling point
SUBSTANCES: Final = {
    "chlorine": (0.070906, 498.1, 287_840.0, 239.1, 1574.0),
    "benzene": (0.078112, 1046.0, 394_000.0, 353.2, 814.0),
    "methane": (0.016043, 2200.0, 510_800.0, 111.7, 422.0),
}


def _release(name: str, rate: float, area: float, temperature: float, duration: float) -> DenseRelease:
    molar_mass, heat, latent, boiling, liquid = SUBSTANCES[name]
    return DenseRelease(rate, area, temperature, 0.0, molar_mass, heat, latent, boiling, liquid, duration)


def _layer(speed: float, stability: str, roughness: float) -> SurfaceLayer:
    """The surface layer in which the wind at 10 m is `speed`."""
    length = obukhov_length(stability, roughness)
    shear = log(GAUGE / roughness) - momentum_integral(GAUGE / length)
    return SurfaceLayer(KARMAN * speed / shear, length, roughness)


def _aloha(inputs: Inputs, name: str) -> DensePlume:
    roughness = min(inputs["z0"].si, ROUGHEST)
    layer = _layer(inputs["u10"].si, inputs["stability"].text, roughness)
    air = Air(
        layer, inputs["T"].si, ATMOSPHERE, inputs["RH"].si if "RH" in inputs else 0.5, TOXIC_AVERAGING, stratified=False
    )
    rate = inputs["Q"].si
    area = inputs["area"].si if "area" in inputs else rate / (2.0 * inputs["u10"].si)
    duration = inputs["duration"].si if "duration" in inputs else 3600.0
    return dense_plume(_release(name, rate, area, air.temperature, duration), air, 30_000.0)


def _distances(inputs: Inputs, plume: DensePlume) -> Results:
    wanted = inputs["wanted"].text.split(",")
    return {name: plume.reach(float(name.removeprefix("distance_").removesuffix("ppm")) * 1e-6) for name in wanted}


def _chlorine(inputs: Inputs) -> Results:
    return _distances(inputs, _aloha(inputs, "chlorine"))


def _benzene(inputs: Inputs) -> Results:
    return _distances(inputs, _aloha(inputs, "benzene"))


def _betas(inputs: Inputs) -> Results:
    """`beta_m075` is alpha = -0.75, `beta_0` is 0: the names follow the order of the inputs."""
    names = inputs["wanted"].text.split(",")
    return {name: betas(alpha) for name, alpha in zip(names, inputs["alpha"].numbers, strict=True)}


SENSOR: Final = {"Burro": 1.0, "Coyote": 1.0}  # height of the lowest sensors [m]; those of Maplin are not given: ground


def _spill(inputs: Inputs) -> Results:
    """`arcmax_57m` [vol%]: the largest concentration of a spill of liquefied natural gas, at the lowest sensors."""
    duration = inputs["duration_s"].si
    area = pi * inputs["pool_radius_m"].si ** 2
    release = _release("methane", inputs["rate_kg_s"].si, area, SUBSTANCES["methane"][3], duration)
    layer = SurfaceLayer(inputs["ustar_m_s"].si, inputs["L_m"].si, inputs["z0_m"].si)
    air = Air(layer, inputs["T_air_K"].si, inputs["P_Pa"].si, inputs["RH_pct"].si / 100.0)
    plume = dense_plume(release, air, 1_000.0)
    trial = inputs["trial"].text.rstrip("0123456789")
    found: Results = {}
    for name in inputs["wanted"].text.split(","):
        x = np.array([float(name.removeprefix("arcmax_").removesuffix("m"))])
        found[name] = 100.0 * float(plume.at(x, SENSOR.get(trial, 0.0))[0])
    return found


MODELS: dict[str, Model] = {
    "dense gas/ALOHA-DEGADIS, direct continuous chlorine": _chlorine,
    "dense gas/ALOHA heavy gas, small benzene source": _benzene,
    "dense gas/Britter-McQuaid plume digitised beta(alpha) at c/c0 = .1,.05,.02,.01,.005,.002": _betas,
    "field trial/MEASURED LNG spill arc-max concentration": _spill,
}
