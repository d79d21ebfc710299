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
    capacity: Annotated[float | None, Ge(0), Unit("any")] = None
    """How much it can supply, in the unit of `demand` of those it supplies; left out: as much as is asked."""
    sector: Annotated[str | None, Ref("sector")] = None
    """The economic sector of which it is a part."""
    sector_share: Annotated[float, Ge(0), Le(1)] = 0.0
    """Share of the sector's output that is not produced while it is down."""


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
    """The sites that can supply it, first choice first, separated by `;`; the order matters where capacity is given."""
    required: Annotated[int, Ge(1)] = 1
    """How many of the suppliers must be up (the k of k-of-n)."""
    buffer: Annotated[float, Ge(0), Unit("h")] = 0.0
    """How long the site stays up without it: battery, tank, stock."""
    restart: Annotated[float, Ge(0), Unit("h")] = 0.0
    """How long the site takes to come back once the service is there again."""
    demand: Annotated[float, Ge(0), Unit("any")] = 0.0
    """What it draws from each supplier that it uses, in the unit of that supplier's `capacity`."""
    turn: Annotated[int, Ge(1)] = 1
    """Who is served first by a supplier without capacity for all: 1 before 2, then by id."""
