"""Footprints of toxic clouds: of any `Cloud`, and of the steady passive plume in closed form. Not here: the clouds."""

import numpy as np
from numpy.typing import NDArray

from forestall.science.chemical.briggs import FARTHEST, sigmas
from forestall.science.chemical.cloud import Cloud
from forestall.science.chemical.indoors import indoor_share
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.probit import Probit, lethal_concentration
from forestall.science.chemical.risk.footprint import Footprint, footprint
from forestall.science.chemical.risk.lethality import NEGLIGIBLE, of_load

Floats = NDArray[np.float64]

AIR_CHANGES = 1.0  # of a house with windows shut [1/h]; CPR 18E (1999), 5.2.2
LONGEST = 1800.0  # longest exposure counted [s]; CPR 18E (1999), 5.2.2
BREATHING = 1.0  # height at which people breathe [m]; CPR 18E (1999), 4.6.2
ALONG, ACROSS = 64, 17  # nodes of a footprint
NEAREST = 1.0  # first node downwind [m]
MG_PER_KG = 1e6
MINUTE = 60.0
HOUR = 3600.0
SPREADS = 4.5  # half-width of a plume in sigma_y at most


def cloud_footprint(cloud: Cloud, probit: Probit, *, strength: float = 1.0) -> Footprint | None:
    """Where a cloud poisons, outdoors and indoors.

    The load at a point off the centre line is that on it times the ratio of the peaks to the power n.

    Args:
        cloud: of the release
        probit: of the substance
        strength: factor on all concentrations, for uncertainty

    Returns:
        The footprint; None where nobody dies.

    Source:
        CPR 18E (1999), Purple Book, 5.2.2
    """
    level = lethal_concentration(probit, NEGLIGIBLE, LONGEST / MINUTE) / MG_PER_KG / strength
    reach = cloud.reach(level, BREATHING)
    if reach == 0.0:
        return None
    last = float(cloud.track.x[-1]) if np.isnan(reach) else reach
    x = np.geomspace(NEAREST, max(last, 2 * NEAREST), ALONG)
    half = cloud.half_width(level, x, BREATHING)
    width = np.where(half > 0, half, NEAREST)
    across = width[:, None] * np.linspace(0.0, 1.0, ACROSS)
    peak = cloud.peak(x[:, None], across, BREATHING)
    middle = peak[:, 0]
    relative = np.divide(peak, middle[:, None], out=np.zeros_like(peak), where=middle[:, None] > 0)
    ratio = relative**probit.n * strength**probit.n
    outdoors, indoors = (
        of_load(probit, cloud.load(x, np.zeros(ALONG), probit.n, BREATHING, LONGEST, changes)[:, None] * ratio)
        for changes in (None, AIR_CHANGES)
    )
    return footprint(x, width, outdoors, outdoors, indoors)


def plume_footprint(
    probit: Probit, rate: float, seconds: float, *, wind: float, stability: str, height: float, urban: bool = False
) -> Footprint | None:
    """Where a steady passive plume poisons, in closed form: quick, for screening and for many scenarios.

    Args:
        probit: of the substance
        rate: into the air [kg/s], above 0
        seconds: how long [s]; 30 min at most count
        wind: at plume height [m/s], above 0
        stability: Pasquill class, `A` to `F`
        height: of release [m]
        urban: over built-up ground

    Returns:
        The footprint, out to 10 km; None where nobody dies.

    Source:
        Turner (1970), AP-26, eq. 3.1; CPR 18E (1999), Purple Book, 5.2.2
    """
    breathed = min(seconds, LONGEST)
    x = np.geomspace(NEAREST, FARTHEST, 4 * ALONG)
    sigma_y, sigma_z = sigmas(x, stability, urban=urban)
    c = MG_PER_KG * concentration(rate, wind, y=0.0, z=BREATHING, height=height, sigma_y=sigma_y, sigma_z=sigma_z)
    level = lethal_concentration(probit, NEGLIGIBLE, breathed / MINUTE)
    inside = np.flatnonzero(c > level)
    if inside.size < 2:
        return None
    keep = slice(max(int(inside[0]) - 1, 0), min(int(inside[-1]) + 2, x.size))
    x, c, sigma_y = x[keep], c[keep], sigma_y[keep]
    width = sigma_y * np.minimum(np.sqrt(2 * np.log(np.maximum(c / level, 1.0 + 1e-6))), SPREADS)
    off = np.exp(-0.5 * (width[:, None] / sigma_y[:, None] * np.linspace(0.0, 1.0, ACROSS)) ** 2)
    share = indoor_share(breathed / HOUR, LONGEST / HOUR, AIR_CHANGES, probit.n)
    load = (c[:, None] * off) ** probit.n * (breathed / MINUTE)
    outdoors = of_load(probit, load)
    return footprint(x, width, outdoors, outdoors, of_load(probit, load * share**probit.n))
