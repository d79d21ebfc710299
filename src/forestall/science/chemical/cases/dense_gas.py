"""Worked cases of dense gas, and the field trials with liquefied gas."""

from collections.abc import Mapping
from functools import partial
from math import pi
from typing import Final

import numpy as np

from forestall.science.chemical.britter_mcquaid import DenseSource, betas, cooled, reach
from forestall.science.chemical.cases.aloha import TOXIC, Weather, dense_reach
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.dense_plume import Air, DenseRelease, dense_plume
from forestall.science.chemical.similarity import SurfaceLayer

Inputs = Mapping[str, Quantity]
Results = dict[str, Output]

HOUR: Final = 3600.0  # the longest ALOHA follows a release [s]

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


def _aloha(inputs: Inputs, name: str) -> Results:
    """A steady release of gas at the temperature of the air; from a small opening where no area is given."""
    weather = Weather(
        inputs["u10"].si,
        inputs["stability"].text,
        inputs["T"].si,
        inputs["RH"].si if "RH" in inputs else 0.5,
        inputs["z0"].si,
    )
    rate = inputs["Q"].si
    area = inputs["area"].si if "area" in inputs else rate / (2.0 * weather.wind)
    duration = inputs["duration"].si if "duration" in inputs else HOUR
    release = _release(name, rate, area, weather.temperature, duration)
    names = inputs["wanted"].text.split(",")
    levels = [1e-6 * float(one.removeprefix("distance_").removesuffix("ppm")) for one in names]
    found = dense_reach([release], ((duration, rate),), weather, TOXIC, levels)
    return dict(zip(names, found, strict=True))


def _betas(inputs: Inputs) -> Results:
    """`beta_m075` is alpha = -0.75, `beta_0` is 0: the names follow the order of the inputs."""
    names = inputs["wanted"].text.split(",")
    return {name: betas(alpha) for name, alpha in zip(names, inputs["alpha"].numbers, strict=True)}


# Casal, Example 7.5: propane at its boiling point, choked through 20 mm from 375 bar (Cd 1, gamma 1.15), as set out in
# OpenSRANE/OpenSRANE_Documentation, BritterMcQuaid.ipynb; the case gives wind and limit only.
CASAL: Final = {
    "Q": Quantity(36.06, "kg/s"),
    "rho_gas": Quantity(2.32, "kg/m3"),
    "rho_air": Quantity(1.21, "kg/m3"),
    "T_gas": Quantity(231.0, "K"),
    "T_air": Quantity(293.0, "K"),
}


def _chart(inputs: Inputs) -> Results:
    """`distance_LFL` by Britter and McQuaid's chart, corrected for the cold of the gas."""
    given = {**CASAL, **inputs}
    flow = given["Q"].si / given["rho_gas"].si
    source = DenseSource(flow, given["rho_gas"].si, given["rho_air"].si, given["u10"].si)
    share = cooled(given["LFL"].si, source_temperature=given["T_gas"].si, air=given["T_air"].si)
    return {"distance_LFL": reach(source, share)}


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
    "dense gas/ALOHA-DEGADIS, direct continuous chlorine": partial(_aloha, name="chlorine"),
    "dense gas/ALOHA heavy gas, small benzene source": partial(_aloha, name="benzene"),
    "dense gas/Britter-McQuaid plume digitised beta(alpha) at c/c0 = .1,.05,.02,.01,.005,.002": _betas,
    "dense gas/Britter-McQuaid LFL distance": _chart,
    "field trial/MEASURED LNG spill arc-max concentration": _spill,
}
