"""Worked cases of vapour clouds: how far they can burn, and the blast of what burns (ALOHA's runs)."""

from collections.abc import Mapping
from typing import Final

from scipy.optimize import brentq

from forestall.core.errors import InputError
from forestall.science.chemical import baker_strehlow
from forestall.science.chemical.cases.aloha import FLAMMABLE, Weather, gaussian_reach
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.dense_plume import DensePlume, DenseRelease, dense_plume
from forestall.science.chemical.flammable_cloud import Layers, flammable_cloud

Inputs = Mapping[str, Quantity]
Results = dict[str, Output]

GAS_CONSTANT: Final = 8.314462618  # [J/(mol K)]
ATMOSPHERE: Final = 101_325.0  # [Pa]
PA_PER_PSI: Final = 6894.757
FARTHEST: Final = 2000.0  # [m]
LEAN: Final = 0.9  # of the lower limit: what ALOHA counts as burning; NOS OR&R 43, section 5.2
# molar mass [kg/mol], specific heat of gas [J/(kg K)], heat of vaporisation [J/kg], boiling point [K], liquid density
# [kg/m3], flammable limits, heat of combustion [J/kg].  Source: NIST Chemistry WebBook; limits: NFPA 325
FUELS: Final = {
    "butane": (58.12e-3, 1700.0, 386e3, 272.6, 601.0, 0.016, 0.084, 45.75e6),
    "methane": (16.04e-3, 2200.0, 511e3, 111.7, 422.0, 0.050, 0.150, 50.0e6),
    "propane": (44.10e-3, 1670.0, 426e3, 231.0, 580.0, 0.021, 0.095, 46.35e6),
}
BLASTS: Final = {"congested_spark": baker_strehlow.Level.HIGH, "uncongested_spark": baker_strehlow.Level.LOW}


def _cloud(inputs: Inputs) -> Results:
    name = next((fuel for fuel in FUELS if fuel in inputs["id"].text), None)
    if name is None:
        raise InputError(f"{inputs['id'].text!r} names no fuel; known are {', '.join(FUELS)}")
    if name == "methane":
        return _passive(inputs, name)
    return _dense(inputs, name)


def _dense(inputs: Inputs, name: str) -> Results:
    molar, _, _, _, _, lower, upper, heat = FUELS[name]
    plume = _plume(inputs, name)
    layers = Layers(plume.x, plume.half_width, plume.depth, plume.exponent, plume.share)
    density = ATMOSPHERE * molar / (GAS_CONSTANT * inputs["T"].si)
    cloud = flammable_cloud(layers, LEAN * lower, upper, density)
    found: Results = {}
    for output in inputs["wanted"].text.split(","):
        if output.endswith("LEL"):
            found[output] = plume.reach(_share(output) * lower)
        else:
            found[output] = _reach(output, cloud.mass, heat, cloud.centre)
    return found


def _plume(inputs: Inputs, name: str) -> DensePlume:
    molar, specific_heat, latent, boiling, liquid, *_ = FUELS[name]
    weather = _weather(inputs)
    rate, t = inputs["Q"].si, weather.temperature
    area = rate / (2 * weather.wind)
    release = DenseRelease(rate, area, t, 0.0, molar, specific_heat, latent, boiling, liquid, inputs["duration"].si)
    return dense_plume(release, weather.air(FLAMMABLE), FARTHEST)


def _weather(inputs: Inputs) -> Weather:
    return Weather(inputs["u10"].si, inputs["stability"].text, inputs["T"].si, inputs["RH"].si, inputs["z0"].si)


def _reach(output: str, mass: float, heat: float, centre: float) -> float | str:
    """`congested_spark_3.5psi`, `detonation_1psi`: of medium reactivity, from the source."""
    kind, _, level = output.rpartition("_")
    medium = baker_strehlow.Level.MEDIUM
    if kind != "detonation" and kind not in BLASTS:
        raise InputError(f"{output!r}: expected detonation or one of {', '.join(BLASTS)}")
    mach = baker_strehlow.DETONATION if kind == "detonation" else baker_strehlow.flame_mach(medium, BLASTS[kind])
    pressure, energy = float(level.removesuffix("psi")) * PA_PER_PSI, baker_strehlow.energy(mass, heat, mach)

    def excess(distance: float) -> float:
        return float(baker_strehlow.overpressure(distance, energy, mach)) - pressure

    if mass <= 0 or excess(0.01) <= 0:
        return "not exceeded"
    return float(brentq(excess, 0.01, 1e5)) + centre


def _passive(inputs: Inputs, name: str) -> Results:
    """A gas lighter than air: ALOHA's Gaussian plume, narrowed to short times. It carries no blast here."""
    molar, lower = FUELS[name][0], FUELS[name][5]
    names = [output for output in inputs["wanted"].text.split(",") if output.endswith("LEL")]
    levels = [_share(output) * lower for output in names]
    found = gaussian_reach(inputs["Q"].si, molar, 0.0, _weather(inputs), FLAMMABLE, levels)
    return dict(zip(names, found, strict=True))


def _share(output: str) -> float:
    """`d_60LEL`: 0.6."""
    return float(output.removeprefix("d_").removesuffix("LEL")) / 100.0


MODELS: dict[str, Model] = {"VCE/ALOHA flammable area + BST, 1 kg/s for 10 min": _cloud}
