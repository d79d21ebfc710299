"""What outages cost each economic sector, and how much hangs on few suppliers, from the place's own tables."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forestall.assess.hazard import Floats, Scene
from forestall.model.economy import Dependence, Supply
from forestall.model.place import Place
from forestall.science.economy import concentration
from forestall.science.economy.inoperability import course, interdependency, loss_for_lost_hours, recovery_rates


@dataclass(frozen=True)
class Economy:
    """Sectors in the order of the place, with how they hang together."""

    place: Place
    """The place."""

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """Ids of the sectors."""
        return tuple(sector.id for sector in self.place.sectors)

    @cached_property
    def output(self) -> Floats:
        """Output of each sector [currency/year], shape (sectors,)."""
        return np.array([sector.output for sector in self.place.sectors], dtype=np.float64)

    @cached_property
    def dependence(self) -> Floats:
        """The interdependency matrix A*, shape (sectors, sectors).

        Raises:
            ValueError: sectors use up more than is made; `forestall check` says so beforehand.
        """
        return interdependency(technical(self.place), self.output)

    @cached_property
    def site_share(self) -> Floats:
        """Share of each sector's output that hangs on each site, shape (sites, sectors)."""
        place = {name: i for i, name in enumerate(self.sectors)}
        shares = np.zeros((len(self.place.sites), len(self.sectors)))
        for i, site in enumerate(self.place.sites):
            if site.sector in place:
                shares[i, place[site.sector]] = site.sector_share
        return shares

    def loss_of_sites(self) -> Floats:
        """What an hour without each site costs each sector in the end [currency/h], shape (sites, sectors)."""
        return loss_for_lost_hours(self.dependence, self.output, self.site_share)

    def loss_by_sector(self, hours: Floats) -> Floats:
        """Loss of each sector [currency], (samples, sectors), from hours down of sites, (samples, sites)."""
        return loss_for_lost_hours(self.dependence, self.output, hours @ self.site_share)

    def course(self, down: Floats) -> Floats:
        """Inoperability of each sector, (hours + 1, sectors), from sites down (1) or up (0), (hours, sites)."""
        times = np.array([sector.recovery for sector in self.place.sectors], dtype=np.float64)
        lost = np.minimum(down @ self.site_share, 1.0)
        return course(self.dependence, recovery_rates(times, self.dependence), lost)


def technical(place: Place) -> Floats:
    """Technical coefficients A: what the column's sector buys from the row's for a unit of its output."""
    index = {sector.id: i for i, sector in enumerate(place.sectors)}
    found = np.zeros((len(index), len(index)))
    for one in place.coefficients:
        found[index[one.seller], index[one.buyer]] = one.share
    return found


def sector_losses(scene: Scene, hours: Floats) -> Floats:
    """What the sectors lose by sites that are down, shape (samples, jurisdictions) [currency], each with its site."""
    place = scene.place
    found = np.zeros((hours.shape[0], len(scene.jurisdictions)))
    if not place.sectors:
        return found
    for i, (site, loss) in enumerate(zip(place.sites, Economy(place).loss_of_sites().sum(axis=1), strict=True)):
        if loss:
            found[:, scene.jurisdiction[site.jurisdiction]] += loss * hours[:, i]
    return found


def dependences(place: Place) -> tuple[Dependence, ...]:
    """Every product of `supplies.csv`, most concentrated first; one of which nothing is supplied is left out."""
    products = sorted({supply.product for supply in place.supplies})
    found = [_dependence(name, [one for one in place.supplies if one.product == name]) for name in products]
    return tuple(
        sorted((one for one in found if one.amount > 0), key=lambda one: (-one.herfindahl, -one.amount, one.product))
    )


def _dependence(product: str, supplies: list[Supply]) -> Dependence:
    amounts = np.array([one.amount for one in supplies], dtype=np.float64)
    imported = np.array([one.imported for one in supplies], dtype=np.bool_)
    share, origins = concentration.import_criticality(amounts, imported)
    return Dependence(
        product=product,
        amount=float(amounts.sum()),
        herfindahl=concentration.herfindahl(amounts),
        largest=min(supplies, key=lambda one: (-one.amount, one.supplier)).supplier,
        largest_share=concentration.largest_share(amounts),
        single_source=int((amounts > 0).sum()) == 1,
        import_share=share,
        import_concentration=origins,
        critical_import=concentration.is_critical_import(share, origins),
    )


def single_source_share(found: tuple[Dependence, ...]) -> float:
    """Share of all supplies, by amount, that have a single supplier; NaN without supplies."""
    total = sum(one.amount for one in found)
    return sum(one.amount for one in found if one.single_source) / total if total else float("nan")
