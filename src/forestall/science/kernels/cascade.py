"""The loops of `science.network.cascade`: from event to event, one settling of each layer at each. No checks.

A *layer* is one of the two states of the network, `READY` and `UP`. At an event every site is present; those forced
out are put into the layer's queue, and settling removes all that lose their last sufficient supply: what is left is
the greatest fixpoint. Between events nothing changes, so that time is skipped, and only what is down is touched.

Arrays, all of whole steps or indices: dep_site, spare, buffer, restart (deps,); out_start (sites + 1,), out_dep
(edges,): dependencies that a site supplies; sup_start (deps + 1,), sup_site (edges,): suppliers of a dependency.
`down` (2, sites); `since` (2, deps): step from which a supply has been short, NEVER if it is not; `queue` (2, sites)
and `short` (2, deps) list what is down and short, their lengths in `size` and `n_short` (2,); `waits` (sites,).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

READY, UP = 0, 1
NEVER = np.iinfo(np.int64).max


@njit(cache=True)
def _remove(
    layer: int, now: int, queue: Ints, size: Ints, down: Flags, lacking: Ints, since: Ints, short: Ints, n_short: Ints,
    dep_site: Ints, spare: Ints, buffer: Ints, out_start: Ints, out_dep: Ints,
) -> None:  # fmt: skip
    """Remove what follows from the layer's queue; a supply short since step s fails at step s + buffer."""
    head = 0
    n_short[layer] = 0
    while head < size[layer]:
        site = queue[layer, head]
        head += 1
        for e in range(out_start[site], out_start[site + 1]):
            d = out_dep[e]
            lacking[d] += 1
            if lacking[d] == spare[d] + 1:
                short[layer, n_short[layer]] = d
                n_short[layer] += 1
                begun = min(since[layer, d], now)
                if now - begun >= buffer[d] and not down[layer, dep_site[d]]:
                    down[layer, dep_site[d]] = True
                    queue[layer, size[layer]] = dep_site[d]
                    size[layer] += 1


@njit(cache=True)
def _settle(
    layer: int, now: int, later: int, queue: Ints, size: Ints, down: Flags, lacking: Ints, since: Ints, short: Ints,
    n_short: Ints, dep_site: Ints, spare: Ints, buffer: Ints, out_start: Ints, out_dep: Ints,
) -> int:  # fmt: skip
    """Bring a layer to its fixpoint and its shortages up to date; returns the next event, at most `later`."""
    old = short[layer, : n_short[layer]].copy()
    _remove(
        layer, now, queue, size, down, lacking, since, short, n_short, dep_site, spare, buffer, out_start, out_dep
    )  # fmt: skip
    for d in old:
        if lacking[d] <= spare[d]:
            since[layer, d] = NEVER
    for d in short[layer, : n_short[layer]]:
        since[layer, d] = min(since[layer, d], now)
        if since[layer, d] + buffer[d] > now:
            later = min(later, since[layer, d] + buffer[d])
    for site in queue[layer, : size[layer]]:
        for e in range(out_start[site], out_start[site + 1]):
            lacking[out_dep[e]] = 0
    return later


@njit(cache=True)
def _clear(layer: int, queue: Ints, size: Ints, down: Flags) -> None:
    for site in queue[layer, : size[layer]]:
        down[layer, site] = False
    size[layer] = 0


@njit(cache=True)
def _push(layer: int, site: int, queue: Ints, size: Ints, down: Flags) -> None:
    if not down[layer, site]:
        down[layer, site] = True
        queue[layer, size[layer]] = site
        size[layer] += 1


@njit(cache=True)
def _force_damaged(now: int, later: int, own: Ints, hit: Ints, queue: Ints, size: Ints, down: Flags) -> int:
    """Take damaged sites out of the ready layer; returns the next repair, at most `later`."""
    _clear(READY, queue, size, down)
    for site in hit:
        if own[site] > now:
            _push(READY, site, queue, size, down)
            later = min(later, own[site])
    return later


@njit(cache=True)
def _force_waiting(
    now: int, later: int, waits: Ints, waiting: Ints, n: int, queue: Ints, size: Ints, down: Flags
) -> tuple[int, int]:
    """Take sites not ready or still restarting out of the up layer; returns the next event and how many wait."""
    _clear(UP, queue, size, down)
    for site in queue[READY, : size[READY]]:
        _push(UP, site, queue, size, down)
    kept = 0
    for site in waiting[:n]:
        if waits[site] > now:
            waiting[kept] = site
            kept += 1
            later = min(later, waits[site])
            _push(UP, site, queue, size, down)
        else:
            waits[site] = 0
    return later, kept


@njit(cache=True)
def _start_waits(
    now: int, later: int, waits: Ints, waiting: Ints, n: int, since: Ints, short: Ints, n_short: Ints,
    dep_site: Ints, buffer: Ints, restart: Ints,
) -> int:  # fmt: skip
    """A supply that fails in the ready layer keeps its site waiting until `restart` after it is back."""
    for d in short[READY, : n_short[READY]]:
        if now - since[READY, d] >= buffer[d] and restart[d] > 0:
            site = dep_site[d]
            if waits[site] == 0:
                waiting[n] = site
                n += 1
            waits[site] = max(waits[site], later + restart[d])
    return n


@njit(cache=True)
def _blame(
    now: int, hours: float, blame: Floats, own: Ints, down: Flags, since: Ints, short: Ints, n_short: Ints,
    dep_site: Ints, buffer: Ints, sup_start: Ints, sup_site: Ints,
) -> None:  # fmt: skip
    """Add the hours to each supplier that is down of each supply that has failed, unless the site is damaged itself."""
    for d in short[UP, : n_short[UP]]:
        if now - since[UP, d] >= buffer[d] and own[dep_site[d]] <= now:
            for e in range(sup_start[d], sup_start[d + 1]):
                if down[UP, sup_site[e]]:
                    blame[e] += hours


@njit(cache=True)
def run(
    own: Ints, horizon: int, weight: Floats, dep_site: Ints, spare: Ints, buffer: Ints, restart: Ints,
    sup_start: Ints, sup_site: Ints, out_start: Ints, out_dep: Ints, hours: Floats, blame: Floats,
) -> None:  # fmt: skip
    """Fill `hours` (samples, sites) from `own` (samples, sites); add weighted hours to `blame` (edges,)."""
    n_sites, n_deps = own.shape[1], dep_site.shape[0]
    down, lacking = np.zeros((2, n_sites), dtype=np.bool_), np.zeros(n_deps, dtype=np.int64)
    queue, size = np.empty((2, n_sites), dtype=np.int64), np.zeros(2, dtype=np.int64)
    short, n_short = np.empty((2, n_deps), dtype=np.int64), np.zeros(2, dtype=np.int64)
    since = np.full((2, n_deps), NEVER)
    waits, waiting = np.zeros(n_sites, dtype=np.int64), np.empty(n_sites, dtype=np.int64)
    for sample in range(own.shape[0]):
        hit = np.flatnonzero(own[sample])
        now, n = 0, 0
        while now < horizon:
            later = _force_damaged(now, horizon, own[sample], hit, queue, size, down)
            later = _settle(READY, now, later, queue, size, down, lacking, since, short, n_short, dep_site, spare, buffer, out_start, out_dep)  # fmt: skip  # noqa: E501
            later, n = _force_waiting(now, later, waits, waiting, n, queue, size, down)
            later = _settle(UP, now, later, queue, size, down, lacking, since, short, n_short, dep_site, spare, buffer, out_start, out_dep)  # fmt: skip  # noqa: E501
            if size[UP] == 0:
                break
            for site in queue[UP, : size[UP]]:
                hours[sample, site] += later - now
            _blame(now, weight[sample] * (later - now), blame, own[sample], down, since, short, n_short, dep_site, buffer, sup_start, sup_site)  # fmt: skip  # noqa: E501
            n = _start_waits(now, later, waits, waiting, n, since, short, n_short, dep_site, buffer, restart)
            now = later
        _clear(READY, queue, size, down)
        _clear(UP, queue, size, down)
        for layer in range(2):
            for d in short[layer, : n_short[layer]]:
                since[layer, d] = NEVER
            n_short[layer] = 0
        for site in waiting[:n]:
            waits[site] = 0
