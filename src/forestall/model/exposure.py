"""Who is where, and how the wind blows."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt, Le, Lt

from forestall.model.marks import Key, Ref, Unit


@dataclass(frozen=True, slots=True)
class PopulationCell:
    """People in a small area, by day and by night: counts, never persons."""

    id: Annotated[str, Key()]
    """Name of the cell."""
    lon: Annotated[float, Ge(-180), Le(180), Unit("deg")]
    """Longitude of its middle, WGS 84."""
    lat: Annotated[float, Ge(-90), Le(90), Unit("deg")]
    """Latitude of its middle, WGS 84."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """The authority that answers for it."""
    day: Annotated[float, Ge(0), Unit("persons")]
    """People there on a working day."""
    night: Annotated[float, Ge(0), Unit("persons")]
    """People there at night."""
    indoors_day: Annotated[float, Ge(0), Le(1)] = 0.93
    """Share of them indoors by day (TNO CPR 18E, 1999, 5.3)."""
    indoors_night: Annotated[float, Ge(0), Le(1)] = 0.99
    """Share of them indoors at night (TNO CPR 18E, 1999, 5.3)."""


@dataclass(frozen=True, slots=True)
class WeatherClass:
    """One cell of the joint frequency of wind direction, wind speed and stability."""

    direction: Annotated[float, Ge(0), Lt(360), Unit("deg")]
    """Direction the wind blows from, clockwise from north."""
    speed: Annotated[float, Gt(0), Le(60), Unit("m/s")]
    """Wind speed 10 m above ground."""
    stability: str
    """Pasquill class, `A` (very unstable) to `F` (very stable)."""
    period: str
    """`day` or `night`."""
    share: Annotated[float, Ge(0), Le(1)]
    """Share of all hours; the shares of all rows add up to 1."""
