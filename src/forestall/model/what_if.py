"""A release thought out loud: what is asked, and what would come of it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forestall.model.derivation import Derivation

ZoneKind = Literal["toxic", "guideline", "flammable", "heat", "blast"]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A release and its weather. Exactly one way out counts: a hole, a rate, or (neither given) the vessel breaks."""

    substance: str
    """Name, CAS or UN number."""
    mass: float | None = None
    """Inventory [kg]; may be left out where a rate is given."""
    hole: float | None = None
    """Diameter of the hole [m]."""
    rate: float | None = None
    """Stated rate [kg/s]."""
    duration: float = 1800.0
    """How long a stated rate lasts [s]."""
    temperature: float = 293.15
    """Storage temperature [K]."""
    pressure: float | None = None
    """Absolute storage pressure [Pa]; None: of the air or of the vapour."""
    vapour_space: bool = False
    """The hole is above the liquid."""
    bund: float | None = None
    """Area of the bund [m2]; None: the pool spreads freely."""
    height: float = 0.0
    """Of the opening above ground [m]."""
    wind: float = 3.0
    """At 10 m [m/s]."""
    direction: float = 270.0
    """Where the wind comes from [deg]."""
    stability: str = "D"
    """Pasquill class."""
    air: float = 293.15
    """Temperature of the air [K]."""
    humidity: float = 0.6
    """Relative, 0..1."""
    roughness: float = 0.1
    """Roughness length of the ground [m]."""
    lon: float = 0.0
    """[deg]"""
    lat: float = 0.0
    """[deg]"""
    strength: int = 7
    """Of a vapour cloud explosion, 1..10 (Multi-Energy)."""
    air_changes: float = 1.0
    """Of houses with windows shut [1/h]."""
    ground: str = "concrete"
    """What a pool lies on."""


@dataclass(frozen=True, slots=True)
class HarmZone:
    """An area in which a level of harm is reached."""

    kind: ZoneKind
    """What harms."""
    name: str
    """`AEGL-3`, `1 % of people outdoors die`."""
    level: float
    """At its edge."""
    unit: str
    """Of the level."""
    reach: float
    """Farthest distance from the source [m]; 0: nowhere; NaN: beyond the model's range."""
    width: float
    """Greatest width across the wind [m]."""
    ring: tuple[tuple[float, float], ...]
    """Closed line of (lon, lat) [deg]; () where there is none."""
    basis: Derivation
    """What the distance rests on."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Values on a grid of squares, north up."""

    name: str
    """What it shows."""
    unit: str
    """Of the values."""
    west: float
    """Lon of the left edge [deg]."""
    north: float
    """Lat of the upper edge [deg]."""
    dlon: float
    """Width of a cell [deg]."""
    dlat: float
    """Height of a cell [deg]."""
    values: NDArray[np.float32]
    """Shape (rows, columns), first row in the north; NaN: not known."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain with its numbers."""

    title: str
    """`Release`, `Pool`, `Cloud`."""
    numbers: tuple[Derivation, ...]
    """In order."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What would come of a release."""

    title: str
    """In one line."""
    asked: WhatIf
    """What was asked."""
    steps: tuple[Step, ...]
    """From what was given to the cloud and the fire, every number with its equation."""
    zones: tuple[HarmZone, ...]
    """Areas of harm, grouped by kind, the worst first."""
    rasters: tuple[Raster, ...]
    """Fields on a grid."""
    remarks: tuple[str, ...]
    """What limits the result."""
