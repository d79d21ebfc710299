"""The loops of `science.network.zbdd`: minimal solutions of a decision diagram as a family of sets. No checks.

A family is a node: 0 no set, 1 only the empty set, else "the sets of LOW, and those of HIGH with VAR added". Arrays as
in `kernels.bdd`, the nodes from 2 on; families have no negation.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels.bdd import FALSE, FULL, HIGH, LOW, TRUE, VAR, Memory, Nodes, Whole, Words, find, mix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, EMPTY = 0, 1


@njit(cache=True)
def _without(  # noqa: C901, PLR0912
    s: Whole, t: Whole, count: int, nodes: Nodes, table: Words, known: Memory, stack: Memory
) -> tuple[Whole, int]:  # fmt: skip
    """The sets of s that contain no set of t (or FULL), and how many nodes there are. `stack` is (variables + 1, 4).

    One loop of two phases, because calls would cost more than the work. A frame holds s, t, how many branches are
    done, and the result of the first.
    """
    mask = known.shape[0] - 1
    depth = 0
    while True:
        while t > EMPTY and s > EMPTY and nodes[s, VAR] > nodes[t, VAR]:
            t = np.int64(nodes[t, LOW])
        r: Whole
        if s == NONE or t == EMPTY or s == t:  # noqa: PLR1714, SIM109
            r = np.int64(NONE)
        elif t == NONE or s == EMPTY:
            r = np.int64(s)
        else:
            at = mix(s, t) & mask
            if known[at, 0] == (np.int64(s) << 32) | t:
                r = known[at, 1]
            else:
                stack[depth, 0], stack[depth, 1], stack[depth, 2] = s, t, 0
                depth += 1
                if nodes[t, VAR] == nodes[s, VAR]:
                    t = np.int64(nodes[t, LOW])
                s = np.int64(nodes[s, LOW])
                continue
        while depth > 0:
            s, t, done = stack[depth - 1, 0], stack[depth - 1, 1], stack[depth - 1, 2]
            same = nodes[t, VAR] == nodes[s, VAR]
            stack[depth - 1, 2] = done + 1
            if done == 0:
                stack[depth - 1, 3] = r
                s, t = np.int64(nodes[s, HIGH]), np.int64(nodes[t, LOW]) if same else t
                break
            if done == 1 and same:
                s, t = r, np.int64(nodes[t, HIGH])
                break
            depth -= 1
            high, low = r, stack[depth, 3]
            r = low
            if high != NONE:
                r, count = find(nodes[s, VAR], low, high, count, nodes, table)
                if r == FULL:
                    return np.int64(FULL), count
            at = mix(s, t) & mask
            known[at, 0], known[at, 1] = (np.int64(s) << 32) | t, r
        else:
            return r, count


@njit(cache=True)
def _outside(
    s: Whole, f: Whole, bdd: Nodes, count: int, nodes: Nodes, table: Words, known: Memory, stack: Memory
) -> tuple[Whole, int]:  # fmt: skip
    """The sets of s that do not satisfy the monotone edge f (or FULL), and how many nodes there are; as `_without`."""
    mask = known.shape[0] - 1
    depth = 0
    while True:
        while s > EMPTY and f > FALSE and nodes[s, VAR] > bdd[f >> 1, VAR]:
            f = bdd[f >> 1, LOW] ^ (f & 1)
        r: Whole
        if s == NONE or f == TRUE:
            r = np.int64(NONE)
        elif f == FALSE or s == EMPTY:
            r = np.int64(s)
        else:
            at = mix(s, f) & mask
            if known[at, 0] == (np.int64(s) << 32) | f:
                r = known[at, 1]
            else:
                stack[depth, 0], stack[depth, 1], stack[depth, 2] = s, f, FULL
                depth += 1
                f = bdd[f >> 1, LOW] ^ (f & 1) if bdd[f >> 1, VAR] == nodes[s, VAR] else f
                s = np.int64(nodes[s, LOW])
                continue
        while depth > 0:
            s, f, low = stack[depth - 1, 0], stack[depth - 1, 1], stack[depth - 1, 2]
            if low == FULL:
                stack[depth - 1, 2] = r
                f = bdd[f >> 1, HIGH] ^ (f & 1) if bdd[f >> 1, VAR] == nodes[s, VAR] else f
                s = np.int64(nodes[s, HIGH])
                break
            depth -= 1
            high, r = r, low
            if high != NONE:
                r, count = find(nodes[s, VAR], low, high, count, nodes, table)
                if r == FULL:
                    return np.int64(FULL), count
            at = mix(s, f) & mask
            known[at, 0], known[at, 1] = (np.int64(s) << 32) | f, r
        else:
            return r, count


@njit(cache=True)
def minimal(
    begin: int, monotone: bool, bdd: Nodes, wanted: NDArray[np.bool_], result: Words, count: int, nodes: Nodes,
    table: Words, known: Memory, stack: Memory,
) -> tuple[int, int]:  # fmt: skip
    """Fill `result` (edges,) with the minimal solutions of every wanted edge from `begin` on.

    Where every wanted edge is monotone, a set contains a solution of another edge when it satisfies that edge, which
    is quicker to tell.

    Returns the first edge not done, because the nodes were full, or the number of edges; and how many nodes there are.
    """
    result[0], result[1] = EMPTY, NONE
    for edge in range(max(begin, 2), result.shape[0]):
        if wanted[edge]:
            n, c = edge >> 1, edge & 1
            low, high = np.int64(result[bdd[n, LOW] ^ c]), np.int64(result[bdd[n, HIGH] ^ c])
            if monotone:
                rest, count = _outside(high, bdd[n, LOW] ^ c, bdd, count, nodes, table, known, stack)
            else:
                rest, count = _without(high, low, count, nodes, table, known, stack)
            if rest == FULL:
                return edge, count
            family: Whole = low
            if rest != NONE:
                family, count = find(bdd[n, VAR], low, rest, count, nodes, table)
                if family == FULL:
                    return edge, count
            result[edge] = family
    return result.shape[0], count


@njit(cache=True)
def want(bdd: Nodes, wanted: NDArray[np.bool_]) -> None:
    """Spread from the edges wanted to all edges below them."""
    for edge in range(wanted.shape[0] - 1, 1, -1):
        if wanted[edge]:
            n, c = edge >> 1, edge & 1
            wanted[bdd[n, LOW] ^ c] = True
            wanted[bdd[n, HIGH] ^ c] = True


@njit(cache=True)
def totals(nodes: Nodes, weight: Floats, out: Floats) -> None:
    """Fill the sum over a family's sets of the products of their members' weights; rounded."""
    out[0], out[1] = 0.0, 1.0
    for n in range(2, nodes.shape[0]):
        out[n] = out[nodes[n, LOW]] + weight[nodes[n, VAR]] * out[nodes[n, HIGH]]


@njit(cache=True)
def remainders(nodes: Nodes, weight: Ints, modulus: int, out: Ints) -> None:
    """Fill the same sum modulo a number below 2**31."""
    out[0], out[1] = 0, 1
    for n in range(2, nodes.shape[0]):
        out[n] = (out[nodes[n, LOW]] + weight[nodes[n, VAR]] * out[nodes[n, HIGH]]) % modulus


@njit(cache=True)
def lightest(nodes: Nodes, weight: Floats, out: Floats) -> None:
    """Fill the smallest sum of weights of a set of each family."""
    out[0], out[1] = np.inf, 0.0
    for n in range(2, nodes.shape[0]):
        out[n] = min(out[nodes[n, LOW]], weight[nodes[n, VAR]] + out[nodes[n, HIGH]])


@njit(cache=True)
def keep(nodes: Nodes, seen: NDArray[np.bool_], moved: Words) -> int:
    """Keep only what the marked nodes reach, in the same order; `moved` gets new numbers. Returns how many stay."""
    for n in range(nodes.shape[0] - 1, 1, -1):
        if seen[n]:
            seen[nodes[n, LOW]] = True
            seen[nodes[n, HIGH]] = True
    kept = 0
    for n in range(nodes.shape[0]):
        if seen[n]:
            moved[n] = kept
            if n > EMPTY:
                nodes[kept, VAR] = nodes[n, VAR]
                nodes[kept, LOW] = moved[nodes[n, LOW]]
                nodes[kept, HIGH] = moved[nodes[n, HIGH]]
            kept += 1
    return kept
