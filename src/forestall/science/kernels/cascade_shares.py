"""Who is shed when a supplier cannot serve all who ask it: shares of capacity, hour by hour. No checks.

Each dependency asks its first choices, as many as it requires, and the next one for each that is down or sheds it. A
supplier serves those who ask in the order of its edges, as far as its capacity goes, and sheds the rest: deferred
acceptance (Gale and Shapley 1962, doi:10.2307/2312726). A demand once asked stays reserved, so that fewer suppliers
never serve anyone better (Kelso and Crawford 1982, doi:10.2307/1913392: demands are substitutes).
"""

import numpy as np
from numba import njit

from forestall.science.kernels import words
from forestall.science.kernels.cascade_wiring import Floats, Space, Wiring, keep

SLACK = 1e-9
"""Share by which a load may pass a capacity: rounding."""


@njit(cache=True)
def _asked(net: Wiring, space: Space, edge: int, w: int) -> np.uint64:
    """Hours of a word in which an edge is asked: too few of those preferred to it are left."""
    d = net.edge_dep[edge]
    start = net.sup_start[d]
    required = net.sup_start[d + 1] - start - net.enough[d] + 1
    ahead = 0
    while net.choice[start + ahead] != edge:
        ahead += 1
    if ahead < required:
        return ~np.uint64(0)
    n_planes = words.planes_for(ahead - required + 1)
    words.begin(space.planes, n_planes, ahead - required + 1)
    over = np.uint64(0)
    for i in range(start, start + ahead):
        e = net.choice[i]
        over |= words.add(space.planes, n_planes, space.down[net.sup_site[e], w] | space.cut[e, w])
    return over


@njit(cache=True)
def _shed(load: Floats, w: int, asked: np.uint64, demand: float, most: float) -> np.uint64:
    """Add a demand to the hours in which it is asked; returns those of them in which the load passes `most`."""
    over = np.uint64(0)
    left = asked
    while left:
        bit = words.first(left)
        left &= left - np.uint64(1)
        load[w * words.BITS + bit] += demand
        if load[w * words.BITS + bit] > most:
            over |= np.uint64(1) << np.uint64(bit)
    return over


@njit(cache=True)
def _share(net: Wiring, space: Space, site: int, n: int) -> None:
    """Shed edges of a supplier as its capacity demands; dependencies shed at new hours become pending."""
    most = net.capacity[site] * (1.0 + SLACK)
    space.load[: n * words.BITS] = 0.0
    for i in range(net.out_start[site], net.out_start[site + 1]):
        edge = net.out_edge[i]
        d = net.edge_dep[edge]
        if net.demand[d] == 0.0:
            continue
        grown = False
        for w in range(n):
            over = _shed(space.load, w, _asked(net, space, edge, w), net.demand[d], most)
            grown |= (over & ~space.cut[edge, w]) != 0
            space.cut[edge, w] |= over
        if grown:
            if not space.listed[d]:
                space.listed[d] = True
                keep(d, space.deps)
            space.pending[d // words.BITS] |= np.uint64(1) << np.uint64(d % words.BITS)


@njit(cache=True)
def share_out(net: Wiring, space: Space, n: int) -> bool:
    """Work out the shares of every supplier of a renewed dependency: others of them may be asked now."""
    for d in np.flatnonzero(space.renewed):
        space.renewed[d] = False
        for e in range(net.sup_start[d], net.sup_start[d + 1]):
            space.asked[net.sup_site[e]] = np.isfinite(net.capacity[net.sup_site[e]])
    found = False
    for site in np.flatnonzero(space.asked):
        space.asked[site] = False
        _share(net, space, int(site), n)
        found = True
    return found
