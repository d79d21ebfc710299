"""Sites, and what they need from one another."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MinLen

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import Field


@dataclass(frozen=True, slots=True)
class Site:
    """A thing to protect, or that can harm."""

    id: Annotated[str, Key()]
    """Short name used in the other files."""
    name: str
    """Name as people write it."""
    kind: str
    """Kind of site in one word: `substation`, `hospital`, `chemical_terminal`."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """The authority that answers for it."""
    lon: Annotated[float, Ge(-180), Le(180), Unit("deg")]
    """Longitude, WGS 84."""
    lat: Annotated[float, Ge(-90), Le(90), Unit("deg")]
    """Latitude, WGS 84."""
    people_served: Annotated[float, Ge(0), Unit("persons")]
    """People who are without its service while it is down."""
    value: Annotated[float, Ge(0), Unit("currency")]
    """What it costs to replace."""
    field: Field
    """The field of security to which its service belongs."""
    hosts: tuple[str, ...] = ()
    """Names of its machines in logs, `*` and `?` allowed, or subnets (`10.2.0.0/16`), separated by `;`."""
    products: tuple[str, ...] = ()
    """Products it runs, as `vendor:product` of the KEV catalogue, `*` and `?` allowed, separated by `;`."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """What one site needs from others to stay up."""

    id: Annotated[str, Key()]
    """Short name, used in `effects.csv`."""
    site: Annotated[str, Ref("site")]
    """The site that needs."""
    service: str
    """What it needs: `power`, `telecom`, `water`, `fuel`, `data`, `access`, …"""
    suppliers: Annotated[tuple[str, ...], MinLen(1), Ref("site")]
    """The sites that can supply it, separated by `;`."""
    required: Annotated[int, Ge(1)] = 1
    """How many of the suppliers must be up (the k of k-of-n)."""
    buffer: Annotated[float, Ge(0), Unit("h")] = 0.0
    """How long the site stays up without it: battery, tank, stock."""
    restart: Annotated[float, Ge(0), Unit("h")] = 0.0
    """How long the site takes to come back once the service is there again."""
