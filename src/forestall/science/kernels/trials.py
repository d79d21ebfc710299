"""The loops of `science.network.sampling`: random trials of a graph, 64 in a word. No checks.

A block is `BLOCK` words of each node. A basic event's bits are set by jumping from one to the next, so rare events cost
little. Numbers come from splitmix64 (Steele, Lea and Flood 2014, OOPSLA '14, 453-472), a stream for each seed, block
and event: the same whatever is drawn before.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels.bdd import Whole, mix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]

BLOCK = 256  # words
AND, XOR = 0, 1  # kinds of gate; any other is "at least"
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
UNIT = 2.0**-53


@njit(cache=True)
def _draw(bits: Bits, chance: float, state: np.uint64) -> None:
    """Set each bit with a probability of at most one half."""
    bits[:] = np.uint64(0)
    if chance <= 0.0:
        return
    scale = 1.0 / np.log1p(-chance)
    at, end = -1.0, 64.0 * bits.shape[0]
    while True:
        state += np.uint64(0x9E3779B97F4A7C15)
        z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        at += 1.0 + np.floor(np.log((np.float64(z >> np.uint64(11)) + 1.0) * UNIT) * scale)
        if at >= end:
            return
        place = np.int64(at)
        bits[place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@njit(cache=True)
def _gate(
    kind: int, least: int, arguments: Ints, values: Bits, out: Bits, rows: Bits
) -> None:  # fmt: skip
    """One gate from the values of its arguments, literals; `rows` (most least + 1, BLOCK) is room to work in."""
    if kind == AND or kind == XOR:  # noqa: PLR1714, SIM109
        out[:] = ALL if kind == AND else np.uint64(0)
        for literal in arguments:
            turn = ALL if literal & 1 else np.uint64(0)
            value = values[literal >> 1]
            if kind == AND:
                for w in range(out.shape[0]):
                    out[w] &= value[w] ^ turn
            else:
                for w in range(out.shape[0]):
                    out[w] ^= value[w] ^ turn
        return
    rows[0] = ALL
    rows[1 : least + 1] = np.uint64(0)
    for literal in arguments:
        turn = ALL if literal & 1 else np.uint64(0)
        value = values[literal >> 1]
        for k in range(least, 0, -1):
            for w in range(out.shape[0]):
                rows[k, w] |= rows[k - 1, w] & (value[w] ^ turn)
    out[:] = rows[least]


@njit(cache=True)
def hits(
    seed: int, first: int, blocks: int, chance: Floats, kind: Ints, least: Ints, start: Ints, arguments: Ints, top: int,
) -> Whole:  # fmt: skip
    """In how many trials of the blocks from `first` on the top's literal is true.

    chance (events,): probability of nodes 1 to n; gates follow, their literals `arguments[start[g]:start[g + 1]]`.
    """
    n = chance.shape[0] + 1
    values = np.zeros((n + kind.shape[0], BLOCK), dtype=np.uint64)
    rows = np.zeros((max(1, least.max()) + 1 if least.shape[0] else 1, BLOCK), dtype=np.uint64)
    values[0] = ALL
    total = np.int64(0)
    for block in range(first, first + blocks):
        for event in range(1, n):
            p = chance[event - 1]
            _draw(values[event], min(p, 1.0 - p), np.uint64(mix(mix(seed, block), event)))
            if p > 0.5:
                for w in range(BLOCK):
                    values[event, w] ^= ALL
        for g in range(kind.shape[0]):
            _gate(kind[g], least[g], arguments[start[g] : start[g + 1]], values, values[n + g], rows)
        turn = ALL if top & 1 else np.uint64(0)
        for w in range(BLOCK):
            x = values[top >> 1, w] ^ turn
            x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
            x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
            x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
            total += np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
    return total
