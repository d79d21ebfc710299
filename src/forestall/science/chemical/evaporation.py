"""Evaporation from a pool into the wind that blows over it. Not here: the heat that drives it, the size of the pool."""

import math

VON_KARMAN = 0.4
SCHMIDT_TURBULENT = 0.85  # Fackrell and Robins (1982)
EULER = 0.5772156649015329
AIR_VISCOSITY = 1.5e-5  # kinematic, at some 20 degC [m2/s]
WATER_DIFFUSIVITY = 2.39e-5  # of water vapour in air [m2/s]  (NOAA 2013, 3.3.1)
WATER_MOLAR_MASS = 0.018015  # [kg/mol]
GAS_CONSTANT = 8.314462618  # [J/mol K]
ROUGHNESS = 1e-3  # roughness length of a liquid surface and smooth paving around it [m]
LIMIT = 4.0  # correction for volatility above which the pool counts as boiling  (NOAA 2013, 3.3.1)

# Exponent of the wind profile by Pasquill class. Source: NOAA (2013), NOS OR&R 43, Table 6
POWER = {"A": 0.108, "B": 0.112, "C": 0.120, "D": 0.142, "E": 0.203, "F": 0.253}


def diffusivity(molar_mass: float) -> float:
    """Of a vapour in air [m2/s], from that of water vapour by Graham's law; molar mass [kg/mol].

    Source:
        Thibodeaux (1979), as in NOAA (2013), NOS OR&R 43, section 3.3.1
    """
    return WATER_DIFFUSIVITY * math.sqrt(WATER_MOLAR_MASS / molar_mass)


def friction_velocity(wind: float, n: float, height: float = 10.0) -> float:
    """Above the pool [m/s], from the wind [m/s] at a height [m]; n: exponent of the profile.

    Source:
        Deacon (1973), as in NOAA (2013), section 3.3.1
    """
    return 0.03 * wind * math.pow(10.0 / height, n)


def transfer_coefficient(diameter: float, friction: float, n: float, molar_mass: float) -> float:
    """Flux from the pool over friction velocity and saturated concentration, averaged over the pool.

    Args:
        diameter: along the wind [m]
        friction: friction velocity [m/s]
        n: exponent of the wind profile
        molar_mass: of the vapour [kg/mol]

    Returns:
        j, dimensionless.

    Source:
        Brighton (1985), J. Fluid Mech. 159, 323-345; (1990), as in NOAA (2013), section 3.3.1
    """
    schmidt = AIR_VISCOSITY / diffusivity(molar_mass)
    reynolds = friction * ROUGHNESS / AIR_VISCOSITY
    ratio = VON_KARMAN / SCHMIDT_TURBULENT
    rise = 1 / n + 1 + 2 * math.log(1 + n) - 2 * EULER + ratio * (1 + n) * _sublayer(schmidt, reynolds)
    distance = n * VON_KARMAN**2 * diameter / (SCHMIDT_TURBULENT * ROUGHNESS * math.exp(1 / n))
    log = rise + math.log(distance)
    square = log * log + math.pi**2
    g = 1 - EULER
    return (
        ratio
        * (1 + n)
        * (0.5 - math.atan(log / math.pi) / math.pi + g / square + (g * g + 1 + math.pi**2 / 6) * log / square**2)
    )


def _sublayer(schmidt: float, reynolds: float) -> float:
    """Resistance next to the surface; smooth below a roughness Reynolds number of 0.13, rough above 2."""

    def rough(re: float) -> float:
        return 7.3 * math.pow(re, 0.25) * math.sqrt(schmidt) - 5 * SCHMIDT_TURBULENT

    smooth = (3.85 * math.pow(schmidt, 1 / 3) - 1.3) ** 2 + SCHMIDT_TURBULENT / VON_KARMAN * math.log(0.13 * schmidt)
    if reynolds <= 0.13:
        return smooth
    if reynolds >= 2:
        return rough(reynolds)
    return smooth + (reynolds - 0.13) / (2 - 0.13) * (rough(2.0) - smooth)


def volatility(pressure: float, ambient: float) -> float:
    """Factor by which vapour that leaves fast drives itself out; at most 4, where the pool counts as boiling.

    Args:
        pressure: vapour pressure [Pa]
        ambient: of the air [Pa]

    Source:
        Brighton (1990), as in NOAA (2013), section 3.3.1
    """
    share = pressure / ambient
    if share < 1e-9:
        return 1.0
    return LIMIT if share >= 1 else min(LIMIT, -math.log1p(-share) / share)


def saturated(pressure: float, molar_mass: float, t: float) -> float:
    """Concentration of the vapour at the surface [kg/m3]: p M / R T."""
    return pressure * molar_mass / (GAS_CONSTANT * t)
