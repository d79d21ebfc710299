"""The weather a cloud meets, as a forecast or a weather class gives it. Not here: measured turbulence."""

from dataclasses import dataclass
from math import log

from forestall.core.errors import InputError
from forestall.science.chemical.briggs import CLASSES
from forestall.science.chemical.similarity import KARMAN, SurfaceLayer, momentum_integral
from forestall.science.chemical.wind import GAUGE, obukhov_length

CALM = 0.5  # slowest wind at 10 m for which plumes are meant here [m/s]; Hanna, Briggs and Hosker (1982), section 4.6
URBAN = 0.2  # roughness length from which the ground counts as built up [m]; NOAA (2013), NOS OR&R 43, section 4.3
GAS_CONSTANT = 8.314462618  # [J/(mol K)]
AIR = 0.02896  # molar mass of dry air [kg/mol]


@dataclass(frozen=True, slots=True)
class Weather:
    """Wind and air near the ground."""

    wind: float
    """At 10 m [m/s], at least 0; below 0.5 a cloud is computed at 0.5 and says so."""
    stability: str
    """Pasquill class, `A` to `F`."""
    temperature: float = 288.15
    """Of air and ground [K]."""
    humidity: float = 0.6
    """Relative, 0..1."""
    pressure: float = 101_325.0
    """[Pa]"""
    roughness: float = 0.1
    """Roughness length [m]."""
    lid: float | None = None
    """Height of the mixing layer [m]; None: no lid."""

    def __post_init__(self) -> None:
        if self.stability not in tuple(CLASSES):
            raise InputError(f"weather: stability is {self.stability!r}, expected one of A, B, C, D, E, F")
        if not self.wind >= 0 or not 0 <= self.humidity <= 1 or not (self.lid is None or self.lid > 0):
            raise InputError(f"weather: {self}: expected wind at least 0, humidity 0..1, a lid above 0")
        if not min(self.temperature, self.pressure, self.roughness) > 0 or not self.roughness < GAUGE / 2:
            raise InputError(
                f"weather: {self}: expected temperature, pressure and roughness above 0, roughness below 5 m"
            )

    @property
    def urban(self) -> bool:
        """Whether the ground counts as built up."""
        return self.roughness >= URBAN

    @property
    def speed(self) -> float:
        """Wind at 10 m used [m/s]."""
        return max(self.wind, CALM)

    @property
    def air_density(self) -> float:
        """Of dry air at this temperature [kg/m3]."""
        return self.pressure * AIR / (GAS_CONSTANT * self.temperature)

    @property
    def layer(self) -> SurfaceLayer:
        """The surface layer in which the wind at 10 m is `speed`.

        Source:
            Golder (1972) for the Obukhov length; Dyer (1974) for the profile
        """
        length = obukhov_length(self.stability, self.roughness)
        shear = log(GAUGE / self.roughness) - momentum_integral(GAUGE / length)
        return SurfaceLayer(KARMAN * self.speed / shear, length, self.roughness)
