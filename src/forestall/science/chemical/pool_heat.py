"""Heat that flows into a pool: sun, sky, air, ground. Not here: what the pool does with it.

All fluxes in W/m2, positive into the pool. Source of all: NOAA (2013), ALOHA 5.4.4 Technical Documentation,
NOS OR&R 43, section 3.3.3, which names the authors.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEFAN_BOLTZMANN = 5.670374419e-8
EMISSIVITY = 0.97  # of the pool, as of water (3.3.3.2)
AIR_DENSITY = 1.2  # [kg/m3]
AIR_HEAT_CAPACITY = 1004.0  # [J/kg K]
AIR_DIFFUSIVITY = 2.0e-5  # of heat in air [m2/s]

# Cloud in tenths -> (a, b [1/Pa]) of the sky's radiation factor a + b e_w.  Table 8, after Thibodeaux (1979)
SKY = (
    (0.740, 44.3e-6),
    (0.750, 44.3e-6),
    (0.760, 44.3e-6),
    (0.770, 44.2e-6),
    (0.783, 40.7e-6),
    (0.793, 40.5e-6),
    (0.800, 39.9e-6),
    (0.810, 38.4e-6),
    (0.820, 35.4e-6),
    (0.840, 31.0e-6),
    (0.870, 26.6e-6),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the pool lies on."""

    conductivity: float
    """[W/m K]"""
    diffusivity: float
    """[m2/s]"""


# Table 9, after Briscoe and Shaw (1980); the conductivities contain a factor found by comparison with spills.
GROUNDS = {
    "soil": Ground(8.64, 4.13e-6),
    "concrete": Ground(8.28, 3.74e-6),
    "dry sand": Ground(2.34, 1.74e-6),
    "moist sand": Ground(5.31, 3.02e-6),
}


def sun(elevation: float, cloud: float) -> float:
    """Net short-wave flux; elevation of the sun [rad], cloud as a share 0..1.

    Source:
        Raphael (1962), as in 3.3.3.1; 0 below an elevation of 5.7 deg
    """
    return max(0.0, 1111.0 * (1 - 0.71 * cloud * cloud) * (math.sin(elevation) - 0.1))


def sky(air: float, humidity: float, cloud: float) -> float:
    """Long-wave flux from the sky; air temperature [K], relative humidity and cloud as shares 0..1.

    Source:
        Thibodeaux (1979), as in 3.3.3.2; water vapour pressure: Magnus formula of Alduchov and Eskridge (1996)
    """
    a, b = SKY[round(10 * cloud)]
    celsius = air - 273.15
    vapour = 610.94 * math.exp(17.625 * celsius / (celsius + 243.04)) * humidity
    return EMISSIVITY * (a + b * vapour) * STEFAN_BOLTZMANN * air**4


def glow(t: float) -> float:
    """Long-wave flux the pool at t [K] gives off; negative (3.3.3.2)."""
    return -EMISSIVITY * STEFAN_BOLTZMANN * t**4


def air_coefficient(transfer: float, friction: float, diffusivity: float) -> float:
    """Sensible heat from the air for each kelvin [W/m2 K], from the transfer of mass.

    Args:
        transfer: j of the vapour, corrected for volatility
        friction: friction velocity [m/s]
        diffusivity: of the vapour in air [m2/s]

    Source:
        Brighton (1985, 1990), as in 3.3.3.5
    """
    return AIR_DENSITY * AIR_HEAT_CAPACITY * transfer * math.pow(AIR_DIFFUSIVITY / diffusivity, 2 / 3) * friction


NODES = 26
FIRST = 5e-4  # thickness of the uppermost layer of ground [m]
GROWTH = 1.25  # each layer thicker than the one above; in all some 0.6 m, which an hour of heat does not cross


NARROW = 0.02  # share of the pool below which the newest ring takes in the next; keeps the rings to some fifty


@dataclass(slots=True)
class GroundHeat:
    """Temperature in the ground below rings of a pool that were wetted at different times.

    Heat equation in layers, implicit in time: stable, and exact in the energy it takes from the ground.
    """

    ground: Ground
    temperature: float
    """Of untouched ground [K]."""
    step: float
    """Of time [s]."""
    area: list[float] = field(default_factory=list)
    """Of each ring [m2]."""
    _layers: list[Floats] = field(default_factory=list)
    _solve: Floats = field(init=False)
    _feed: Floats = field(init=False)
    _surface: float = field(init=False)

    def __post_init__(self) -> None:
        """Build the step matrix."""
        thick: Floats = FIRST * np.power(GROWTH, np.arange(NODES, dtype=np.float64))
        capacity = self.ground.conductivity / self.ground.diffusivity * thick
        gap = np.concatenate([[thick[0] / 2], (thick[1:] + thick[:-1]) / 2])
        link = self.ground.conductivity / gap * self.step
        matrix = np.diag(capacity + link)
        for k in range(1, NODES):
            matrix[k, k - 1] -= link[k]
            matrix[k - 1, k] -= link[k]
            matrix[k - 1, k - 1] += link[k]
        self._solve = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
        self._feed = np.asarray(capacity, dtype=np.float64)
        self._surface = float(link[0])

    @property
    def slope(self) -> float:
        """Fall of the flux for each kelvin the pool is warmer during a step [W/m2 K]."""
        return self._surface / self.step * float(1.0 - self._surface * self._solve[0, 0])

    def wet(self, area: float) -> None:
        """The pool covers another `area` [m2] of untouched ground; a narrow ring is mixed with the one before."""
        if self.area and self.area[-1] < NARROW * (sum(self.area) + area):
            last = self.area[-1]
            self._layers[-1] = (last * self._layers[-1] + area * self.temperature) / (last + area)
            self.area[-1] = last + area
            return
        self.area.append(area)
        self._layers.append(np.full(NODES, self.temperature))

    def flux(self, t: float) -> float:
        """Let one step pass under a pool of temperature t [K]; the mean flux over its area."""
        if not self.area:
            return 0.0
        layers = np.array(self._layers).T * self._feed[:, None]
        layers[0] += self._surface * t
        after = self._solve @ layers
        self._layers = list(after.T)
        areas = np.array(self.area)
        return float((self._surface / self.step * (after[0] - t)) @ areas / areas.sum())
