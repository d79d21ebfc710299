"""A feature and what its collection says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shapely import Geometry

Plain = str | float | int | datetime | None
"""What a property can be; None when it is not known."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property that features of a collection have."""

    name: str
    """Its name."""
    title: str
    """What it tells, with the unit in square brackets."""
    type: Literal["string", "number", "integer", "time"] = "string"
    """What it is."""
    choices: tuple[str, ...] = ()
    """The values it can have, when they are few and fixed."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something with a place on the Earth."""

    id: str
    """Unique in its collection."""
    geometry: Geometry | None
    """Where, longitude and latitude in WGS 84 [deg], of its collection's type; None when it is not known."""
    properties: Mapping[str, Plain]
    """What is known of it."""
    start: datetime | None = None
    """From when it holds; None when it is always there."""
    end: datetime | None = None
    """Until when; None when the end is open."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What a collection says of itself."""

    id: str
    """Its name in addresses."""
    title: str
    """Its name for people."""
    description: str
    """What is in it."""
    properties: tuple[Property, ...]
    """What its features have besides their geometry."""
    temporal: bool
    """Whether its features hold for a time."""
    geometry: Literal["Point", "MultiPolygon"]
    """Of which type every geometry is: geographic programs make one layer of one type of it."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where and when the features of a collection are."""

    box: tuple[float, float, float, float] | None
    """West, south, east, north [deg]; None when none has a place."""
    start: datetime | None = None
    """The earliest time."""
    end: datetime | None = None
    """The latest time."""
