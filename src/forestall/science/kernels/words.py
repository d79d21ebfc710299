"""Loops on rows of 64-bit words, one bit an hour (or an event): bit t of word w is hour 64 w + t. No checks."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]

BITS = 64
_ONE, _NONE, _ALL = np.uint64(1), np.uint64(0), np.uint64(0xFFFFFFFFFFFFFFFF)
_M1, _M2, _M4 = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)


@njit(cache=True)
def count(word: np.uint64) -> int:
    """How many bits of a word are set."""
    word -= (word >> _ONE) & _M1
    word = (word & _M2) + ((word >> np.uint64(2)) & _M2)
    word = (word + (word >> np.uint64(4))) & _M4
    return int(np.int64((word * _BYTES) >> np.uint64(56)))


@njit(cache=True)
def first(word: np.uint64) -> int:
    """Position of the lowest bit that is set; the word is not 0."""
    return count((word & (~word + _ONE)) - _ONE)


@njit(cache=True)
def last(row: Words, n: int) -> int:
    """How many of the first n words remain when those without a bit at the end are dropped."""
    while n > 0 and row[n - 1] == _NONE:
        n -= 1
    return n


@njit(cache=True)
def fill(row: Words, bits: int) -> None:
    """Set the first bits of a row; what was set stays."""
    whole = bits // BITS
    for w in range(whole):
        row[w] = _ALL
    if bits % BITS:
        row[whole] |= (_ONE << np.uint64(bits % BITS)) - _ONE


@njit(cache=True)
def _shifted(row: Words, w: int, far: int, near: np.uint64) -> np.uint64:
    """Word w of the row moved on by 64 far + near bits."""
    if w < far:
        return _NONE
    moved: np.uint64 = row[w - far] << near
    if near != _NONE and w > far:
        moved |= row[w - far - 1] >> (np.uint64(BITS) - near)
    return moved


@njit(cache=True)
def erode(row: Words, n: int, hours: int) -> int:
    """Keep a bit only if it and the `hours` before it are set: what is left of runs after a buffer; in place.

    Returns how many words are in use after it.
    """
    total = 0
    for w in range(n):
        total += count(row[w])
    if total <= hours:
        return 0
    done = 0
    while done < hours and n:
        step = min(done + 1, hours - done)
        far, near = step // BITS, np.uint64(step % BITS)
        for w in range(n - 1, -1, -1):
            row[w] &= _shifted(row, w, far, near)
        done += step
        n = last(row, n)
    return n


@njit(cache=True)
def dilate(row: Words, n: int, hours: int) -> None:
    """Set the `hours` bits after each that is set; in place, nothing past the n-th word."""
    done = 0
    while done < hours:
        step = min(done + 1, hours - done)
        far, near = step // BITS, np.uint64(step % BITS)
        for w in range(n - 1, -1, -1):
            row[w] |= _shifted(row, w, far, near)
        done += step


@njit(cache=True)
def add(planes: Words, n_planes: int, carry: np.uint64) -> np.uint64:
    """Count one more in 64 counters that lie across `planes`, where `carry` is set; returns which ran over."""
    for i in range(n_planes):
        over = planes[i] & carry
        planes[i] ^= carry
        carry = over
    return carry


@njit(cache=True)
def planes_for(enough: int) -> int:
    """How many planes counters up to `enough` use."""
    n_planes = 0
    while (1 << n_planes) < enough:
        n_planes += 1
    return n_planes


@njit(cache=True)
def begin(planes: Words, n_planes: int, enough: int) -> None:
    """Set 64 counters so that they run over at the `enough`-th."""
    start = (1 << n_planes) - enough
    for i in range(n_planes):
        planes[i] = _ALL if (start >> i) & 1 else _NONE
