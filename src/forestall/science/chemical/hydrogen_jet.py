"""A choked jet of hydrogen: what leaves, how much of it can burn at once, its flame. Not here: blow-down, buoyancy."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

GAS_CONSTANT = 8.314462618  # [J/(mol K)]
MOLAR = 2.01588e-3  # [kg/mol]
GAMMA = 1.405
CHOKED = 2.0  # pressure over that of the air above which the hole is choked, with some margin
ATMOSPHERE = 101_325.0  # [Pa]
CO_VOLUME = 7.691e-3  # of the Abel-Noble equation [m3/kg]; Schefer et al. (2007)
HEAT = 119.96e6  # of combustion [J/kg]
STOICHIOMETRIC = 0.0283  # mass share of hydrogen in a mixture that burns out
FLAME_TEMPERATURE = 2390.0  # adiabatic [K]
FLAME_MOLAR = 24.54e-3  # of the burnt mixture [kg/mol]
ABSORPTION = 0.23  # Planck mean absorption coefficient of the burnt mixture [1/m]; Molina et al. (2007)
GRAVITY = 9.81  # [m/s2]
AIR_MOLAR = 28.96e-3  # [kg/mol]
DECAY = 5.4  # of the mass share along a jet; Richards and Pitts (1993), J. Fluid Mech. 254, 417-435
NARROWNESS = 57.0  # of the profile  exp(-57 (r/x)^2) of the mass share; Chen and Rodi (1980)
# Discharge coefficient: ours, between 1 (ideal) and 0.8, chosen with the two flames of Ekoto et al. (2014) in view.
NOZZLE = 0.9
ENTRAINMENT = 0.32  # of air into a jet; Ricou and Spalding (1961)
AIR_HEAT = 1006.0  # heat capacity of air [J/(kg K)]
SOURCES = 50  # points along the flame


@dataclass(frozen=True, slots=True)
class HydrogenJet:
    """The jet where it has the pressure of the air: a source of the same mass and momentum."""

    rate: float
    """[kg/s]"""
    velocity: float
    """[m/s]"""
    diameter: float
    """[m]"""
    density: float
    """[kg/m3]"""
    air: float
    """Density of the air [kg/m3]."""

    @property
    def scaled_diameter(self) -> float:
        """d sqrt(rho_j / rho_air) [m]."""
        return self.diameter * math.sqrt(self.density / self.air)


def choked_jet(
    hole: float, pressure: float, temperature: float, ambient: float, discharge: float = NOZZLE
) -> HydrogenJet:
    """Hydrogen through a round hole, expanded to the pressure of the air.

    Args:
        hole: diameter [m]
        pressure: in the vessel, absolute [Pa], at least twice that of the air
        temperature: in the vessel [K]
        ambient: temperature of the air [K]
        discharge: coefficient of the hole, 0..1

    Returns:
        The jet, with the mass and momentum of the real one and the temperature of the vessel.

    Raises:
        InputError: the jet is not choked, or the hole or the temperature is not above 0.

    Source:
        Birch, Hughes and Swaffield (1987), Combust. Sci. Technol. 52, 161-171, with the Abel-Noble equation of
        Schefer et al. (2007), Int. J. Hydrogen Energy 32, 2081-2093
    """
    if not (hole > 0 and temperature > 0 and pressure >= CHOKED * ATMOSPHERE):
        raise InputError(
            f"hydrogen jet: hole {hole} m, {pressure} Pa, {temperature} K: hole and temperature must be above 0, "
            f"the pressure at least {CHOKED * ATMOSPHERE:g} Pa (choked)"
        )
    special = GAS_CONSTANT / MOLAR
    inside = pressure / (special * temperature + CO_VOLUME * pressure)
    factor = math.sqrt(GAMMA * (2 / (GAMMA + 1)) ** ((GAMMA + 1) / (GAMMA - 1)))
    rate = discharge * math.pi / 4 * hole**2 * factor * math.sqrt(pressure * inside)
    throat = pressure * (2 / (GAMMA + 1)) ** (GAMMA / (GAMMA - 1))
    sonic = math.sqrt(GAMMA * special * temperature * 2 / (GAMMA + 1))
    velocity = discharge * sonic + (throat - ATMOSPHERE) * math.pi / 4 * hole**2 / rate
    density = ATMOSPHERE / (special * temperature)
    diameter = math.sqrt(4 * rate / (math.pi * density * velocity))
    return HydrogenJet(rate, velocity, diameter, density, ATMOSPHERE * AIR_MOLAR / (GAS_CONSTANT * ambient))


def flame_length(jet: HydrogenJet, ambient: float) -> float:
    """Visible length of the burning jet.

        L = L* d sqrt(rho_j/rho_air) / f,  L* = 13.5 Fr^0.4 / (1 + 0.07 Fr^2)^0.2, above Fr = 5: 23
        Fr = u f^1.5 / ((rho_j/rho_air)^0.25 sqrt((Tf - T)/T g d))

    Args:
        jet: expanded
        ambient: T, temperature of the air [K]

    Returns:
        Length [m].

    Source:
        Delichatsios (1993), Combust. Flame 92, 349-364; Schefer et al. (2006), Int. J. Hydrogen Energy 31, 1332-1340
    """
    rise = (FLAME_TEMPERATURE - ambient) / ambient
    fall = (jet.density / jet.air) ** 0.25 * math.sqrt(rise * GRAVITY * jet.diameter)
    froude = jet.velocity * STOICHIOMETRIC**1.5 / fall
    scaled = 13.5 * froude**0.4 / (1 + 0.07 * froude**2) ** 0.2 if froude < 5 else 23.0
    return scaled * jet.scaled_diameter / STOICHIOMETRIC


def radiated_share(jet: HydrogenJet, length: float) -> float:
    """Share of the heat the flame radiates:  0.08916 lg(t a Tf^4) - 1.2172,  t in ms.

    t = rho_f W^2 L f / (3 rho_j d^2 u), the time gas stays in a flame of width W = 0.17 L.

    Args:
        jet: expanded
        length: L [m]

    Returns:
        Share, 0..1.

    Source:
        Molina, Schefer and Houf (2007), Proc. Combust. Inst. 31, 2565-2572, as fitted in Ekoto et al. (2014)
    """
    burnt = ATMOSPHERE * FLAME_MOLAR / (GAS_CONSTANT * FLAME_TEMPERATURE)
    volume = (0.17 * length) ** 2 * length * STOICHIOMETRIC
    time = burnt * volume / (3 * jet.density * jet.diameter**2 * jet.velocity)
    return max(0.0, 0.08916 * math.log10(1e3 * time * ABSORPTION * FLAME_TEMPERATURE**4) - 1.2172)


def risen_path(jet: HydrogenJet, length: float, ambient: float) -> tuple[Floats, Floats]:
    """Axis of a flame that starts level and is lifted by its heat.

        dMz/ds = g q(s) / (cp T u),  Mx = m0 u0,  u = M / m,  m = 0.32 m0 s / d'

    The heat q released up to s grows in proportion to s, and reaches what is not radiated at the tip.

    Args:
        jet: expanded
        length: along the axis [m]
        ambient: T, temperature of the air [K]

    Returns:
        Distance along the ground and height above the hole [m] of the 50 points of `source_weights`, shape (50,).

    Source:
        Ricou and Spalding (1961), J. Fluid Mech. 11, 21-32, for m; the momentum balance is ours
    """
    s = (np.arange(SOURCES) + 0.5) / SOURCES * length
    step, forward, upward = length / SOURCES, jet.rate * jet.velocity, 0.0
    heat = jet.rate * HEAT * (1.0 - radiated_share(jet, length)) / (AIR_HEAT * ambient)
    slopes = []
    for place in s:
        flow = jet.rate * max(1.0, ENTRAINMENT * place / jet.scaled_diameter)
        speed = math.hypot(forward, upward) / flow
        upward += step * GRAVITY * heat * place / length / speed
        slopes.append(math.atan2(upward, forward))
    return np.cumsum(np.cos(slopes)) * step, np.cumsum(np.sin(slopes)) * step


def source_weights() -> Floats:
    """What each of 50 points along a flame radiates of the whole, shape (50,), sum 1.

    The weight rises in proportion to the distance to 0.75 L and falls to nothing at the tip.

    Source:
        Hankinson and Lowesmith (2012), Combust. Flame 159, 1165-1177
    """
    place = (np.arange(SOURCES) + 0.5) / SOURCES
    weight = np.where(place <= 0.75, place / 0.75, (1 - place) / 0.25)
    return np.asarray(weight / weight.sum())


def burning_mass(jet: HydrogenJet, lean: float, rich: float) -> float:
    """Mass of hydrogen between two mass shares in a jet that is not burning yet.

        Y(x, r) = 5.4 d' / x exp(-57 (r/x)^2), with d' = d sqrt(rho_j / rho_air) and the density of the mixture

    Args:
        jet: expanded
        lean, rich: mass shares, 0 < lean < rich <= 1

    Returns:
        Mass [kg].

    Source:
        Chen and Rodi (1980), Vertical Turbulent Buoyant Jets, Pergamon (profile); Richards and
        Pitts (1993), J. Fluid Mech. 254, 417-435 (decay)
    """
    end = DECAY * jet.scaled_diameter / lean
    edges = np.linspace(0.0, end, 401)
    x = (edges[:-1] + edges[1:]) / 2
    slope = np.linspace(0.0, 0.3, 301)
    s = (slope[:-1] + slope[1:]) / 2
    share = np.minimum(1.0, DECAY * jet.scaled_diameter / x)[:, None] * np.exp(-NARROWNESS * s**2)[None, :]
    density = jet.air / (1 + share * (AIR_MOLAR / MOLAR - 1))
    volume = 2 * math.pi * (x**2)[:, None] * (s * np.diff(slope))[None, :] * np.diff(edges)[:, None]
    return float(np.sum(np.where((share >= lean) & (share <= rich), share * density * volume, 0.0)))


def mass_share(volume: float) -> float:
    """Mass share of hydrogen in air of a share by volume, 0..1."""
    return volume * MOLAR / (volume * MOLAR + (1 - volume) * AIR_MOLAR)
