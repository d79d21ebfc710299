"""Bytes of JSON eight at a time, for the kernels that read it. Compiled by numba.

Source: Warren, Hacker's Delight, 2013, 6-1 (which of eight bytes is zero).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.engine.program.load import eight

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

QUOTE, BACK = 34, 92
_ONES, _TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_QUOTES, _BACKS, _SPACES = np.uint64(0x2222222222222222), np.uint64(0x5C5C5C5C5C5C5C5C), np.uint64(0x2020202020202020)
_DOTS, _NEWLINES = np.uint64(0x2E2E2E2E2E2E2E2E), np.uint64(0x0A0A0A0A0A0A0A0A)
_PRIME, _ONE = np.uint64(0x9E3779B97F4A7C15), np.uint64(1)
_SEVEN, _MIX, _LAST = np.uint64(7), np.uint64(29), np.uint64(56)


@njit(cache=True)
def _some(data: Bytes, place: int, size: int) -> np.uint64:
    """Fewer than eight bytes as a number."""
    if place + 8 <= len(data):
        return np.uint64(eight(data, place) & ((_ONE << np.uint64(8 * size)) - _ONE))
    known = np.uint64(0)
    for step in range(size):
        known |= np.uint64(data[place + step]) << np.uint64(8 * step)
    return known


@njit(cache=True)
def hashed(data: Bytes, begin: int, end: int) -> int:
    """A number of some bytes."""
    known = np.uint64(end - begin + 1469598103)
    place = begin
    while place + 8 <= end:
        known = (known ^ eight(data, place)) * _PRIME
        known ^= known >> _MIX
        place += 8
    if place < end:
        known = (known ^ _some(data, place, end - place)) * _PRIME
        known ^= known >> _MIX
    return int(known >> np.uint64(2))


@njit(cache=True)
def same(one: Bytes, at: int, other: Bytes, begin: int, size: int) -> bool:
    """Whether the bytes from two places on are the same."""
    step = 0
    while step + 8 <= size:
        if eight(one, at + step) != eight(other, begin + step):
            return False
        step += 8
    while step < size:
        if one[at + step] != other[begin + step]:
            return False
        step += 1
    return True


@njit(cache=True)
def dotted(data: Bytes, begin: int, end: int) -> bool:
    """Whether a dot or a space is among some bytes."""
    place = begin
    while place < end:
        signs = eight(data, place) if place + 8 <= end else _some(data, place, end - place)
        dot, space = signs ^ _DOTS, signs ^ _SPACES
        if (((dot - _ONES) & ~dot) | ((space - _ONES) & ~space)) & _TOPS:
            return True
        place += 8
    return False


@njit(cache=True)
def specials(signs: np.uint64) -> np.uint64:
    """The highest bit of the first of eight bytes that is a quote, a backslash or below a space, 0 for none; bits above
    mean nothing."""
    quote, back = signs ^ _QUOTES, signs ^ _BACKS
    return (((quote - _ONES) & ~quote) | ((back - _ONES) & ~back) | ((signs - _SPACES) & ~signs)) & _TOPS


@njit(cache=True)
def before(found: np.uint64) -> int:
    """How many bytes stand before the first one found."""
    below = ((found & (~found + _ONE)) >> _SEVEN) - _ONE
    return np.int64(((below & _ONES) * _ONES) >> _LAST)  # type: ignore[return-value]  # an int once compiled


@njit(cache=True)
def special(data: Bytes, place: int) -> int:
    """The first quote, backslash or sign below a space from a place on; there is one, since lines are ended."""
    while place + 8 <= len(data):
        found = specials(eight(data, place))
        if found:
            return place + before(found)
        place += 8
    while data[place] >= 32 and data[place] != QUOTE and data[place] != BACK:
        place += 1
    return place


def line_ends(data: bytes) -> Ints:
    """The place behind each line end."""
    signs, room = np.frombuffer(data, dtype=np.uint8), 1 + len(data) // 64
    while True:
        found = np.empty(room, dtype=np.int64)
        number = _line_ends(signs, found)
        if number <= room:
            return found[:number]
        room = number


@njit(cache=True)
def _line_ends(data: Bytes, found: Ints) -> int:
    """The place behind each line end, as many as `found` has room for; how many there are."""
    number = place = 0
    while place < len(data):
        if place + 8 <= len(data):
            signs = eight(data, place) ^ _NEWLINES
            if not (signs - _ONES) & ~signs & _TOPS:
                place += 8
                continue
        if data[place] == 10:
            if number < len(found):
                found[number] = place + 1
            number += 1
        place += 1
    return number
