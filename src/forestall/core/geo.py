"""Positions on the Earth: WGS 84 degrees outside, metres on a local plane inside."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS = 6_371_008.8  # mean radius R1 [m]  (Moritz 2000, Geodetic Reference System 1980)


def local_metres(lon: Floats, lat: Floats, lon0: float, lat0: float) -> tuple[Floats, Floats]:
    """East and north of an origin [m], equirectangular: within 0.1 % up to 50 km from it below 60 degrees.

    Args:
        lon, lat: positions [deg], shape (n,)
        lon0, lat0: origin [deg]

    Returns:
        x (east), y (north) [m], shape (n,)
    """
    x = np.radians((np.asarray(lon) - lon0 + 180.0) % 360.0 - 180.0) * np.cos(np.radians(lat0)) * EARTH_RADIUS
    y = np.radians(np.asarray(lat) - lat0) * EARTH_RADIUS
    return x, y


def lon_lat(x: Floats, y: Floats, lon0: float, lat0: float) -> tuple[Floats, Floats]:
    """The inverse of `local_metres`: lon, lat [deg] of east, north [m], shape (n,)."""
    lon = lon0 + np.degrees(np.asarray(x) / (EARTH_RADIUS * np.cos(np.radians(lat0))))
    lat = lat0 + np.degrees(np.asarray(y) / EARTH_RADIUS)
    return lon, lat
