"""Hazardous substances that can get out, at sites and on the way."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt, Le

from forestall.model.marks import Key, Ref, Unit


@dataclass(frozen=True, slots=True)
class Release:
    """A hazardous inventory and one way in which it can be lost."""

    id: Annotated[str, Key()]
    """Short name, used in scenarios."""
    site: Annotated[str, Ref("site")]
    """Where it is held."""
    substance: str
    """Substance in one word: `chlorine`, `ammonia`."""
    inventory: Annotated[float, Gt(0), Unit("kg")]
    """Mass held."""
    event: str
    """What happens: `hole`, `pipe`, `rupture`."""
    frequency: Annotated[float, Ge(0), Le(1), Unit("1/year")]
    """How often this loss of containment happens."""
    rate: Annotated[float, Gt(0), Unit("kg/s")]
    """Mass flow into the air while it lasts."""
    duration: Annotated[float, Gt(0), Unit("s")]
    """How long it lasts, unless the inventory is gone before."""
    height: Annotated[float, Ge(0), Unit("m")] = 0.0
    """Height of the opening above ground."""
    temperature: Annotated[float | None, Gt(0), Unit("K")] = None
    """Storage temperature, where it matters."""
    pressure: Annotated[float | None, Gt(0), Unit("Pa")] = None
    """Absolute storage pressure, where it matters."""
    hole: Annotated[float | None, Gt(0), Unit("m")] = None
    """Diameter of the opening, where it matters."""
    source: str = ""
    """Where frequency and rate come from."""
    loss_class: str = ""
    """Class of loss of containment its frequency is held against: `cpr18e.pressure_vessel.rupture`; may be left out."""
    count: Annotated[float, Ge(0)] = 1.0
    """How many the class counts: vessels, metres of pipe, hours or transfers a year."""
    vessel: str = ""
    """What fire or blast would break: `pressurised`, `atmospheric`, `elongated` or `small`; left out: nothing."""
    volume: Annotated[float | None, Gt(0), Unit("m3")] = None
    """Volume of that vessel, where fire can reach it."""
    lon: Annotated[float | None, Ge(-180), Le(180), Unit("deg")] = None
    """Longitude of the vessel, WGS 84; left out: that of the site."""
    lat: Annotated[float | None, Ge(-90), Le(90), Unit("deg")] = None
    """Latitude of the vessel, WGS 84; left out: that of the site."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way along which dangerous goods go; its line stands in `routes.geojson`."""

    id: Annotated[str, Key()]
    """Short name."""
    name: str
    """Name as people write it."""
    mode: str
    """`road`, `rail`, `water` or `pipe`."""
    substance: str
    """Substance in one word."""
    trips: Annotated[float, Ge(0), Unit("1/year")]
    """Loaded trips."""
    load: Annotated[float, Gt(0), Unit("kg")]
    """Mass on one trip."""
    accident_rate: Annotated[float, Ge(0), Unit("1/km")]
    """Accidents per loaded kilometre."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """The authority that answers for it."""
    line: tuple[tuple[float, float], ...] = ()
    """Its course as lon, lat [deg]; from the geometry."""
    tank: str = ""
    """`pressurised` or `atmospheric`; left out: by the boiling point of the substance."""
    stretches: tuple[str, ...] = ()
    """What holds from one kilometre to another: `0-3.5 urban`, `3.2-4.1 tunnel`, separated by `;`."""
