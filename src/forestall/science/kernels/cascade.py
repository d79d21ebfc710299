"""The loops of `science.network.cascade`: outages as words of bits, brought to their fixpoint. No checks.

A site's row has a bit for each hour (or for each of many events) in which it is down. A dependency has failed where it
has been short of supply for longer than its buffer: an erosion. What has failed takes its site down, and all that the
site supplies becomes *pending*. Down only grows, so the same least set is reached in any order; with suppliers mostly
first, few sweeps do. Then restarts: each failure lasts on, a dilation, and the sweeps go on from there.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels import words
from forestall.science.kernels.cascade_shares import share_out
from forestall.science.kernels.cascade_wiring import Space, Wiring, keep, short, take_down
from forestall.science.kernels.words import Words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def _sweep(
    n: int, dep_site: Ints, enough: Ints, buffer: Ints, sup_start: Ints, sup_site: Ints, out_start: Ints, out_dep: Ints,
    down: Words, used: Ints, failed: Words, cut: Words, pending: Words, sites: Ints, deps: Ints, listed: Flags,
    planes: Words, row: Words, renewed: Flags,
) -> bool:  # fmt: skip
    """Work out anew when every pending dependency has failed, in their order; whether there was any."""
    found = False
    for w in range(pending.shape[0]):
        while pending[w]:
            d = w * words.BITS + words.first(pending[w])
            pending[w] &= pending[w] - np.uint64(1)
            found = True
            if renewed.shape[0]:
                renewed[d] = True
            reach = short(sup_start[d], sup_start[d + 1], enough[d], n, sup_site, used, down, cut, planes, row)
            if reach and buffer[d]:
                reach = words.erode(row, reach, buffer[d])
            if reach:
                failed[d, :reach] = row[:reach]
                if not listed[d]:
                    listed[d] = True
                    keep(d, deps)
                take_down(dep_site[d], reach, row, down, used, sites, out_start, out_dep, pending)
    return found


@njit(cache=True)
def settle(net: Wiring, space: Space, n: int) -> None:
    """Bring the first n words of all rows to their fixpoint."""
    busy = True
    while busy:
        busy = _sweep(
            n, net.dep_site, net.enough, net.buffer, net.sup_start, net.sup_site, net.out_start, net.out_dep,
            space.down, space.used, space.failed, space.cut, space.pending, space.sites, space.deps, space.listed,
            space.planes, space.row, space.renewed,
        )  # fmt: skip
        if not busy and space.cut.shape[0]:
            busy = share_out(net, space, n)


@njit(cache=True)
def _take_down(net: Wiring, space: Space, site: int, n: int) -> None:
    take_down(
        site, n, space.row, space.down, space.used, space.sites, net.out_start, net.out_dep, space.pending
    )  # fmt: skip


@njit(cache=True)
def _restarts(net: Wiring, space: Space, horizon: int) -> None:
    """Keep a site down for the restart after each failed supply."""
    width = space.row.shape[0]
    for i in range(space.deps[-1]):
        d = space.deps[i]
        if net.restart[d]:
            n = words.last(space.failed[d], width)
            reach = min(width, n + (net.restart[d] + words.BITS - 1) // words.BITS)
            space.row[:n] = space.failed[d, :n]
            space.row[n:reach] = 0
            words.dilate(space.row, reach, net.restart[d])
            if reach == width and horizon % words.BITS:
                space.row[width - 1] &= (np.uint64(1) << np.uint64(horizon % words.BITS)) - np.uint64(1)
            _take_down(net, space, net.dep_site[d], words.last(space.row, reach))


@njit(cache=True)
def clear(net: Wiring, space: Space) -> None:
    """Make the scratch all zero again."""
    for i in range(space.sites[-1]):
        site = space.sites[i]
        space.down[site, : space.used[site]] = 0
        space.used[site] = 0
        space.own[site] = 0
    for i in range(space.deps[-1]):
        d = space.deps[i]
        space.failed[d], space.listed[d] = 0, False
        if space.cut.shape[0]:
            space.cut[net.sup_start[d] : net.sup_start[d + 1]] = 0
    space.sites[-1] = 0
    space.deps[-1] = 0


@njit(cache=True)
def follow(net: Wiring, space: Space, damage: Floats, step: float, horizon: int) -> None:
    """Fill the rows of `down`, `failed` and `cut` from the time of repair of each site, in the nearest whole steps."""
    for site in range(damage.shape[0]):
        if damage[site] > 0:
            own = int(min(damage[site] / step, float(horizon)) + 0.5)
            space.own[site] = own
            n = (own + words.BITS - 1) // words.BITS
            space.row[:n] = 0
            words.fill(space.row, own)
            _take_down(net, space, site, n)
    for up in (False, True):
        if up:
            _restarts(net, space, horizon)
        settle(net, space, space.row.shape[0])


@njit(cache=True)
def _blame(net: Wiring, space: Space, weight: float, blame: Floats) -> None:
    """Add the hours to each supplier that is down of each supply that has failed, unless the site is damaged itself."""
    for i in range(space.deps[-1]):
        d = space.deps[i]
        n = words.last(space.failed[d], space.row.shape[0])
        space.row[:] = 0
        words.fill(space.row, space.own[net.dep_site[d]])
        for w in range(n):
            space.row[w] = space.failed[d, w] & ~space.row[w]
        for e in range(net.sup_start[d], net.sup_start[d + 1]):
            hours = 0
            for w in range(min(n, space.used[net.sup_site[e]])):
                hours += words.count(space.row[w] & space.down[net.sup_site[e], w])
            blame[e] += weight * hours


@njit(cache=True)
def run(
    net: Wiring, space: Space, damage: Floats, step: float, horizon: int, weight: Floats, hours: Floats, blame: Floats
) -> None:
    """Fill `hours` from `damage`, both (samples, sites); add weighted time to `blame` (edges,)."""
    for sample in range(damage.shape[0]):
        follow(net, space, damage[sample], step, horizon)
        for i in range(space.sites[-1]):
            site, total = space.sites[i], 0
            for w in range(space.used[site]):
                total += words.count(space.down[site, w])
            hours[sample, site] = total * step
        _blame(net, space, weight[sample] * step, blame)
        clear(net, space)


@njit(cache=True)
def spread(net: Wiring, space: Space, failed: Words, result: Words) -> None:
    """Many events at once, one bit each, for ever: `failed` and `result` are (sites, words)."""
    for site in range(failed.shape[0]):
        n = words.last(failed[site], failed.shape[1])
        space.row[:n] = failed[site, :n]
        _take_down(net, space, site, n)
    settle(net, space, failed.shape[1])
    result[:] = space.down
    clear(net, space)
