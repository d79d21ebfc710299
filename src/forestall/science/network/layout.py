"""Sites and what they need from one another, laid out for the loops. What follows from a failure is in `cascade`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.science.kernels.cascade_order import suppliers_first
from forestall.science.kernels.cascade_wiring import Wiring

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP = 1.0  # length of a step [h]


@dataclass(frozen=True, slots=True)
class Network:
    """Sites 0..n-1 and what each needs. An *edge* is one supplier of one dependency."""

    wiring: Wiring
    """The arrays of the loops; dependencies in the order of `given_dep`."""
    given_dep: Ints
    """Number, as given, of each dependency in the wiring, shape (deps,)."""
    given_edge: Ints
    """Number of each edge when dependencies stand as given and suppliers of each by number, shape (edges,)."""
    overloaded: tuple[int, ...]
    """Sites whose capacity is less than is asked of them when nothing has failed; taken to be just enough."""

    @property
    def n_sites(self) -> int:
        """How many sites."""
        return int(self.wiring.capacity.size)


@dataclass(frozen=True, slots=True)
class Flows:
    """What is drawn and what can be supplied, in one unit for each supplier."""

    demand: Sequence[float]
    """What a dependency draws from each supplier it uses, at least 0, shape (deps,)."""
    capacity: Sequence[float]
    """What a site can supply; infinite where it has no limit, shape (sites,)."""
    turn: Sequence[int]
    """Who is served first when capacity is short: 1 before 2, then in the order given, shape (deps,)."""


def network(
    n_sites: int,
    dep_site: Sequence[int],
    suppliers: Sequence[Sequence[int]],
    *,
    required: Sequence[int],
    buffer: Sequence[float],
    restart: Sequence[float],
    flows: Flows | None = None,
) -> Network:
    """Lay out a network for the cascade.

    Args:
        n_sites: number of sites
        dep_site: the site that needs, one entry a dependency, shape (deps,)
        suppliers: the sites that can supply it, first choice first, shape (deps,) of any length; one named twice counts
            once. The order matters only where capacities are given.
        required: how many of them it needs; more than there are counts as all, shape (deps,)
        buffer, restart: [h], at least 0, shape (deps,); whole hours are used (rounded down)
        flows: demands and capacities; left out: no supplier has a limit
    """
    wiring, order, given_edge = _wired(n_sites, dep_site, suppliers, required, buffer, restart, flows)
    load = normal_load(wiring)
    overloaded = tuple(int(site) for site in np.flatnonzero(load > wiring.capacity))
    return Network(wiring._replace(capacity=np.maximum(wiring.capacity, load)), order, given_edge, overloaded)


def _wired(
    n_sites: int, dep_site: Sequence[int], suppliers: Sequence[Sequence[int]], required: Sequence[int],
    buffer: Sequence[float], restart: Sequence[float], flows: Flows | None,
) -> tuple[Wiring, Ints, Ints]:  # fmt: skip
    """The arrays of the loops, dependencies suppliers first; and where each dependency and edge stood as given."""
    chosen = [list(dict.fromkeys(sites)) for sites in suppliers]
    supplied = [sorted(sites) for sites in chosen]
    starts = _starts([len(sites) for sites in supplied])
    sites = np.array(dep_site, dtype=np.int64)
    order = _order(n_sites, sites, starts, supplied)
    counts = np.diff(starts)[order]
    sup_start = _starts(counts)
    given_edge = np.repeat(starts[:-1][order] - sup_start[:-1], counts) + np.arange(sup_start[-1])
    sup_site, edge_dep = _flat(supplied)[given_edge], np.repeat(np.arange(counts.size), counts)
    turns = np.array(flows.turn, dtype=np.int64)[order] if flows else np.zeros(counts.size, np.int64)
    by_site = np.lexsort((order[edge_dep], turns[edge_dep], sup_site))
    wiring = Wiring(
        dep_site=sites[order],
        enough=np.maximum(counts - np.array(required, dtype=np.int64)[order], 0) + 1,
        buffer=_whole(buffer)[order],
        restart=_whole(restart)[order],
        sup_start=sup_start,
        sup_site=sup_site,
        out_start=np.searchsorted(sup_site[by_site], np.arange(n_sites + 1)).astype(np.int64),
        out_edge=by_site.astype(np.int64),
        out_dep=edge_dep[by_site].astype(np.int64),
        edge_dep=edge_dep.astype(np.int64),
        choice=_choice(chosen, supplied, order, sup_start),
        demand=np.array(flows.demand, dtype=np.float64)[order] if flows else np.zeros(counts.size),
        capacity=np.array(flows.capacity, dtype=np.float64) if flows else np.full(n_sites, np.inf),
    )
    return wiring, order, given_edge.astype(np.int64)


def _starts(counts: Sequence[int] | Ints) -> Ints:
    """Where each list begins when lists of these lengths lie one after another, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def normal_load(wiring: Wiring) -> Floats:
    """What is asked of each site while nothing has failed: the first choices of everyone, shape (sites,)."""
    load = np.zeros(wiring.capacity.size)
    for edge in wiring.out_edge.tolist() if wiring.demand.any() else ():
        d = wiring.edge_dep[edge]
        begin, end = wiring.sup_start[d], wiring.sup_start[d + 1]
        if edge in wiring.choice[begin : end - wiring.enough[d] + 1]:
            load[wiring.sup_site[edge]] += wiring.demand[d]
    return load


def _order(n_sites: int, dep_site: Ints, starts: Ints, supplied: Sequence[Sequence[int]]) -> Ints:
    """Dependencies by the rank of their site, suppliers first."""
    needs = np.repeat(dep_site, np.diff(starts))
    gives = _flat(supplied)
    by_supplier = np.lexsort((needs, gives))
    out_start = np.searchsorted(gives[by_supplier], np.arange(n_sites + 1)).astype(np.int64)
    rank = suppliers_first(out_start, needs[by_supplier])
    return np.argsort(rank[dep_site], kind="stable").astype(np.int64)


def _flat(lists: Sequence[Sequence[int]]) -> Ints:
    return np.array([item for one in lists for item in one], dtype=np.int64)


def _whole(hours: Sequence[float]) -> Ints:
    return np.floor(np.array(hours, dtype=np.float64) / STEP).astype(np.int64)


def _choice(chosen: Sequence[Sequence[int]], supplied: Sequence[Sequence[int]], order: Ints, sup_start: Ints) -> Ints:
    """Edges of each dependency, first choice first."""
    found: list[int] = []
    for d, begin in zip(order.tolist(), sup_start.tolist(), strict=False):
        place = {site: i for i, site in enumerate(supplied[d])}
        found.extend(begin + place[site] for site in chosen[d])
    return np.array(found, dtype=np.int64)
