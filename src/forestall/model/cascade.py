"""What follows when named sites fail: the answer to a what-if question."""

from dataclasses import dataclass
from typing import Annotated

from forestall.model.marks import Key, Unit
from forestall.model.risk import Interval


@dataclass(frozen=True, slots=True)
class SiteDown:
    """A site that goes down."""

    site: Annotated[str, Key()]
    """The site."""
    name: str
    """Its name."""
    kind: str
    """Kind of site."""
    begun: Annotated[float, Unit("h")]
    """When it goes down, after the failure."""
    back: Annotated[float | None, Unit("h")]
    """When it is up for good; None: not within the hours followed."""
    hours: Annotated[float, Unit("h")]
    """Hours down."""
    spells: tuple[tuple[float, float], ...]
    """When it is down: from and to, in order [h]."""
    people: Annotated[float, Unit("persons")]
    """People it serves."""
    person_hours: Annotated[float, Unit("person-hours")]
    """People times hours without its service."""
    chain: tuple[str, ...]
    """Sites from this one to the failure behind it."""
    because: str
    """The chain in words."""

    def down_at(self, time: float) -> bool:
        """Whether it is down at a time [h]."""
        return any(begun <= time < over for begun, over in self.spells)


@dataclass(frozen=True, slots=True)
class ServiceOutage:
    """People without one kind of service over time."""

    kind: str
    """Kind of site that gives it."""
    people: tuple[float, ...]
    """People without it at each of the times [persons]."""
    person_hours: Annotated[float, Unit("person-hours")]
    """People times hours, over all hours followed."""


@dataclass(frozen=True, slots=True)
class SectorLoss:
    """What a sector of the economy loses."""

    sector: str
    """The sector."""
    name: str
    """Its name."""
    loss: Annotated[float, Unit("currency")]
    """Output not produced, here and in the sectors it buys from and sells to."""
    worst: float
    """Largest share of its output that is lost at any hour."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One step of the restoration."""

    site: str
    """The site a crew takes on."""
    work: Annotated[float, Unit("h")]
    """Hours of work."""
    done: Annotated[float, Unit("h")]
    """When it is repaired."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """The order of repair that brings most back soonest."""

    crews: int
    """Sites worked on at once."""
    repairs: tuple[Repair, ...]
    """In the order in which crews take them on."""
    person_hours: Annotated[float, Unit("person-hours")]
    """Without service in this order."""
    worst: Annotated[float, Unit("person-hours")]
    """Without service in the opposite order."""
    exact: bool
    """Whether every order was tried."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """What takes a chosen function down."""

    function: str
    """The site."""
    cut_sets: tuple[tuple[str, ...], ...]
    """Smallest sets of other sites whose lasting failure takes it down, by size."""
    order: int
    """Every set of up to so many sites was tried."""
    chance: float
    """Chance with which each site was taken to fail, for the importances."""
    probability: float
    """Probability that the function is lost at that chance, sampled."""
    importances: tuple["SiteImportance", ...]
    """Most important sites, by Birnbaum importance."""


@dataclass(frozen=True, slots=True)
class SiteImportance:
    """How much a function hangs on one site; None where it cannot be said from the samples."""

    site: str
    """The site."""
    birnbaum: float
    """P(lost | site failed) - P(lost | site works)."""
    fussell_vesely: float | None
    """Share of P(lost) that would go if the site never failed."""
    achievement: float | None
    """Risk achievement worth: P(lost | failed) / P(lost)."""
    reduction: float | None
    """Risk reduction worth: P(lost) / P(lost | works)."""


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A site whose failure alone, for all the hours followed, takes others down."""

    site: str
    """The site."""
    people: Annotated[float, Unit("persons")]
    """People without at least one service for more than an hour."""
    person_hours: Annotated[float, Unit("person-hours")]
    """People times hours without service."""
    sites: int
    """How many other sites it takes down."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What follows when named sites fail."""

    failed: tuple[tuple[str, float], ...]
    """Sites that fail, with the hours their repair takes."""
    horizon: Annotated[float, Unit("h")]
    """Hours followed."""
    times: tuple[float, ...]
    """Times of the table of services [h]."""
    sites: tuple[SiteDown, ...]
    """Sites that go down, by when and by id."""
    services: tuple[ServiceOutage, ...]
    """Kinds of service by person-hours, largest first."""
    person_hours: Annotated[Interval, Unit("person-hours")]
    """Person-hours without service; the interval is 5 % to 95 % over the repair times."""
    people: Annotated[float, Unit("persons")]
    """People without at least one service for more than an hour."""
    cost: Annotated[float, Unit("currency")]
    """Economic loss: of people without service, and of the sectors."""
    sectors: tuple[SectorLoss, ...]
    """Loss by sector, largest first; empty without `sectors.csv`."""
    restoration: Restoration | None
    """Order of repair; None when a single site failed."""
    single_points: tuple[SinglePoint, ...]
    """Sites whose failure alone reaches most people, at most ten."""
    weaknesses: tuple[Weakness, ...]
    """Of the functions asked for."""
    remarks: tuple[str, ...]
    """What limits the answer."""
