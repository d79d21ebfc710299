"""What the loops of a cascade work on: the network as arrays, the scratch beside it, and when a dependency is short.

Dependencies stand in an order in which suppliers mostly come before those they supply. No checks here.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels import words
from forestall.science.kernels.words import Words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Wiring(NamedTuple):
    """The network; an *edge* is one supplier of one dependency."""

    dep_site: Ints
    """Site that needs, shape (deps,)."""
    enough: Ints
    """How many suppliers must be lacking for the dependency to be short, shape (deps,)."""
    buffer: Ints
    """Hours without supply, shape (deps,)."""
    restart: Ints
    """Hours to come back after supply, shape (deps,)."""
    sup_start: Ints
    """Where a dependency's edges begin, shape (deps + 1,)."""
    sup_site: Ints
    """Supplier of each edge, shape (edges,)."""
    out_start: Ints
    """Where the edges of a supplier begin in `out_edge`, shape (sites + 1,)."""
    out_edge: Ints
    """Edges of each supplier, those served first coming first, shape (edges,)."""
    out_dep: Ints
    """Dependencies of those edges, shape (edges,)."""
    edge_dep: Ints
    """Dependency of each edge, shape (edges,)."""
    choice: Ints
    """Edges of each dependency, first choice first, shape (edges,)."""
    demand: Floats
    """What a dependency draws from each supplier it uses, shape (deps,)."""
    capacity: Floats
    """What a site can supply; infinite where nothing is said, shape (sites,)."""


class Space(NamedTuple):
    """Scratch of one cascade; all zero between two."""

    down: Words
    """When each site is down, shape (sites, words)."""
    used: Ints
    """How many words of each site's row are in use, shape (sites,)."""
    own: Ints
    """Hours of repair of each site in the sample at hand, shape (sites,)."""
    failed: Words
    """When each dependency has failed, shape (deps, words)."""
    cut: Words
    """When each edge is shed by its supplier, shape (edges, words); (0, words) when no capacity is given."""
    pending: Words
    """Dependencies to look at again, one bit each."""
    renewed: Flags
    """Dependencies looked at since shares were last worked out, shape (deps,); (0,) when no capacity is given."""
    asked: Flags
    """Suppliers whose shares must be worked out again, shape (sites,)."""
    sites: Ints
    """Sites that are down at any time, and how many, in the last place; shape (sites + 1,)."""
    deps: Ints
    """The same for dependencies that have failed or been shed at any time, shape (deps + 1,)."""
    listed: Flags
    """Whether a dependency is in `deps`, shape (deps,)."""
    row: Words
    """One row, shape (words,)."""
    planes: Words
    """Counters."""
    load: Floats
    """Load of one supplier in each hour, shape (64 words,)."""


def room(net: Wiring, width: int) -> Space:
    """Scratch for rows of `width` words."""
    n_sites, n_deps, n_edges = net.capacity.size, net.dep_site.size, net.sup_site.size
    flows = bool(np.isfinite(net.capacity).any())
    return Space(
        down=np.zeros((n_sites, width), np.uint64),
        used=np.zeros(n_sites, np.int64),
        own=np.zeros(n_sites, np.int64),
        failed=np.zeros((n_deps, width), np.uint64),
        cut=np.zeros((n_edges if flows else 0, width), np.uint64),
        pending=np.zeros(-(-n_deps // words.BITS), np.uint64),
        renewed=np.zeros(n_deps if flows else 0, np.bool_),
        asked=np.zeros(n_sites, np.bool_),
        sites=np.zeros(n_sites + 1, np.int64),
        deps=np.zeros(n_deps + 1, np.int64),
        listed=np.zeros(n_deps, np.bool_),
        row=np.zeros(width, np.uint64),
        planes=np.zeros(words.BITS, np.uint64),
        load=np.zeros(words.BITS * width, np.float64),
    )


@njit(cache=True)
def keep(item: int, items: Ints) -> None:
    """Add to a list whose length is its last place."""
    items[items[-1]] = item
    items[-1] += 1


@njit(cache=True)
def wake(site: int, out_start: Ints, out_dep: Ints, pending: Words) -> None:
    """Every dependency that a site supplies is to be looked at again."""
    for i in range(out_start[site], out_start[site + 1]):
        d = out_dep[i]
        pending[d // words.BITS] |= np.uint64(1) << np.uint64(d % words.BITS)


@njit(cache=True)
def take_down(
    site: int, n: int, row: Words, down: Words, used: Ints, sites: Ints, out_start: Ints, out_dep: Ints, pending: Words
) -> None:
    """Take a site down where the first n words of `row` are set; wakes those it supplies when that is news."""
    news = np.uint64(0)
    for w in range(n):
        news |= row[w] & ~down[site, w]
        down[site, w] |= row[w]
    if news:
        if not used[site]:
            keep(site, sites)
        used[site] = max(used[site], n)
        wake(site, out_start, out_dep, pending)


@njit(cache=True)
def _reach(begin: int, end: int, enough: int, sup_site: Ints, used: Ints) -> int:
    """How many words of a dependency's shortage can have a bit: 0 when too few of its suppliers are ever down."""
    lacking, most = 0, 0
    for e in range(begin, end):
        n = used[sup_site[e]]
        if n:
            lacking += 1
            most = max(most, n)
    return most if lacking >= enough else 0


@njit(cache=True)
def short(
    begin: int, end: int, enough: int, n: int, sup_site: Ints, used: Ints, down: Words, cut: Words, planes: Words,
    row: Words,
) -> int:  # fmt: skip
    """Write into `row` when a dependency is short of supply, of n words; returns how many words are in use."""
    flows = cut.shape[0] > 0
    reach = n if flows else _reach(begin, end, enough, sup_site, used)
    n_planes = words.planes_for(enough)
    for w in range(reach):
        words.begin(planes, n_planes, enough)
        over = np.uint64(0)
        for e in range(begin, end):
            lacking = down[sup_site[e], w]
            if flows:
                lacking |= cut[e, w]
            over |= words.add(planes, n_planes, lacking)
        row[w] = over
    return words.last(row, reach)
