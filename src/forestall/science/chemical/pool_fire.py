"""Size, lean and radiation of a burning pool. Not here: how large the pool is, view factors, transmissivity."""

import math
from dataclasses import dataclass

from forestall.core.errors import InputError

GRAVITY = 9.81  # [m/s2]
SOOT_POWER = 20e3  # emissive power of smoke [W/m2]; CPR 14E (1997), eq. 6.20
CALM = 1.0  # scaled wind below which Thomas' wind term has no effect


@dataclass(frozen=True, slots=True)
class Fuel:
    """How fast a liquid burns:  m = limit (1 - exp(-k D)), and its heat of combustion."""

    limit: float
    """Burning rate of a large pool [kg/(m2 s)]."""
    extinction: float
    """k: extinction times mean beam length corrector [1/m]."""
    heat: float
    """Of combustion [J/kg]."""


# Source: Babrauskas (1983), Fire Technology 19, 251-261, Table 3; in the SFPE Handbook, 3rd ed., Table 3-1.13.
FUELS = {
    "acetone": Fuel(0.041, 1.9, 25.8e6),
    "benzene": Fuel(0.085, 2.7, 40.1e6),
    "butane": Fuel(0.078, 2.7, 45.7e6),
    "crude_oil": Fuel(0.035, 2.8, 42.6e6),
    "diethyl_ether": Fuel(0.085, 0.7, 34.2e6),
    "ethanol": Fuel(0.015, 100.0, 26.8e6),
    "fuel_oil": Fuel(0.035, 1.7, 39.7e6),
    "gasoline": Fuel(0.055, 2.1, 43.7e6),
    "heptane": Fuel(0.101, 1.1, 44.6e6),
    "hexane": Fuel(0.074, 1.9, 44.7e6),
    "hydrogen": Fuel(0.017, 6.1, 120.0e6),
    "kerosene": Fuel(0.039, 3.5, 43.2e6),
    "lng": Fuel(0.078, 1.1, 50.0e6),
    "lpg": Fuel(0.099, 1.4, 46.0e6),
    "methanol": Fuel(0.017, 100.0, 20.0e6),
    "xylene": Fuel(0.090, 1.4, 40.8e6),
}


def burning_rate(fuel: Fuel, diameter: float) -> float:
    """Mass burnt per area and time [kg/(m2 s)] in a pool of a diameter [m] (Babrauskas 1983, eq. 1)."""
    return fuel.limit * -math.expm1(-fuel.extinction * diameter)


def burning_rate_large(heat: float, vaporisation: float, specific_heat: float, boiling: float, liquid: float) -> float:
    """Burning rate of a large pool of any liquid:  0.001 H / (Hv + c max(0, Tb - T)).

    Args:
        heat: H, of combustion [J/kg]
        vaporisation: Hv, heat of vaporisation [J/kg]
        specific_heat: c, of the liquid [J/(kg K)]
        boiling: Tb, boiling point [K]
        liquid: T, of the pool [K]

    Returns:
        Burning rate [kg/(m2 s)].

    Source:
        Burgess and Hertzberg (1974); Mudan (1984); CPR 14E (1997), Yellow Book, eq. 6.68
    """
    return 1e-3 * heat / (vaporisation + specific_heat * max(0.0, boiling - liquid))


def scaled_wind(wind: float, rate: float, diameter: float, air: float) -> float:
    """u* = u / (g m D / rho)^(1/3)  (Thomas 1963), of wind [m/s], burning rate [kg/(m2 s)], pool [m], air [kg/m3]."""
    return wind / characteristic_wind(rate, diameter, air)


def characteristic_wind(rate: float, diameter: float, air: float) -> float:
    """(g m D / rho)^(1/3) [m/s]  (Thomas 1963; CPR 14E, 1997, eq. 6.10)."""
    return math.cbrt(GRAVITY * rate * diameter / air)


def flame_length(rate: float, diameter: float, air: float, wind: float) -> float:
    """Length of the flame.

        L / D = 55 (m / (rho sqrt(g D)))^0.67 u*^-0.21,  u* at least 1

    Args:
        rate: m, burning rate [kg/(m2 s)]
        diameter: D, of the pool [m]
        air: rho, density of air [kg/m3]
        wind: at 10 m [m/s], at least 0

    Returns:
        Length [m].

    Raises:
        InputError: rate, diameter or density is not above 0, or the wind below 0.

    Source:
        Thomas (1963), 9th Symp. Combustion; CPR 14E (1997), Yellow Book, eq. 6.10
    """
    if not (rate > 0 and diameter > 0 and air > 0 and wind >= 0):
        raise InputError(
            f"pool fire: rate {rate} kg/(m2 s), diameter {diameter} m, air {air} kg/m3, wind {wind} m/s: "
            "all must be above 0, the wind at least 0"
        )
    star = max(CALM, scaled_wind(wind, rate, diameter, air))
    return diameter * 55.0 * math.pow(_scaled_rate(rate, diameter, air), 0.67) * math.pow(star, -0.21)


def tilt_parameter(wind: float, diameter: float, viscosity: float) -> float:
    """tan t / cos t = 0.666 Fr^0.333 Re^0.117,  Fr = u^2 / (g D), Re = u D / nu.

    Args:
        wind: u, at 10 m [m/s]
        diameter: D, of the pool [m]
        viscosity: nu, kinematic, of air [m2/s]

    Source:
        Welker and Sliepcevich (1970); CPR 14E (1997), Yellow Book, eq. 6.12
    """
    return float(0.666 * (wind**2 / (GRAVITY * diameter)) ** 0.333 * (wind * diameter / viscosity) ** 0.117)


def tilt_of(parameter: float) -> float:
    """The angle [rad] whose tan / cos is `parameter`:  sin t = (sqrt(4 c^2 + 1) - 1) / (2 c)  (CPR 14E, eq. 6.13)."""
    return math.asin((math.sqrt(4 * parameter**2 + 1) - 1) / (2 * parameter)) if parameter > 0 else 0.0


def tilt_aga(star: float) -> float:
    """Tilt [rad] of a scaled wind u*:  cos t = u*^-0.5 above 1  (American Gas Association 1974; Moorhouse 1982)."""
    return math.acos(1.0 / math.sqrt(max(1.0, star)))


def drag(wind: float, diameter: float) -> float:
    """Length of the flame's foot along the wind over the pool's:  1.6 Fr^0.061, at least 1.

    Args:
        wind: at 10 m [m/s]
        diameter: of the pool [m]

    Source:
        Moorhouse (1982), IChemE Symp. Ser. 71 (conical flames); CPR 14E (1997), Yellow Book, eq. 6.14
    """
    return max(1.0, 1.6 * math.pow(wind**2 / (GRAVITY * diameter), 0.061))


def emissive_power(share: float, rate: float, heat: float, length: float, diameter: float) -> float:
    """Power a clean flame's surface radiates:  share m H / (1 + 4 L / D)  [W/m2].

    Args:
        share: of the heat that is radiated, 0..1
        rate: m [kg/(m2 s)]
        heat: H [J/kg]
        length: L, of the flame [m]
        diameter: D, of the pool [m]

    Source:
        CPR 14E (1997), Yellow Book, eq. 6.19
    """
    return share * rate * heat / (1.0 + 4.0 * length / diameter)


def behind_smoke(clean: float, smoke: float) -> float:
    """Emissive power [W/m2] of a flame, the share `smoke` of it hidden by soot of 20 kW/m2 (CPR 14E, eq. 6.20)."""
    return clean * (1.0 - smoke) + SOOT_POWER * smoke


def emissive_power_sooty(diameter: float) -> float:
    """Mean emissive power [W/m2] of smoky fires:  140 e^(-0.12 D) + 20 (1 - e^(-0.12 D)) kW/m2.

    Fitted to gasoline, kerosene and JP-5 pools up to 80 m across.

    Source:
        Mudan and Croce (1988), SFPE Handbook, section 2, chapter 4
    """
    clear = math.exp(-0.12 * diameter)
    return 140e3 * clear + 20e3 * (1.0 - clear)


def emissive_power_lng(diameter: float) -> float:
    """Mean emissive power [W/m2] of LNG on land or water:  265 (1 - e^(-0.149 D)) kW/m2.

    Fitted to LNG pools up to 35 m across.

    Source:
        Rew, Hulbert and Deaves (1997), Trans IChemE 75B, 81-89 (POOLFIRE6), Table 2
    """
    return 265e3 * -math.expm1(-0.149 * diameter)


def radiated_share(diameter: float) -> float:
    """Share of the heat a pool fire radiates:  0.35 e^(-0.05 D)  (McGrattan, Baum and Hamins 2000, NISTIR 6546)."""
    return 0.35 * math.exp(-0.05 * diameter)


def point_source(share: float, rate: float, heat: float, diameter: float, transmitted: float, distance: float) -> float:
    """Radiation on a target that faces the middle of the flame:  share m A H tau / (4 pi r^2)  [W/m2].

    Args:
        share: radiated, 0..1
        rate: m [kg/(m2 s)]
        heat: H [J/kg]
        diameter: of the pool [m]
        transmitted: tau, 0..1
        distance: r, from the middle of the flame [m]

    Source:
        Casal (2008), Evaluation of the Effects and Consequences of Major Accidents, eq. 3.21
    """
    return share * rate * math.pi / 4 * diameter**2 * heat * transmitted / (4 * math.pi * distance**2)


def _scaled_rate(rate: float, diameter: float, air: float) -> float:
    """m* = m / (rho sqrt(g D))."""
    return rate / (air * math.sqrt(GRAVITY * diameter))
