"""Worked cases of dispersion: sigma sets, wind, plume rise, plumes, puffs, jets, infiltration."""

from collections.abc import Callable, Mapping
from functools import partial
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from forestall.core.errors import InputError
from forestall.science.chemical.area_source import initial_sigma, over_pool, widened
from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.cases.aloha import open_sigmas
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.indoors import indoor_concentration
from forestall.science.chemical.infiltration import House, Shelter, air_changes
from forestall.science.chemical.mixing_height import DRAG, neutral_mixing_height
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.plume_rise import (
    Stack,
    buoyant_stable,
    downwash,
    plume_rise,
    risen_sigma,
)
from forestall.science.chemical.power_fits import pasquill_gifford, slade_puff, turner
from forestall.science.chemical.power_law import Exponents, power_law_wind
from forestall.science.chemical.puff import passing, passing_yellow_book, puff
from forestall.science.chemical.turbulent_jet import jet_share
from forestall.science.chemical.wind import obukhov_length, wind_at

Floats = NDArray[np.float64]
Inputs = Mapping[str, Quantity]
Results = dict[str, Output]

GAS_CONSTANT: Final = 8.314462618  # [J/(mol K)]
ATMOSPHERE: Final = 101_325.0  # [Pa]
AIR_MASS: Final = 0.02896  # molar mass of air [kg/mol]
TEST_GAS: Final = 1.2268  # density of the test gas of CCPS (1999), p. 97 [kg/m3]
TEST_AIR: Final = 298.0  # its temperature, and that of the air [K]
LOWEST_WIND: Final = 3.0  # ALOHA's lowest height for the wind [m]; NOS OR&R 43, section 4.3
CLASSES: Final = "ABCDEF"


def _wanted(inputs: Inputs) -> list[str]:
    return inputs["wanted"].text.split(",")


def _number(inputs: Inputs, name: str, default: float) -> float:
    return inputs[name].si if name in inputs else default


def _sigma_set(inputs: Inputs, *, of: Callable[[Floats, str], tuple[Floats, ...]]) -> Results:
    """`sigma_y_A`: of a set that gives (..., sigma_y, sigma_z)."""
    x = np.array([inputs["x"].si])
    found: Results = {}
    for stability in CLASSES:
        *_, sigma_y, sigma_z = of(x, stability)
        found[f"sigma_y_{stability}"], found[f"sigma_z_{stability}"] = float(sigma_y[0]), float(sigma_z[0])
    return found


def _turner(inputs: Inputs) -> Results:
    """`A_120`: sigma_z of a class at a distance [m]."""
    found: Results = {}
    for name in _wanted(inputs):
        stability, _, distance = name.partition("_")
        found[name] = float(turner(np.array([float(distance)]), stability)[1][0])
    return found


def _wind_profile(inputs: Inputs) -> Results:
    """The terrain stands in the name of the case only (`wind-irwin-urban-ccps`); open country where it is not there."""
    u, low, high = inputs["u_ref"].si, inputs["z_ref"].si, inputs["z"].si
    urban = "urban" in (inputs["id"].text if "id" in inputs else "")
    exponents = Exponents.IRWIN_URBAN if urban else Exponents.IRWIN_RURAL
    return {f"u_{c}": power_law_wind(high, u, low, c, exponents) for c in CLASSES}


def _obukhov(inputs: Inputs) -> Results:
    return {name: obukhov_length(name.removeprefix("L_"), inputs["z0"].si) for name in _wanted(inputs)}


def _momentum_rise(inputs: Inputs) -> Results:
    """`rise` and `rise_50m`; the source runs it in unstable air."""
    stack = Stack(inputs["d"].si, inputs["u_jet"].si, inputs["T_jet"].si)
    rise = plume_rise(stack, wind=inputs["u"].si, air=inputs["T_air"].si, stability="A")
    found: Results = {}
    for name in _wanted(inputs):
        _, _, distance = name.partition("_")
        found[name] = rise.at(float(distance.removesuffix("m"))) if distance else rise.final
    return found


def _stable_rise(inputs: Inputs) -> Results:
    found: Results = {}
    for stability in "EF":
        if f"dTdz_{stability}" in inputs:
            rise = buoyant_stable(
                inputs["Fb"].si,
                wind=inputs["u"].si,
                air=inputs["T_air"].si,
                lapse=inputs[f"dTdz_{stability}"].si,
            )
            found[f"xf_{stability}"], found[f"rise_{stability}"] = rise.distance, rise.final
    return found


def _aloha_ppm(inputs: Inputs, x: float) -> float:
    """Share by volume at ground level on the centre line, the way ALOHA's Gaussian does it."""
    stability, roughness, height = inputs["stability"].text, inputs["z0"].si, _number(inputs, "h", 0.0)
    wind = wind_at(max(height, LOWEST_WIND), inputs["u10"].si, stability, roughness)
    area = _number(inputs, "area", 0.0)
    lid = inputs["inversion"].si if "inversion" in inputs else None

    def strip(distance: Floats) -> Floats:
        sigma_y, sigma_z = open_sigmas(distance, stability, roughness)
        wide = widened(sigma_y, initial_sigma(area))
        return concentration(inputs["Q"].si, wind, y=0.0, z=0.0, height=height, sigma_y=wide, sigma_z=sigma_z, lid=lid)

    c = over_pool(strip, np.array([x]), area) if area > 0 else strip(np.array([x]))
    return float(c[0]) / inputs["MW"].si * GAS_CONSTANT * inputs["T"].si / ATMOSPHERE


def _aloha_distances(inputs: Inputs) -> Results:
    """`distance_100ppm` [m]: the farthest point on the centre line at that concentration."""
    found: Results = {}
    for name in _wanted(inputs):
        share = float(name.removeprefix("distance_").removesuffix("ppm")) * 1e-6
        found[name] = _farthest(partial(_aloha_ppm, inputs), share)
    return found


def _farthest(share_at: Callable[[float], float], share: float) -> float:
    grid = np.geomspace(1.0, 1e5, 400)
    above = np.flatnonzero([share_at(float(x)) > share for x in grid])
    if above.size == 0 or above[-1] == grid.size - 1:
        return float("nan")
    return float(brentq(lambda x: share_at(x) - share, grid[above[-1]], grid[above[-1] + 1]))


def _test_plume(inputs: Inputs, wind: float, *, height: float, rise: float, z: float, lid: float | None) -> float:
    sigma_y, sigma_z = pasquill_gifford(np.array([inputs["x"].si]), inputs["stability"].text)
    c = concentration(
        inputs["Q"].si,
        wind,
        y=0.0,
        z=z,
        height=height + rise,
        sigma_y=np.array([risen_sigma(float(sigma_y[0]), rise)]),
        sigma_z=np.array([risen_sigma(float(sigma_z[0]), rise)]),
        lid=lid,
    )
    return float(c[0])


def _plume(inputs: Inputs) -> Results:
    c = _test_plume(inputs, inputs["u"].si, height=inputs["h"].si, rise=0.0, z=0.0, lid=None)
    return {"c": c, "vol_fraction": c / inputs["rho_gas"].si}


def _test_stack(inputs: Inputs) -> Stack:
    """The release of CCPS (1999), p. 97: 1 m wide, 1 m/s, at the temperature of the air."""
    return Stack(_number(inputs, "d", 1.0), _number(inputs, "u_jet", 1.0), TEST_AIR)


def _stack_plume(inputs: Inputs) -> Results:
    """Rise and downwash are two runs of the source: the concentration is of the one that rises."""
    stack, wind, height = _test_stack(inputs), inputs["u10"].si, inputs["h"].si
    rise = plume_rise(stack, wind=wind, air=TEST_AIR, stability=inputs["stability"].text).at(inputs["x"].si)
    c = _test_plume(inputs, wind, height=height, rise=rise, z=inputs["z"].si, lid=None)
    return {"c": c, "h_eff_downwash": downwash(height, stack, wind)}


def _mixing_layer(inputs: Inputs) -> Results:
    """At latitude 40, u* a tenth of the wind, with rise and downwash, at ground level: as the source's test has it."""
    stack, wind = _test_stack(inputs), inputs["u10"].si
    lid = neutral_mixing_height(DRAG * wind, 40.0)
    rise = plume_rise(stack, wind=wind, air=TEST_AIR, stability=inputs["stability"].text).at(inputs["x"].si)
    c = _test_plume(inputs, wind, height=downwash(inputs["h"].si, stack, wind), rise=rise, z=0.0, lid=lid)
    return {"mixing_height": lid, "vol_fraction": c / TEST_GAS}


def _palazzi(inputs: Inputs) -> Results:
    stability, wind, duration = inputs["stability"].text, inputs["u"].si, inputs["duration"].si

    def along(x: Floats) -> Floats:
        return pasquill_gifford(x, stability)[0]

    def at(x: float, time: float, share: Callable[..., Floats]) -> float:
        steady = _test_plume(
            {**inputs, "x": Quantity(x, "m")}, wind, height=inputs["h"].si, rise=0.0, z=inputs["z"].si, lid=None
        )
        part = share(np.array([x]), time, wind=wind, duration=duration, along=along)
        return min(float(part[0]) * steady / TEST_GAS, 1.0)

    found: Results = {}
    for name in _wanted(inputs):
        if name.endswith("_tno"):
            _, _, x, time, _ = name.split("_")
            found[name] = at(float(x.removesuffix("m")), float(time.removesuffix("s")), passing_yellow_book)
        else:
            found[name] = at(inputs["x"].si, inputs["t"].si, passing)
    return found


def _puff(inputs: Inputs) -> Results:
    x, t, wind = inputs["x"].si, inputs["t"].si, inputs["u"].si
    sigma_x, sigma_y, sigma_z = slade_puff(np.array([wind * t]), inputs["stability"].text)
    c = puff(
        inputs["M"].si,
        along=np.array([x - wind * t]),
        y=0.0,
        z=_number(inputs, "z", 0.0),
        height=_number(inputs, "h", 0.0),
        sigma_x=sigma_x,
        sigma_y=sigma_y,
        sigma_z=sigma_z,
    )
    return {"sigma_y": float(sigma_y[0]), "sigma_z": float(sigma_z[0]), "c": float(c[0])}


# (density [kg/m3] at 298.15 K and 501,325 Pa, ratio of heat capacities).  Source: NIST WebBook; Crane TP-410
JET_GASES: Final = {"propane gas": (9.7505, 1.15)}
JET_AT: Final = (298.15, 501_325.0)  # [K], [Pa]
JET_HEIGHT: Final = 3.5  # height of the jet in the source's test [m]


def _jet(inputs: Inputs) -> Results:
    """On a ray where the jet has half its axis value, at the height of the jet."""
    name = inputs["substance"].text
    if name not in JET_GASES:
        raise InputError(f"free jet: substance {name!r} is not known; known are {', '.join(JET_GASES)}")
    x, k2, k3 = inputs["x"].si, inputs["k2"].si, inputs["k3"].si
    share = jet_share(
        np.array([x]),
        sqrt(log(2.0)) * x / k3,
        JET_HEIGHT,
        diameter=inputs["d"].si,
        density_ratio=_mouth_density(name, inputs["T"].si, inputs["P"].si)
        / (ATMOSPHERE * AIR_MASS / (GAS_CONSTANT * inputs["T"].si)),
        height=JET_HEIGHT,
        decay=k2,
        narrowness=k3,
    )
    return {"vol_fraction": float(share[0])}


def _mouth_density(name: str, temperature: float, pressure: float) -> float:
    """Of the gas at the mouth of a choked jet [kg/m3]; unchoked below the critical pressure ratio."""
    density, k = JET_GASES[name]
    stagnant = density * pressure / JET_AT[1] * JET_AT[0] / temperature
    ratio = max((2.0 / (k + 1.0)) ** (k / (k - 1.0)), ATMOSPHERE / pressure)
    return float(stagnant * ratio ** (1.0 / k))


def _indoors(inputs: Inputs) -> Results:
    """`ACH` [1/h]; and inside after an hour, 500 m from 1 kg/s of ammonia (ALOHA's run I1)."""
    stability, speed = inputs["stability"].text, inputs["u10"].si
    house = House(
        inputs["floor_area"].si,
        int(inputs["stories"].number),
        inputs["T_in"].si,
        Shelter(inputs["sheltering"].text),
    )
    wind = wind_at(house.height, speed, stability, _number(inputs, "z0", 0.03))
    changes = 3600.0 * air_changes(house, wind=wind, outside=inputs["T_out"].si)
    ammonia = {
        "Q": Quantity(1.0, "kg/s"),
        "MW": Quantity(0.01703, "kg/mol"),
        "T": inputs["T_out"],
        "u10": inputs["u10"],
        "stability": inputs["stability"],
        "z0": Quantity(_number(inputs, "z0", 0.03), "m"),
    }
    inside = 1e6 * _aloha_ppm(ammonia, 500.0) * indoor_concentration(1.0, changes)
    return {"ACH": changes, "indoor_60min_NH3_1kgps_500m": inside}


ALOHA_POINT = "ALOHA Gaussian point source, Briggs sigmas, wind at 3 m"
ALOHA_HIGH = "ALOHA Gaussian elevated source, wind at release height"
ALOHA_LID = "ALOHA Gaussian with inversion lid"
ALOHA_AREA = "ALOHA Gaussian area source (puddle), sigma0 = D/sqrt(2 pi)"

MODELS: dict[str, Model] = {
    "sigma/Briggs rural (CCPS) plume sigmas": partial(_sigma_set, of=partial(sigmas, urban=False)),
    "sigma/Briggs rural at 1 km": partial(_sigma_set, of=partial(sigmas, urban=False)),
    "sigma/Briggs urban (CCPS/ISC3) plume sigmas": partial(_sigma_set, of=partial(sigmas, urban=True)),
    "sigma/CCPS puff sigmas (x=y)": partial(_sigma_set, of=slade_puff),
    "sigma/Pasquill-Gifford default plume sigmas": partial(_sigma_set, of=pasquill_gifford),
    "sigma/Turner 1970 workbook sigma_z (120 m / 520 m)": _turner,
    "meteorology/Irwin power-law wind profile": _wind_profile,
    "meteorology/Monin-Obukhov length from class and z0 (Golder form)": _obukhov,
    "plume rise/Briggs momentum rise": _momentum_rise,
    "plume rise/Briggs final rise, stable E/F": _stable_rise,
    f"gaussian/{ALOHA_POINT}": _aloha_distances,
    f"gaussian/{ALOHA_HIGH}": _aloha_distances,
    f"gaussian/{ALOHA_LID}": _aloha_distances,
    f"gaussian/{ALOHA_AREA}": _aloha_distances,
    "gaussian/steady plume, ground, class F": _plume,
    "gaussian/plume with rise + downwash": _stack_plume,
    "gaussian/plume under mixing height": _mixing_layer,
    "gaussian/Palazzi finite-duration": _palazzi,
    "gaussian/instantaneous puff centre": _puff,
    "jet/simple turbulent free jet": _jet,
    "indoor/building infiltration (Sherman-Grimsrud) and indoor concentration": _indoors,
}
