"""Repair by few crews: when each damaged site is done, and the order that brings most back soonest."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from forestall.science.network.cascade import cascade
from forestall.science.network.layout import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXACT = 6  # damaged sites up to which every order is tried


@dataclass(frozen=True, slots=True)
class Restoration:
    """An order of repair and what it brings."""

    order: tuple[int, ...]
    """Damaged sites in the order in which crews take them on."""
    done: tuple[float, ...]
    """When each of them is repaired [h]."""
    loss: float
    """Weighted hours down of all sites, horizon included."""
    exact: bool
    """Whether every order was tried."""


def finish_times(work: Floats, order: Sequence[int], crews: int | None) -> Floats:
    """When each site is repaired if the next crew that is free takes the next damaged site of the order.

    With the order given, more work or more damaged sites never make any site be done earlier (Graham's anomalies need
    jobs that wait for one another).

    Args:
        work: hours of work at each site, 0 where it was not hit, shape (samples, sites) [h]
        order: sites, first one first; all that can be hit
        crews: how many crews; None: one for each site

    Returns:
        Hours until each is repaired, 0 where it was not hit, shape (samples, sites) [h].

    Source:
        List scheduling: Graham (1969), Bounds on multiprocessing timing anomalies, doi:10.1137/0117039
    """
    if crews is None:
        return work.copy()
    done = np.zeros_like(work)
    free = np.zeros((work.shape[0], crews))
    rows = np.arange(work.shape[0])
    for site in order:
        crew = free.argmin(axis=1)
        end = free[rows, crew] + work[:, site]
        hit = work[:, site] > 0
        done[hit, site] = end[hit]
        free[rows[hit], crew[hit]] = end[hit]
    return done


def best_order(net: Network, work: Floats, weight: Floats, horizon: float, crews: int = 1) -> Restoration:
    """The order of repair with least weighted hours down.

    Up to six damaged sites every order is tried. Beyond that the order grows site by site: each candidate is
    followed by all others in the order of weight brought back for the work, the cascade is followed for every
    candidate, and the one with least loss is taken; then neighbours change places while that helps.

    Args:
        net: the network
        work: hours of work at each site, 0 where it was not hit, shape (sites,) [h]
        weight: what an hour without each site costs, at least 0, shape (sites,)
        horizon: how long it is followed [h]
        crews: how many sites can be worked on at once
    """
    damaged = np.flatnonzero(work > 0).tolist()
    if len(damaged) <= EXACT:
        orders = list(permutations(damaged))
        losses = _losses(net, work, weight, horizon, crews, orders)
        best, exact = list(orders[int(np.argmin(losses))]), True
    else:
        best, exact = _swapped(net, work, weight, horizon, crews, _grown(net, work, weight, horizon, crews)), False
    done = finish_times(work[None, :], best, crews)[0]
    loss = float(_losses(net, work, weight, horizon, crews, [best])[0])
    return Restoration(tuple(best), tuple(done[list(best)].tolist()), loss, exact)


def _losses(
    net: Network, work: Floats, weight: Floats, horizon: float, crews: int, orders: Sequence[Sequence[int]]
) -> Floats:
    """Weighted hours down with each order, shape (orders,)."""
    done = np.stack([finish_times(work[None, :], order, crews)[0] for order in orders])
    return np.asarray(cascade(net, done, horizon).hours @ weight)


def _grown(net: Network, work: Floats, weight: Floats, horizon: float, crews: int) -> list[int]:
    """An order made by taking, again and again, the site that is best taken next."""
    rest = _by_worth(net, work, weight, horizon)
    order: list[int] = []
    while rest:
        orders = [[*order, site, *(other for other in rest if other != site)] for site in rest]
        best = rest[int(np.argmin(_losses(net, work, weight, horizon, crews, orders)))]
        order.append(best)
        rest.remove(best)
    return order


def _by_worth(net: Network, work: Floats, weight: Floats, horizon: float) -> list[int]:
    """Damaged sites by weighted hours that each alone would cost, for each hour of work on it (Smith's rule).

    Source:
        Smith (1956), Various optimizers for single-stage production, doi:10.1002/nav.3800030106
    """
    damaged = np.flatnonzero(work > 0)
    alone = np.zeros((damaged.size, work.size))
    alone[np.arange(damaged.size), damaged] = work[damaged]
    worth = (cascade(net, alone, horizon).hours @ weight) / np.square(work[damaged])
    return [int(damaged[i]) for i in np.lexsort((damaged, -worth))]


def _swapped(net: Network, work: Floats, weight: Floats, horizon: float, crews: int, order: list[int]) -> list[int]:
    """The order after changing neighbours while that lowers the loss."""
    loss = float(_losses(net, work, weight, horizon, crews, [order])[0])
    while True:
        swaps = [[*order[:i], order[i + 1], order[i], *order[i + 2 :]] for i in range(len(order) - 1)]
        losses = _losses(net, work, weight, horizon, crews, swaps)
        best = int(np.argmin(losses))
        if losses[best] >= loss:
            return order
        order, loss = swaps[best], float(losses[best])
