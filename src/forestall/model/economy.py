"""The economy of a place in a few tables: sectors, what each buys of another, who supplies what."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt, Le, MinLen

from forestall.model.marks import Key, Ref, Unit


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of the economy."""

    id: Annotated[str, Key()]
    """Short name used in the other files."""
    name: str
    """Name as people write it."""
    output: Annotated[float, Gt(0), Unit("currency/year")]
    """What it produces in a year."""
    recovery: Annotated[float, Gt(0), Unit("h")] = 24.0
    """Time in which a shortage of its own output falls to 1/e once nothing holds it down."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A technical coefficient: what a sector buys from another to make one unit of its output (Leontief's A)."""

    buyer: Annotated[str, Ref("sector")]
    """The sector that buys."""
    seller: Annotated[str, Ref("sector")]
    """The sector it buys from."""
    share: Annotated[float, Ge(0), Le(1)]
    """Money spent on the seller's output for each unit of money of the buyer's output."""


@dataclass(frozen=True, slots=True)
class Supply:
    """How much of a product comes from one supplier."""

    product: Annotated[str, MinLen(1)]
    """What is supplied."""
    supplier: Annotated[str, MinLen(1)]
    """Who supplies it: an enterprise, a country."""
    amount: Annotated[float, Ge(0), Unit("currency/year")]
    """How much in a year."""
    imported: bool = False
    """Whether it comes from abroad."""
    sector: Annotated[str | None, Ref("sector")] = None
    """The sector that uses it."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much one product hangs on few suppliers."""

    product: str
    """What is supplied."""
    amount: Annotated[float, Unit("currency/year")]
    """How much in a year."""
    herfindahl: float
    """Concentration of its suppliers, 1/n to 1."""
    largest: str
    """The largest supplier."""
    largest_share: float
    """Its share."""
    single_source: bool
    """Whether there is no other supplier."""
    import_share: float
    """Share of imports."""
    import_concentration: float
    """Concentration of the origins of imports; NaN without imports."""
    critical_import: bool
    """Whether imports make up most of it and come from few origins."""
