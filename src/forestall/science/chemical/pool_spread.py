"""How fast a pool spreads on flat ground. Not here: what it loses meanwhile."""

import math

GRAVITY = 9.80665  # [m/s2]
THINNEST = 5e-3  # depth at which spreading ends [m]  (NOAA 2013, 3.4.4.2)
SEED = 0.1  # radius a pool starts from [m]; grown over within seconds


def next_radius(radius: float, volume: float, step: float) -> float:
    """The radius [m] of a pool of this volume [m3] a step [s] later:  dr/dt = sqrt(2 g depth), to a depth of 5 mm.

    Source:
        Briscoe and Shaw (1980), as in NOAA (2013), NOS OR&R 43, section 3.4.4.2
    """
    depth = volume / (math.pi * radius * radius)
    if depth <= THINNEST:
        return radius
    thinnest = math.sqrt(volume / (math.pi * THINNEST))
    return min(radius + math.sqrt(2 * GRAVITY * depth) * step, thinnest)


def unconfined_area(rate: float, density: float, seconds: float) -> float:
    """Area of a pool fed at a constant rate [kg/s] that loses nothing [m2]:  pi/4 sqrt(2048/81 q/rho t^3).

    Source:
        Woodward (1998), Estimating the Flammable Mass of a Vapor Cloud, eq. 4.38
    """
    return math.pi / 4 * math.sqrt(2048 / 81 * rate / density * seconds**3)
