"""Concentration in a passive puff, and of a release that lasts a while. Not here: how wide they are (sigma sets)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from forestall.core.errors import InputError
from forestall.science.chemical.plume import concentration

Floats = NDArray[np.float64]
Along = Callable[[Floats], Floats]
"""Distance downwind [m] -> sigma_x [m]."""
Spread = Callable[[Floats], tuple[Floats, Floats]]
"""Distance downwind [m] -> sigma_y, sigma_z [m]."""


def puff(
    mass: float,
    *,
    along: Floats,
    y: Floats | float,
    z: Floats | float,
    height: float,
    sigma_x: Floats,
    sigma_y: Floats,
    sigma_z: Floats,
    lid: float | None = None,
) -> Floats:
    """Concentration in a puff, reflected at the ground and, where given, at a lid.

        c = M / ((2 pi)^(3/2) sx sy sz) exp(-dx^2/2 sx^2 - y^2/2 sy^2) (exp(-(z-h)^2/2 sz^2) + exp(-(z+h)^2/2 sz^2))

    Args:
        mass: M, mass released [kg]
        along: dx, distance downwind of the centre of the puff [m], shape (...)
        y, z: distance from the path and height above ground [m], shape (...)
        height: h, height of release [m]
        sigma_x, sigma_y, sigma_z: standard deviations at the centre of the puff [m], shape (...)
        lid: height of the mixing layer [m]; None: none

    Returns:
        Concentration [kg/m3], shape (...); 0 where a sigma is 0.

    Source:
        Turner (1970), AP-26, eq. 5.21; CCPS (1999), eq. 2.46
    """
    long = np.maximum(sigma_x, 1e-9)
    slice_of = np.exp(-0.5 * (along / long) ** 2) / (np.sqrt(2 * np.pi) * long)
    sheet = concentration(1.0, 1.0, y=y, z=z, height=height, sigma_y=sigma_y, sigma_z=sigma_z, lid=lid)
    return np.where(np.asarray(sigma_x) > 0, mass * slice_of * sheet, 0.0)


def passing_share(x: Floats, time: float, *, wind: float, duration: float, before: Floats, behind: Floats) -> Floats:
    """Share of the steady plume's concentration while a release of some length passes.

        share = (erf((x - u (t - d)) / (sqrt(2) s_d)) - erf((x - u t) / (sqrt(2) s_0))) / 2

    Args:
        x: distance downwind [m], shape (...)
        time: t, since the release began [s], at least 0; before its end, d is t
        wind: u [m/s], above 0
        duration: d, of the release [s], above 0
        before, behind: sigma_x of the front (s_0) and of the tail (s_d) [m], shape (...), above 0

    Returns:
        Share, 0..1, shape (...).

    Raises:
        InputError: no wind, or a time below 0.

    Source:
        Palazzi et al. (1982), Atmospheric Environment 16, 2785-2790, doi:10.1016/0004-6981(82)90029-4, eq. 6
    """
    if not wind > 0 or time < 0 or not duration > 0:
        raise InputError(f"finite release: wind {wind} m/s, time {time} s, duration {duration} s: expected above 0")
    emitted = min(time, duration)
    root = np.sqrt(2.0)
    tail = erf((x - wind * (time - emitted)) / (root * behind))
    front = erf((x - wind * time) / (root * before))
    return np.asarray(0.5 * (tail - front))


def passing(x: Floats, time: float, *, wind: float, duration: float, along: Along) -> Floats:
    """`passing_share` with sigma_x at the distance x, as Palazzi has it.

    Source:
        Palazzi et al. (1982), eq. 6
    """
    sigma = np.maximum(along(x), 1e-9)
    return passing_share(x, time, wind=wind, duration=duration, before=sigma, behind=sigma)


def passing_yellow_book(x: Floats, time: float, *, wind: float, duration: float, along: Along) -> Floats:
    """`passing_share` with sigma_x at x while the source still feeds the plume and at u t once it has stopped.

    Source:
        CPR 14E (2005), Yellow Book, eq. 4.60b
    """
    at = x if time <= duration else np.full(np.shape(x), wind * time)
    sigma = np.maximum(along(at), 1e-9)
    return passing_share(x, time, wind=wind, duration=duration, before=sigma, behind=sigma)


def peak_share(x: Floats, *, wind: float, duration: float, along: Along) -> Floats:
    """The largest share of the steady plume's concentration that a release of some length ever gives at x.

        erf(u d / (2 sqrt(2) sigma_x)),  when its middle passes

    Args:
        x: distance downwind [m], shape (...)
        wind: u [m/s], above 0
        duration: d, of the release [s]
        along: sigma_x at a distance

    Source:
        Palazzi et al. (1982), eq. 6 at  x = u (t - d/2)
    """
    return np.asarray(erf(wind * duration / (2.0 * np.sqrt(2.0) * np.maximum(along(x), 1e-9))))


def integrated_puffs(
    masses: Floats,
    middle: Floats,
    time: float,
    *,
    wind: float,
    x: Floats,
    y: float,
    z: float,
    height: float,
    along: Along,
    spread: Spread,
) -> Floats:
    """Concentration of a release whose rate changes: the sum of puffs, each one interval of the release.

    Args:
        masses: mass released in each interval [kg], shape (n,)
        middle: middle of each interval [s], shape (n,)
        time: since the release began [s]
        wind: u [m/s], above 0
        x: distance downwind [m], shape (m,)
        y, z: across and above ground [m]
        height: of the release [m]
        along, spread: sigmas at the distance each puff has gone

    Returns:
        Concentration [kg/m3], shape (m,).

    Raises:
        InputError: no wind.

    Source:
        Superposition of `puff` (Turner 1970, eq. 5.21)
    """
    if not wind > 0:
        raise InputError(f"integrated puffs: wind is {wind} m/s, must be above 0")
    gone = wind * (time - middle[:, None])
    sigma_y, sigma_z = spread(np.maximum(gone, 0.0))
    out = np.where(gone > 0, gone, 0.0)
    parts = puff(
        1.0,
        along=x[None, :] - gone,
        y=y,
        z=z,
        height=height,
        sigma_x=along(out),
        sigma_y=sigma_y,
        sigma_z=sigma_z,
    )
    return np.asarray((masses[:, None] * np.where(gone > 0, parts, 0.0)).sum(axis=0))
