"""The loops of `science.network.bdd`: conjunctions, probabilities and their derivatives. No checks.

An *edge* is `2 * node + c`; c = 1 negates. Node 0 is TRUE, so edge 0 is true and edge 1 false. A node n stands for
"if variable VAR then HIGH else LOW"; HIGH is never negated, children have smaller numbers than their parent, and
variables grow downwards. A diagram is `nodes` (capacity, 4) int32, the fields of a node side by side (one line of the
processor's cache), and `table` (power of two,) int32, which begins the chain of nodes with one hash, ended by 0. A
memory of results is (power of two, 2) int64, pairs of key and value; it may forget.
"""

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Nodes = NDArray[np.int32]
Words = NDArray[np.int32]
Memory = NDArray[np.int64]
Whole: TypeAlias = int | np.int64

VAR, LOW, HIGH, NEXT = 0, 1, 2, 3
TRUE, FALSE = 0, 1
FULL = -1
NOTHING = -1  # a key that is not used
DEEPEST = 2**30  # the variable of the constant


def memory(size: int) -> Memory:
    """Room to remember results: a power of two of at least `size`."""
    return np.full((1 << (size - 1).bit_length(), 2), NOTHING, dtype=np.int64)


def heads(size: int) -> Words:
    """An empty table for so many nodes."""
    return np.zeros(1 << (size - 1).bit_length(), dtype=np.int32)


@njit(cache=True)
def mix(a: Whole, b: Whole) -> Whole:
    """A 63-bit mix of two numbers."""
    x = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(b) * np.uint64(0xC2B2AE3D27D4EB4F)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    return np.int64((x ^ (x >> np.uint64(32))) & np.uint64(0x7FFFFFFFFFFFFFFF))


@njit(cache=True)
def remember(old: Memory, new: Memory) -> None:
    """Carry results over into a larger memory."""
    mask = new.shape[0] - 1
    for i in range(old.shape[0]):
        key = old[i, 0]
        if key != NOTHING:
            at = mix(key >> 32, key & 0xFFFFFFFF) & mask
            new[at, 0], new[at, 1] = key, old[i, 1]


@njit(cache=True)
def find(v: Whole, low: Whole, high: Whole, count: int, nodes: Nodes, table: Words) -> tuple[Whole, int]:
    """The node with these fields, made when there is none; returns it (or FULL) and how many nodes there are."""
    at = mix((np.int64(v) << 32) | low, high) & (table.shape[0] - 1)
    n = table[at]
    while n != 0:
        if nodes[n, VAR] == v and nodes[n, LOW] == low and nodes[n, HIGH] == high:
            return np.int64(n), count
        n = nodes[n, NEXT]
    if count >= nodes.shape[0]:
        return np.int64(FULL), count
    nodes[count, VAR], nodes[count, LOW], nodes[count, HIGH], nodes[count, NEXT] = v, low, high, table[at]
    table[at] = count
    return np.int64(count), count + 1


@njit(cache=True)
def rehash(first: int, count: int, nodes: Nodes, table: Words) -> None:
    """Enter the nodes from `first` on into an empty table."""
    mask = table.shape[0] - 1
    for n in range(first, count):
        at = mix((np.int64(nodes[n, VAR]) << 32) | nodes[n, LOW], nodes[n, HIGH]) & mask
        nodes[n, NEXT] = table[at]
        table[at] = n


@njit(cache=True)
def conjunction(
    f: Whole, g: Whole, count: int, nodes: Nodes, table: Words, known: Memory, stack: Memory
) -> tuple[Whole, int]:  # fmt: skip
    """The edge of f and g (or FULL), and how many nodes there are. `stack` is (variables + 1, 3)."""
    mask = known.shape[0] - 1
    depth = 0
    while True:
        # Go down with (f, g) until a result is known.
        if f > g:
            f, g = g, f
        r: Whole
        if f == TRUE or f == g:  # noqa: PLR1714, SIM109
            r = np.int64(g)
        elif f == FALSE or f == g ^ 1:
            r = np.int64(FALSE)
        else:
            key = (np.int64(f) << 32) | g
            at = mix(f, g) & mask
            if known[at, 0] == key:
                r = known[at, 1]
            else:
                stack[depth, 0], stack[depth, 1], stack[depth, 2] = f, g, NOTHING
                depth += 1
                vf, vg = nodes[f >> 1, VAR], nodes[g >> 1, VAR]
                f = f if vg < vf else nodes[f >> 1, LOW] ^ (f & 1)
                g = g if vf < vg else nodes[g >> 1, LOW] ^ (g & 1)
                continue
        # Go up with the result until a branch is left to do.
        while depth > 0:
            f, g = stack[depth - 1, 0], stack[depth - 1, 1]
            vf, vg = nodes[f >> 1, VAR], nodes[g >> 1, VAR]
            low = stack[depth - 1, 2]
            if low == NOTHING:
                stack[depth - 1, 2] = r
                f = f if vg < vf else nodes[f >> 1, HIGH] ^ (f & 1)
                g = g if vf < vg else nodes[g >> 1, HIGH] ^ (g & 1)
                break
            depth -= 1
            if low != r:
                flip = r & 1
                node, count = find(min(vf, vg), low ^ flip, r ^ flip, count, nodes, table)
                if node == FULL:
                    return np.int64(FULL), count
                r = 2 * node + flip
            at = mix(f, g) & mask
            known[at, 0], known[at, 1] = (f << 32) | g, r
        else:
            return r, count


@njit(cache=True)
def probability(count: int, nodes: Nodes, chance: Floats, yes: Floats, no: Floats) -> None:
    """Fill the probability that each node is true (`yes`) and false (`no`); both are sums of positive terms.

    `chance` (variables, 2): probability of each variable to be false and to be true.
    """
    yes[0], no[0] = 1.0, 0.0
    for n in range(1, count):
        x, not_x = chance[nodes[n, VAR], 1], chance[nodes[n, VAR], 0]
        low, high = nodes[n, LOW] >> 1, nodes[n, HIGH] >> 1
        negated = nodes[n, LOW] & 1
        yes[n] = x * yes[high] + not_x * (no[low] if negated else yes[low])
        no[n] = x * no[high] + not_x * (yes[low] if negated else no[low])


@njit(cache=True)
def derivatives(
    top: int, nodes: Nodes, chance: Floats, yes: Floats, no: Floats, slope: Floats, out: Floats
) -> None:  # fmt: skip
    """Add to `out` (variables,) the derivative of P(top) by each chance; `slope` (nodes,) comes as zeros."""
    slope[top >> 1] = -1.0 if top & 1 else 1.0
    for n in range(top >> 1, 0, -1):
        s = slope[n]
        if s == 0.0:
            continue
        v, low, high = nodes[n, VAR], nodes[n, LOW] >> 1, nodes[n, HIGH] >> 1
        negated = nodes[n, LOW] & 1
        below, above = (no[low], yes[low]) if negated else (yes[low], no[low])
        # P(high) - P(low) = Q(low) - Q(high): the form with the smaller numbers loses fewer digits.
        out[v] += s * (yes[high] - below if yes[high] + below < 1.0 else above - no[high])
        slope[high] += s * chance[v, 1]
        slope[low] += (-s if negated else s) * chance[v, 0]


@njit(cache=True)
def mark(count: int, nodes: Nodes, seen: Flags) -> None:
    """Mark all that the marked nodes of a diagram reach."""
    seen[0] = True
    for n in range(count - 1, 0, -1):
        if seen[n]:
            seen[nodes[n, LOW] >> 1] = True
            seen[nodes[n, HIGH] >> 1] = True


@njit(cache=True)
def compact(count: int, nodes: Nodes, seen: Flags, moved: Words) -> int:
    """Keep only what is marked, in the same order; `moved` gets each node's new number. Returns how many stay."""
    kept = 0
    for n in range(count):
        if seen[n]:
            moved[n] = kept
            if n:
                nodes[kept, VAR] = nodes[n, VAR]
                nodes[kept, LOW] = 2 * moved[nodes[n, LOW] >> 1] + (nodes[n, LOW] & 1)
                nodes[kept, HIGH] = 2 * moved[nodes[n, HIGH] >> 1]
            kept += 1
    return kept
