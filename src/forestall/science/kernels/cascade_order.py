"""An order of sites in which suppliers come first wherever no circle forbids it. No checks."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True)
def suppliers_first(out_start: Ints, out_site: Ints) -> Ints:
    """Rank of each site: the reverse of the order in which a depth-first walk along the supplies leaves them.

    Source:
        Tarjan (1972), Depth-first search and linear graph algorithms, doi:10.1137/0201010
    """
    n = out_start.shape[0] - 1
    rank, next_edge = np.full(n, -1, dtype=np.int64), out_start[:-1].copy()
    seen, path = np.zeros(n, dtype=np.bool_), np.empty(n + 1, dtype=np.int64)
    free = n
    for root in range(n):
        if seen[root]:
            continue
        path[0], depth, seen[root] = root, 1, True
        while depth:
            site = path[depth - 1]
            while next_edge[site] < out_start[site + 1] and seen[out_site[next_edge[site]]]:
                next_edge[site] += 1
            if next_edge[site] < out_start[site + 1]:
                below = out_site[next_edge[site]]
                seen[below], path[depth] = True, below
                depth += 1
            else:
                free -= 1
                rank[site] = free
                depth -= 1
    return rank
